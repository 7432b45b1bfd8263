// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/svhn_file.h"

#include "engine/data/mat_file.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>

namespace scorescope::data {
namespace {

constexpr std::size_t side = 32;
constexpr std::size_t channels = 3;
constexpr std::size_t pixelsOfImage = side * side;
constexpr std::size_t valuesOfImage = pixelsOfImage * channels;
constexpr std::uint8_t nought = 10; ///< the label of the digit 0

std::string shapeText(const std::vector<std::size_t>& shape) {
    std::string text;
    for (const std::size_t size : shape) {
        text += (text.empty() ? "" : " × ") + std::to_string(size);
    }
    return text;
}

/// "complex uint8 32 × 32 × 3 × 5"
std::string formOf(const MatArray& array) {
    return (array.real ? "" : "complex ") + array.type + " " + shapeText(array.shape);
}

/// How many images X holds; throws InputError unless it is such an array.
std::size_t imagesIn(const MatFile& file, const SvhnLimits& limits) {
    const MatArray& array = file.array();
    const std::vector<std::size_t>& shape = array.shape;
    const bool one = shape.size() == 3; // MATLAB leaves out a last size of 1
    const bool images =
        (one || shape.size() == 4) && shape[0] == side && shape[1] == side && shape[2] == channels;
    if (array.type != "uint8" || !array.real || !images) {
        file.refuse("X must be uint8 32 × 32 × 3 × n, is " + formOf(array));
    }
    const std::size_t count = one ? 1 : shape[3];
    if (count == 0 || count > limits.mostImages) {
        file.refuse("X holds " + std::to_string(count) + " images; allowed are 1 to " +
                    std::to_string(limits.mostImages));
    }
    if (array.stored != "uint8" || array.bytes != count * valuesOfImage) {
        file.refuse("X promises " + std::to_string(count) + " images, which are " +
                    std::to_string(count * valuesOfImage) + " bytes, but holds " +
                    std::to_string(array.bytes) + " bytes of " + array.stored);
    }
    return count;
}

/// Bytes of a stored number, and what it is when it is a whole number from 0 to 255.
class Number {
public:
    explicit Number(const std::string& stored) : stored_(stored) {}
    [[nodiscard]] std::size_t bytes() const {
        const char last = stored_.back();
        return stored_ == "double" || last == '4'   ? 8
               : stored_ == "single" || last == '2' ? 4
               : last == '6'                        ? 2
                                                    : 1;
    }
    [[nodiscard]] std::optional<std::uint8_t> at(const std::uint8_t* from) const {
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < bytes(); ++i) {
            bits |= std::uint64_t{from[i]} << 8 * i;
        }
        double value = static_cast<double>(bits); // negative whole numbers are too large ones
        if (stored_ == "double") {
            std::memcpy(&value, &bits, sizeof value);
        } else if (stored_ == "single") {
            const auto half = static_cast<std::uint32_t>(bits);
            float single = 0.0F;
            std::memcpy(&single, &half, sizeof single);
            value = static_cast<double>(single);
        }
        constexpr double largest = 255.0;
        if (!(value >= 0.0 && value <= largest)) {
            return std::nullopt;
        }
        const auto whole = static_cast<std::uint8_t>(value);
        return static_cast<double>(whole) < value ? std::nullopt : std::optional(whole);
    }

private:
    std::string stored_;
};

/// The digits that y names.
std::vector<std::uint8_t> readDigits(MatFile& file, const SvhnLimits& limits) {
    const MatArray& array = file.array();
    const std::vector<std::size_t>& shape = array.shape;
    const bool vector = shape.size() == 2 && (shape[0] == 1 || shape[1] == 1);
    if ((array.type != "uint8" && array.type != "double") || !array.real || !vector) {
        file.refuse("y must be uint8 or double n × 1, is " + formOf(array));
    }
    const std::size_t count = shape[0] * shape[1];
    if (count == 0 || count > limits.mostImages) {
        file.refuse("y holds " + std::to_string(count) + " labels; allowed are 1 to " +
                    std::to_string(limits.mostImages));
    }
    const Number number(array.stored);
    if (array.bytes != count * number.bytes()) {
        file.refuse("y promises " + std::to_string(count) + " labels, but holds " +
                    std::to_string(array.bytes) + " bytes of " + array.stored);
    }
    std::vector<std::uint8_t> digits;
    std::array<std::uint8_t, 8> bytes{};
    for (std::size_t i = 0; i < count; ++i) {
        file.read(bytes.data(), number.bytes());
        const std::optional<std::uint8_t> label = number.at(bytes.data());
        if (!label || *label < 1 || *label > nought) {
            file.refuse("label " + std::to_string(i + 1) + " of y is " +
                        (label ? std::to_string(*label) : "no whole number from 0 to 255") +
                        "; allowed are 1 to 10, where 10 is the digit 0");
        }
        digits.push_back(*label == nought ? std::uint8_t{0} : *label);
    }
    file.finish();
    return digits;
}

/// Rows of one channel of one column after the other become pixels from the top.
void turn(const std::uint8_t* from, std::uint8_t* to) {
    for (std::size_t channel = 0; channel < channels; ++channel) {
        for (std::size_t column = 0; column < side; ++column) {
            for (std::size_t row = 0; row < side; ++row) {
                to[(row * side + column) * channels + channel] = *from++;
            }
        }
    }
}

/// The first `kept` of the `count` images of X, after those that are there.
void readPixels(MatFile& file, std::size_t count, std::size_t kept,
                std::vector<std::uint8_t>& pixels, const Progress& progress) {
    constexpr std::size_t part = 256; // images, 768 KiB
    std::vector<std::uint8_t> columns(std::min(part, kept) * valuesOfImage);
    pixels.reserve(pixels.size() + kept * valuesOfImage);
    for (std::size_t first = 0; first < kept; first += part) {
        const std::size_t images = std::min(part, kept - first);
        file.read(columns.data(), images * valuesOfImage);
        const std::size_t before = pixels.size();
        pixels.resize(before + images * valuesOfImage);
        for (std::size_t i = 0; i < images; ++i) {
            turn(columns.data() + i * valuesOfImage, pixels.data() + before + i * valuesOfImage);
        }
        report(progress, static_cast<double>(first + images) / static_cast<double>(kept));
    }
    if (kept == count) {
        file.finish();
    }
}

/// The first `most` images of a file, after those that are there.
void append(const std::string& path, std::size_t most, const SvhnLimits& limits,
            LabelledImages& set, const Progress& progress) {
    MatFile file(path);
    std::size_t images = 0;
    std::vector<std::uint8_t> digits;
    while (file.next()) {
        const std::string& name = file.array().name;
        if ((name == "X" && images != 0) || (name == "y" && !digits.empty())) {
            file.refuse("holds " + name + " twice");
        }
        if (name == "X") {
            images = imagesIn(file, limits);
            readPixels(file, images, std::min(images, most), set.pixels, progress);
        } else if (name == "y") {
            digits = readDigits(file, limits);
        }
    }
    if (images == 0 || digits.empty()) {
        file.refuse(std::string("holds no array ") + (images == 0 ? "X" : "y") +
                    "; needed are X, uint8 32 × 32 × 3 × n, and y, uint8 or double n × 1");
    }
    if (digits.size() != images) {
        file.refuse("y holds " + std::to_string(digits.size()) + " labels for the " +
                    std::to_string(images) + " images of X");
    }
    digits.resize(std::min(images, most));
    set.labels.insert(set.labels.end(), digits.begin(), digits.end());
}

} // namespace

LabelledImages readSvhn(const std::vector<std::string>& paths, std::size_t most,
                        const SvhnLimits& limits, const Progress& progress) {
    LabelledImages set;
    set.width = side;
    set.height = side;
    set.channels = channels;
    set.classes = digitNames();
    set.source = "SVHN";
    for (std::size_t i = 0; i < paths.size() && set.size() < most; ++i) {
        const Progress ofFile = [&](double share) {
            return !progress ||
                   progress((static_cast<double>(i) + share) / static_cast<double>(paths.size()));
        };
        append(paths[i], most - set.size(), limits, set, ofFile);
    }
    return set;
}

} // namespace scorescope::data
