// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/probes/probe/softmax_loss.h"

#include <cstddef>
#include <vector>

namespace scorescope::probes {

/// How far a probe is from the optimum of what it was fitted to. With it, a bad probe is never read
/// as a bad layer: §9.3.2 assumes that probes "reflect the currently optimal thing".
///
/// The objective, in nats an example, is F(W, b) = 1/N Σ_i −log p_i(y_i) + λ/2 ‖W‖², W of
/// standardized features. Any distributions q_i that give each class as much as the labels do,
/// Σ_i q_i = Σ_i y_i, bound its least value from below (Fenchel's dual; the bias is not penalized,
/// so they must):
///
///     min F ≥ 1/N Σ_i H(q_i) − 1/(2λ) ‖1/N Σ_i x_i (y_i − q_i)ᵀ‖²
///
/// They are taken from the probe's own, q_i = (1 − θ) p_i + θ c with the least θ ∈ [0, 1] and the
/// one c that make the sums right, and their entropy is bounded by concavity; so the bound needs no
/// other pass over the features. With θ = 0 the gap is ‖∇F‖²/(2λ), which strong convexity gives as
/// well.
///
/// What it can mean in errors follows from an identity: at the optimum (p*, W*) of F,
///
///     F(W, b) − F* = 1/N Σ_i KL(p*_i ‖ p_i) + λ/2 ‖W − W*‖².
///
/// For the optimum to name another class than the probe for example i, whose two likeliest classes
/// have the probabilities a ≥ b, KL(p*_i ‖ p_i) must be at least −log(1 − (√a − √b)²). The gap pays
/// for so many examples, the cheapest first; no more can change, and so the training error of the
/// optimum is within `errorPoints` of the probe's.
struct Certificate {
    std::size_t examples = 0; ///< N
    double objective = 0.0;   ///< F, nats an example
    double loss = 0.0;        ///< its first term
    /// F − min F is at most this. Exact but for the rounding of single precision, some 1e-6 of F.
    double gap = 0.0;
    double gradientNorm = 0.0; ///< ‖∇F‖, by W and b
    /// By that of the classes' shares alone (W = 0, b = log shares); 0 where that is 0.
    double relativeGradientNorm = 0.0;
    /// Training examples that the optimum may name otherwise, at most, in per cent.
    double errorPoints = 0.0;
    /// The same count for held-out examples, given as much as training examples have on average: an
    /// estimate, not a bound. NaN where there were none.
    double heldOutErrorPoints = 0.0;
    bool converged = false; ///< the gap is within the tolerance that was asked for
};

/// The gap, the norms and the loss of `sums` at some weights; errors are left to others.
///
/// \param weights    [classes × dimension]
/// \param start      the sums at W = 0, whatever the bias: their gradient is that of the sums of
///                   features by class
/// \param shares     [classes] how many examples each class has, > 0
/// \param penalty    λ > 0
[[nodiscard]] Certificate certify(const std::vector<double>& weights, const SoftmaxSums& sums,
                                  const SoftmaxSums& start, const std::vector<double>& shares,
                                  double penalty);

/// The least KL(q ‖ p), in nats, of a distribution q whose likeliest class is another than that of
/// p: −log(1 − (√a − √b)²) of p's two largest probabilities a ≥ b.
[[nodiscard]] double costOfAnotherClass(double largest, double second);

/// How many of the costs, the cheapest first, a budget pays for. O(n log n).
[[nodiscard]] std::size_t paidFor(std::vector<double> costs, double budget);

} // namespace scorescope::probes
