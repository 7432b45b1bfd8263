// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// How well Markov chains have mixed. Definitions:
///   A. Vehtari, A. Gelman, D. Simpson, B. Carpenter, P.-C. Bürkner, "Rank-normalization, folding,
///   and localization: an improved R̂ for assessing convergence of MCMC", Bayesian Analysis 16(2),
///   2021; effective sample sizes by C. Geyer, "Practical Markov chain Monte Carlo", Statistical
///   Science 7(4), 1992 (initial monotone sequence).
namespace scorescope::stats {

/// Draws of one scalar quantity, [chain][iteration]; every chain as long as the others.
using Chains = std::vector<std::vector<double>>;

/// A number, or NaN with what there is none for ("the chains are constant").
struct Statistic {
    double value = 0.0;
    std::string reason; ///< empty when value is a number
    [[nodiscard]] bool known() const { return reason.empty(); }
};

/// The functions below throw std::invalid_argument for chains of different lengths and otherwise
/// answer NaN with a reason: no chains, fewer than 4 draws in a chain, draws that are not finite,
/// constant draws. Time O(draws · lags until the autocorrelation is lost).

/// Each chain cut into its first and second half; the middle draw of an odd length is left out.
[[nodiscard]] Chains splitChains(const Chains& chains);
/// Φ⁻¹((rank − 3/8)/(S + 1/4)) over all S draws together, ties at their average rank.
[[nodiscard]] Chains rankNormalized(const Chains& chains);
/// Autocorrelation of one chain at lags 0 … maxLag (or length − 1 if that is less), from
/// autocovariances divided by the length. Empty for a chain that is constant or not finite.
[[nodiscard]] std::vector<double> autocorrelation(const std::vector<double>& chain,
                                                  std::size_t maxLag);

/// S/τ from these chains as they are (neither split nor normalized), τ the integrated
/// autocorrelation time by Geyer's initial monotone sequence over the chains' pooled
/// autocovariance. At most S log10(S).
[[nodiscard]] Statistic effectiveSampleSize(const Chains& chains);
/// The same of the split chains: of the mean.
[[nodiscard]] Statistic meanEss(const Chains& chains);
/// τ in draws: S / meanEss.
[[nodiscard]] Statistic integratedAutocorrelationTime(const Chains& chains);
/// Of the rank-normalized split chains.
[[nodiscard]] Statistic bulkEss(const Chains& chains);
/// The lesser one of the 5 % and 95 % quantiles' effective sample sizes.
[[nodiscard]] Statistic tailEss(const Chains& chains);
/// √((W (n−1)/n + B/n)/W) of the split chains.
[[nodiscard]] Statistic splitRHat(const Chains& chains);
/// The larger one of split R̂ of the rank-normalized draws and of the rank-normalized distances
/// from the median.
[[nodiscard]] Statistic rankRHat(const Chains& chains);
/// Monte Carlo standard error of the mean: standard deviation of all draws / √meanEss.
[[nodiscard]] Statistic meanStandardError(const Chains& chains);

/// All of them, for a panel.
struct ChainSummary {
    std::size_t chains = 0;
    std::size_t draws = 0; ///< per chain
    double mean = 0.0;     ///< NaN without finite draws
    double deviation = 0.0;
    Statistic standardError;
    Statistic autocorrelationTime;
    Statistic bulkEss;
    Statistic tailEss;
    Statistic splitRHat;
    Statistic rankRHat;
};
[[nodiscard]] ChainSummary summarize(const Chains& chains);

/// Φ⁻¹(p) for p in (0, 1), to about 1e-15; ±infinity at 0 and 1, NaN outside.
[[nodiscard]] double normalQuantile(double p);

} // namespace scorescope::stats
