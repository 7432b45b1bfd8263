// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/stats/parzen_likelihood.h"

#include <cstddef>
#include <vector>

namespace scorescope::stats {

/// The conservative sampling-based log-likelihood (Y. Bengio, L. Yao, K. Cho, "Bounding the test
/// log-likelihood of generative models", 2013; §5.5.1): with h_1 … h_S drawn from a model's chain,
///     log 1/S Σ_s P(x | h_s),
/// whose expectation is at most log P(x) and rises to it with S. No bandwidth; a chain that mixes
/// poorly counts against its model.
struct SampledLikelihood {
    std::vector<std::size_t> draws;     ///< S, rising
    std::vector<MeanOverPoints> bounds; ///< over the points, for the first S draws. The standard
                                        ///< error is that of other points, with the draws as given
    std::vector<double> last;           ///< of each point, for all draws
};

/// 10, 100, … and `draws` itself: where a curve of the bound is looked at.
[[nodiscard]] std::vector<std::size_t> drawCounts(std::size_t draws);

/// P(x | h) factorized Bernoulli, x in [0, 1] (a likelihood where x is binary): `logits` has those
/// of P(x_k = 1 | h_s), one row for each draw, in the order in which the chain drew them. In
/// blocks: one product for a block of points and one of draws, streamed over the draws.
///
/// `counts` must rise and end at the number of draws. Throws std::invalid_argument for empty sets,
/// sets of different dimension, other counts, points outside [0, 1], or logits that are not finite;
/// Cancelled when asked to stop. The same numbers for any number of threads, as below.
[[nodiscard]] SampledLikelihood bernoulliBound(const Points& points, const Points& logits,
                                               const std::vector<std::size_t>& counts,
                                               const LongWork& work = {});

/// P(x | h) factorized Gaussian around `means`, one row for each draw, with the deviation of each
/// coordinate [d], the same for all draws. Within 0.01 nat: what matters is formed again in double
/// precision where single precision falls short. Throws as above, and for deviations that are not
/// positive finite numbers.
[[nodiscard]] SampledLikelihood gaussianBound(const Points& points, const Points& means,
                                              const std::vector<double>& deviations,
                                              const std::vector<std::size_t>& counts,
                                              const LongWork& work = {});

} // namespace scorescope::stats
