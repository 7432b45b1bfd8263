// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace scorescope::manifold {

/// Nodes and weights of Gauss–Legendre quadrature with n ≥ 1 nodes on [−1, 1], exact to rounding
/// for polynomials of degree 2n − 1.
void gaussLegendre(std::size_t n, std::vector<double>& nodes, std::vector<double>& weights);

} // namespace scorescope::manifold
