// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <utility>

namespace scorescope {

/// A file or folder held open by the system, closed whatever happens. Failures are told by the
/// returned values; errno says why.
class OpenFile {
public:
    /// `flags` as open(2), to which O_CLOEXEC is added; new files get the mode 0666 less the umask.
    OpenFile(const std::string& path, int flags);
    /// A file in `folder` to be read and written by the caller alone, which has no name there and
    /// is gone once it is closed.
    [[nodiscard]] static OpenFile withoutName(const std::string& folder);
    ~OpenFile();
    OpenFile(OpenFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    [[nodiscard]] bool isOpen() const noexcept { return descriptor_ >= 0; }
    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
    /// All of it, at the file's position.
    [[nodiscard]] bool write(const std::string& bytes) const;
    /// All of them, from byte `at` of the file on; its position stays.
    [[nodiscard]] bool writeAt(std::size_t at, const void* data, std::size_t bytes) const;
    /// To the disk. True where the file system knows no such request.
    [[nodiscard]] bool flush() const;

    /// Whether nobody else holds it: what lock() answers.
    enum class Lock { mine, others, none };
    /// Holds it against others who ask the same (flock), until it is closed. Lock::none where the
    /// file system has no such locks.
    [[nodiscard]] Lock lock() const;

private:
    explicit OpenFile(int descriptor) noexcept : descriptor_(descriptor) {}

    int descriptor_;
};

/// Makes a folder, and those above it. Nothing when it is there; throws InputError with its path
/// and the system's reason.
void makeFolder(const std::string& folder);

/// The system's reason why something just failed.
[[nodiscard]] std::string systemReason();

} // namespace scorescope
