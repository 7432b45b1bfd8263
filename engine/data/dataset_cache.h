// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/shared_cache.h"
#include "engine/data/point_file.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

/// Data sets that are read once per process and shared by all experiments that use them.
namespace scorescope::data {

/// Names what is read: the files by path (links and relative paths resolved), size and time of
/// their last change, and how they are read (`options`: the reader's name and its settings as
/// text). A file that is written anew is another data set. Empty when a file cannot be looked at;
/// its reader then says why.
[[nodiscard]] std::string datasetKey(const std::vector<std::string>& files,
                                     const std::string& options);

/// Throws InputError when the files' key is no longer `key`.
void refuseIfChanged(const std::string& key, const std::vector<std::string>& files,
                     const std::string& options);

/// What `read` returns for these files, from the cache when another experiment holds it. Without a
/// cache it is simply read. Throws what `read` throws (which is not kept), Cancelled when
/// `progress` asks to stop, and InputError when a file changed while it was read.
template <class T>
[[nodiscard]] std::shared_ptr<const T>
cachedDataset(SharedCache* cache, const std::vector<std::string>& files, const std::string& options,
              const std::function<T(const Progress&)>& read, const Progress& progress = {}) {
    const std::string key = datasetKey(files, options);
    if (cache == nullptr || key.empty()) {
        return std::make_shared<const T>(read(progress));
    }
    const std::function<T(const Progress&)> readWhole = [&](const Progress& inner) {
        T value = read(inner);
        refuseIfChanged(key, files, options);
        return value;
    };
    return cache->get<T>(key, readWhole, progress);
}

/// readPoints() through the cache.
[[nodiscard]] std::shared_ptr<const PointSet> cachedPoints(SharedCache* cache,
                                                           const std::string& path,
                                                           const PointFileLimits& limits = {},
                                                           const Progress& progress = {});

} // namespace scorescope::data
