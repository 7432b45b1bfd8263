// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/point_file.h"

#include "engine/core/error.h"
#include "engine/data/point_readers.h"

#include <cctype>
#include <filesystem>
#include <system_error>

namespace scorescope::data {

PointSet readPoints(const std::string& path, const PointFileLimits& limits,
                    const Progress& progress) {
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::not_found) {
        throw InputError(path, "", "there is no such file");
    }
    if (error) {
        throw InputError(path, "", "cannot be read: " + error.message());
    }
    if (std::filesystem::is_directory(status)) {
        throw InputError(path, "", "is a folder; allowed are .csv, .txt, .npy and .npz files");
    }
    if (!std::filesystem::is_regular_file(status)) {
        throw InputError(path, "", "is not a file that can be read to its end");
    }
    std::string ending = std::filesystem::path(path).extension().string();
    for (char& c : ending) {
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    if (ending == ".csv" || ending == ".txt") {
        return readPointText(path, limits, progress);
    }
    if (ending == ".npy") {
        return readPointArray(path, limits, progress);
    }
    if (ending == ".npz") {
        return readPointArchive(path, limits, progress);
    }
    throw InputError(path, "",
                     "the ending '" + ending +
                         "' is not known; allowed are .csv, .txt, .npy and .npz");
}

} // namespace scorescope::data
