// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stats/chain_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace scorescope::stats {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t fewestDraws = 4;

Statistic unknown(const std::string& reason) {
    return {nan, reason};
}

std::size_t lengthOf(const Chains& chains) {
    const std::size_t length = chains.empty() ? 0 : chains.front().size();
    for (const std::vector<double>& chain : chains) {
        if (chain.size() != length) {
            throw std::invalid_argument("the chains have different lengths");
        }
    }
    return length;
}

/// Why there is no statistic of these draws, or "".
std::string trouble(const Chains& chains) {
    const std::size_t length = lengthOf(chains);
    if (chains.empty()) {
        return "there are no chains";
    }
    if (length < fewestDraws) {
        return "fewer than 4 draws in a chain";
    }
    const double first = chains.front().front();
    bool constant = true;
    for (const std::vector<double>& chain : chains) {
        for (const double x : chain) {
            if (!std::isfinite(x)) {
                return "a draw is not finite";
            }
            constant = constant && x == first;
        }
    }
    return constant ? "all draws are the same" : "";
}

double meanOf(const std::vector<double>& x) {
    return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

/// With n − 1.
double varianceOf(const std::vector<double>& x) {
    if (x.size() < 2) {
        return 0.0;
    }
    const double mean = meanOf(x);
    double sum = 0.0;
    for (const double v : x) {
        sum += (v - mean) * (v - mean);
    }
    return sum / static_cast<double>(x.size() - 1);
}

std::vector<double> pooled(const Chains& chains) {
    std::vector<double> all;
    for (const std::vector<double>& chain : chains) {
        all.insert(all.end(), chain.begin(), chain.end());
    }
    return all;
}

std::vector<double> meansOf(const Chains& chains) {
    std::vector<double> means;
    for (const std::vector<double>& chain : chains) {
        means.push_back(meanOf(chain));
    }
    return means;
}

/// Autocovariance divided by the length; `centred` has mean 0.
double autocovariance(const std::vector<double>& centred, std::size_t lag) {
    double sum = 0.0;
    for (std::size_t i = lag; i < centred.size(); ++i) {
        sum += centred[i] * centred[i - lag];
    }
    return sum / static_cast<double>(centred.size());
}

Chains centred(const Chains& chains) {
    Chains result = chains;
    for (std::vector<double>& chain : result) {
        const double mean = meanOf(chain);
        for (double& x : chain) {
            x -= mean;
        }
    }
    return result;
}

/// Interpolated between order statistics, the first at 0 and the last at 1.
double quantileOf(std::vector<double> sorted, double p) {
    std::sort(sorted.begin(), sorted.end());
    const double at = p * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

/// Of chains as they are, at least two finite draws in each.
Statistic essOf(const Chains& chains) {
    const std::size_t n = chains.front().size();
    const auto length = static_cast<double>(n);
    const Chains about = centred(chains);
    const auto covarianceAt = [&](std::size_t lag) {
        double sum = 0.0;
        for (const std::vector<double>& chain : about) {
            sum += autocovariance(chain, lag);
        }
        return sum / static_cast<double>(about.size());
    };
    const double atZero = covarianceAt(0);
    const double within = atZero * length / (length - 1.0);
    const double total = atZero + varianceOf(meansOf(chains)); // 0 for one chain
    if (!(total > 0.0)) {
        return unknown("all draws are the same");
    }
    const auto rho = [&](std::size_t lag) {
        return lag == 0 ? 1.0 : 1.0 - (within - covarianceAt(lag)) / total;
    };

    // Pairs (ρ_2j, ρ_2j+1) have a positive, falling sum in a reversible chain. The first pair whose
    // sum is negative ends the sequence; of it, and of the last pair that the length allows, only a
    // positive even term is used.
    std::vector<double> pairs;
    double even = 1.0;
    double odd = rho(1);
    std::size_t lag = 0;
    while (lag + 5 < n && even + odd > 0.0) {
        pairs.push_back(even + odd);
        lag += 2;
        even = rho(lag);
        odd = rho(lag + 1);
    }
    if (pairs.empty()) { // too short for a second pair
        pairs.push_back(even + odd);
        even = 0.0;
    }
    for (std::size_t j = 1; j < pairs.size(); ++j) {
        pairs[j] = std::min(pairs[j], pairs[j - 1]);
    }
    const double draws = length * static_cast<double>(chains.size());
    const double sum = std::accumulate(pairs.begin(), pairs.end(), 0.0);
    const double time = -1.0 + 2.0 * sum + std::max(even, 0.0);
    // Antithetic chains can do better than independent draws, but not by any factor one might
    // estimate from few of them.
    return {draws / std::max(time, 1.0 / std::log10(draws)), ""};
}

/// √((W (n−1)/n + B/n)/W) of chains as they are.
Statistic rHatOf(const Chains& chains) {
    const auto n = static_cast<double>(chains.front().size());
    std::vector<double> variances;
    for (const std::vector<double>& chain : chains) {
        variances.push_back(varianceOf(chain));
    }
    const double within = meanOf(variances);
    if (!(within > 0.0)) {
        return unknown("every chain stands still");
    }
    const double between = varianceOf(meansOf(chains)); // B/n
    return {std::sqrt((n - 1.0) / n + between / within), ""};
}

/// Ess of the indicator of what lies at most at the quantile.
Statistic quantileEss(const Chains& chains, double p) {
    const double quantile = quantileOf(pooled(chains), p);
    Chains below = chains;
    for (std::vector<double>& chain : below) {
        for (double& x : chain) {
            x = x <= quantile ? 1.0 : 0.0;
        }
    }
    Statistic ess = essOf(splitChains(below));
    if (!ess.known()) {
        ess.reason = "too many equal draws for this quantile";
    }
    return ess;
}

} // namespace

double normalQuantile(double p) {
    if (!(p >= 0.0 && p <= 1.0)) {
        return nan;
    }
    if (p == 0.0 || p == 1.0) {
        return p == 0.0 ? -std::numeric_limits<double>::infinity()
                        : std::numeric_limits<double>::infinity();
    }
    // Abramowitz and Stegun 26.2.23 (off by 4.5e-4 at most) in the lower tail, where probabilities
    // keep their precision, then Halley steps on Φ; three are exact to rounding.
    const double tail = std::min(p, 1.0 - p);
    const double t = std::sqrt(-2.0 * std::log(tail));
    double z = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                         (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
    constexpr double root2Pi = 2.506628274631000502416;
    for (int i = 0; i < 3; ++i) {
        const double excess = 0.5 * std::erfc(-z / std::sqrt(2.0)) - tail;
        const double step = excess * root2Pi * std::exp(0.5 * z * z);
        z -= step / (1.0 + 0.5 * z * step);
    }
    return p < 0.5 ? z : -z;
}

Chains splitChains(const Chains& chains) {
    const auto half = static_cast<std::ptrdiff_t>(lengthOf(chains) / 2);
    Chains halves;
    for (const std::vector<double>& chain : chains) {
        halves.emplace_back(chain.begin(), chain.begin() + half);
        halves.emplace_back(chain.end() - half, chain.end());
    }
    return halves;
}

Chains rankNormalized(const Chains& chains) {
    struct Entry {
        double value;
        std::size_t chain;
        std::size_t iteration;
    };
    std::vector<Entry> order;
    for (std::size_t c = 0; c < chains.size(); ++c) {
        for (std::size_t i = 0; i < chains[c].size(); ++i) {
            order.push_back({chains[c][i], c, i});
        }
    }
    std::sort(order.begin(), order.end(),
              [](const Entry& a, const Entry& b) { return a.value < b.value; });
    Chains normalized = chains;
    const auto count = static_cast<double>(order.size());
    for (std::size_t i = 0; i < order.size();) {
        std::size_t end = i;
        while (end < order.size() && order[end].value == order[i].value) {
            ++end;
        }
        const double rank = 0.5 * static_cast<double>(i + 1 + end); // average of i + 1 … end
        const double z = normalQuantile((rank - 0.375) / (count + 0.25));
        // A draw that is not finite equals nothing; it must not stop the walk.
        end = std::max(end, i + 1);
        for (; i < end; ++i) {
            normalized[order[i].chain][order[i].iteration] =
                std::isfinite(order[i].value) ? z : nan;
        }
    }
    return normalized;
}

std::vector<double> autocorrelation(const std::vector<double>& chain, std::size_t maxLag) {
    for (const double x : chain) {
        if (!std::isfinite(x)) {
            return {};
        }
    }
    if (chain.empty() || *std::min_element(chain.begin(), chain.end()) ==
                             *std::max_element(chain.begin(), chain.end())) {
        return {};
    }
    const std::vector<double> about = centred({chain}).front();
    const double variance = autocovariance(about, 0);
    std::vector<double> result;
    for (std::size_t lag = 0; lag <= std::min(maxLag, chain.size() - 1); ++lag) {
        result.push_back(autocovariance(about, lag) / variance);
    }
    return result;
}

Statistic effectiveSampleSize(const Chains& chains) {
    const std::string why = trouble(chains);
    return why.empty() ? essOf(chains) : unknown(why);
}

Statistic meanEss(const Chains& chains) {
    const std::string why = trouble(chains);
    return why.empty() ? essOf(splitChains(chains)) : unknown(why);
}

Statistic integratedAutocorrelationTime(const Chains& chains) {
    const Statistic ess = meanEss(chains);
    if (!ess.known()) {
        return ess;
    }
    const std::size_t draws = chains.size() * chains.front().size();
    return {static_cast<double>(draws) / ess.value, ""};
}

Statistic bulkEss(const Chains& chains) {
    const std::string why = trouble(chains);
    return why.empty() ? essOf(rankNormalized(splitChains(chains))) : unknown(why);
}

Statistic tailEss(const Chains& chains) {
    if (const std::string why = trouble(chains); !why.empty()) {
        return unknown(why);
    }
    const Statistic low = quantileEss(chains, 0.05);
    const Statistic high = quantileEss(chains, 0.95);
    if (!low.known() || !high.known()) {
        return low.known() ? high : low;
    }
    return low.value < high.value ? low : high;
}

Statistic splitRHat(const Chains& chains) {
    const std::string why = trouble(chains);
    return why.empty() ? rHatOf(splitChains(chains)) : unknown(why);
}

Statistic rankRHat(const Chains& chains) {
    if (const std::string why = trouble(chains); !why.empty()) {
        return unknown(why);
    }
    const double median = quantileOf(pooled(chains), 0.5);
    Chains folded = splitChains(chains);
    for (std::vector<double>& half : folded) {
        for (double& x : half) {
            x = std::abs(x - median);
        }
    }
    const Statistic bulk = rHatOf(rankNormalized(splitChains(chains)));
    const Statistic tails = rHatOf(rankNormalized(folded));
    if (!bulk.known() || !tails.known()) {
        return bulk.known() ? bulk : tails; // folding may leave nothing that differs
    }
    return bulk.value > tails.value ? bulk : tails;
}

Statistic meanStandardError(const Chains& chains) {
    const Statistic ess = meanEss(chains);
    if (!ess.known()) {
        return ess;
    }
    return {std::sqrt(varianceOf(pooled(chains)) / ess.value), ""};
}

ChainSummary summarize(const Chains& chains) {
    ChainSummary summary;
    summary.chains = chains.size();
    summary.draws = lengthOf(chains);
    const std::vector<double> all = pooled(chains);
    summary.mean = all.empty() ? nan : meanOf(all);
    summary.deviation = all.size() < 2 ? nan : std::sqrt(varianceOf(all));
    const Statistic ess = meanEss(chains);
    summary.standardError = ess;
    summary.autocorrelationTime = ess;
    if (ess.known()) {
        summary.standardError.value = summary.deviation / std::sqrt(ess.value);
        summary.autocorrelationTime.value = static_cast<double>(all.size()) / ess.value;
    }
    summary.bulkEss = bulkEss(chains);
    summary.tailEss = tailEss(chains);
    summary.splitRHat = splitRHat(chains);
    summary.rankRHat = rankRHat(chains);
    return summary;
}

} // namespace scorescope::stats
