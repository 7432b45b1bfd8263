// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"

#include <cstddef>
#include <vector>

namespace scorescope::manifold {

/// A sampled field as the sum of a gradient and a rest without divergence (§3.3.6).
struct HelmholtzSplit {
    Grid grid;
    /// φ at the nodes, mean 0, with ∇φ ≈ (u, v): for u, v = r − x in squared lengths, so that the
    /// energy is E = −φ/σ² (nats).
    std::vector<double> potential;
    std::vector<double> gradientU; ///< ∇φ at the nodes
    std::vector<double> gradientV;
    std::vector<double> rotationU; ///< (u, v) − ∇φ at the nodes
    std::vector<double> rotationV;
    /// Parts of the field's squared norm, that sum to 1 (all are NaN for a field that is 0).
    double gradientFraction = 0.0; ///< ∇φ
    double rotationFraction = 0.0;
    /// Of the gradient's part, what is harmonic: a gradient without divergence, which is a rotation
    /// as well and comes from beyond the border. No boundary condition can tell whose it is.
    double harmonicFraction = 0.0;
};

/// The least-squares potential, minimizing ∫ ‖∇φ − (u, v)‖² over the grid's rectangle with nothing
/// imposed at its border (the natural boundary condition ∂φ/∂n = (u, v)·n). What remains is without
/// divergence and does not cross the border; the two parts are orthogonal. So a rotation that
/// crosses the border has a gradient part, and all of that is harmonic: (−y, x) on a square has
/// 15.65 % (what St Venant's torsion of a square bar gives), as (x, y) has. The gradient of the
/// potential that is 0 on the border and comes closest to the field is what is surely gradient; the
/// rest of ∇φ is orthogonal to it, and harmonic (the Hodge decomposition in three parts).
///
/// Discretized on the edges between nodes: differences of φ against the means of the field at both
/// ends, edges on the border with weight ½ (trapezium rule). The normal equations are solved to
/// rounding by cosine transforms as matrix products, O(rows · columns · (rows + columns)), without
/// iterations. Fractions are sums over edges, where the orthogonality is exact.
///
/// u, v: grid.size() values. Non-finite values give a split of NaNs. Throws std::invalid_argument
/// for fewer than 2 rows or columns, sizes that do not fit, or empty ranges. Some milliseconds at
/// 128 × 128; serial.
[[nodiscard]] HelmholtzSplit helmholtzSplit(const Grid& grid, const std::vector<double>& u,
                                            const std::vector<double>& v);

/// The energy surface E = −φ/σ², in nats, shifted so that its least value is 0. sigma > 0.
[[nodiscard]] ScalarField energySurface(const HelmholtzSplit& split, double sigma);

} // namespace scorescope::manifold
