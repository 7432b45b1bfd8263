// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/stats/estimates.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace scorescope::issgd {

/// What a verdict is of, besides norms and weights.
struct VerdictSetting {
    double squaredMean = 0.0; ///< |ḡ|², of the mean gradient over the examples, ≥ 0
    std::size_t batch = 1;    ///< M ≥ 1
    /// C: measured seconds of a step with importance sampling (draw, gather, norms, store) over
    /// those of a uniform one, > 0.
    double costRatio = 1.0;
    /// The same with the workers' compute in it.
    std::optional<double> costRatioWithWorkers;
    std::size_t resamples = 1000; ///< of the bootstrap, ≥ 40
    std::uint64_t seed = 1;
};

enum class Answer { yes, no, uncertain };

/// What keeps importance sampling from gaining more.
enum class Limit {
    biased,           ///< examples with a gradient that are never drawn
    normsNearlyEqual, ///< even fresh norms reduce the variance by less than a tenth
    noise,            ///< does not limit training: κ is below a tenth, or that is what costs most
    staleness,        ///< of the weights, and smoothing
    cost,             ///< of a step
};

/// What E and all that follows from it supposes, to be shown beside a verdict.
inline constexpr const char* verdictCondition =
    "With a step size tuned anew; at that of uniform sampling it is an upper bound.";

/// Does importance sampling pay here?
struct Verdict {
    Answer answer = Answer::no;
    Limit limit = Limit::cost;
    std::string sentence; ///< both, with the numbers; ends with a full stop; see verdictCondition

    /// R = Tr Σ(uniform) / Tr Σ(q) with the weights in use. 0 where the estimate is biased.
    stats::Estimate reduction;
    stats::Estimate idealReduction; ///< the same for weights that are the norms
    /// κ = Tr Σ(uniform) / (M |ḡ|²): the gradient noise scale over the size of the minibatch (S.
    /// McCandlish et al., "An Empirical Model of Large-Batch Training", arXiv 1812.06162, 2018).
    /// Infinite for |ḡ| = 0.
    stats::Estimate noise;
    /// E = (1 + κ)/(1 + κ/R): by how much the best step's progress grows, from 1 (κ → 0) to R
    /// (κ → ∞), where the step size is set anew; at the step size of uniform sampling it is an
    /// upper bound.
    stats::Estimate stepGain;
    stats::Estimate idealStepGain;
    stats::Estimate timeGain; ///< E / C: it pays where the lower limit is above 1
    std::optional<stats::Estimate> timeGainWithWorkers;
    std::size_t unreachable = 0; ///< examples with a gradient but no weight
};

/// E for a noise κ ≥ 0 and a reduction R ≥ 0 of the variance, either of which may be infinite.
[[nodiscard]] double stepGain(double noise, double reduction) noexcept;

/// The verdict on examples with gradients of these norms, drawn by these weights (as used: stale,
/// smoothed).
///
/// With a staleness threshold only a part is drawn from: give that part alone, or those left out
/// count as never drawn.
///
/// Intervals hold 95 % of what other examples of the same kind would give, by bootstrap
/// percentiles. Up to 4000 examples are drawn again one by one; more are first dealt at random to
/// 1000 blocks, of which sums are kept, and the blocks are drawn again: sums over randomly dealt
/// blocks vary as those over single examples do, and their variance is then known to √(2/999) = 4.5
/// % (the width of an interval to half that), less than what percentiles of some hundred resamples
/// lack. The time is that of one pass over the examples. In a resample the mean gradient, of which
/// only the length is known, keeps its ratio to the mean norm. C is taken as exact.
///
/// A pure function: the same for any number of threads. Throws std::invalid_argument for fewer than
/// two examples, arrays of different lengths, numbers that are not finite or out of range, weights
/// that are all 0, norms above 1e140 or weights above 1e290, and a mean gradient that is longer
/// than the mean norm.
[[nodiscard]] Verdict doesItPay(const std::vector<double>& norms,
                                const std::vector<double>& weights, const VerdictSetting& setting);

} // namespace scorescope::issgd
