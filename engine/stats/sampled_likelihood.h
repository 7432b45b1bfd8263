// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/stats/log_means.h"
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
/// The same, closer: 1, 2, 5, 10, 20, 50, … and `draws` itself.
[[nodiscard]] std::vector<std::size_t> closeDrawCounts(std::size_t draws);

/// The bound for P(x | h) factorized Bernoulli, x in [0, 1] (a likelihood where x is binary), of
/// draws that come a few at a time. Held are a sum for each point and the draws of one block, never
/// all draws nor a matrix [draws × points]; the numbers do not depend on how many come at once, nor
/// on the number of threads. Not thread-safe.
class BernoulliBound {
public:
    /// The points must outlive this; `counts` must rise from at least 1 (its last is the number of
    /// draws that are to come). Throws std::invalid_argument for other counts, no points, or points
    /// outside [0, 1].
    BernoulliBound(const Points& points, std::vector<std::size_t> counts, int threads = 0);

    /// Logits of P(x_k = 1 | h_s), one row for each of the next draws. Throws std::invalid_argument
    /// for rows of another dimension than the points, logits that are not finite, or more draws
    /// than were to come.
    void add(const Points& logits);
    /// Draws that have come.
    [[nodiscard]] std::size_t added() const noexcept;
    /// Throws std::logic_error before all draws have come.
    [[nodiscard]] SampledLikelihood result() const;

private:
    /// Takes the pending draws into the sums.
    void flush();

    Points points_;
    int threads_;
    LogMeans means_;
    std::size_t summed_ = 0;     ///< draws that are in the sums
    std::vector<float> pending_; ///< logits of those that are not: less than a block
};

/// The same where all draws are there, one row of `logits` for each, in the order in which the
/// chain drew them.
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
