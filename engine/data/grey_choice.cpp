// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/grey_choice.h"

#include "engine/core/error.h"
#include "engine/data/dataset_cache.h"
#include "engine/data/drawn_faces.h"
#include "engine/data/fingerprint.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace scorescope::data {
namespace {

bool ownAsked(const Parameters& parameters) {
    return parameters.text("grey_images") == "own";
}

GreyImages firstOf(GreyImages images, std::size_t count) {
    images.pixels.resize(std::min(count, images.size()) * images.pixelsOfImage());
    return images;
}

} // namespace

std::vector<ParameterSpec> greyParameters(std::int64_t training, std::int64_t test) {
    ParameterSpec path = textParameter(
        "grey_path", "folder or file", "Data", "",
        "Your own small grey images of one size: a folder of .png or .pgm files, or an array "
        "[images × height × width] in a NumPy file (.npz or .npy).");
    path.filePatterns = "*.npz *.npy";
    path.applies = {"grey_images", {"own"}};
    ParameterSpec side =
        integer("face_side", "side of a face", "Data", 24, static_cast<double>(smallestFace),
                static_cast<double>(largestFace),
                "Pixels. The thesis' faces, of the Toronto Face Database, have 48.");
    side.applies = {"grey_images", {"faces"}};
    return {
        choice("grey_images", "images", "Data", {"faces", "own"},
               {"faces drawn by the program", "your own"},
               "Faces that the program draws (head, hair, eyes, brows, nose, mouth; light, gaze "
               "and expression vary), or your own images."),
        std::move(path),
        std::move(side),
        integer("training_images", "training images", "Data", training, 10, 100000,
                "So many; of your own, at most."),
        integer("test_images", "test images", "Data", test, 10, 20000,
                "For what is measured on images that were not trained on. Of your own images the "
                "share that these numbers make is set aside."),
    };
}

void checkGreys(const Parameters& parameters) {
    if (ownAsked(parameters) && parameters.text("grey_path").empty()) {
        throw InputError("", "/parameters/grey_path",
                         "is empty; allowed is a folder of .png or .pgm files, or a .npz or .npy "
                         "file");
    }
}

std::shared_ptr<const Greys> greysFor(const Parameters& parameters, std::uint64_t seed, int threads,
                                      SharedCache* cache, const Progress& progress) {
    auto greys = std::make_shared<Greys>();
    const std::size_t training = parameters.count("training_images");
    const std::size_t test = parameters.count("test_images");
    if (ownAsked(parameters)) {
        const std::string& path = parameters.text("grey_path");
        const auto images = cachedDataset<GreyImages>(
            cache, {path}, "greys",
            [&path](const Progress& inner) { return readGreyImages(path, {}, inner); }, progress);
        constexpr double most = 0.5;
        const double share = static_cast<double>(test) / static_cast<double>(training + test);
        GreyParts parts = splitImages(*images, std::min(share, most));
        greys->training = firstOf(std::move(parts.training), training);
        greys->test = firstOf(std::move(parts.test), test);
    } else {
        const std::size_t side = parameters.count("face_side");
        greys->training = drawFaces(training, side, FacePart::training, seed, threads);
        greys->test = drawFaces(test, side, FacePart::test, seed, threads);
        greys->drawn = true;
    }
    greys->by = standardizationOf(greys->training);
    Fingerprint fingerprint;
    for (const GreyImages* set : {&greys->training, &greys->test}) {
        fingerprint.add(set->pixels.data(), set->pixels.size() * sizeof(float));
    }
    greys->fingerprint = fingerprint.value();
    return greys;
}

std::size_t mostGreyPixels(const Parameters& parameters) {
    const std::size_t side =
        ownAsked(parameters) ? GreyImageLimits().largestSide : parameters.count("face_side");
    return side * side;
}

double greyBytes(const Parameters& parameters) {
    if (ownAsked(parameters)) { // what is kept of a file is there whole
        return 2.0 * static_cast<double>(GreyImageLimits().maximumBytes);
    }
    return static_cast<double>(sizeof(float) * mostGreyPixels(parameters)) *
           static_cast<double>(parameters.integer("training_images") +
                               parameters.integer("test_images"));
}

} // namespace scorescope::data
