// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/features/features.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

namespace scorescope::probes {
namespace {

constexpr std::size_t mostParts = 16;
constexpr std::size_t memoryOfParts = std::size_t(256) << 20U;
constexpr std::size_t memoryOfBlock = std::size_t(256) << 10U;

} // namespace

const float* MatrixFeatures::block(std::size_t first, std::size_t /*count*/,
                                   std::vector<float>& /*scratch*/) const {
    return values_ + first * dimension_;
}

RangeOfFeatures::RangeOfFeatures(const Features& features, std::size_t first, std::size_t count)
    : features_(features), first_(first), count_(count) {
    if (first > features.rows() || count > features.rows() - first) {
        throw std::invalid_argument("there are " + std::to_string(features.rows()) +
                                    " rows of features, and none up to " +
                                    std::to_string(first + count));
    }
}

const float* RangeOfFeatures::block(std::size_t first, std::size_t count,
                                    std::vector<float>& scratch) const {
    return features_.block(first_ + first, count, scratch);
}

ChosenFeatures::ChosenFeatures(const Features& features, std::vector<std::size_t> rows)
    : features_(features), chosen_(std::move(rows)) {
    const auto last = std::max_element(chosen_.begin(), chosen_.end());
    if (last != chosen_.end() && *last >= features.rows()) {
        throw std::invalid_argument("there are " + std::to_string(features.rows()) +
                                    " rows of features, and no row " + std::to_string(*last));
    }
}

const float* ChosenFeatures::block(std::size_t first, std::size_t count,
                                   std::vector<float>& scratch) const {
    const std::size_t d = dimension();
    std::vector<float> one;
    scratch.resize(count * d);
    for (std::size_t i = 0; i < count; ++i) {
        const float* const row = features_.block(chosen_[first + i], 1, one);
        std::copy(row, row + d, scratch.begin() + static_cast<std::ptrdiff_t>(i * d));
    }
    return scratch.data();
}

RowCut RowCut::of(std::size_t rows, std::size_t dimension, std::size_t bytesOfPart) {
    RowCut cut;
    const std::size_t allowed =
        std::max<std::size_t>(1, memoryOfParts / std::max<std::size_t>(1, bytesOfPart));
    const std::size_t row = sizeof(float) * std::max<std::size_t>(1, dimension);
    cut.blockRows = std::clamp<std::size_t>(memoryOfBlock / row / 8 * 8, 8, 1024);
    const std::size_t wanted = std::max<std::size_t>(1, (rows + cut.blockRows - 1) / cut.blockRows);
    const std::size_t parts = std::min({mostParts, allowed, wanted});
    cut.partRows = std::max<std::size_t>(1, (rows + parts - 1) / parts);
    cut.parts = (rows + cut.partRows - 1) / cut.partRows;
    cut.blockRows = std::min(cut.blockRows, cut.partRows);
    return cut;
}

} // namespace scorescope::probes
