// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/grey_images.h"

#include <cstddef>
#include <vector>

/// Images "normalized to have a mean 0 and a standard deviation 1" (§5.5.3). The thesis does not
/// say whether that is of each pixel, of each image or of all numbers; here it is of each pixel.
namespace scorescope::data {

/// Each pixel's mean and deviation over a training set: z = (x − mean)/deviation. A value; free
/// functions from any thread.
struct Standardization {
    std::vector<float> mean;
    std::vector<float> deviation; ///< above 0
};

/// The least deviation, as a share of what lies between black and white: about five of 255 greys.
///
/// Without it a pixel that is the same in all images, as in a corner of the ground, would be
/// divided by 0. One that is nearly the same would be divided by almost 0: a single grey more in
/// another image would be many deviations, and outweigh the whole face in the loss.
inline constexpr double leastDeviation = 0.02;

/// Of these images (at least one), with the deviation of the set itself (divided by its size), not
/// below `least` (> 0) of its range. In double precision, in order. Throws std::invalid_argument
/// for an empty set.
[[nodiscard]] Standardization standardizationOf(const GreyImages& training,
                                                double least = leastDeviation);

/// Forward and back, for `rows` images one after the other; `to` may be `from`.
void standardize(const Standardization& by, const float* from, std::size_t rows, float* to);
void undoStandardization(const Standardization& by, const float* from, std::size_t rows, float* to);

} // namespace scorescope::data
