// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/dataset_cache.h"

#include "engine/core/error.h"

#include <filesystem>
#include <system_error>

namespace scorescope::data {

std::string datasetKey(const std::vector<std::string>& files, const std::string& options) {
    namespace fs = std::filesystem;
    std::string key = options;
    for (const std::string& file : files) {
        std::error_code failure;
        const fs::path path = fs::canonical(file, failure);
        const std::uintmax_t size = failure ? 0 : fs::file_size(path, failure);
        const auto time = failure ? fs::file_time_type{} : fs::last_write_time(path, failure);
        if (failure) {
            return {};
        }
        // No path holds a zero byte, so that no two lists of files read the same.
        key += '\0' + path.string() + '\0' + std::to_string(size) + '\0' +
               std::to_string(time.time_since_epoch().count());
    }
    return key;
}

void refuseIfChanged(const std::string& key, const std::vector<std::string>& files,
                     const std::string& options) {
    if (datasetKey(files, options) != key) {
        throw InputError(files.front(), "",
                         "changed while it was read; wait until it is written, and try again");
    }
}

std::shared_ptr<const PointSet> cachedPoints(SharedCache* cache, const std::string& path,
                                             const PointFileLimits& limits,
                                             const Progress& progress) {
    const std::string options = "points " + std::to_string(limits.minimumDimensions) + " " +
                                std::to_string(limits.maximumDimensions) + " " +
                                std::to_string(limits.maximumBytes);
    return cachedDataset<PointSet>(
        cache, {path}, options,
        [&](const Progress& inner) { return readPoints(path, limits, inner); }, progress);
}

} // namespace scorescope::data
