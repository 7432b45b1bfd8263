// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/digits.h"

#include <cstddef>
#include <vector>

/// Pixels as networks read them: numbers in [0, 1], grey, or 0 and 1 (§5.5.1: "thresholding at
/// 0.5"). Free functions; any thread.
namespace scorescope::data {

/// Image `which` of the set, [pixelsOfImage()].
void copyPixels(const ImageSet& set, std::size_t which, bool binarize, float* to);
/// Images `first` to `first` + `count` of the set, [count × pixelsOfImage()].
[[nodiscard]] std::vector<float> pixelsOf(const ImageSet& set, std::size_t first, std::size_t count,
                                          bool binarize);
/// The mean of each pixel over images `first` to `first` + `count`; 0 for none.
[[nodiscard]] std::vector<double> meanPixels(const ImageSet& set, std::size_t first,
                                             std::size_t count, bool binarize);

} // namespace scorescope::data
