// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/progress.h"
#include "engine/stats/distance_blocks.h"

#include <cstddef>
#include <vector>

namespace scorescope::stats {

/// How long computations are watched, and by how many threads they are made; neither changes a
/// number.
struct LongWork {
    int threads = 0; ///< 0: see threadCount()
    Progress progress;

    /// What is a part of this: the progress from 0 to 1 of the part is that from `from` to `from` +
    /// `length` of the whole. This must outlive it.
    [[nodiscard]] LongWork part(double from, double length) const {
        if (!progress) {
            return {threads, {}};
        }
        return {threads,
                [this, from, length](double share) { return progress(from + length * share); }};
    }
};

/// A mean over points and the standard error of it, the deviation over √n (0 for one point).
struct MeanOverPoints {
    double mean = 0.0;
    double standardError = 0.0;
};
[[nodiscard]] MeanOverPoints meanOverPoints(const double* values, std::size_t count);

/// Gaussian Parzen windows (§5.5.2, Table 5.1): samples y_1 … y_m become the density
///     p(x) = 1/m Σ_j N(x; y_j, σ² I).
/// Its log at each point, in nats, for each of some deviations σ: [deviations × points].
///
/// Distances are formed once, by one product of a block of points and a block of samples, and used
/// for every σ; sums are streamed, in time O(n m (d + deviations)) and memory O((n + m) d).
/// Products are in single precision; where that would move a log-density by more than about 0.005
/// nats, the distances that matter are formed again in double precision. The same numbers for any
/// number of threads.
///
/// Throws std::invalid_argument as DistanceBlocks does, and when there is no deviation or one is
/// not a positive finite number; Cancelled when asked to stop.
[[nodiscard]] std::vector<double> parzenLogDensities(const Points& points, const Points& samples,
                                                     const std::vector<double>& deviations,
                                                     const LongWork& work = {});

/// `count` deviations from `low` to `high`, each the same factor above the one before. Throws
/// std::invalid_argument unless 0 < low ≤ high, both finite, and count ≥ 1.
[[nodiscard]] std::vector<double> deviationGrid(double low, double high, std::size_t count);

/// The log-likelihood of test points under a window whose σ was chosen on other points.
struct ParzenLikelihood {
    std::vector<MeanOverPoints> validation; ///< at each deviation of the grid
    std::size_t chosen = 0;                 ///< which deviation has the largest mean there
    bool atEdge = false;                    ///< it is the grid's first or last: look further
    double deviation = 0.0;                 ///< the one chosen
    MeanOverPoints test;
    std::vector<double> logDensities; ///< of the test points
};

/// Table 5.1's estimate: the deviation with the largest mean log-density on `validation` (the first
/// of equals), and the mean over `test` with that. The standard error is that of other test points;
/// samples are taken as given. Throws as parzenLogDensities().
[[nodiscard]] ParzenLikelihood parzenLikelihood(const Points& samples, const Points& validation,
                                                const Points& test,
                                                const std::vector<double>& deviations,
                                                const LongWork& work = {});

} // namespace scorescope::stats
