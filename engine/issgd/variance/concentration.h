// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

/// How unequal sampling weights are. Weights are [n], n ≥ 1, finite, ≥ 0, one of them above 0, and
/// need not come to 1; the functions throw std::invalid_argument otherwise. Any thread.
namespace scorescope::issgd {

/// Kish's effective sample size (Σ w)² / Σ w², from 1 to n. The ratio n / ESS is what the second
/// moment of the estimate gains from sampling by the weights if they are the gradients' norms.
/// O(n).
[[nodiscard]] double effectiveSize(const std::vector<double>& weights);

/// τ = √(n / ESS) ≥ 1 of A. Katharopoulos and F. Fleuret ("Not All Samples Are Created Equal", ICML
/// 2018, equation 26), who sample by weights once it is large enough. O(n).
[[nodiscard]] double gainThresholdTau(const std::vector<double>& weights);

/// The entropy of w / Σ w as a share of that of n equal ones, log n; 1 for n = 1. O(n).
[[nodiscard]] double entropyShare(const std::vector<double>& weights);

/// The Lorenz curve of the weights: the share of all weight that the share x of the examples with
/// the least weight has.
struct LorenzCurve {
    std::vector<double> examples; ///< x, from 0 to 1, rising
    std::vector<double> weight;   ///< rising and convex, from 0 to 1
    /// Twice the area between the curve of all n weights and the diagonal: 0 where all are equal,
    /// (n − 1)/n where one has all.
    double gini = 0.0;
};
/// At `points` ≥ 2 places, evenly spread over the n + 1 corners (all of them if they are not more).
/// O(n log n). Throws std::invalid_argument for fewer points, too.
[[nodiscard]] LorenzCurve lorenzCurve(const std::vector<double>& weights, std::size_t points = 201);

/// How many weights lie in bins of equal width on a logarithmic scale.
struct WeightHistogram {
    /// [bins + 1], from the smallest weight above 0 to the largest (or a factor √2 either way where
    /// these are equal). A bin has its lower edge; the last has both.
    std::vector<double> edges;
    std::vector<std::size_t> counts; ///< [bins]
    std::size_t zeros = 0;           ///< weights of 0, in no bin
};
/// bins ≥ 1, else std::invalid_argument. O(n).
[[nodiscard]] WeightHistogram weightHistogram(const std::vector<double>& weights,
                                              std::size_t bins = 60);

} // namespace scorescope::issgd
