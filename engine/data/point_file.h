// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/progress.h"
#include "engine/data/point_set.h"

#include <cstddef>
#include <string>

namespace scorescope::data {

/// What a file may hold.
struct PointFileLimits {
    std::size_t minimumDimensions = 2;
    std::size_t maximumDimensions = 64;
    std::size_t maximumBytes = std::size_t{2} << 30U; ///< of the points once read
};

/// Points from a file: .csv or .txt (comma, semicolon, tab or blanks between numbers, an optional
/// header line, '#' comments), .npy, or .npz (its array "points", "coordinates" or "data", or its
/// only array) of shape [n × d], type float32, float64 or an integer type. Text is streamed, never
/// held whole.
///
/// Throws InputError that names the file, the line or array, and what is allowed: cannot be read,
/// empty, text where a number should be, NaN or infinity (first line or row), rows of different
/// lengths, one column, too many columns, wrong type or order, truncated archive, more points than
/// the limits allow (with the memory they would need). Throws Cancelled when `progress`, told the
/// share of the bytes that were read, asks to stop.
[[nodiscard]] PointSet readPoints(const std::string& path, const PointFileLimits& limits = {},
                                  const Progress& progress = {});

} // namespace scorescope::data
