// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/digit_choice.h"

#include <cstddef>
#include <memory>
#include <vector>

/// The images of Table 5.1. Pure; any thread.
namespace scorescope::gsn {

/// Images [count × pixels] in [0, 1] that nobody changes.
using SharedImages = std::shared_ptr<const std::vector<float>>;

/// The images that models are trained on and samples judged by. Sets that are equal, as they are
/// told to be and of 0 and 1 for one, are one set that is held once.
struct JudgingImages {
    std::size_t pixels = 0;
    SharedImages training; ///< as they are told to be: of 0 and 1, or grey
    SharedImages validation;
    SharedImages test;
    SharedImages greyValidation;
    SharedImages greyTest;
    SharedImages binaryTest;
    SharedImages binaryTraining; ///< what copies would be copies of
};

/// The first `examples` of the training images to train on, the others to validate; all images to
/// test. They are told to be of 0 and 1 (`binary`) or grey. Throws std::invalid_argument for more
/// examples than there are training images.
[[nodiscard]] JudgingImages judgingImages(const data::Digits& digits, std::size_t examples,
                                          bool binary);

/// Bytes of their pixels, what is shared once.
[[nodiscard]] double heldBytes(const JudgingImages& images);
/// The same beforehand, of so many images of `pixels` numbers.
[[nodiscard]] double judgingBytes(double pixels, double examples, double validation, double tests,
                                  bool binary);

} // namespace scorescope::gsn
