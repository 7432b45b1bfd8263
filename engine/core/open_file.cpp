// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/open_file.h"

#include "engine/core/error.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace scorescope {
namespace {

/// Calls `writeFrom`(bytes done so far), which says how many more it wrote as write(2) does, until
/// all are written or one call fails.
template <class WriteFrom> bool writeAll(std::size_t bytes, const WriteFrom& writeFrom) {
    std::size_t done = 0;
    while (done < bytes) {
        const ssize_t written = writeFrom(done);
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

} // namespace

OpenFile::OpenFile(const std::string& path, int flags)
    : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {}

OpenFile::~OpenFile() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

OpenFile OpenFile::withoutName(const std::string& folder) {
    const int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor >= 0) {
        return OpenFile(descriptor);
    }
    // Not every file system has these.
    std::string name = folder + "/unnamed-XXXXXX";
    OpenFile file(::mkostemp(name.data(), O_CLOEXEC));
    if (file.isOpen()) {
        ::unlink(name.c_str());
    }
    return file;
}

bool OpenFile::write(const std::string& bytes) const {
    return writeAll(bytes.size(), [&](std::size_t done) {
        return ::write(descriptor_, bytes.data() + done, bytes.size() - done);
    });
}

bool OpenFile::writeAt(std::size_t at, const void* data, std::size_t bytes) const {
    return writeAll(bytes, [&](std::size_t done) {
        return ::pwrite(descriptor_, static_cast<const char*>(data) + done, bytes - done,
                        static_cast<off_t>(at + done));
    });
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

void makeFolder(const std::string& folder) {
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure) {
        throw InputError(folder, "", "the folder cannot be made: " + failure.message());
    }
}

std::string systemReason() {
    return std::generic_category().message(errno);
}

} // namespace scorescope
