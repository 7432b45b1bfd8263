// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/stats/parzen_likelihood.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace scorescope::stats {

/// The nearest of some others to each of some points.
struct NearestOthers {
    std::size_t count = 0;                ///< of others for each point
    std::vector<double> squaredDistances; ///< [points × count], ascending
    std::vector<std::uint32_t> others;    ///< [points × count], which they are
};

/// The `count` nearest others of each point, by blocks of products; what decides is measured again
/// in double precision, so that the answer is that of exact distances (of equal ones the first).
/// With `oneSet`, points and others are the same, and none is its own neighbour. Throws as
/// DistanceBlocks, and std::invalid_argument unless 1 ≤ count ≤ others (less one for one set).
[[nodiscard]] NearestOthers nearestOthers(const Points& points, const Points& others,
                                          std::size_t count, bool oneSet = false,
                                          const LongWork& work = {});

/// For each point, whether it is in one of the balls around the others, of squared radii
/// [others]; the surface belongs to a ball. Exact as nearestOthers().
[[nodiscard]] std::vector<bool> insideBalls(const Points& points, const Points& others,
                                            const std::vector<double>& squaredRadii,
                                            const LongWork& work = {});

} // namespace scorescope::stats
