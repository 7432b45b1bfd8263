// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/progress.h"
#include "engine/field/fixed_points.h"
#include "engine/field/reconstruction.h"

#include <cstddef>
#include <vector>

namespace scorescope::field {

struct BasinOptions {
    std::size_t steps = 1000; ///< at most, for each node
    /// Estimated error of a step, in cells of the grid. In (0, 1].
    double tolerance = 1e-3;
    /// Longest step, in cells of the grid. In (0, 1].
    double cells = 1.0;
    Progress progress = {}; ///< told after every step of all paths
};

struct Basins {
    Grid grid;
    /// By node: which of the attractors (in the order of the search's points) its path ends at, −1
    /// for none.
    std::vector<int> attractor;
    /// The attractors, and the degenerate points that do not repel, as indices into the search's
    /// points.
    std::vector<std::size_t> points;
    std::size_t left = 0;        ///< nodes whose path left the grid (by more than a cell)
    std::size_t unfinished = 0;  ///< nodes whose path had not ended after `steps`
    std::size_t evaluations = 0; ///< of r alone
    std::size_t jacobians = 0;   ///< of r with its Jacobian
};

/// Basins of attraction (Figure 3.7): where following the flow dx/dt = r(x) − x from every node of
/// the grid ends. The flow, not the map x ← r(x), because it is the flow that arrows show and
/// because basins of the map are not connected where r overshoots.
///
/// Exponential Rosenbrock steps of third order (exprb32 of Hochbruck, Ostermann, Schweitzer:
/// Exponential Rosenbrock-type methods, 2009): with J = ∂v/∂x, exact for linear fields, so that a
/// step may be long where the path creeps along a manifold that pulls strongly from the side. The
/// method of second order inside it tells the error, and the error how long the next step may be.
/// All paths advance together (two batches a step) and are independent of each other. Of eight
/// networks as in Figure 3.7, at most 2 of 48 × 48 nodes end elsewhere than with a tolerance of
/// 1e-7.
///
/// An attractor catches what comes within a thousandth of a cell (at most half of its distance to
/// the next fixed point), a degenerate one (a line) what comes to rest near it. Paths into a limit
/// cycle never end.
///
/// Throws std::invalid_argument for a reconstruction not of the plane, an empty grid or options out
/// of range; Cancelled when `progress` asks it to end.
[[nodiscard]] Basins basinsOfAttraction(const Reconstruction& reconstruction, const Grid& grid,
                                        const FixedPointSearch& fixedPoints,
                                        const BasinOptions& options = {});

/// Categories "1", "2", … in the order of Basins::points ("spurious" added for such); NaN: none.
[[nodiscard]] ScalarField basinField(const Basins& basins, const FixedPointSearch& fixedPoints);

} // namespace scorescope::field
