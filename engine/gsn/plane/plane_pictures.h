// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/data/point_set.h"
#include "engine/gsn/plane/plane_chain.h"
#include "engine/gsn/plane/walks.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// What a chain and walks in the plane look like. Pure functions.
namespace scorescope::gsn {

using PlanePoint = std::array<double, 2>;

/// Where a chain is, and what it knows of its neighbourhood.
struct ChainMoment {
    std::uint64_t halfSteps = 0;
    bool hasCorrupted = false; ///< whether there is an X̃ yet
    PlanePoint x{};            ///< the latest X
    PlanePoint corrupted{};    ///< the latest X̃
    PlanePoint mean{};         ///< r(X̃)
    double dataDistance = 0.0; ///< of X, to the nearest example
    double sigma = 0.01;
    double deviation = 0.01; ///< s
    [[nodiscard]] bool atCorrupted() const noexcept { return halfSteps % 2 == 1; }
};

/// The density N(x; mean, s² I) at the nodes of a grid.
[[nodiscard]] ScalarField gaussianField(const Grid& grid, const PlanePoint& mean, double deviation);

/// P(X | X̃) by Bayes' rule for the examples themselves (§5.3.1): weights w_i ∝ N(x̃; x_i, σ² I).
/// [examples]; they sum to 1.
[[nodiscard]] std::vector<double> posteriorWeights(const data::PointSet& examples,
                                                   const PlanePoint& corrupted, double sigma);
/// Σ_i w_i N(x; x_i, width² I) at the nodes of a grid, in which single examples can be seen.
[[nodiscard]] ScalarField posteriorField(const Grid& grid, const data::PointSet& examples,
                                         const std::vector<double>& weights, double width);

/// Circles of two standard deviations: C(X̃ | X) around the X that was last corrupted or is next,
/// dashed, and P(X | X̃) around r(X̃). Of the draws 86 % fall inside, 1 − e⁻².
[[nodiscard]] Lines chainCircles(const ChainMoment& moment);
/// X, X̃ and r(X̃), labelled.
[[nodiscard]] Markers chainMarkers(const ChainMoment& moment);
/// The half step that was made last, what it drew from, the points, and the one that comes next.
[[nodiscard]] Table chainTable(const ChainMoment& moment);

/// The `most` longest walks, each X, X̃, X, …, X̃, in the order of their examples.
[[nodiscard]] Trajectory walkPaths(const Walks& walks, std::size_t most);

} // namespace scorescope::gsn
