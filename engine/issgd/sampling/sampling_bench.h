// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/benchmark.h"

#include <cstddef>
#include <vector>

namespace scorescope::issgd {

/// What to measure. All counts ≥ 1.
struct SamplingBenchOptions {
    int rounds = 7; ///< by turns (ours, reference, ours, …)
    std::vector<std::size_t> sizes = {600'000, 10'000'000}; ///< SVHN's training set, and more
    std::size_t draws = 1U << 20U;                          ///< in one round
    std::size_t updates = 1U << 18U;                        ///< likewise
    std::size_t batch = 1024;                               ///< updates given at once
};

/// Measures draws by weight on one core. For each size the rows
///   "alias_draws", "tree_draws"  random words and the indices they give; the reference makes the
///   same
///                    words and looks each up in cumulative sums by binary search, as
///                    std::discrete_distribution does;
///   "tree_updates"   weights that change, at random places, in batches; the reference is a plain
///                    Fenwick tree in double precision, one by one;
///   "alias_building", "tree_building"  of all weights anew; the reference forms cumulative sums.
/// Rates are of draws, updates and entries in a second. Before timing, what is drawn is compared
/// with the reference's; throws std::runtime_error where they disagree, and std::invalid_argument
/// for options out of range.
[[nodiscard]] std::vector<BenchRow> benchSampling(const SamplingBenchOptions& options = {});

/// "sampling": the above, whatever the number of threads.
[[nodiscard]] Benchmark samplingBenchmark();

} // namespace scorescope::issgd
