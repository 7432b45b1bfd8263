// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>

namespace scorescope {

/// A file or folder held open by the system, closed whatever happens. Failures are told by the
/// returned values; errno says why.
class OpenFile {
public:
    /// `flags` as open(2), to which O_CLOEXEC is added; new files get the mode 0666 less the umask.
    OpenFile(const std::string& path, int flags);
    ~OpenFile();
    OpenFile(OpenFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    [[nodiscard]] bool isOpen() const noexcept { return descriptor_ >= 0; }
    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
    /// All of it, at the file's position.
    [[nodiscard]] bool write(const std::string& bytes) const;
    /// To the disk. True where the file system knows no such request.
    [[nodiscard]] bool flush() const;

    /// Whether nobody else holds it: what lock() answers.
    enum class Lock { mine, others, none };
    /// Holds it against others who ask the same (flock), until it is closed. Lock::none where the
    /// file system has no such locks.
    [[nodiscard]] Lock lock() const;

private:
    int descriptor_;
};

/// The system's reason why something just failed.
[[nodiscard]] std::string systemReason();

} // namespace scorescope
