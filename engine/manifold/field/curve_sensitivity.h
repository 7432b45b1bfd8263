// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/toy_sets.h"
#include "engine/field/reconstruction.h"

#include <cstddef>

namespace scorescope::manifold {

/// How much a reconstruction answers to moves along a curve and across it (Figure 3.1): trained on
/// data of the curve, it stays sensitive along and becomes insensitive across.
struct CurveSensitivity {
    /// Mean over the curve of |∂r/∂x · t|, t the unit tangent; without unit, 1 for the identity.
    double along = 0.0;
    /// Mean of the root mean square of |∂r/∂x · n| over the d − 1 directions n across:
    /// √((‖∂r/∂x‖² − |∂r/∂x · t|²)/(d − 1)).
    double across = 0.0;
};

/// By the Jacobians at `places` ≥ 1 points of the curve, in the middles of equal parts of its
/// parameter. Throws std::invalid_argument when the curve is not in r's dimensions, or those are
/// fewer than two.
[[nodiscard]] CurveSensitivity curveSensitivity(const field::Reconstruction& r,
                                                const data::ToyCurve& curve,
                                                std::size_t places = 100);

} // namespace scorescope::manifold
