// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stats/nearest_others.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

namespace scorescope::stats {
namespace {

/// Puts a distance among the nearest of a point, ascending; equal ones stay in order.
void keep(double distance, std::uint32_t other, double* nearest, std::uint32_t* others,
          std::size_t count) {
    if (!(distance < nearest[count - 1])) {
        return;
    }
    std::size_t at = count - 1;
    for (; at > 0 && nearest[at - 1] > distance; --at) {
        nearest[at] = nearest[at - 1];
        others[at] = others[at - 1];
    }
    nearest[at] = distance;
    others[at] = other;
}

} // namespace

NearestOthers nearestOthers(const Points& points, const Points& others, std::size_t count,
                            bool oneSet, const LongWork& work) {
    const DistanceBlocks blocks(points, others);
    const std::size_t most = others.count - (oneSet ? 1 : 0);
    if (count == 0 || count > most) {
        throw std::invalid_argument("there must be between 1 and " + std::to_string(most) +
                                    " neighbours, not " + std::to_string(count));
    }
    NearestOthers result;
    result.count = count;
    result.squaredDistances.assign(points.count * count, std::numeric_limits<double>::infinity());
    result.others.assign(points.count * count, 0);
    const auto slack = static_cast<double>(blocks.worstRounding());
    blocks.visit(work.threads, work.progress,
                 [&](std::size_t i, std::size_t first, std::size_t columns, const float* distances,
                     const float* least) {
                     double* const nearest = result.squaredDistances.data() + i * count;
                     std::uint32_t* const which = result.others.data() + i * count;
                     for (std::size_t from = 0; from < columns; from += detail::distanceGroup) {
                         if (static_cast<double>(least[from / detail::distanceGroup]) >
                             nearest[count - 1] + slack) {
                             continue;
                         }
                         const std::size_t to = std::min(columns, from + detail::distanceGroup);
                         for (std::size_t j = from; j < to; ++j) {
                             const bool itself = oneSet && first + j == i;
                             if (!itself &&
                                 static_cast<double>(distances[j]) <= nearest[count - 1] + slack) {
                                 keep(blocks.exact(i, first + j),
                                      static_cast<std::uint32_t>(first + j), nearest, which, count);
                             }
                         }
                     }
                 });
    return result;
}

std::vector<bool> insideBalls(const Points& points, const Points& others,
                              const std::vector<double>& squaredRadii, const LongWork& work) {
    if (squaredRadii.size() != others.count) {
        throw std::invalid_argument("every ball needs a radius, and every radius a ball");
    }
    const DistanceBlocks blocks(points, others);
    const auto slack = static_cast<double>(blocks.worstRounding());
    const double largest = *std::max_element(squaredRadii.begin(), squaredRadii.end());
    std::vector<char> inside(points.count, 0);
    blocks.visit(work.threads, work.progress,
                 [&](std::size_t i, std::size_t first, std::size_t columns, const float* distances,
                     const float* least) {
                     const std::size_t groups = detail::distanceGroups(columns);
                     if (inside[i] != 0 || static_cast<double>(*std::min_element(
                                               least, least + groups)) > largest + slack) {
                         return;
                     }
                     for (std::size_t j = 0; j < columns && inside[i] == 0; ++j) {
                         const double radius = squaredRadii[first + j];
                         const auto distance = static_cast<double>(distances[j]);
                         if (distance <= radius - slack ||
                             (distance <= radius + slack && blocks.exact(i, first + j) <= radius)) {
                             inside[i] = 1;
                         }
                     }
                 });
    return {inside.begin(), inside.end()};
}

} // namespace scorescope::stats
