// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/whole_file.h"

#include "engine/core/error.h"
#include "engine/core/text.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace scorescope {
namespace {

constexpr std::size_t pieceBytes = std::size_t{1} << 20U;

[[noreturn]] void refuse(const std::string& path, int reason) {
    throw InputError(path, "", "cannot be read: " + std::generic_category().message(reason));
}

/// A regular file, open for reading.
class OpenFile {
public:
    explicit OpenFile(const std::string& path) {
        struct stat what = {};
        // Asked before it is opened: to open some devices does something.
        if (stat(path.c_str(), &what) != 0) {
            refuse(path, errno);
        }
        refuseKind(path, what);
        // Without O_NONBLOCK a pipe that took the file's place would be waited for.
        descriptor_ = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        if (descriptor_ < 0) {
            refuse(path, errno);
        }
        const bool known = fstat(descriptor_, &what) == 0;
        const int reason = errno;
        try {
            if (!known) {
                refuse(path, reason);
            }
            refuseKind(path, what);
        } catch (...) {
            close(descriptor_);
            throw;
        }
        bytes_ = static_cast<std::size_t>(what.st_size);
    }
    ~OpenFile() { close(descriptor_); }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
    /// How many came; 0 at its end, −1 with errno.
    [[nodiscard]] ssize_t read(char* to, std::size_t most) const {
        ssize_t got = -1;
        do {
            got = ::read(descriptor_, to, most);
        } while (got < 0 && errno == EINTR);
        return got;
    }

private:
    static void refuseKind(const std::string& path, const struct stat& what) {
        if (S_ISDIR(what.st_mode)) {
            throw InputError(path, "", "is a folder, not a file");
        }
        if (!S_ISREG(what.st_mode)) {
            throw InputError(path, "", "is a pipe or a device, not a file");
        }
    }

    int descriptor_ = -1;
    std::size_t bytes_ = 0;
};

} // namespace

std::string readWholeFile(const std::string& path, std::size_t largestBytes) {
    const OpenFile file(path);
    const auto refuseSize = [&] {
        throw InputError(
            path, "", "is too large: allowed are " + memoryText(static_cast<double>(largestBytes)));
    };
    if (file.bytes() > largestBytes) {
        refuseSize();
    }
    // Files of the kernel say that they have no bytes, and have some.
    std::string text;
    std::size_t have = 0;
    while (true) {
        text.resize(have + std::max(pieceBytes, file.bytes() - std::min(have, file.bytes()) + 1));
        const ssize_t got = file.read(text.data() + have, text.size() - have);
        if (got < 0) {
            refuse(path, errno);
        }
        have += static_cast<std::size_t>(got);
        if (have > largestBytes) {
            refuseSize();
        }
        if (got == 0) {
            text.resize(have);
            return text;
        }
    }
}

void refuseUnlessRegularFile(const std::string& path) {
    static_cast<void>(OpenFile(path));
}

} // namespace scorescope
