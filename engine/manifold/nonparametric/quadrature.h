// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace scorescope::manifold {

/// Nodes and weights of Gauss–Legendre quadrature with n ≥ 1 nodes on [−1, 1], exact to rounding
/// for polynomials of degree 2n − 1.
void gaussLegendre(std::size_t n, std::vector<double>& nodes, std::vector<double>& weights);

/// A node of a quadrature rule: ∫ f(t) dt ≈ Σ weight f(at).
struct QuadratureNode {
    double at = 0.0;
    double weight = 0.0;
};

/// Gauss–Legendre with `order` ≥ 1 nodes on each panel between neighbours of `ends` (ascending;
/// fewer than two give no nodes), panel by panel.
[[nodiscard]] std::vector<QuadratureNode> compositeNodes(const std::vector<double>& ends,
                                                         std::size_t order);

/// How a curve is cut into panels, for integrals over t of Gaussians around γ(t).
struct CurvePanels {
    double begin = 0.0; ///< of the parameter t
    double end = 1.0;   ///< above begin
    double sigma = 0.1; ///< > 0, of the Gaussians: no panel has a longer arc
    double widest = 0.125;
    /// Finer towards both ends of an open curve, geometrically: far points see an exponential
    /// there, not a Gaussian.
    bool graded = true;
    std::function<double(double t)> speed; ///< ‖γ'(t)‖, ≥ 0
};

/// Ends of the panels, ascending from begin to end. Where arcs of sigma would take more than 20 000
/// panels, they are longer.
[[nodiscard]] std::vector<double> panelEnds(const CurvePanels& panels);

} // namespace scorescope::manifold
