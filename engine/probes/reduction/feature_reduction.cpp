// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/reduction/feature_reduction.h"

#include "engine/core/rng.h"
#include "engine/nn/products.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace scorescope::probes {
namespace {

constexpr Purpose reduction = Purpose::named("probe_reduction");

/// So many of 0 … from − 1 without repetition, ascending: the first of a shuffled order.
std::vector<std::size_t> drawn(std::size_t count, std::size_t from, RandomStream stream) {
    std::vector<std::size_t> all(from);
    std::iota(all.begin(), all.end(), std::size_t{0});
    for (std::size_t i = 0; i < count; ++i) {
        std::swap(all[i], all[i + static_cast<std::size_t>(stream.below(from - i))]);
    }
    all.resize(count);
    std::sort(all.begin(), all.end());
    return all;
}

} // namespace

FeatureReduction::FeatureReduction(ReductionKind kind, std::size_t most,
                                   const nn::ImageShape& shape, const std::string& point,
                                   std::uint64_t seed)
    : before_(shape.size()), after_(shape.size()), words_("all " + std::to_string(shape.size())) {
    if (most == 0) {
        throw std::invalid_argument("a probe reads a feature at least");
    }
    std::string of = std::to_string(before_);
    if (kind == ReductionKind::pooling && shape.positions() > 1) {
        positions_ = shape.positions();
        after_ = shape.channels;
        words_ = "the means of " + std::to_string(after_) + " channels";
        of = words_;
    }
    if (kind == ReductionKind::none || after_ <= most) {
        return;
    }
    const RandomStream stream(seed, reduction, Purpose::named(point).number());
    const std::size_t source = after_;
    after_ = most;
    if (kind != ReductionKind::projection) {
        chosen_ = drawn(most, source, stream);
        words_ = std::to_string(most) + " of " + of + ", drawn at random";
        return;
    }
    RandomStream entries = stream;
    const double deviation = 1.0 / std::sqrt(static_cast<double>(most));
    projection_.resize(source * most);
    for (float& entry : projection_) {
        entry = static_cast<float>(deviation * entries.normal());
    }
    words_ = std::to_string(most) + " random projections of " + of;
}

void FeatureReduction::apply(const float* features, std::size_t count, float* reduced,
                             int threads) const {
    if (!projection_.empty()) {
        nn::multiply(nn::MatrixView::of(features, count, before_),
                     nn::MatrixView::of(projection_.data(), before_, after_), 0.0F, reduced,
                     threads);
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        const float* from = features + i * before_;
        float* to = reduced + i * after_;
        for (std::size_t k = 0; k < after_; ++k) {
            const std::size_t at = chosen_.empty() ? k : chosen_[k];
            if (positions_ == 1) {
                to[k] = from[at];
                continue;
            }
            const float* channel = from + at * positions_;
            to[k] = static_cast<float>(std::accumulate(channel, channel + positions_, 0.0) /
                                       static_cast<double>(positions_));
        }
    }
}

std::size_t FeatureReduction::bytes() const noexcept {
    return chosen_.size() * sizeof(std::size_t) + projection_.size() * sizeof(float);
}

} // namespace scorescope::probes
