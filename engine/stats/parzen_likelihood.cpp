// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stats/parzen_likelihood.h"

#include "engine/core/finite.h"

#include <cmath>
#include <limits>
#include <stdexcept>

namespace scorescope::stats {
namespace {

constexpr double most = 0.005; ///< nats that rounding may move a log-density by
/// Terms below e^-20 of the largest, of which there are as many as samples, do not matter.
constexpr double negligible = 20.0;

/// The rates of exp(−rate ‖x − y‖²), and which pairs are measured again for them.
struct Rates {
    std::vector<double> each;
    std::vector<float> single;
    /// Within so much of the nearest sample; < 0 where single precision does for all of them.
    double reach = -1.0;

    Rates(const std::vector<double>& deviations, double rounding) {
        for (const double deviation : deviations) {
            const double rate = 0.5 / (deviation * deviation);
            each.push_back(rate);
            single.push_back(static_cast<float>(rate));
            if (rate * rounding > most) {
                reach = std::max(reach, negligible / rate);
            }
        }
    }
};

/// Σ_j exp(−rate (‖x − y_j‖² − nearest)) of one point for each rate, while samples come by.
class StreamedSums {
public:
    StreamedSums(const Rates& rates, const detail::DistanceKernels& kernels, double* sums)
        : rates_(rates), kernels_(kernels), sums_(sums) {}

    /// `count` samples come by, `distances` away, the nearest of each group `least`. `nearest` is
    /// the nearest of all so far; exact(j) measures distance j again.
    template <class Exact>
    void add(float* distances, std::size_t count, const float* least, double& nearest,
             const Exact& exact) const {
        const std::size_t groups = detail::distanceGroups(count);
        const auto nearby = static_cast<double>(*std::min_element(least, least + groups));
        if (rates_.reach < 0.0) {
            approach(nearby, nearest);
        } else if (nearby <= nearest + rates_.reach) {
            const auto limit = static_cast<float>(std::min(nearby, nearest) + rates_.reach);
            for (std::size_t j = 0; j < count; ++j) {
                if (distances[j] <= limit) {
                    addExactly(exact(j), nearest);
                    distances[j] = std::numeric_limits<float>::infinity();
                }
            }
        }
        kernels_.addKernels(distances, count, least, static_cast<float>(nearest),
                            rates_.single.data(), rates_.each.size(), sums_);
    }

private:
    /// The reference becomes `distance` if that is nearer.
    void approach(double distance, double& nearest) const {
        if (!(distance < nearest)) {
            return;
        }
        for (std::size_t k = 0; k < rates_.each.size(); ++k) {
            sums_[k] *= std::exp(-rates_.each[k] * (nearest - distance)); // 0 at first: e^-inf
        }
        nearest = distance;
    }
    void addExactly(double distance, double& nearest) const {
        approach(distance, nearest);
        for (std::size_t k = 0; k < rates_.each.size(); ++k) {
            sums_[k] += std::exp(-rates_.each[k] * (distance - nearest));
        }
    }

    const Rates& rates_;
    const detail::DistanceKernels& kernels_;
    double* sums_;
};

void check(const std::vector<double>& deviations) {
    if (deviations.empty()) {
        throw std::invalid_argument("a Parzen window needs at least one deviation");
    }
    for (const double deviation : deviations) {
        // Beyond these, rates do not fit into single precision.
        if (!(deviation >= 1e-15 && deviation <= 1e15)) {
            throw std::invalid_argument(
                "a Parzen window's deviation must be between 1e-15 and 1e15");
        }
    }
}

} // namespace

MeanOverPoints meanOverPoints(const double* values, std::size_t count) {
    if (count == 0) {
        throw std::invalid_argument("a mean needs at least one point");
    }
    const auto n = static_cast<double>(count);
    MeanOverPoints result;
    for (std::size_t i = 0; i < count; ++i) {
        result.mean += values[i] / n;
    }
    if (count > 1) {
        double squares = 0.0;
        for (std::size_t i = 0; i < count; ++i) {
            squares += (values[i] - result.mean) * (values[i] - result.mean);
        }
        result.standardError = std::sqrt(squares / (n - 1.0) / n);
    }
    return result;
}

std::vector<double> parzenLogDensities(const Points& points, const Points& samples,
                                       const std::vector<double>& deviations,
                                       const LongWork& work) {
    check(deviations);
    const DistanceBlocks blocks(points, samples);
    const Rates rates(deviations, static_cast<double>(blocks.rounding()));
    const detail::DistanceKernels kernels = detail::distanceKernels();
    const std::size_t count = deviations.size();
    std::vector<double> sums(points.count * count, 0.0); // [points × deviations]
    std::vector<double> nearest(points.count, std::numeric_limits<double>::infinity());
    blocks.visit(work.threads, work.progress,
                 [&](std::size_t i, std::size_t first, std::size_t columns, float* distances,
                     const float* least) {
                     StreamedSums(rates, kernels, sums.data() + i * count)
                         .add(distances, columns, least, nearest[i],
                              [&](std::size_t j) { return blocks.exact(i, first + j); });
                 });
    const double logSamples = std::log(static_cast<double>(samples.count));
    const double pi = std::acos(-1.0);
    std::vector<double> result(count * points.count);
    for (std::size_t k = 0; k < count; ++k) {
        const double normalization = 0.5 * static_cast<double>(points.dimension) *
                                     std::log(2.0 * pi * deviations[k] * deviations[k]);
        for (std::size_t i = 0; i < points.count; ++i) {
            result[k * points.count + i] = std::log(sums[i * count + k]) -
                                           rates.each[k] * nearest[i] - logSamples - normalization;
        }
    }
    return result;
}

std::vector<double> deviationGrid(double low, double high, std::size_t count) {
    if (!(low > 0.0 && low <= high && std::isfinite(high)) || count == 0) {
        throw std::invalid_argument("a grid of deviations needs 0 < low <= high and a count >= 1");
    }
    std::vector<double> grid(count, low);
    for (std::size_t k = 1; k < count; ++k) {
        const double share = static_cast<double>(k) / static_cast<double>(count - 1);
        grid[k] = low * std::pow(high / low, share);
    }
    return grid;
}

ParzenLikelihood parzenLikelihood(const Points& samples, const Points& validation,
                                  const Points& test, const std::vector<double>& deviations,
                                  const LongWork& work) {
    check(deviations);
    // The work of a part is that of its points.
    const double all = static_cast<double>(validation.count + test.count);
    const double share = static_cast<double>(validation.count) / std::max(1.0, all);
    ParzenLikelihood result;
    const std::vector<double> there =
        parzenLogDensities(validation, samples, deviations, work.part(0.0, share));
    for (std::size_t k = 0; k < deviations.size(); ++k) {
        result.validation.push_back(
            meanOverPoints(there.data() + k * validation.count, validation.count));
        if (result.validation[k].mean > result.validation[result.chosen].mean) {
            result.chosen = k;
        }
    }
    result.atEdge = result.chosen == 0 || result.chosen + 1 == deviations.size();
    result.deviation = deviations[result.chosen];
    result.logDensities =
        parzenLogDensities(test, samples, {result.deviation}, work.part(share, 1.0 - share));
    result.test = meanOverPoints(result.logDensities.data(), test.count);
    return result;
}

} // namespace scorescope::stats
