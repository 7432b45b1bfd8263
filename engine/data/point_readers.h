// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/point_file.h"

namespace scorescope::data {

/// readPoints() for text: one point a line. Streamed through one buffer of 1 MiB.
[[nodiscard]] PointSet readPointText(const std::string& path, const PointFileLimits& limits,
                                     const Progress& progress);
/// readPoints() for a .npy array, and for one inside a .npz archive.
[[nodiscard]] PointSet readPointArray(const std::string& path, const PointFileLimits& limits,
                                      const Progress& progress);
[[nodiscard]] PointSet readPointArchive(const std::string& path, const PointFileLimits& limits,
                                        const Progress& progress);

} // namespace scorescope::data
