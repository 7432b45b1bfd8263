// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace scorescope::stats {

/// The energy distance (G. Székely, M. Rizzo, "Energy statistics: a class of statistics based on
/// distances", Journal of Statistical Planning and Inference 143, 2013) of two samples,
///     2 E‖X − Y‖ − E‖X − X'‖ − E‖Y − Y'‖ ≥ 0
/// with means over all pairs, those of a point with itself included. x: [n × d], y: [m × d].
/// O((n + m)² d) in time; the same for any number of threads (0: see threadCount()). NaN
/// when a coordinate is not finite or a sample is empty.
[[nodiscard]] double energyDistance(const double* x, std::size_t n, const double* y, std::size_t m,
                                    std::size_t d, int threads = 0);

struct TwoSampleOptions {
    std::size_t permutations = 999; ///< ≥ 1; the smallest p-value is 1/(permutations + 1)
    std::uint64_t seed = 1;         ///< permutation i draws from (seed, Purpose::test, i)
    int threads = 0;
    std::size_t matrixBytes = 512ULL << 20U; ///< pooled distances are kept when they fit in this
};

struct TwoSampleResult {
    double energyDistance = 0.0;
    double statistic = 0.0; ///< n m/(n + m) × energyDistance
    double pValue = 1.0;    ///< (1 + permutations with as large a statistic)/(1 + permutations)
    std::size_t permutations = 0;
    /// The hypothesis that both samples have one distribution is refused at this level, i.e. with
    /// this probability although it is true.
    [[nodiscard]] bool refusedAt(double level) const { return pValue <= level; }
};

/// The permutation test with the energy distance: exact at every level for independent draws.
/// Draws of a chain must be thinned by its autocorrelation time first. O(permutations (n + m)²) in
/// time. Throws std::invalid_argument for an empty sample, no dimensions or permutations, or a
/// coordinate that is not finite.
[[nodiscard]] TwoSampleResult twoSampleTest(const double* x, std::size_t n, const double* y,
                                            std::size_t m, std::size_t d,
                                            const TwoSampleOptions& options = {});

} // namespace scorescope::stats
