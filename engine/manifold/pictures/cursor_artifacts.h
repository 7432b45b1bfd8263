// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/frame.h"
#include "engine/data/point_set.h"
#include "engine/field/reconstruction.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace scorescope::manifold {

/// What follows the cursor, or a path that a person drew, is made from.
struct CursorSource {
    const field::Reconstruction& learned; ///< r
    const field::Reconstruction& optimum; ///< r*
    /// log p_σ of the optimum's density, [count].
    std::function<void(const double* points, std::size_t count, double* out)> logDensity;
    /// Distance to the manifold in closed form; may be empty.
    std::function<double(const double* x)> manifoldDistance;
    const data::PointSet& data; ///< of the density whose score r estimates
    double sigma = 0.01;
    double ballRadius = 0.05; ///< δ
    std::size_t pathPoints = 5;
    std::vector<double> probe = {}; ///< [d], empty when the cursor was nowhere yet
    std::vector<double> path = {};  ///< [m × d] vertices, empty for none
};

/// inspector: x, r(x) − x, score (3.10), the optimum, eigenvalues of ∂r/∂x and of the Hessian of
/// log p (§3.3.8), tangent, local mean and covariance against Theorem 3. ball, ball_points (d = 2):
/// the ball, the local covariance as an ellipse, local mean and prediction. path (d = 2) and
/// path_energy: the energy along the drawn path by (3.14), beside the optimum's.
void publishCursor(FrameBuilder& frame, const CursorSource& source);

} // namespace scorescope::manifold
