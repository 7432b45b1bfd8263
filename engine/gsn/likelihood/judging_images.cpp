// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/likelihood/judging_images.h"

#include "engine/data/digit_pixels.h"

#include <set>
#include <stdexcept>
#include <string>

namespace scorescope::gsn {

JudgingImages judgingImages(const data::Digits& digits, std::size_t examples, bool binary) {
    const std::size_t known = digits.training.size();
    const std::size_t tests = digits.test.size();
    if (examples > known) {
        throw std::invalid_argument(std::to_string(examples) + " images to train on, of " +
                                    std::to_string(known));
    }
    const auto shared = [](const data::ImageSet& set, std::size_t first, std::size_t count,
                           bool ofZeroAndOne) {
        return std::make_shared<const std::vector<float>>(
            data::pixelsOf(set, first, count, ofZeroAndOne));
    };
    JudgingImages images;
    images.pixels = digits.test.pixelsOfImage();
    images.greyValidation = shared(digits.training, examples, known - examples, false);
    images.greyTest = shared(digits.test, 0, tests, false);
    images.binaryTest = shared(digits.test, 0, tests, true);
    images.binaryTraining = shared(digits.training, 0, examples, true);
    if (binary) {
        images.training = images.binaryTraining;
        images.validation = shared(digits.training, examples, known - examples, true);
        images.test = images.binaryTest;
    } else {
        images.training = shared(digits.training, 0, examples, false);
        images.validation = images.greyValidation;
        images.test = images.greyTest;
    }
    return images;
}

double heldBytes(const JudgingImages& images) {
    double bytes = 0.0;
    for (const SharedImages& each : std::set<SharedImages>{
             images.training, images.validation, images.test, images.greyValidation,
             images.greyTest, images.binaryTest, images.binaryTraining}) {
        bytes += each ? static_cast<double>(each->size() * sizeof(float)) : 0.0;
    }
    return bytes;
}

double judgingBytes(double pixels, double examples, double validation, double tests, bool binary) {
    const double images = binary ? examples + 2.0 * validation + 2.0 * tests
                                 : 2.0 * examples + validation + 2.0 * tests;
    return static_cast<double>(sizeof(float)) * pixels * images;
}

} // namespace scorescope::gsn
