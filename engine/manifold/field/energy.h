// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/field/reconstruction.h"

#include <cstddef>
#include <vector>

/// Energy differences from a score (§3.4.1), E = −log p up to a constant, in nats.
namespace scorescope::manifold {

/// E(x*) − E(x) by (3.14),
///     (1/n) Σ_{i=1..n} [∂E/∂x (x_i)]ᵀ (x* − x),   ∂E/∂x = −score,
/// with x_1 = x, x_n = x* and the others spread evenly between: as printed, the mean over all n
/// points, ends included with full weight. For n = 1 the point is x_1 = x, which is the first-order
/// expansion above (3.13). The sum's error falls as 1/n, with leading term
///     (1/n) (½ (∂E(x) + ∂E(x*)) − mean ∂E)ᵀ (x* − x);
/// it is exact for any n ≥ 2 where the energy is quadratic, and antisymmetric in (x, x*) then.
/// `from`, `to`: [d]. Throws std::invalid_argument for n = 0. Non-finite in, non-finite out.
[[nodiscard]] double energyDifference(const field::ScoreFunction& score, const double* from,
                                      const double* to, std::size_t n);

/// The energy along a polyline that a person draws.
struct EnergyPath {
    std::size_t dimensions = 0;
    std::vector<double> points;    ///< [m × d] the points of (3.14) along the path, in order
    std::vector<double> length;    ///< [m] length of the path up to each of them
    std::vector<double> energy;    ///< [m] E(point) − E(first point), nats
    std::vector<std::size_t> knot; ///< which of the points are the vertices of the polyline
    double difference = 0.0;       ///< E(last vertex) − E(first vertex)
};

/// Each segment of the polyline `vertices` [count × d] by (3.14) with its own n points; the
/// difference is the sum of the segments', so that energy at the vertices is (3.14)'s to the last
/// bit. Within a segment the points x_1 … x_n (n = 1: x and x*) take the running trapezium sum,
/// stretched linearly to meet (3.14) at the segment's end. Segments of length 0 add 0; fewer than
/// two vertices give a difference of 0. Throws std::invalid_argument for n = 0.
[[nodiscard]] EnergyPath energyAlongPath(const field::ScoreFunction& score, const double* vertices,
                                         std::size_t count, std::size_t n);

} // namespace scorescope::manifold
