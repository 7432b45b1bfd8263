// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/frame.h"

#include <memory>
#include <string>
#include <vector>

/// What an artifact holds, for other programs: NumPy archives and CSV.
namespace scorescope {

/// Writes one artifact's arrays as a NumPy .npz archive and, beside it, NAME.json with title,
/// labels, units and kind. Throws InputError when the file cannot be written; an old file is then
/// whole.
void writeNpz(const Artifact& artifact, const std::string& path);
/// The data of several artifacts as one .npz; arrays are named artifact.array.
void writeNpz(const std::vector<std::shared_ptr<const Artifact>>& artifacts,
              const std::string& path);
/// One artifact as CSV text (RFC 4180, C locale, header line with labels and units).
[[nodiscard]] std::string toCsv(const Artifact& artifact);
/// Several: series as one long table (series,step,value,lo,hi), other kinds one after another
/// separated by an empty line and a comment line "# title".
[[nodiscard]] std::string toCsv(const std::vector<std::shared_ptr<const Artifact>>& artifacts);
/// Every series of a frame as `series,step,value,lo,hi`, sorted by name: the run's series.csv.
[[nodiscard]] std::string seriesCsv(const Frame& frame);

} // namespace scorescope
