// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stats/k_means.h"

#include "engine/core/rng.h"
#include "engine/stats/nearest_others.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>

namespace scorescope::stats {
namespace {

constexpr Purpose seeding = Purpose::named("k-means++");

void checkClusters(const Points& points, std::size_t clusters) {
    if (clusters == 0 || clusters > points.count) {
        throw std::invalid_argument("there must be between 1 cluster and one for each of the " +
                                    std::to_string(points.count) + " points, not " +
                                    std::to_string(clusters));
    }
}

/// Some points side by side.
std::vector<float> gather(const Points& points, const std::vector<std::size_t>& which,
                          std::size_t from) {
    std::vector<float> values;
    for (std::size_t i = from; i < which.size(); ++i) {
        values.insert(values.end(), points.point(which[i]),
                      points.point(which[i]) + points.dimension);
    }
    return values;
}

/// Clusters while they are moved about.
class Clusters {
public:
    Clusters(const Points& points, KMeans& result)
        : points_(points), result_(result), count_(result.centres.size() / points.dimension) {}

    /// Each point goes to its nearest centre. Whether any changed.
    bool assign(const LongWork& work) {
        NearestOthers nearest = nearestOthers(
            points_, {result_.centres.data(), count_, points_.dimension}, 1, false, work);
        const bool changed = nearest.others != result_.nearest;
        result_.nearest = std::move(nearest.others);
        distances_ = std::move(nearest.squaredDistances);
        result_.sizes.assign(count_, 0);
        for (const std::uint32_t cluster : result_.nearest) {
            ++result_.sizes[cluster];
        }
        result_.objectives.push_back(std::accumulate(distances_.begin(), distances_.end(), 0.0) /
                                     static_cast<double>(points_.count));
        return changed;
    }

    /// Clusters without points take the farthest ones.
    void refill() {
        std::vector<std::size_t> empty;
        for (std::size_t cluster = 0; cluster < count_; ++cluster) {
            if (result_.sizes[cluster] == 0) {
                empty.push_back(cluster);
            }
        }
        if (empty.empty()) {
            return;
        }
        std::vector<std::size_t> order(points_.count);
        std::iota(order.begin(), order.end(), std::size_t(0));
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return distances_[a] > distances_[b];
        });
        auto next = order.begin();
        for (const std::size_t cluster : empty) {
            while (next != order.end() && distances_[*next] > 0.0 &&
                   result_.sizes[result_.nearest[*next]] < 2) {
                ++next;
            }
            if (next == order.end() || distances_[*next] <= 0.0) {
                return;
            }
            --result_.sizes[result_.nearest[*next]];
            result_.nearest[*next] = static_cast<std::uint32_t>(cluster);
            result_.sizes[cluster] = 1;
            ++result_.refilled;
            ++next;
        }
    }

    /// Centres become the means of their points.
    void move(int threads) {
        std::vector<std::size_t> begins(count_ + 1, 0);
        std::partial_sum(result_.sizes.begin(), result_.sizes.end(), begins.begin() + 1);
        std::vector<std::size_t> members(points_.count);
        std::vector<std::size_t> at(begins.begin(), begins.end() - 1);
        for (std::size_t i = 0; i < points_.count; ++i) {
            members[at[result_.nearest[i]]++] = i;
        }
        const std::size_t d = points_.dimension;
        shareOut(
            count_, threads, 4, [d] { return std::vector<double>(d); },
            [&](std::size_t cluster, std::vector<double>& sum) {
                if (begins[cluster] == begins[cluster + 1]) {
                    return;
                }
                std::fill(sum.begin(), sum.end(), 0.0);
                for (std::size_t m = begins[cluster]; m < begins[cluster + 1]; ++m) {
                    const float* const x = points_.point(members[m]);
                    for (std::size_t k = 0; k < d; ++k) {
                        sum[k] += static_cast<double>(x[k]);
                    }
                }
                const auto size = static_cast<double>(begins[cluster + 1] - begins[cluster]);
                for (std::size_t k = 0; k < d; ++k) {
                    result_.centres[cluster * d + k] = static_cast<float>(sum[k] / size);
                }
            });
    }

private:
    const Points& points_;
    KMeans& result_;
    std::size_t count_;
    std::vector<double> distances_; ///< squared, to the nearest centre
};

} // namespace

