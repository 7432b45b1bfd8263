// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/atomic_file.h"

#include "engine/core/error.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace scorescope {
namespace {

/// The system's reason why something just failed.
std::string reason() {
    return std::generic_category().message(errno);
}

/// An open file, closed whatever happens.
class OpenFile {
public:
    OpenFile(const std::string& path, int flags)
        : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
    ~OpenFile() {
        if (descriptor_ >= 0) {
            ::close(descriptor_);
        }
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    [[nodiscard]] bool isOpen() const noexcept { return descriptor_ >= 0; }
    [[nodiscard]] bool write(const std::string& bytes) const {
        std::size_t done = 0;
        while (done < bytes.size()) {
            const ssize_t written = ::write(descriptor_, bytes.data() + done, bytes.size() - done);
            if (written < 0 && errno == EINTR) {
                continue;
            }
            if (written <= 0) {
                return false;
            }
            done += static_cast<std::size_t>(written);
        }
        return true;
    }
    /// Some file systems report a full disk only here; some know no such request.
    [[nodiscard]] bool flush() const {
        return ::fsync(descriptor_) == 0 || errno == EINVAL || errno == EROFS;
    }
    [[nodiscard]] bool close() {
        const int descriptor = descriptor_;
        descriptor_ = -1;
        return ::close(descriptor) == 0;
    }

private:
    int descriptor_;
};

/// The file beside, gone when it was not renamed.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::string& path)
        : path_(path), name_(path + ".part" + std::to_string(::getpid())) {}
    ~TemporaryFile() {
        if (!renamed_) {
            std::remove(name_.c_str());
        }
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[noreturn]] void refuse() const {
        throw InputError(path_, "", "cannot be written: " + reason());
    }
    void replace() {
        if (std::rename(name_.c_str(), path_.c_str()) != 0) {
            refuse();
        }
        renamed_ = true;
    }

private:
    const std::string& path_;
    std::string name_;
    bool renamed_ = false;
};

} // namespace

void writeFileAtomically(const std::string& path, const std::string& bytes) {
    TemporaryFile temporary(path);
    OpenFile file(temporary.name(), O_WRONLY | O_CREAT | O_TRUNC);
    if (!file.isOpen() || !file.write(bytes) || !file.flush() || !file.close()) {
        temporary.refuse();
    }
    temporary.replace();
}

void replaceFileAtomically(const std::string& path,
                           const std::function<void(const std::string& temporary)>& write) {
    TemporaryFile temporary(path);
    write(temporary.name());
    OpenFile file(temporary.name(), O_RDONLY);
    if (!file.isOpen() || !file.flush() || !file.close()) {
        temporary.refuse();
    }
    temporary.replace();
}

} // namespace scorescope
