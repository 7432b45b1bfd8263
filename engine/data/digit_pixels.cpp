// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/digit_pixels.h"

#include <algorithm>
#include <cstdint>

namespace scorescope::data {

void copyPixels(const ImageSet& set, std::size_t which, bool binarize, float* to) {
    const std::uint8_t* from = set.image(which);
    const std::size_t pixels = set.pixelsOfImage();
    if (binarize) {
        std::transform(from, from + pixels, to,
                       [](std::uint8_t grey) { return grey >= 128 ? 1.0F : 0.0F; });
    } else {
        std::transform(from, from + pixels, to,
                       [](std::uint8_t grey) { return static_cast<float>(grey) / 255.0F; });
    }
}

std::vector<float> pixelsOf(const ImageSet& set, std::size_t first, std::size_t count,
                            bool binarize) {
    std::vector<float> pixels(count * set.pixelsOfImage());
    for (std::size_t i = 0; i < count; ++i) {
        copyPixels(set, first + i, binarize, pixels.data() + i * set.pixelsOfImage());
    }
    return pixels;
}

std::vector<double> meanPixels(const ImageSet& set, std::size_t first, std::size_t count,
                               bool binarize) {
    const std::size_t pixels = set.pixelsOfImage();
    std::vector<double> mean(pixels, 0.0);
    std::vector<float> x(pixels);
    for (std::size_t i = 0; i < count; ++i) {
        copyPixels(set, first + i, binarize, x.data());
        for (std::size_t p = 0; p < pixels; ++p) {
            mean[p] += static_cast<double>(x[p]);
        }
    }
    for (double& value : mean) {
        value /= static_cast<double>(std::max<std::size_t>(count, 1));
    }
    return mean;
}

} // namespace scorescope::data
