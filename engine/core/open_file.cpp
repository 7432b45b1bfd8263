// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/open_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace scorescope {

OpenFile::OpenFile(const std::string& path, int flags)
    : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {}

OpenFile::~OpenFile() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

bool OpenFile::write(const std::string& bytes) const {
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

bool OpenFile::flush() const {
    return ::fsync(descriptor_) == 0 || errno == EINVAL || errno == EROFS;
}

OpenFile::Lock OpenFile::lock() const {
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) {
        return Lock::mine;
    }
    return errno == EWOULDBLOCK ? Lock::others : Lock::none;
}

std::string systemReason() {
    return std::generic_category().message(errno);
}

} // namespace scorescope
