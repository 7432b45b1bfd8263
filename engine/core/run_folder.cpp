// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/run_folder.h"

#include "engine/core/atomic_file.h"
#include "engine/core/error.h"

#include <fcntl.h>

#include <filesystem>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace scorescope {
namespace {

namespace fs = std::filesystem;

constexpr const char* reportName = "run.json";

const std::string& made(const std::string& folder) {
    makeFolder(folder);
    return folder;
}

/// Removes the files of these endings in a folder, and the folder when nothing else is in it.
void removeFiles(const fs::path& folder, std::initializer_list<std::string_view> endings) {
    removeUnfinishedFiles(folder.string());
    std::error_code failure;
    std::vector<fs::path> names;
    for (fs::directory_iterator entry(folder, failure), last; !failure && entry != last;
         entry.increment(failure)) {
        const std::string ending = entry->path().extension().string();
        for (const std::string_view each : endings) {
            if (ending == each && !entry->is_directory(failure)) {
                names.push_back(entry->path());
            }
        }
    }
    for (const fs::path& name : names) {
        if (!fs::remove(name, failure) && failure) {
            throw InputError(name.string(), "",
                             "of an earlier run cannot be removed: " + failure.message());
        }
    }
    fs::remove(folder, failure);
}

} // namespace

RunFolder::RunFolder(const std::string& path)
    : path_(path), folder_(made(path_), O_RDONLY | O_DIRECTORY) {
    if (!folder_.isOpen()) {
        throw InputError(path_, "", "the folder cannot be opened: " + systemReason());
    }
    if (folder_.lock() == OpenFile::Lock::others) {
        throw InputError(path_, "",
                         "another run is writing into this folder; wait for it, or choose another");
    }
}

void RunFolder::begin(const std::string& report, bool keepCheckpoint) {
    // Written first, which shows that there is room; named last, when nothing of an older run is
    // left that could be taken for this one's.
    const std::string written = file(std::string(reportName) + ".new");
    writeFileAtomically(written, report);
    std::error_code failure;
    try {
        makeRoom(keepCheckpoint);
        static_cast<void>(file("artifacts/"));
        fs::rename(written, file(reportName), failure);
        if (failure) {
            throw InputError(file(reportName), "", "cannot be written: " + failure.message());
        }
    } catch (const InputError&) {
        fs::remove(written, failure);
        throw;
    }
}

bool RunFolder::holdsRun() const {
    std::error_code failure;
    return fs::exists(fs::path(path_) / reportName, failure);
}

void RunFolder::makeRoom(bool keepCheckpoint) const {
    if (!holdsRun()) {
        return;
    }
    const fs::path folder = path_;
    std::error_code failure;
    fs::remove(folder / "series.csv", failure);
    removeFiles(folder / "artifacts", {".npz", ".json"});
    removeFiles(folder / "figures", {".svg", ".pdf", ".png"});
    if (!keepCheckpoint) {
        removeFiles(folder / "checkpoint", {".safetensors", ".json"});
    }
}

void RunFolder::end(const std::string& report) const {
    writeFileAtomically(file(reportName), report);
}

bool RunFolder::endInPlace(const std::string& report) const noexcept {
    try {
        const std::string path = file(reportName);
        const std::uintmax_t size = fs::file_size(path);
        const OpenFile open(path, O_WRONLY);
        if (report.size() > size || !open.isOpen()) {
            return false;
        }
        // Blanks after the end are JSON, too.
        std::string text = report;
        text.resize(size, '\n');
        return open.write(text) && open.flush();
    } catch (const std::exception&) {
        return false;
    }
}

std::string RunFolder::file(const std::string& name) const {
    const fs::path path = fs::path(path_) / name;
    makeFolder(path.parent_path().string());
    return path.string();
}

bool RunFolder::isHeld(const std::string& path) {
    const OpenFile folder(path, O_RDONLY | O_DIRECTORY);
    return folder.isOpen() && folder.lock() == OpenFile::Lock::others;
}

} // namespace scorescope
