// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <vector>

/// The trace of the covariance of the importance-sampled gradient, Tr Σ(q) (§7.3.2 and §7.4). Sums
/// are compensated (see CompensatedSum); any thread. All functions throw std::invalid_argument for
/// no examples, arrays of different lengths, numbers that are negative or not finite, weights that
/// are all 0, and a minibatch of none.
namespace scorescope::issgd {

struct CovarianceTrace {
    double value = 0.0; ///< may be infinite, or negative: see `note`
    /// Examples with a gradient but no weight.
    std::size_t unreachable = 0;
    /// Why it is infinite (there are unreachable examples: the estimate is biased, and Corollary 2
    /// does not hold) or negative (the mean gradient given is longer than such norms allow; an
    /// upper bound, as in §7.A.4, may be). Empty where all is well.
    std::string note;
};

/// Equations 7.6 and 7.9: examples drawn with probability proportional to `weights`, of the
/// proposal in use or an older one (ω̃ or ω̃^OLD; smoothed, if they are), where the gradients have
/// these norms now:
///     (1/N Σ w) (1/N Σ norm²/w) − |g_true|²,
/// divided by M for the mean of a minibatch of M independent draws. An example with norm 0 and
/// weight 0 counts as nothing. \param norms   [N] ‖g(x_n)‖₂, ≥ 0 \param weights [N] ≥ 0, need not
/// come to 1 \param squaredMean |g_true|², of the mean gradient over the N examples \param batch M
/// ≥ 1
[[nodiscard]] CovarianceTrace traceOfCovariance(const std::vector<double>& norms,
                                                const std::vector<double>& weights,
                                                double squaredMean, std::size_t batch = 1);
/// Equation 7.7: weights that are the norms, (1/N Σ norm)² − |g_true|²: the least that there is.
[[nodiscard]] CovarianceTrace idealTrace(const std::vector<double>& norms, double squaredMean,
                                         std::size_t batch = 1);
/// Equation 7.8: all examples alike, 1/N Σ norm² − |g_true|².
[[nodiscard]] CovarianceTrace uniformTrace(const std::vector<double>& norms, double squaredMean,
                                           std::size_t batch = 1);

/// Corollary 2 for a set of points with probabilities p that come to 1 and q ∝ p h:
///     (Σ p h) (Σ p ‖f‖²/h) − ‖μ‖².
/// \param probabilities [K] p, which come to 1 within 1e-9
/// \param norms [K] ‖f‖₂
/// \param h     [K] ≥ 0, Σ p h > 0
[[nodiscard]] CovarianceTrace traceForDistribution(const std::vector<double>& probabilities,
                                                   const std::vector<double>& norms,
                                                   const std::vector<double>& h,
                                                   double squaredMean);

} // namespace scorescope::issgd
