// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/minibatches.h"

#include "engine/core/rng.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace scorescope::data {

Minibatches::Minibatches(std::size_t examples, std::size_t size, std::uint64_t seed)
    : examples_(examples), size_(std::min(size, examples)), seed_(seed) {
    if (size_ == 0) {
        throw std::invalid_argument("minibatches need at least one example each");
    }
}

std::vector<std::size_t> Minibatches::batch(std::uint64_t step) {
    const std::uint64_t epoch = epochOf(step);
    if (order_.empty() || epoch != epoch_) {
        order_.resize(examples_);
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        RandomStream stream(seed_, Purpose::minibatch, 0, epoch);
        for (std::size_t i = examples_; i > 1; --i) {
            std::swap(order_[i - 1], order_[stream.below(i)]);
        }
        epoch_ = epoch;
    }
    const auto first =
        order_.begin() + static_cast<std::ptrdiff_t>((step % batchesPerEpoch()) * size_);
    return {first, first + static_cast<std::ptrdiff_t>(size_)};
}

} // namespace scorescope::data
