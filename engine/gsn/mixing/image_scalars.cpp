// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/mixing/image_scalars.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace scorescope::gsn {
namespace {

void check(const ImageScalars& scalars, const stats::Points& images) {
    const std::size_t pixels = scalars.width * scalars.height;
    const auto differs = [pixels](std::size_t others) { return others != pixels; };
    if (pixels == 0 || differs(images.dimension) ||
        (scalars.classifier && differs(scalars.classifier->pixels())) ||
        (scalars.components && differs(scalars.components->dimension))) {
        throw std::invalid_argument("images, their classifier and their components must have " +
                                    std::to_string(pixels) + " pixels");
    }
    if (std::any_of(scalars.classes.begin(), scalars.classes.end(),
                    [](std::size_t which) { return which >= digitClasses; })) {
        throw std::invalid_argument("classes of digits are 0 to 9");
    }
}

double inkOf(const float* pixels, std::size_t count) {
    return std::accumulate(pixels, pixels + count, 0.0);
}

} // namespace

std::vector<std::string> scalarNames(const ImageScalars& scalars) {
    std::vector<std::string> names{"mean grey value", "ink in the upper half"};
    if (scalars.classifier) {
        for (const std::size_t which : scalars.classes) {
            names.push_back("P(" + std::to_string(which) + " | x)");
        }
    }
    if (scalars.components) {
        for (std::size_t c = 0; c < scalars.components->components(); ++c) {
            names.push_back("component " + std::to_string(c + 1));
        }
    }
    return names;
}

std::vector<double> scalarsOf(const ImageScalars& scalars, const stats::Points& images,
                              int threads) {
    check(scalars, images);
    std::vector<float> probabilities;
    std::vector<double> places;
    if (scalars.classifier && !scalars.classes.empty()) {
        probabilities = scalars.classifier->probabilities(images, threads);
    }
    if (scalars.components) {
        places = scalars.components->project(images, threads);
    }
    const std::size_t half = scalars.height / 2 * scalars.width;
    const std::size_t middle = scalars.height % 2 * scalars.width;
    std::vector<double> result;
    result.reserve(images.count * scalarNames(scalars).size());
    for (std::size_t i = 0; i < images.count; ++i) {
        const float* const image = images.point(i);
        const double ink = inkOf(image, images.dimension);
        const double upper = inkOf(image, half) + 0.5 * inkOf(image + half, middle);
        result.push_back(ink / static_cast<double>(images.dimension));
        result.push_back(ink > 0.0 ? upper / ink : 0.5);
        if (scalars.classifier) {
            for (const std::size_t which : scalars.classes) {
                result.push_back(static_cast<double>(probabilities[i * digitClasses + which]));
            }
        }
        if (scalars.components) {
            const std::size_t count = scalars.components->components();
            const auto from = places.begin() + static_cast<std::ptrdiff_t>(i * count);
            result.insert(result.end(), from, from + static_cast<std::ptrdiff_t>(count));
        }
    }
    return result;
}

} // namespace scorescope::gsn
