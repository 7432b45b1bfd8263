// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace scorescope::data {

/// Where a data set that does not travel with the program may lie.
struct DataPlaces {
    std::string id;                ///< "mnist": what its folder is called in folders for data
    std::string variable;          ///< the environment's variable that names a folder
    std::vector<std::string> here; ///< in the current folder
};

/// In this order: `chosen` (a folder that a person named, if not empty), the variable's, the one
/// that was remembered, those in the current folder, ID in the person's and the system's folders
/// for data.
[[nodiscard]] std::vector<std::string> foldersOf(const DataPlaces& places,
                                                 const std::string& chosen);
/// For foldersOf() of later runs of the program. Does nothing where that cannot be written.
void rememberFolder(const std::string& id, const std::string& folder);

/// The first of these files in a folder that is there, by its path; empty when none is.
[[nodiscard]] std::string existingFile(const std::string& folder,
                                       const std::vector<std::string>& names);

} // namespace scorescope::data
