// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/parameters.h"
#include "engine/core/progress.h"
#include "engine/core/shared_cache.h"
#include "engine/data/digits.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

/// Digits as experiments choose them, with parameters that all labs have in common.
namespace scorescope::data {

/// "digits" (mnist or drawn), "mnist_folder", "training_images" and "test_images", in the group
/// "Data". `training` and `test` are the defaults of the last two.
[[nodiscard]] std::vector<ParameterSpec> digitParameters(std::int64_t training, std::int64_t test);

struct Digits {
    ImageSet training;
    ImageSet test;
    /// What they are, for a person to read on the picture: "MNIST", or "digits drawn by the
    /// program" where that was asked for or no MNIST was found.
    std::string name;
    bool drawn = false;
    /// Of all their pixels: equal for equal images, and hardly ever else. At most 2^53.
    std::uint64_t fingerprint = 0;
};

/// Which digits: what the parameters of digitParameters() say.
struct DigitWish {
    bool mnist = true;  ///< where it is found
    std::string folder; ///< with MNIST; empty: the usual places
    std::size_t training = 0;
    std::size_t test = 0;
};

/// Those digits. Where MNIST is asked for and a folder has it (see findDigits()), its first images;
/// where nothing is found, drawn digits; a folder that was named and does not hold it is refused.
/// Throws InputError as readImages() and for images that are not 28 × 28; Cancelled.
[[nodiscard]] Digits digitsOf(const DigitWish& wish, std::uint64_t seed, int threads,
                              SharedCache* cache, const Progress& progress = {});
/// The same, as parameters say.
[[nodiscard]] std::shared_ptr<const Digits> digitsFor(const Parameters& parameters,
                                                      std::uint64_t seed, int threads,
                                                      SharedCache* cache,
                                                      const Progress& progress = {});

/// Bytes that they take, at most.
[[nodiscard]] double digitBytes(const Parameters& parameters);

} // namespace scorescope::data
