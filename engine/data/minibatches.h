// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace scorescope::data {

/// Minibatches without replacement. Epoch e is a permutation of the examples (Fisher–Yates, from
/// the stream (seed, Purpose::minibatch, 0, e)), cut into batches of one size; examples mod size
/// of them sit an epoch out, others each time.
///
/// A value: which batch a step sees depends on (examples, size, seed, step) alone, so that any step
/// can be redone without those before it. Not shared between threads.
class Minibatches {
public:
    /// A size above the number of examples means all of them in every batch. Throws
    /// std::invalid_argument for no examples or size 0.
    Minibatches(std::size_t examples, std::size_t size, std::uint64_t seed);

    [[nodiscard]] std::size_t examples() const noexcept { return examples_; }
    /// Examples in each batch.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t batchesPerEpoch() const noexcept { return examples_ / size_; }
    /// The epoch that a step, counted from 0, belongs to.
    [[nodiscard]] std::uint64_t epochOf(std::uint64_t step) const noexcept {
        return step / batchesPerEpoch();
    }
    /// Indices of the examples of a step, [size()]. Cheapest for steps of one epoch in a row: the
    /// permutation of the last one asked for is kept.
    [[nodiscard]] std::vector<std::size_t> batch(std::uint64_t step);

private:
    std::size_t examples_;
    std::size_t size_;
    std::uint64_t seed_;
    std::uint64_t epoch_ = 0;
    std::vector<std::size_t> order_; ///< of epoch_; empty before the first batch
};

} // namespace scorescope::data
