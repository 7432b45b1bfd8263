// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// Where data sets that do not travel with the program can be fetched from.
namespace scorescope::data {

/// One file of a data set, as it is served.
struct DataFile {
    std::string name;                   ///< in the data set's folder; no path
    std::vector<std::string> addresses; ///< http or https, tried in this order
    std::uint64_t bytes = 0;
    std::string sha256; ///< of the file, 64 hexadecimal digits in small letters
};

struct DataSource {
    std::string id;    ///< "mnist"
    std::string title; ///< for a person
    std::vector<DataFile> files;

    [[nodiscard]] std::uint64_t bytes() const;
};

/// What text in the form of resources/data/sources.json says. Throws InputError, telling of
/// `where`, with the place and what is allowed there: unknown or missing keys, names with a path in
/// them or twice, addresses that are neither http nor https, sizes of 0 or above 1 TiB, checksums
/// that are none.
[[nodiscard]] std::vector<DataSource> parseDataSources(const std::string& text,
                                                       const std::string& where);
/// The text that travels with the program: to be copied to ownSourcesFile() and changed.
[[nodiscard]] const std::string& builtinDataSources();
/// A person's own list, which is used instead of the built-in one where it exists:
/// $XDG_CONFIG_HOME/scorescope/data_sources.json. Empty without a home.
[[nodiscard]] std::string ownSourcesFile();
/// Of a person's own file, else the built-in ones. Throws InputError as parseDataSources().
[[nodiscard]] std::vector<DataSource> dataSources();
/// That one of dataSources(); throws InputError that names those there are.
[[nodiscard]] DataSource dataSource(const std::string& id);
/// Where its files go: $XDG_DATA_HOME/scorescope/ID, one of the places where data are looked for.
/// Throws InputError without a home.
[[nodiscard]] std::string dataFolder(const std::string& id);

} // namespace scorescope::data
