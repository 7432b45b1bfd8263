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
/// labels, units and kind. Tables become an array for each column, of numbers where all its cells
/// are. Throws InputError when the file cannot be written; an old file is then
/// whole.
void writeNpz(const Artifact& artifact, const std::string& path);
/// The data of several artifacts as one .npz; arrays are named artifact.array.
void writeNpz(const std::vector<std::shared_ptr<const Artifact>>& artifacts,
              const std::string& path);
/// One artifact as a tidy table (RFC 4180, C locale): one row for each point, cell or span, columns
/// with short ASCII names (x, y, u, v, value …). Titles, labels and units are in writeNpz()'s JSON.
[[nodiscard]] std::string toCsv(const Artifact& artifact);
/// Several as one table: series alone as series,step,value,lo,hi; otherwise a first column
/// `artifact` and the columns of all, empty where an artifact has none.
[[nodiscard]] std::string toCsv(const std::vector<std::shared_ptr<const Artifact>>& artifacts);
/// Every series of a frame that has a value as `series,step,value,lo,hi`, sorted by name: the run's
/// series.csv.
[[nodiscard]] std::string seriesCsv(const Frame& frame);

} // namespace scorescope
