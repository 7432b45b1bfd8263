// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/data/point_set.h"
#include "engine/field/field_grid.h"

#include <array>
#include <cstddef>
#include <vector>

/// Second-order geometry of the density (§3.3.8) and its local moments (§3.D).
namespace scorescope::manifold {

/// The Hessian of log p at one point, estimated by (∂r/∂x − I)/σ², symmetrized.
struct HessianEstimate {
    std::size_t dimensions = 0;
    std::vector<double> values;      ///< [d] eigenvalues, ascending, 1/length²
    std::vector<double> vectors;     ///< [d × d], row i is the unit eigenvector of values[i]
    std::vector<double> sensitivity; ///< [d] 1 + σ² values: eigenvalues of ∂r/∂x symmetrized
    std::size_t tangent = 0;         ///< which eigenvalue is nearest 0: along the manifold
    std::size_t normal = 0;          ///< which is farthest from 0: across it
    double asymmetry = 0.0; ///< ‖J − Jᵀ‖ / ‖J + Jᵀ‖ (Frobenius): 0 for a gradient field
};

/// `jacobian` ∂r_k/∂x_j [d × d]; sigma > 0. Signs of eigenvectors: the first component of largest
/// magnitude is positive. Values that are not finite give NaNs.
[[nodiscard]] HessianEstimate hessianEstimate(const double* jacobian, std::size_t dimensions,
                                              double sigma);

/// The symmetrized Jacobians of the sample, drawn as ellipses that have full length at 1: along the
/// manifold, where r follows x, an eigenvalue is near 1, across it near 0, and above 1 wherever r
/// expands (between two parts of the manifold). Needs the Jacobians. Every `stride`-th node of both
/// directions, beginning with stride/2, is drawn; stride ≥ 1. Nodes that are not finite are left
/// out.
[[nodiscard]] TensorField sensitivityGlyphs(const field::FieldSample& sample,
                                            std::size_t stride = 1);

/// The moments of the points in the ball ‖x − x0‖ < δ (§3.D.1).
struct LocalMoments {
    std::size_t count = 0;             ///< points in the ball
    std::vector<double> mean;          ///< [d], empty if there is none
    std::vector<double> standardError; ///< [d] of the mean; empty below two points
    std::vector<double> covariance;    ///< [d × d] with count − 1; empty below two points
};

/// `x0` [d]; radius δ > 0 (other values hold no point).
[[nodiscard]] LocalMoments localMoments(const data::PointSet& points, const double* x0,
                                        double radius);

/// Theorem 3's local mean, x0 + δ²/(d + 2) ∂ log p/∂x, off by O(δ⁴) (odd orders vanish); [d].
[[nodiscard]] std::vector<double> predictedLocalMean(const double* x0, const double* score,
                                                     std::size_t dimensions, double radius);

} // namespace scorescope::manifold
