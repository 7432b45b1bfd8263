// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/data/point_set.h"
#include "engine/field/reconstruction.h"

#include <array>
#include <complex>
#include <cstddef>
#include <optional>
#include <vector>

/// Fixed points of r in the plane (§3.4.3, Figure 3.7): zeros of the field v(x) = r(x) − x.
namespace scorescope::field {

/// What the flow dx/dt = v(x) does near a fixed point, by the eigenvalues μ of ∂v/∂x.
enum class FixedPointKind {
    attractor, ///< both Re μ < −tolerance
    saddle,    ///< real μ of either sign
    source,    ///< both Re μ > tolerance
    center,    ///< complex μ with |Re μ| ≤ tolerance: turns around, linearly neither in nor out
    degenerate, ///< a real |μ| ≤ tolerance: one of a line of fixed points, or nearly so
};

struct FixedPoint {
    double x = 0.0;
    double y = 0.0;
    FixedPointKind kind = FixedPointKind::degenerate;
    std::array<std::complex<double>, 2> eigenvalues; ///< of ∂v/∂x = ∂r/∂x − I, by real part
    /// Whether repeating x ← r(x) ends there too: all |1 + μ| < 1. An attractor of the flow need
    /// not be one of the map (r may overshoot), an attractor of the map is one of the flow.
    bool attractsMap = false;
    int index = 0;         ///< Poincaré index, the sign of det ∂v/∂x; 0 if degenerate
    double residual = 0.0; ///< ‖v‖ there
    /// Degenerate ones: the zeros merged into this one. Neighbours within 1.5 cells are taken for
    /// parts of the same line, and the one nearest their middle stands for it. Empty for others.
    std::vector<std::array<double, 2>> line;
    double dataDistance = 0.0; ///< to the nearest data point; NaN without data
    /// An attractor farther than `spuriousDistance` from all data.
    bool spurious = false;
};

struct FixedPointOptions {
    std::size_t columns = 200; ///< of the grid on which zeros are looked for, ≥ 2
    std::size_t rows = 200;
    /// ‖v‖ ≤ tolerance · diagonal of the box counts as 0. In (0, 1).
    double tolerance = 1e-10;
    /// Of the eigenvalues, which have no unit; ≥ 0.
    double degenerateTolerance = 1e-3;
    /// Length; attractors farther from the data are spurious. A usual choice is 3σ. ≥ 0.
    double spuriousDistance = 0.0;
    std::size_t iterations = 40; ///< of Newton's method, at most
    /// How often a part of the box may be cut, and its grid doubled, where the points found in it
    /// do not fit its winding number.
    std::size_t refinements = 4;
};

struct FixedPointSearch {
    std::vector<FixedPoint> points; ///< by x, then y
    /// Turns of v along the box's border, anticlockwise: what the indices of all fixed points
    /// inside sum to. None where v vanishes on the border or is not finite.
    std::optional<int> winding;
    int indexSum = 0; ///< of the points found
    /// Whether found points and winding number fit; none without a winding number or with a
    /// degenerate point. A test that misses pairs of index 0, and nothing else; it is made for each
    /// part of the box, too, which separates most pairs.
    std::optional<bool> consistent;
    std::size_t evaluations = 0;  ///< of r alone
    std::size_t jacobians = 0;    ///< of r with its Jacobian
    std::array<double, 2> cell{}; ///< width and height of the grid's cells
};

/// Fixed points within `box` (border included; its columns and rows are not read).
///
/// Newton's method with the exact Jacobian, damped by halving the step until ‖v‖ falls, in steps of
/// at most two cells, with the shortest step where the Jacobian is singular; started from every
/// zero of the bilinear interpolant of a cell, from the middle of other cells where both components
/// change sign, and from local minima of ‖v‖ on the grid; then from both sides of the points found
/// along their slow direction, where a pair is born, until nothing new turns up. From every zero
/// the curves of slow flow are followed, on which a trained r has zeros closer than any grid; parts
/// of the box whose points do not fit their winding number are searched again on finer grids. Zeros
/// nearer than 1e-6 of the diagonal are one. Evaluations of r are batched; no random numbers.
///
/// What is found are fixed points; that none is missing is never certain. Of networks as in Figure
/// 3.7, seeds 1 to 8, it finds the 133 to 177 points that it finds with a grid of 800 × 800 nodes,
/// and that an independent search finds.
///
/// `data` may be null: nothing is spurious then. Throws std::invalid_argument for a reconstruction
/// or data not of the plane, an empty box, or options out of range.
[[nodiscard]] FixedPointSearch findFixedPoints(const Reconstruction& reconstruction,
                                               const Grid& box, const FixedPointOptions& options,
                                               const data::PointSet* data = nullptr);

/// Kinds as Markers name them: "attractor", "spurious_attractor", "saddle", "source", "center", and
/// "point" for degenerate ones.
[[nodiscard]] Markers fixedPointMarkers(const FixedPointSearch& search);
/// A row for each: kind, place, eigenvalues of ∂r/∂x, distance to data; and one that says how many
/// were found, and whether their indices fit the turns of the field along the border.
[[nodiscard]] Table fixedPointTable(const FixedPointSearch& search);

} // namespace scorescope::field
