// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/digits.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

/// Images of one or three channels, each with the class it belongs to, for networks that are to
/// tell the classes (chapters 6 and 7). Free functions; any thread.
namespace scorescope::data {

/// Images of one size. Each is row-major from the top, with the channels of a pixel side by side
/// (red, green, blue).
struct LabelledImages {
    std::size_t width = 0;
    std::size_t height = 0;
    std::size_t channels = 1;         ///< 1 or 3
    std::vector<std::uint8_t> pixels; ///< [size × height × width × channels]
    std::vector<std::uint8_t> labels; ///< [size], each below classes.size()
    std::vector<std::string> classes; ///< their names, for a person
    std::string source;               ///< for a person: "MNIST", "SVHN"

    [[nodiscard]] std::size_t size() const noexcept { return labels.size(); }
    /// Numbers in an image.
    [[nodiscard]] std::size_t valuesOfImage() const noexcept { return width * height * channels; }
    [[nodiscard]] const std::uint8_t* image(std::size_t i) const {
        return pixels.data() + i * valuesOfImage();
    }
};

/// "0" to "9".
[[nodiscard]] std::vector<std::string> digitNames();
/// The same images, of digits. Throws std::invalid_argument when they have no labels.
[[nodiscard]] LabelledImages labelledDigits(ImageSet digits);
/// Bytes of so many images with their labels.
[[nodiscard]] double imageBytes(std::size_t count, std::size_t valuesOfImage);

/// Some images of a set, in the order of its rows, with the labels they are learned or judged by.
/// A set that several parts, or several experiments, are of is there once.
struct ImagePart {
    std::shared_ptr<const LabelledImages> set;
    std::vector<std::uint32_t> rows;  ///< which images of the set, ascending
    std::vector<std::uint8_t> labels; ///< of each of them; not the set's where they were replaced

    [[nodiscard]] std::size_t size() const noexcept { return rows.size(); }
    [[nodiscard]] const std::uint8_t* image(std::size_t i) const { return set->image(rows[i]); }
};

/// Those rows of a set, with its labels.
[[nodiscard]] ImagePart partOf(std::shared_ptr<const LabelledImages> set,
                               std::vector<std::uint32_t> rows);
/// The whole set.
[[nodiscard]] ImagePart wholeOf(std::shared_ptr<const LabelledImages> set);

/// Rows 0 to count − 1, of which round(share · count) drawn at random are set aside to validate
/// with (§7.5.1: "we randomly split 5% of the data to form our own validation set"). Both parts
/// ascend. Depends on (count, share, seed) alone.
struct RowSplit {
    std::vector<std::uint32_t> training;
    std::vector<std::uint32_t> validation;
};
/// Throws std::invalid_argument unless 0 ≤ share ≤ 1/2 and count < 2^32.
[[nodiscard]] RowSplit splitRows(std::size_t count, double share, std::uint64_t seed);

/// Gives round(share · size) images of a part, drawn at random, another label each: one of the
/// other classes, all equally likely. Which images these are, ascending, is returned. With a larger
/// share the same ones get the same labels, and more besides. Depends on (part, share, seed) alone.
/// Throws std::invalid_argument unless 0 ≤ share ≤ 1.
[[nodiscard]] std::vector<std::uint32_t> replaceLabels(ImagePart& part, double share,
                                                       std::uint64_t seed);

/// Bytes as numbers for a network: (byte/255 − mean)/deviation, with one mean and one deviation for
/// each channel. The thesis does not say how chapter 7 scales its images.
struct PixelScaling {
    std::vector<double> mean;      ///< [channels]
    std::vector<double> deviation; ///< [channels], above 0
};
/// Into [0, 1]: mean 0 and deviation 1.
[[nodiscard]] PixelScaling unitScaling(std::size_t channels);
/// To a mean of 0 and a deviation of 1 over all pixels of a channel in all of these images (at
/// least one). A channel that is the same everywhere keeps a deviation of 1/255. Throws
/// std::invalid_argument for an empty part.
[[nodiscard]] PixelScaling standardScaling(const ImagePart& training);

/// Copies images as numbers by one scaling: [h × w × channels] each, as the set holds them. A
/// value, made once: what each byte becomes is kept.
class ScaledPixels {
public:
    explicit ScaledPixels(const PixelScaling& by);

    /// Image i of the part, [valuesOfImage()].
    void copy(const ImagePart& part, std::size_t i, float* to) const;
    /// Images `which` of the part, one after the other.
    [[nodiscard]] std::vector<float> of(const ImagePart& part,
                                        const std::vector<std::size_t>& which) const;

private:
    std::vector<std::array<float, 256>> values_; ///< of each channel
};

} // namespace scorescope::data
