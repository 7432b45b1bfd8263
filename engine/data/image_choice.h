// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/parameters.h"
#include "engine/core/progress.h"
#include "engine/core/shared_cache.h"
#include "engine/data/labelled_images.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

/// Images with classes as experiments choose them, with parameters that labs have in common.
namespace scorescope::data {

/// In the group "Data": "image_set" (mnist, drawn, svhn, drawn_numbers, cifar10), "mnist_folder",
/// "svhn_folder", "cifar_folder", "training_images", "test_images", "validation_share" (§7.5.1: 5
/// %), "label_noise" and "pixel_scale" (unit, standard). `set`, `training` and `test` are the
/// defaults of the first and of the two numbers.
[[nodiscard]] std::vector<ParameterSpec> imageParameters(const std::string& set,
                                                         std::int64_t training, std::int64_t test);

struct ChosenImages {
    ImagePart training; ///< with the labels to learn, of which some are wrong
    /// Which of the training images (numbers into `training`, ascending) have another label than
    /// their own, which stands in training.set.
    std::vector<std::uint32_t> wrong;
    ImagePart validation; ///< of the same set, with right labels; empty where none are asked for
    ImagePart test;
    PixelScaling scaling; ///< by the training images alone
    /// What they are, for a person to read on the picture: "60 000 digits of MNIST", "5 000 digits
    /// drawn by the program"; and why, where that was not asked for.
    std::string name;
    /// "4 750 to learn from (475 with wrong labels), 250 to validate with, 1 000 to test with"
    std::string parts;
    bool drawn = false;
    /// Of all pixels and labels: equal for equal images, and hardly ever else. At most 2^53.
    std::uint64_t fingerprint = 0;
};

/// Those images. Of each file the first so many, as far as there are (of SVHN those of
/// train_32x32.mat, then those of extra_32x32.mat); of the training images a share, drawn at random
/// by the seed, is set aside to validate with.
///
/// Where a data set is asked for and not found, images of the same size that the program draws take
/// its place: digits for MNIST, house numbers for SVHN and CIFAR-10. A folder that was named and
/// does not hold it is refused.
///
/// Throws InputError as the readers of the files, for images without labels and for fewer than two
/// to learn from; Cancelled.
[[nodiscard]] std::shared_ptr<const ChosenImages> imagesFor(const Parameters& parameters,
                                                            std::uint64_t seed, int threads,
                                                            SharedCache* cache,
                                                            const Progress& progress = {});

/// Numbers in an image, as a network reads it: 784 or 3072.
[[nodiscard]] std::size_t chosenImageValues(const Parameters& parameters);
/// Bytes that they take while they are read, at most.
[[nodiscard]] double chosenImageBytes(const Parameters& parameters);

} // namespace scorescope::data
