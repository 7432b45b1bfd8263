// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stats/sample_quality.h"

#include "engine/core/rng.h"
#include "engine/stats/energy_distance.h"
#include "engine/stats/nearest_others.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace scorescope::stats {
namespace {

constexpr Purpose batching = Purpose::named("energy batches");
constexpr std::size_t batches = 10;

/// Squared distances from each point to its k-th nearest of the same set.
std::vector<double> squaredRadii(const Points& points, std::size_t neighbours,
                                 const LongWork& work) {
    const NearestOthers nearest = nearestOthers(points, points, neighbours, true, work);
    std::vector<double> radii(points.count);
    for (std::size_t i = 0; i < points.count; ++i) {
        radii[i] = nearest.squaredDistances[(i + 1) * neighbours - 1];
    }
    return radii;
}

Estimate shareOfHits(const std::vector<bool>& hits) {
    return shareOf(static_cast<std::size_t>(std::count(hits.begin(), hits.end(), true)),
                   hits.size());
}

/// Points in double precision, in an order of their own.
std::vector<double> shuffledPoints(const Points& points, std::uint64_t seed, std::uint32_t chain) {
    RandomStream stream(seed, batching, chain);
    std::vector<std::size_t> order(points.count);
    std::iota(order.begin(), order.end(), std::size_t(0));
    for (std::size_t i = order.size(); i > 1; --i) {
        std::swap(order[i - 1], order[static_cast<std::size_t>(stream.below(i))]);
    }
    std::vector<double> values;
    values.reserve(points.count * points.dimension);
    for (const std::size_t i : order) {
        values.insert(values.end(), points.point(i), points.point(i) + points.dimension);
    }
    return values;
}

/// Mean distance of all pairs of n points, those with themselves included: what the energy distance
/// to the first of them leaves, 2 mean ‖x − x₁‖ − mean ‖x − x'‖.
double meanWithin(const double* x, std::size_t n, std::size_t d, int threads) {
    double toFirst = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
        double sum = 0.0;
        for (std::size_t k = 0; k < d; ++k) {
            sum += (x[i * d + k] - x[k]) * (x[i * d + k] - x[k]);
        }
        toFirst += std::sqrt(sum) / static_cast<double>(n);
    }
    return 2.0 * toFirst - energyDistance(x, n, x, 1, d, threads);
}

/// The energy distance with means over pairs of different points.
double withoutBias(const double* x, std::size_t n, const double* y, std::size_t m, std::size_t d,
                   int threads) {
    // Σ over n² pairs / n² → Σ / (n (n − 1)) adds a share of 1/(n − 1).
    return energyDistance(x, n, y, m, d, threads) -
           meanWithin(x, n, d, threads) / static_cast<double>(n - 1) -
           meanWithin(y, m, d, threads) / static_cast<double>(m - 1);
}

} // namespace

Coverage coverageOf(const Points& data, const Points& samples, std::size_t neighbours,
                    const LongWork& work) {
    constexpr double part = 0.2;
    const std::vector<double> dataRadii = squaredRadii(data, neighbours, work.part(0.0, part));
    const std::vector<double> sampleRadii =
        squaredRadii(samples, neighbours, work.part(1.0 * part, part));
    Coverage result;
    result.precision =
        shareOfHits(insideBalls(samples, data, dataRadii, work.part(2.0 * part, part)));
    result.recall =
        shareOfHits(insideBalls(data, samples, sampleRadii, work.part(3.0 * part, part)));
    const NearestOthers nearest =
        nearestOthers(data, samples, 1, false, work.part(4.0 * part, part));
    std::vector<bool> covered(data.count);
    for (std::size_t i = 0; i < data.count; ++i) {
        covered[i] = nearest.squaredDistances[i] <= dataRadii[i];
    }
    result.coverage = shareOfHits(covered);
    return result;
}

Copying copyingOf(const Points& training, const Points& heldOut, const Points& samples,
                  const LongWork& work) {
    const NearestOthers ofSamples = nearestOthers(samples, training, 1, false, work.part(0.0, 0.5));
    const NearestOthers ofHeldOut = nearestOthers(heldOut, training, 1, false, work.part(0.5, 0.5));
    // Held-out points above samples: samples are nearer.
    const RankComparison ranks =
        compareByRank(ofHeldOut.squaredDistances, ofSamples.squaredDistances);
    return {areaEstimate(ranks.area, ranks.variance, std::min(heldOut.count, samples.count)),
            ranks.z};
}

EnergyEstimate energyEstimate(const Points& data, const Points& samples,
                              const EnergyOptions& options, const LongWork& work) {
    if (data.dimension == 0 || data.dimension != samples.dimension) {
        throw std::invalid_argument("an energy distance needs data and samples of one dimension");
    }
    if (std::min(data.count, samples.count) < 2 * batches || options.batchPoints < 2 ||
        options.testPoints == 0) {
        throw std::invalid_argument("an energy distance needs at least 20 points of each kind, "
                                    "2 in a batch and 1 in its test");
    }
    const std::size_t d = data.dimension;
    const std::vector<double> x = shuffledPoints(data, options.seed, 0);
    const std::vector<double> y = shuffledPoints(samples, options.seed, 1);
    const std::size_t n = std::min(options.batchPoints, data.count / batches);
    const std::size_t m = std::min(options.batchPoints, samples.count / batches);
    report(work.progress, 0.0);
    EnergyEstimate result;
    if (options.permutations > 0) {
        TwoSampleOptions test;
        test.permutations = options.permutations;
        test.seed = options.seed;
        test.threads = work.threads;
        result.pValue = twoSampleTest(x.data(), std::min(options.testPoints, data.count), y.data(),
                                      std::min(options.testPoints, samples.count), d, test)
                            .pValue;
    }
    std::vector<double> distances;
    for (std::size_t batch = 0; batch < batches; ++batch) {
        report(work.progress, 0.5 + 0.5 * static_cast<double>(batch) / batches);
        distances.push_back(
            withoutBias(x.data() + batch * n * d, n, y.data() + batch * m * d, m, d, work.threads));
    }
    report(work.progress, 1.0);
    const MeanOverPoints mean = meanOverPoints(distances.data(), batches);
    if (!std::isfinite(mean.mean)) {
        throw std::invalid_argument("a coordinate is not finite");
    }
    const double half = studentQuantile(batches - 1) * mean.standardError;
    result.distance = {mean.mean, mean.mean - half, mean.mean + half};
    return result;
}

} // namespace scorescope::stats
