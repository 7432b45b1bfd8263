// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/labelled_images.h"

#include "engine/core/rng.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace scorescope::data {
namespace {

constexpr Purpose validationRows = Purpose::named("validation rows");
constexpr Purpose wrongRows = Purpose::named("rows with wrong labels");
constexpr Purpose wrongLabels = Purpose::named("wrong labels");

constexpr double whiteByte = 255.0;

/// `chosen` of the numbers from 0 to count − 1: the first of a permutation (Fisher–Yates), so that
/// fewer of them are among more.
std::vector<std::uint32_t> chooseRows(std::size_t count, std::size_t chosen, std::uint64_t seed,
                                      Purpose purpose) {
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    RandomStream stream(seed, purpose);
    for (std::size_t i = 0; i < chosen; ++i) {
        std::swap(order[i], order[i + stream.below(count - i)]);
    }
    order.resize(chosen);
    std::sort(order.begin(), order.end());
    return order;
}

std::size_t shareOf(std::size_t count, double share) {
    return static_cast<std::size_t>(std::llround(share * static_cast<double>(count)));
}

} // namespace

std::vector<std::string> digitNames() {
    return {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
}

LabelledImages labelledDigits(ImageSet digits) {
    if (digits.labels.size() != digits.size()) {
        throw std::invalid_argument("digits need a label each");
    }
    LabelledImages images;
    images.width = digits.width;
    images.height = digits.height;
    images.pixels = std::move(digits.pixels);
    images.labels = std::move(digits.labels);
    images.classes = digitNames();
    images.source = std::move(digits.source);
    return images;
}

double imageBytes(std::size_t count, std::size_t valuesOfImage) {
    return static_cast<double>(count) * static_cast<double>(valuesOfImage + 1);
}

ImagePart partOf(std::shared_ptr<const LabelledImages> set, std::vector<std::uint32_t> rows) {
    ImagePart part{std::move(set), std::move(rows), {}};
    part.labels.reserve(part.rows.size());
    for (const std::uint32_t row : part.rows) {
        part.labels.push_back(part.set->labels.at(row));
    }
    return part;
}

ImagePart wholeOf(std::shared_ptr<const LabelledImages> set) {
    std::vector<std::uint32_t> rows(set->size());
    std::iota(rows.begin(), rows.end(), 0U);
    return partOf(std::move(set), std::move(rows));
}

RowSplit splitRows(std::size_t count, double share, std::uint64_t seed) {
    if (!(share >= 0.0 && share <= 0.5) || count > std::numeric_limits<std::uint32_t>::max()) {
        throw std::invalid_argument("from none to half of fewer than 2^32 rows are set aside");
    }
    RowSplit split;
    split.validation = chooseRows(count, shareOf(count, share), seed, validationRows);
    split.training.reserve(count - split.validation.size());
    auto aside = split.validation.begin();
    for (std::uint32_t row = 0; row < count; ++row) {
        if (aside != split.validation.end() && *aside == row) {
            ++aside;
        } else {
            split.training.push_back(row);
        }
    }
    return split;
}

std::vector<std::uint32_t> replaceLabels(ImagePart& part, double share, std::uint64_t seed) {
    if (!(share >= 0.0 && share <= 1.0)) {
        throw std::invalid_argument("from none to all of the labels are replaced");
    }
    const std::size_t classes = part.set->classes.size();
    std::vector<std::uint32_t> replaced =
        chooseRows(part.size(), classes < 2 ? 0 : shareOf(part.size(), share), seed, wrongRows);
    for (const std::uint32_t i : replaced) {
        RandomStream stream(seed, wrongLabels, 0, i);
        const std::size_t further = 1 + stream.below(classes - 1);
        part.labels[i] = static_cast<std::uint8_t>((part.labels[i] + further) % classes);
    }
    return replaced;
}

PixelScaling unitScaling(std::size_t channels) {
    return {std::vector<double>(channels, 0.0), std::vector<double>(channels, 1.0)};
}

PixelScaling standardScaling(const ImagePart& training) {
    if (training.size() == 0) {
        throw std::invalid_argument("images are standardized by at least one");
    }
    // How often each byte stands in each channel: whole numbers, which add up in any order.
    const std::size_t channels = training.set->channels;
    std::vector<std::array<std::uint64_t, 256>> counts(channels);
    const std::size_t values = training.set->valuesOfImage();
    for (std::size_t i = 0; i < training.size(); ++i) {
        const std::uint8_t* image = training.image(i);
        for (std::size_t v = 0; v < values; v += channels) {
            for (std::size_t c = 0; c < channels; ++c) {
                ++counts[c][image[v + c]];
            }
        }
    }
    const double total = static_cast<double>(training.size() * (values / channels));
    PixelScaling scaling;
    for (const std::array<std::uint64_t, 256>& count : counts) {
        double sum = 0.0;
        for (std::size_t byte = 0; byte < count.size(); ++byte) {
            sum += static_cast<double>(byte) * static_cast<double>(count[byte]);
        }
        const double mean = sum / total;
        double squares = 0.0;
        for (std::size_t byte = 0; byte < count.size(); ++byte) {
            const double away = static_cast<double>(byte) - mean;
            squares += away * away * static_cast<double>(count[byte]);
        }
        const double deviation = std::sqrt(squares / total);
        scaling.mean.push_back(mean / whiteByte);
        scaling.deviation.push_back((deviation > 0.0 ? deviation : 1.0) / whiteByte);
    }
    return scaling;
}

ScaledPixels::ScaledPixels(const PixelScaling& by) : values_(by.mean.size()) {
    for (std::size_t c = 0; c < values_.size(); ++c) {
        for (std::size_t byte = 0; byte < values_[c].size(); ++byte) {
            const double x = static_cast<double>(byte) / whiteByte;
            values_[c][byte] = static_cast<float>((x - by.mean[c]) / by.deviation[c]);
        }
    }
}

void ScaledPixels::copy(const ImagePart& part, std::size_t i, float* to) const {
    const std::uint8_t* image = part.image(i);
    const std::size_t values = part.set->valuesOfImage();
    const std::size_t channels = values_.size();
    for (std::size_t v = 0; v < values; v += channels) {
        for (std::size_t c = 0; c < channels; ++c) {
            to[v + c] = values_[c][image[v + c]];
        }
    }
}

std::vector<float> ScaledPixels::of(const ImagePart& part,
                                    const std::vector<std::size_t>& which) const {
    const std::size_t values = part.set->valuesOfImage();
    std::vector<float> pixels(which.size() * values);
    for (std::size_t k = 0; k < which.size(); ++k) {
        copy(part, which[k], pixels.data() + k * values);
    }
    return pixels;
}

} // namespace scorescope::data
