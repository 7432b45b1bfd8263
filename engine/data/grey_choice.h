// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/parameters.h"
#include "engine/core/progress.h"
#include "engine/core/shared_cache.h"
#include "engine/data/grey_images.h"
#include "engine/data/standardization.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

/// Grey images as experiments choose them: a person's own, or faces that the program draws.
namespace scorescope::data {

/// "grey_images" (faces or own), "grey_path", "face_side", "training_images" and "test_images", in
/// the group "Data". `training` and `test` are the defaults of the last two.
[[nodiscard]] std::vector<ParameterSpec> greyParameters(std::int64_t training, std::int64_t test);
/// A path where own images are asked for. Throws InputError at the parameter.
void checkGreys(const Parameters& parameters);

struct Greys {
    GreyImages training;
    GreyImages test;
    Standardization by; ///< of the training images
    bool drawn = false;
    std::uint64_t fingerprint = 0; ///< of all their pixels, at most 2^53
};

/// Those images. Of a person's own, the share that "test_images" has in both numbers (at most half)
/// is set aside to test with, and the first so many of each part are taken. Throws InputError as
/// readGreyImages(), and Cancelled.
[[nodiscard]] std::shared_ptr<const Greys> greysFor(const Parameters& parameters,
                                                    std::uint64_t seed, int threads,
                                                    SharedCache* cache,
                                                    const Progress& progress = {});

/// Pixels of an image, as far as it can be told before a person's own are read: then as many as the
/// largest may have.
[[nodiscard]] std::size_t mostGreyPixels(const Parameters& parameters);
/// Bytes that they take, at most.
[[nodiscard]] double greyBytes(const Parameters& parameters);

} // namespace scorescope::data
