// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/progress.h"
#include "engine/data/fetch/data_sources.h"

#include <chrono>
#include <string>

namespace scorescope::data {

struct DownloadOptions {
    std::chrono::seconds connecting{20}; ///< at most, until a server answers
    std::chrono::seconds silence{30};    ///< at most, without a single byte
};

/// Fetches a file into `folder` (made where it is missing), by its addresses in turn. What has come
/// so far lies beside it as NAME.part, and a later call goes on from there, where the server can.
/// The file gets its name when its size and SHA-256 are what they should be; a file of that name
/// that has them is left alone, another is replaced then and not before. Redirections are followed,
/// to http and https alone. Blocks; from any thread, one call for one file at a time.
///
/// `progress` is told the share of the bytes, many times a second, and also while nothing comes.
/// Throws Cancelled (NAME.part stays); InputError that says for each address what was wrong: no
/// answer, an error of the server, fewer or more bytes than announced, another checksum; InputError
/// for a folder or a disk that cannot take it.
void download(const DataFile& file, const std::string& folder, const Progress& progress = {},
              const DownloadOptions& options = {});

/// download() for all files of a data set; the share is of all bytes.
void download(const DataSource& source, const std::string& folder, const Progress& progress = {},
              const DownloadOptions& options = {});

/// SHA-256 of a file, in hexadecimal digits. Throws InputError when it cannot be read, and
/// Cancelled.
[[nodiscard]] std::string sha256Of(const std::string& path, const Progress& progress = {});

} // namespace scorescope::data
