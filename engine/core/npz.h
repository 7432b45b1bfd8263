// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/npy.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

/// NumPy archives: zip files of arrays (.npy), which numpy.load() reads.
namespace scorescope {

/// A file inside an archive.
struct ArchiveEntry {
    std::string name; ///< UTF-8, "u.npy"
    std::string bytes;
};

/// Numbers as the array `name` of an archive; `shape` row-major, empty for a vector. T as npyType.
template <class T>
[[nodiscard]] ArchiveEntry arrayEntry(const std::string& name, const std::vector<T>& values,
                                      std::vector<std::size_t> shape = {}) {
    return {name + ".npy", npyFile(values, std::move(shape))};
}

[[nodiscard]] inline ArchiveEntry arrayEntry(const std::string& name,
                                             const std::vector<std::string>& texts) {
    return {name + ".npy", npyFile(texts)};
}

/// Writes the entries, in their order, as one archive; whole or not at all (atomic_file.h). Equal
/// entries give equal bytes: no time of day is stored. The archive is made in memory first. Throws
/// InputError with the reason when it cannot be written.
void writeArchive(const std::vector<ArchiveEntry>& entries, const std::string& path);

/// libzip's words for an error code of its zip_open().
[[nodiscard]] std::string archiveReason(int code);

} // namespace scorescope
