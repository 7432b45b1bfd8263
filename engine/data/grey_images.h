// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/progress.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

/// Grey images with real-valued pixels: a person's own, or faces drawn here where there are none.
namespace scorescope::data {

/// Grey images of one size, each row-major from the top.
struct GreyImages {
    std::size_t width = 0;
    std::size_t height = 0;
    std::vector<float> pixels; ///< [size × height × width]
    /// What black and white are among these numbers, for whoever shows them: black < white.
    float black = 0.0F;
    float white = 1.0F;
    std::string source; ///< for a person: "drawn faces", a file's or folder's name

    [[nodiscard]] std::size_t pixelsOfImage() const noexcept { return width * height; }
    [[nodiscard]] std::size_t size() const noexcept {
        return pixelsOfImage() == 0 ? 0 : pixels.size() / pixelsOfImage();
    }
    [[nodiscard]] const float* image(std::size_t i) const {
        return pixels.data() + i * pixelsOfImage();
    }
};

/// What a person's images may be.
struct GreyImageLimits {
    std::size_t largestSide = 128;                    ///< pixels
    std::size_t mostImages = 200000;                  ///< in a folder or an array
    std::size_t maximumBytes = std::size_t{1} << 30U; ///< of the pixels once read
};

/// A person's own images: a folder of .png and .pgm files of one size, in the order of their names'
/// bytes (files with other endings and folders in it are left alone), or a .npy or .npz array of
/// numbers [n × h × w] or [n × s²] (square images), of an archive "images", "faces", "data" or its
/// only one.
///
/// Pixels of files (colours become grey, see readPng()) and of bytes become 0 to 1. Other numbers
/// stay as they are: where all lie in [0, 1] that is their black and white, else their least and
/// largest are.
///
/// Throws InputError that names the file or folder and what is allowed: nothing there, no images,
/// images of different sizes, too large, too small (2 pixels a side) or too many, truncated or
/// damaged, of another type, not finite, all numbers equal. Throws Cancelled when `progress` asks
/// for it.
[[nodiscard]] GreyImages readGreyImages(const std::string& path, const GreyImageLimits& limits = {},
                                        const Progress& progress = {});

/// What one image may be that will be fitted into a smaller size: a photograph's or a screen's.
[[nodiscard]] constexpr GreyImageLimits singleImageLimits() {
    GreyImageLimits limits;
    limits.largestSide = 4096;
    return limits;
}

/// One image, 0 to 1, of a .png or .pgm file, with the file's name as its source; all of its pixels
/// may be equal. fitImages() brings it to a model's size. Throws InputError as readGreyImages()
/// does, and for other endings.
[[nodiscard]] GreyImages readGreyImage(const std::string& path,
                                       const GreyImageLimits& limits = singleImageLimits());

/// Sets some images aside to test with: every k-th, as near to `share` of them as that comes, so
/// that images that lie together in a folder come to both parts. At least one image each. Throws
/// InputError when there are fewer than two.
struct GreyParts {
    GreyImages training;
    GreyImages test;
};
[[nodiscard]] GreyParts splitImages(const GreyImages& images, double share);

} // namespace scorescope::data
