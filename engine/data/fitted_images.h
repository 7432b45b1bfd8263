// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/grey_images.h"

#include <cstddef>

namespace scorescope::data {

/// How images come to another size.
struct Fit {
    std::size_t width = 0;
    std::size_t height = 0;
    float ground = 0.0F;   ///< of the pixels that an image does not reach, as it is
    bool inverted = false; ///< an image's x becomes black + white − x: white − x where black is 0
};

/// The images in width × height pixels, each as large as it can be with its aspect kept (to whole
/// pixels, at least one) and in the middle (where that is between two pixels, the one to the left
/// or above); the ground is around it. One that is too large is averaged over the area that a pixel
/// covers, pixels of the old size cut where need be. One that is too small is interpolated linearly
/// between the middles of its pixels, and beyond the outermost stays as they are. Greys are
/// averaged as the numbers that they are, not as light. Black, white and source stay.
///
/// A pure function: for no images there are none. Throws std::invalid_argument for sides of 0.
[[nodiscard]] GreyImages fitImages(const GreyImages& images, const Fit& fit);

} // namespace scorescope::data