std::vector<std::size_t> kMeansBeginnings(const Points& points, std::size_t clusters,
                                          std::uint64_t seed, const LongWork& work) {
    checkClusters(points, clusters);
    RandomStream stream(seed, seeding);
    std::vector<std::size_t> chosen{static_cast<std::size_t>(stream.below(points.count))};
    std::vector<double> distances(points.count, std::numeric_limits<double>::infinity());
    std::size_t known = 0; // of the chosen, how many the distances are of
    const auto all = static_cast<double>(clusters);
    while (chosen.size() < clusters) {
        const std::vector<float> fresh = gather(points, chosen, known);
        const NearestOthers nearest =
            nearestOthers(points, {fresh.data(), chosen.size() - known, points.dimension}, 1, false,
                          work.part(static_cast<double>(known) / all,
                                    static_cast<double>(chosen.size() - known) / all));
        known = chosen.size();
        std::vector<double> sums(points.count);
        double total = 0.0;
        for (std::size_t i = 0; i < points.count; ++i) {
            distances[i] = std::min(distances[i], nearest.squaredDistances[i]);
            total += distances[i];
            sums[i] = total;
        }
        // A quarter more at once: few of them are too near to each other.
        const std::size_t batch = std::max<std::size_t>(16, known / 4);
        for (std::size_t drawn = 0; drawn < batch && chosen.size() < clusters; ++drawn) {
            if (!(total > 0.0)) {
                chosen.push_back(static_cast<std::size_t>(stream.below(points.count)));
                continue;
            }
            const double at = stream.uniform() * total;
            const auto candidate = static_cast<std::size_t>(
                std::upper_bound(sums.begin(), sums.end() - 1, at) - sums.begin());
            double still = distances[candidate];
            for (std::size_t j = known; j < chosen.size(); ++j) {
                still = std::min(still, squaredDistance(points.point(candidate),
                                                        points.point(chosen[j]), points.dimension));
            }
            if (stream.uniform() * distances[candidate] < still) {
                chosen.push_back(candidate);
            }
        }
    }
    return chosen;
}

KMeans kMeansFrom(const Points& points, std::vector<float> centres, const KMeansOptions& options,
                  const LongWork& work) {
    if (points.dimension == 0 || centres.empty() || centres.size() % points.dimension != 0) {
        throw std::invalid_argument("centres must have as many coordinates as the points");
    }
    checkClusters(points, centres.size() / points.dimension);
    if (options.iterations == 0 || !(options.tolerance >= 0.0)) {
        throw std::invalid_argument("k-means needs at least 1 iteration and a tolerance >= 0");
    }
    KMeans result;
    result.centres = std::move(centres);
    Clusters clusters(points, result);
    const auto length = 1.0 / static_cast<double>(options.iterations + 1);
    clusters.assign(work.part(0.0, length));
    for (std::size_t i = 0; i < options.iterations && !result.converged; ++i) {
        clusters.refill();
        clusters.move(work.threads);
        const double before = result.objectives.back();
        const bool changed =
            clusters.assign(work.part(static_cast<double>(i + 1) * length, length));
        const double fall = before - result.objectives.back();
        result.converged = !changed || fall <= options.tolerance * before;
    }
    report(work.progress, 1.0);
    return result;
}

KMeans kMeans(const Points& points, std::size_t clusters, const KMeansOptions& options,
              const LongWork& work) {
    constexpr double beginning = 0.1; // an iteration's worth
    const std::vector<std::size_t> chosen =
        kMeansBeginnings(points, clusters, options.seed, work.part(0.0, beginning));
    const LongWork rest = work.part(beginning, 1.0 - beginning);
    return kMeansFrom(points, gather(points, chosen, 0), options, rest);
}

} // namespace scorescope::stats
