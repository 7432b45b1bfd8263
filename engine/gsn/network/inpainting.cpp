// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/inpainting.h"

#include "engine/core/error.h"
#include "engine/core/rng.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

namespace scorescope::gsn {
namespace {

constexpr Purpose beginnings = Purpose::named("gsn inpainting");
constexpr std::size_t squareOfBoard = 7; ///< pixels: four squares to a side of a digit

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

} // namespace

std::vector<ParameterSpec> inpaintingParameters() {
    return {
        live(choice("given_part", "pixels held", "Inpainting",
                    {"nothing", "left", "right", "top", "bottom", "board", "painted"},
                    {"none", "the left half", "the right half", "the upper half", "the lower half",
                     "every second square", "those painted"},
                    "Pixels of the images that the chains start from stay as they are; the others "
                    "begin at random and are drawn again at every step (§5.3.6).")),
        live(textParameter("given_pixels", "painted pixels", "Inpainting", "",
                           "Paint on the picture of what is held: lengths of runs of pixels that "
                           "are free and held in turns, row by row from the top.")),
        live(boolean("one_image", "all chains one image", "Inpainting", false,
                     "Whether all chains complete the same image.")),
        live(integer("given_image", "which image", "Inpainting", 0, 0, 9999,
                     "Of the images to test, from 0 on: the one that all chains complete, or the "
                     "first one's of several.")),
        integer("burn_in", "leave out", "Inpainting", 20, 0, 1000000,
                "Steps of the chains from their start that the completions' mean and deviation "
                "leave out."),
    };
}

void checkInpainting(const Parameters& parameters, std::size_t side) {
    if (parameters.text("given_part") != "painted") {
        return;
    }
    PixelMask mask;
    try {
        mask = parseMask(parameters.text("given_pixels"), side * side);
    } catch (const InputError& error) {
        throw InputError("", "/parameters/given_pixels", error.message());
    }
    const auto count =
        static_cast<std::size_t>(std::count(mask.begin(), mask.end(), std::uint8_t{1}));
    if (count == mask.size()) {
        throw InputError("", "/parameters/given_pixels",
                         "hold every pixel, so there is nothing to complete; allowed are up to " +
                             std::to_string(mask.size() - 1));
    }
}

PixelMask heldPixels(const Parameters& parameters, std::size_t side) {
    const std::string& what = parameters.text("given_part");
    if (what == "nothing") {
        return {};
    }
    if (what == "painted") {
        PixelMask mask = parseMask(parameters.text("given_pixels"), side * side);
        const bool any = std::find(mask.begin(), mask.end(), std::uint8_t{1}) != mask.end();
        return any ? mask : PixelMask();
    }
    PixelMask mask(side * side);
    for (std::size_t row = 0; row < side; ++row) {
        for (std::size_t column = 0; column < side; ++column) {
            const bool held = what == "left"    ? column < side / 2
                              : what == "right" ? column >= side / 2
                              : what == "top"   ? row < side / 2
                              : what == "bottom"
                                  ? row >= side / 2
                                  : (row / squareOfBoard + column / squareOfBoard) % 2 == 0;
            mask[row * side + column] = held ? 1 : 0;
        }
    }
    return mask;
}

Inpainting::Inpainting(PixelMask held, std::vector<float> images, std::size_t chains, bool together)
    : held_(std::move(held)), images_(std::move(images)), chains_(chains), together_(together) {
    if (chains == 0 || images_.size() % chains != 0 ||
        (!held_.empty() && images_.size() != chains * held_.size())) {
        throw std::invalid_argument("Inpainting: images are [chains × pixels]");
    }
    sums_.assign(groups() * pixels(), 0.0);
    squares_.assign(groups() * pixels(), 0.0);
}

std::vector<float> Inpainting::begin(std::uint64_t seed) const {
    std::vector<float> x = images_;
    if (!active()) {
        return x;
    }
    for (std::size_t chain = 0; chain < chains_; ++chain) {
        RandomStream random(seed, beginnings, static_cast<std::uint32_t>(chain), 0);
        for (std::size_t i = 0; i < pixels(); ++i) {
            // Drawn for held ones, too: what a pixel begins with does not depend on the mask.
            const float drawn = random.uniform() < 0.5 ? 0.0F : 1.0F;
            if (held_[i] == 0) {
                x[chain * pixels() + i] = drawn;
            }
        }
    }
    return x;
}

void Inpainting::hold(std::vector<float>& x) const {
    for (std::size_t i = 0; active() && i < x.size(); ++i) {
        if (held_[i % pixels()] != 0) {
            x[i] = images_[i];
        }
    }
}

void Inpainting::count(const std::vector<float>& mean) {
    for (std::size_t i = 0; i < mean.size(); ++i) {
        const std::size_t at = together_ ? i % pixels() : i;
        const auto p = static_cast<double>(mean[i]);
        sums_[at] += p;
        squares_[at] += p * p;
    }
    ++counted_;
}

std::vector<double> Inpainting::mean(std::size_t group) const {
    std::vector<double> means(pixels(), undefined);
    for (std::size_t i = 0; i < pixels(); ++i) {
        if (held_[i] != 0) {
            means[i] = static_cast<double>(images_[group * pixels() + i]);
        } else if (counted_ > 0) {
            means[i] = sums_[group * pixels() + i] / weight();
        }
    }
    return means;
}

std::vector<double> Inpainting::deviation(std::size_t group) const {
    std::vector<double> deviations(pixels(), undefined);
    for (std::size_t i = 0; i < pixels(); ++i) {
        if (held_[i] != 0) {
            deviations[i] = 0.0;
        } else if (counted_ > 0) {
            const double m = sums_[group * pixels() + i] / weight();
            const double square = squares_[group * pixels() + i] / weight();
            deviations[i] = std::sqrt(std::max(0.0, square - m * m)); // rounding goes below 0
        }
    }
    return deviations;
}

double Inpainting::surprise() const {
    if (!active() || counted_ == 0) {
        return undefined;
    }
    double nats = 0.0;
    for (std::size_t group = 0; group < groups(); ++group) {
        const std::vector<double> means = mean(group);
        for (std::size_t i = 0; i < pixels(); ++i) {
            if (held_[i] == 0) {
                constexpr double least = 1e-6; // means are of single precision
                const double p = std::clamp(means[i], least, 1.0 - least);
                const auto x = static_cast<double>(images_[group * pixels() + i]);
                nats -= x * std::log(p) + (1.0 - x) * std::log1p(-p);
            }
        }
    }
    return nats / static_cast<double>(groups());
}

void Inpainting::save(Checkpoint& checkpoint, const std::string& prefix) const {
    checkpoint.meta[prefix + "counted"] = counted_;
    checkpoint.put(prefix + "sums", sums_);
    checkpoint.put(prefix + "squares", squares_);
}

void Inpainting::load(const Checkpoint& checkpoint, const std::string& prefix) {
    std::vector<double> sums = checkpoint.doubles(prefix + "sums", 0);
    std::vector<double> squares = checkpoint.doubles(prefix + "squares", 0);
    if (sums.size() != sums_.size() || squares.size() != squares_.size()) {
        throw InputError("checkpoint", "/" + prefix + "sums",
                         "is of other images or chains: " + std::to_string(sums.size()) +
                             " numbers; needed are " + std::to_string(sums_.size()));
    }
    counted_ = checkpoint.count(prefix + "counted");
    sums_ = std::move(sums);
    squares_ = std::move(squares);
}

} // namespace scorescope::gsn
