// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/drawn_numbers.h"

#include "engine/core/rng.h"
#include "engine/core/threads.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace scorescope::data {
namespace {

constexpr int side = 32;
constexpr int margin = (side - static_cast<int>(digitSide)) / 2;
constexpr std::size_t channels = 3;

constexpr Purpose colours = Purpose::named("drawn house numbers");
constexpr Purpose testColours = Purpose::named("drawn house numbers to test");

using Colour = std::array<double, channels>;

/// Of that brightness, with a little more of some channels than of others.
Colour tinted(double brightness, RandomStream& random) {
    constexpr double tint = 0.08;
    Colour colour{};
    for (double& channel : colour) {
        channel = brightness + tint * random.normal();
    }
    return colour;
}

/// How much of a pixel a digit covers that is moved by so many pixels to the right.
double covered(const std::uint8_t* digit, int row, int column, int moved) {
    const int y = row - margin;
    const int x = column - margin - moved;
    constexpr int width = static_cast<int>(digitSide);
    constexpr double whole = 255.0;
    return x < 0 || x >= width || y < 0 || y >= width ? 0.0 : digit[y * width + x] / whole;
}

/// Another digit beside it, part of which is seen.
struct Neighbour {
    const std::uint8_t* digit = nullptr;
    int moved = 0;
};

void paint(const std::uint8_t* digit, const std::array<Neighbour, 2>& neighbours,
           RandomStream& random, std::uint8_t* pixels) {
    const double wall = random.uniform(0.15, 0.85);
    const double contrast = random.uniform(0.2, 0.6);
    const double bright = wall < 0.5 ? wall + contrast : wall - contrast;
    const Colour ground = tinted(wall, random);
    const Colour ink = tinted(bright, random);
    const double acrossX = random.uniform(-0.15, 0.15); // of the light, from the middle to the edge
    const double acrossY = random.uniform(-0.15, 0.15);
    constexpr double middle = 0.5 * (side - 1);
    constexpr double noise = 0.02;
    constexpr double white = 255.0;
    for (int row = 0; row < side; ++row) {
        for (int column = 0; column < side; ++column) {
            double ofInk = covered(digit, row, column, 0);
            for (const Neighbour& each : neighbours) {
                if (each.digit != nullptr) {
                    ofInk = std::max(ofInk, covered(each.digit, row, column, each.moved));
                }
            }
            const double light =
                acrossX * (column - middle) / middle + acrossY * (row - middle) / middle;
            for (std::size_t c = 0; c < channels; ++c) {
                const double value =
                    ground[c] + ofInk * (ink[c] - ground[c]) + light + noise * random.normal();
                *pixels++ =
                    static_cast<std::uint8_t>(std::lround(white * std::clamp(value, 0.0, 1.0)));
            }
        }
    }
}

} // namespace

LabelledImages drawNumbers(std::size_t count, DigitPart part, std::uint64_t seed, int threads) {
    ImageSet digits = drawDigits(count, part, seed, threads);
    LabelledImages set;
    set.width = side;
    set.height = side;
    set.channels = channels;
    set.pixels.resize(count * set.valuesOfImage());
    set.classes = digitNames();
    set.source = "drawn house numbers";
    const Purpose purpose = part == DigitPart::training ? colours : testColours;
    constexpr std::size_t chunk = 64;
    parallelFor(count, threads, chunk, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            RandomStream random(seed, purpose, 0, i);
            std::array<Neighbour, 2> neighbours{};
            for (std::size_t k = 0; k < neighbours.size(); ++k) {
                // Those before it: which they are does not depend on how many there are.
                const bool seen = random.below(2) == 0 && i > k;
                const int away = 17 + static_cast<int>(random.below(5));
                if (seen) {
                    neighbours[k] = {digits.image(i - 1 - k), k == 0 ? away : -away};
                }
            }
            paint(digits.image(i), neighbours, random, set.pixels.data() + i * set.valuesOfImage());
        }
    });
    set.labels = std::move(digits.labels);
    return set;
}

} // namespace scorescope::data
