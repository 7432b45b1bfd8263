// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/atomic_file.h"

#include "engine/core/error.h"
#include "engine/core/open_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string_view>

namespace scorescope {
namespace {

namespace fs = std::filesystem;

const std::string partMark = ".scorescope-part-";

[[noreturn]] void refuse(const std::string& path) {
    throw InputError(path, "", "cannot be written: " + systemReason());
}

bool isPart(std::string_view name) {
    const std::size_t mark = name.rfind(partMark);
    if (mark == std::string_view::npos || mark + partMark.size() == name.size()) {
        return false;
    }
    const std::string_view tail = name.substr(mark + partMark.size());
    return std::all_of(tail.begin(), tail.end(),
                       [](unsigned char c) { return std::isdigit(c) != 0 || c == '-'; });
}

/// The file beside, gone when it was not renamed.
class PartFile {
public:
    explicit PartFile(const std::string& path) : path_(path) {
        const std::string first = path + partMark + std::to_string(::getpid());
        // Another thread may be at work on the same path; and until the lock is there, somebody who
        // tidies up may take a new file for one that was left.
        for (int attempt = 0; !file_; ++attempt) {
            name_ = attempt == 0 ? first : first + "-" + std::to_string(attempt);
            OpenFile file(name_, O_WRONLY | O_CREAT | O_EXCL);
            if (!file.isOpen() && errno == EEXIST && attempt < mostAttempts) {
                continue;
            }
            if (!file.isOpen()) {
                refuse(path_);
            }
            struct stat now {};
            if (file.lock() != OpenFile::Lock::others && ::fstat(file.descriptor(), &now) == 0 &&
                now.st_nlink > 0) {
                file_.emplace(std::move(file));
            }
        }
    }
    ~PartFile() {
        if (!renamed_) {
            std::remove(name_.c_str());
        }
    }
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;

    void write(const std::string& bytes) {
        // Renamed while it is open, so that its lock is held as long as it has this name.
        if (!file_->write(bytes) || !file_->flush() ||
            std::rename(name_.c_str(), path_.c_str()) != 0) {
            refuse(path_);
        }
        renamed_ = true;
    }

private:
    static constexpr int mostAttempts = 1000;
    const std::string& path_;
    std::string name_;
    std::optional<OpenFile> file_;
    bool renamed_ = false;
};

} // namespace

void writeFileAtomically(const std::string& path, const std::string& bytes) {
    removeUnfinishedFiles(fs::path(path).parent_path().string());
    PartFile(path).write(bytes);
}

void removeUnfinishedFiles(const std::string& folder) noexcept {
    try {
        std::error_code failure;
        for (fs::directory_iterator entry(folder.empty() ? "." : folder, failure), end;
             !failure && entry != end; entry.increment(failure)) {
            const std::string name = entry->path().string();
            if (!isPart(entry->path().filename().string())) {
                continue;
            }
            const OpenFile left(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
            if (left.isOpen() && left.lock() == OpenFile::Lock::mine) {
                std::remove(name.c_str());
            }
        }
    } catch (const std::exception&) {
        // No memory for a name: what was left stays a little longer.
    }
}

} // namespace scorescope
