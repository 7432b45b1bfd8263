// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/stats/parzen_likelihood.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace scorescope::stats {

/// Lloyd's algorithm, seeded by k-means++.
struct KMeansOptions {
    std::size_t iterations = 100; ///< at most; ≥ 1
    /// It ends when no point changes its cluster, or the objective falls by less than this share.
    double tolerance = 1e-4;
    std::uint64_t seed = 1;
};

struct KMeans {
    std::vector<float> centres;         ///< [clusters × d]
    std::vector<std::uint32_t> nearest; ///< [points] the nearest centre, the first of equal ones
    std::vector<std::size_t> sizes;     ///< [clusters] points of each
    /// Mean squared distance to the nearest centre at the beginning and after each iteration; the
    /// last is that of `centres`. It never rises, but for rounding.
    std::vector<double> objectives;
    std::size_t refilled = 0; ///< how often a cluster had lost all its points
    bool converged = false;
};

/// The points that k-means++ begins with (D. Arthur, S. Vassilvitskii, SODA 2007): the first drawn
/// uniformly, each next one with a probability in proportion to its squared distance from the
/// nearest of those before. [clusters] numbers of points.
///
/// Candidates are drawn in batches from the distances before the batch, and taken with the share
/// that their distance still has: the same distribution, but distances to all points are formed for
/// whole batches, by products. Where fewer points differ than there are clusters, the rest is drawn
/// uniformly. Draws come from the seed; throws std::invalid_argument unless 1 ≤ clusters ≤ points,
/// and as DistanceBlocks.
[[nodiscard]] std::vector<std::size_t> kMeansBeginnings(const Points& points, std::size_t clusters,
                                                        std::uint64_t seed,
                                                        const LongWork& work = {});

/// Clusters points, by blocks of products, O(n k d) an iteration. A cluster that loses all its
/// points takes the point farthest from its centre, of a cluster that has others; where all points
/// lie on their centres it keeps its place, and size 0. Means are formed in double precision; the
/// same numbers for any number of threads. The centres are a row of Table 5.1: a Parzen window of
/// them scores above one of data. Throws as kMeansBeginnings(), and for no iterations or a
/// tolerance below 0; Cancelled when asked to stop.
[[nodiscard]] KMeans kMeans(const Points& points, std::size_t clusters,
                            const KMeansOptions& options = {}, const LongWork& work = {});
/// The same from given centres [clusters × d].
[[nodiscard]] KMeans kMeansFrom(const Points& points, std::vector<float> centres,
                                const KMeansOptions& options = {}, const LongWork& work = {});

} // namespace scorescope::stats
