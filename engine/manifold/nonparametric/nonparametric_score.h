// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/manifold/nonparametric/density_1d.h"

#include <cstddef>
#include <vector>

/// Auto-encoders of infinite capacity on a line (§3.3.3): every value r(x_i) on M evenly spaced
/// points is a free parameter, and the minimizers of the criteria are found exactly.
///
/// All functions take log p at the points, up to a constant: the minimizers depend on ratios of p
/// alone, so that tails far below the smallest double are met as they are and nothing underflows.
/// A mass of exactly zero (log p = −∞) is refused: no criterion says anything about r there. All
/// are pure; any thread. They throw InputError for fewer than 2 points, an empty or not finite
/// interval, sizes that differ, sigma ≤ 0 or not finite, and log p that is NaN, +∞ or −∞ (the
/// message names x and i).
namespace scorescope::manifold {

/// log p of tabulated values p ≥ 0 (any scale). Throws InputError where p is zero, negative or not
/// finite, naming the first such point.
[[nodiscard]] std::vector<double> logarithmOf(const std::vector<double>& density,
                                              const Partition& partition);

/// r(x_i) − x_i, [M], of the RCAE: the exact minimizer of (3.11),
///     Σ p_i Δ (r_i − x_i)² + σ² Σ p_i Δ ((r_{i+1} − r_i)/Δ)².
/// Setting its derivatives to zero gives M equations in three neighbours each; one elimination
/// without subtractions solves them in O(M), for any contrast of p.
[[nodiscard]] std::vector<double> rcaeDisplacement(const std::vector<double>& logDensity,
                                                   const Partition& partition, double sigma);

/// r(x_i) − x_i, [M], of the DAE: (3.3) on the points,
///     r_i = Σ_j p_j φ((x_j − x_i)/σ) x_j / Σ_j p_j φ((x_j − x_i)/σ),  φ(z) = exp(−z²/2).
/// The Gaussian weight depends on j − i only: M exponentials and at most M² multiply-adds; points
/// whose sums underflow are summed again in logarithms.
[[nodiscard]] std::vector<double> daeDisplacement(const std::vector<double>& logDensity,
                                                  const Partition& partition, double sigma);

/// (3.11) at r(x_i) = x_i + displacement_i, with p scaled so that its largest value on the points
/// is 1.
[[nodiscard]] double rcaeLoss(const std::vector<double>& displacement,
                              const std::vector<double>& logDensity, const Partition& partition,
                              double sigma);

/// The estimate (3.5) of the score: displacement / σ².
[[nodiscard]] std::vector<double> scoreEstimate(const std::vector<double>& displacement,
                                                double sigma);

/// The root mean square difference of two functions under p,
///     sqrt(Σ p_i (a_i − b_i)² / Σ p_i).
/// Weighted by p because that is what the criteria minimize, and because (3.5) holds pointwise:
/// where no data are ever seen, an error says little.
[[nodiscard]] double weightedDifference(const std::vector<double>& a, const std::vector<double>& b,
                                        const std::vector<double>& logDensity);

/// `count` values from `from` to `to` (both above 0) with equal ratios, both ends included.
[[nodiscard]] std::vector<double> logSpaced(double from, double to, std::size_t count);

} // namespace scorescope::manifold
