// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/digit_choice.h"

#include "engine/core/error.h"
#include "engine/data/dataset_cache.h"
#include "engine/data/fingerprint.h"

#include <algorithm>
#include <string>
#include <utility>

namespace scorescope::data {
namespace {

constexpr std::size_t side = digitSide;

/// The first `count` images, or all there are.
ImageSet firstImages(const ImageSet& set, std::size_t count) {
    const std::size_t kept = std::min(count, set.size());
    const auto first = [](const std::vector<std::uint8_t>& values, std::size_t size) {
        return std::vector<std::uint8_t>(values.begin(),
                                         values.begin() + static_cast<std::ptrdiff_t>(size));
    };
    return {set.width, set.height, first(set.pixels, kept * set.pixelsOfImage()),
            first(set.labels, std::min(kept, set.labels.size())), set.source};
}

ImageSet readPart(const std::string& folder, DigitPart part) {
    const DigitFiles files = digitFiles(folder, part);
    ImageSet set = readImages(files.images, files.labels);
    if (set.width != side || set.height != side) {
        throw InputError(files.images, "",
                         "holds images of " + std::to_string(set.width) + " × " +
                             std::to_string(set.height) + " pixels; digits have 28 × 28");
    }
    return set;
}

std::uint64_t fingerprintOf(const Digits& digits) {
    Fingerprint fingerprint;
    for (const ImageSet* set : {&digits.training, &digits.test}) {
        fingerprint.add(set->pixels.data(), set->pixels.size());
    }
    return fingerprint.value();
}

} // namespace

std::vector<ParameterSpec> digitParameters(std::int64_t training, std::int64_t test) {
    return {
        choice("digits", "digits", "Data", {"mnist", "drawn"},
               {"MNIST where it is found", "drawn by the program"},
               "MNIST from your own copy, or digits that the program draws itself: strokes, "
               "randomly turned, bent and thickened. Where no MNIST is found they are drawn, and "
               "the picture says so."),
        textParameter("mnist_folder", "folder with MNIST", "Data", "",
                      "Where its four IDX files lie, compressed or not. Empty: the usual places, "
                      "$SCORESCOPE_MNIST, and where it was found last."),
        integer("training_images", "training images", "Data", training, 10, 60000,
                "The first so many."),
        integer("test_images", "test images", "Data", test, 10, 10000,
                "The first so many, for what is measured on images that were not trained on."),
    };
}

Digits digitsOf(const DigitWish& wish, std::uint64_t seed, int threads, SharedCache* cache,
                const Progress& progress) {
    const std::string folder = wish.mnist ? findDigits(wish.folder) : std::string();
    if (wish.mnist && !wish.folder.empty() && folder != wish.folder) {
        throw InputError("", "/parameters/mnist_folder",
                         "'" + wish.folder +
                             "' does not hold MNIST: train-images-idx3-ubyte and "
                             "t10k-images-idx3-ubyte, with or without .gz");
    }
    Digits digits;
    if (folder.empty()) {
        digits.training = drawDigits(wish.training, DigitPart::training, seed, threads);
        digits.test = drawDigits(wish.test, DigitPart::test, seed, threads);
        digits.name = "digits drawn by the program";
        digits.drawn = true;
        digits.fingerprint = fingerprintOf(digits);
        return digits;
    }
    const auto part = [&](DigitPart which) {
        const DigitFiles files = digitFiles(folder, which);
        std::vector<std::string> names{files.images};
        if (!files.labels.empty()) {
            names.push_back(files.labels);
        }
        return cachedDataset<ImageSet>(
            cache, names, "digits",
            [&](const Progress& inner) {
                report(inner, 0.0);
                return readPart(folder, which);
            },
            progress);
    };
    digits.training = firstImages(*part(DigitPart::training), wish.training);
    digits.test = firstImages(*part(DigitPart::test), wish.test);
    digits.name = "MNIST";
    digits.fingerprint = fingerprintOf(digits);
    rememberDigits(folder);
    return digits;
}

std::shared_ptr<const Digits> digitsFor(const Parameters& parameters, std::uint64_t seed,
                                        int threads, SharedCache* cache, const Progress& progress) {
    const DigitWish wish{parameters.text("digits") == "mnist", parameters.text("mnist_folder"),
                         parameters.count("training_images"), parameters.count("test_images")};
    return std::make_shared<const Digits>(digitsOf(wish, seed, threads, cache, progress));
}

double digitBytes(const Parameters& parameters) {
    // What is kept of a file is there whole.
    const bool drawn = parameters.text("digits") == "drawn";
    const double images = static_cast<double>(parameters.integer("training_images") +
                                              parameters.integer("test_images"));
    return static_cast<double>(side * side) * (images + (drawn ? 0.0 : 70000.0));
}

} // namespace scorescope::data
