// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/standardization.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace scorescope::data {

Standardization standardizationOf(const GreyImages& training, double least) {
    const std::size_t count = training.size();
    const std::size_t pixels = training.pixelsOfImage();
    if (count == 0 || !(least > 0.0)) {
        throw std::invalid_argument("images are standardized by at least one, with a deviation "
                                    "above 0");
    }
    // Mean first: the sum of squares alone would lose a small deviation beside a large mean.
    std::vector<double> mean(pixels, 0.0);
    for (std::size_t i = 0; i < count; ++i) {
        const float* image = training.image(i);
        for (std::size_t p = 0; p < pixels; ++p) {
            mean[p] += static_cast<double>(image[p]);
        }
    }
    for (double& each : mean) {
        each /= static_cast<double>(count);
    }
    std::vector<double> variance(pixels, 0.0);
    for (std::size_t i = 0; i < count; ++i) {
        const float* image = training.image(i);
        for (std::size_t p = 0; p < pixels; ++p) {
            const double away = static_cast<double>(image[p]) - mean[p];
            variance[p] += away * away;
        }
    }
    const double range = static_cast<double>(training.white) - static_cast<double>(training.black);
    Standardization result;
    for (std::size_t p = 0; p < pixels; ++p) {
        const double deviation = std::sqrt(variance[p] / static_cast<double>(count));
        result.mean.push_back(static_cast<float>(mean[p]));
        result.deviation.push_back(static_cast<float>(std::max(deviation, least * range)));
    }
    return result;
}

void standardize(const Standardization& by, const float* from, std::size_t rows, float* to) {
    const std::size_t pixels = by.mean.size();
    for (std::size_t i = 0; i < rows * pixels; ++i) {
        to[i] = (from[i] - by.mean[i % pixels]) / by.deviation[i % pixels];
    }
}

void undoStandardization(const Standardization& by, const float* from, std::size_t rows,
                         float* to) {
    const std::size_t pixels = by.mean.size();
    for (std::size_t i = 0; i < rows * pixels; ++i) {
        to[i] = by.mean[i % pixels] + by.deviation[i % pixels] * from[i];
    }
}

} // namespace scorescope::data
