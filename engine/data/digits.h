// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/progress.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// Images of digits: MNIST from a person's own copy, or drawn here where there is none.
namespace scorescope::data {

/// Width and height of a digit, in pixels.
inline constexpr std::size_t digitSide = 28;

/// Grey images of one size, each row-major from the top.
struct ImageSet {
    std::size_t width = 0;
    std::size_t height = 0;
    std::vector<std::uint8_t> pixels; ///< [size × height × width], 0 is the ground
    std::vector<std::uint8_t> labels; ///< one for each image, or none at all
    std::string source;               ///< for a person: "MNIST", "drawn digits"

    [[nodiscard]] std::size_t pixelsOfImage() const noexcept { return width * height; }
    [[nodiscard]] std::size_t size() const noexcept {
        return pixelsOfImage() == 0 ? 0 : pixels.size() / pixelsOfImage();
    }
    [[nodiscard]] const std::uint8_t* image(std::size_t i) const {
        return pixels.data() + i * pixelsOfImage();
    }
};

/// Which part of a data set.
enum class DigitPart { training, test };

/// Reads images and their labels from IDX files; without a path there are no labels. Throws
/// InputError as readIdx(), for arrays that are no images or no labels, for images without pixels
/// and for counts that differ.
[[nodiscard]] ImageSet readImages(const std::string& images, const std::string& labels);

/// The IDX files of one part in a folder: the names that MNIST is spread under ("-" or "." before
/// "idx", with or without ".gz"). Empty: not there.
struct DigitFiles {
    std::string images;
    std::string labels;
};
[[nodiscard]] DigitFiles digitFiles(const std::string& folder, DigitPart part);
/// Where MNIST is looked for, in this order: `chosen` (a folder that a person named, if not empty),
/// $SCORESCOPE_MNIST, the folder that was remembered, mnist/ and MNIST/raw/ in the current folder
/// and in data/, the person's and the system's folders for data.
[[nodiscard]] std::vector<std::string> digitFolders(const std::string& chosen);
/// The first of them that holds the images of both parts; empty when none does.
[[nodiscard]] std::string findDigits(const std::string& chosen);
/// For findDigits() of later runs of the program. Does nothing where that cannot be written.
void rememberDigits(const std::string& folder);

/// Digits as a hand may draw them: for each label, drawn uniformly, one of a few ways to write it
/// as strokes; its points moved a little, turned, sheared and scaled, bent by a smooth elastic
/// distortion, drawn with a pen of some width, and centred by mass in 28 × 28 pixels, as in MNIST.
/// Image i depends on (seed, part, i) alone: the first n of more are the same n, for any number of
/// threads.
[[nodiscard]] ImageSet drawDigits(std::size_t count, DigitPart part, std::uint64_t seed,
                                  int threads = 0);

} // namespace scorescope::data
