// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/field/reconstruction.h"

#include <cstddef>
#include <vector>

/// The field r(x) − x on a regular grid of a plane in R^d.
namespace scorescope::field {

/// A plane along two axes of R^d; the other coordinates are fixed.
struct PlaneSlice {
    Grid grid;                 ///< over (x_xAxis, x_yAxis)
    std::size_t xAxis = 0;     ///< < d
    std::size_t yAxis = 1;     ///< < d, another than xAxis
    std::vector<double> fixed; ///< [d], the entries of the two axes are not read; empty: all 0
};

/// The nodes of the slice as points of R^d, [grid.size() × d], in the grid's order.
/// Throws std::invalid_argument for axes or fixed coordinates that do not fit d, an empty grid or
/// one whose ranges are not finite and increasing.
[[nodiscard]] std::vector<double> slicePoints(const PlaneSlice& slice, std::size_t dimensions);

/// r − x in the plane, at every node. Index 0 is xAxis, 1 is yAxis below.
struct FieldSample {
    Grid grid;
    std::vector<double> u; ///< (r − x)_0
    std::vector<double> v; ///< (r − x)_1
    std::vector<double> jacobian; ///< [size × 4]: ∂r_0/∂x_0, ∂r_0/∂x_1, ∂r_1/∂x_0, ∂r_1/∂x_1;
                                  ///< empty unless asked for
};

/// Evaluates r on the slice, with Jacobians or without (which is several times faster).
/// Throws as slicePoints.
[[nodiscard]] FieldSample sampleField(const Reconstruction& reconstruction, const PlaneSlice& slice,
                                      bool withJacobian);

/// The curl ∂r_1/∂x_0 − ∂r_0/∂x_1 at every node (§3.3.6): 0 for the gradient of a potential.
/// Without unit (length per length); divided by σ² it is the curl of the score. Needs the
/// Jacobians.
[[nodiscard]] std::vector<double> curl(const FieldSample& sample);
/// The divergence of r − x in the plane, ∂r_0/∂x_0 + ∂r_1/∂x_1 − 2; over σ² it is the Laplacian of
/// log p in the plane. Needs the Jacobians.
[[nodiscard]] std::vector<double> divergence(const FieldSample& sample);

/// Values and vectors as views take them.
[[nodiscard]] ScalarField scalarField(const Grid& grid, const std::vector<double>& values,
                                      bool signedValues);
/// Tells a field, if it is one, which parameters say what is computed of it.
void nameRegion(ArtifactData& data, const RegionParameters& region);
[[nodiscard]] VectorField vectorField(const Grid& grid, const std::vector<double>& u,
                                      const std::vector<double>& v);

} // namespace scorescope::field
