// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/nonparametric/quadrature.h"

#include <cmath>

namespace scorescope::manifold {

void gaussLegendre(std::size_t n, std::vector<double>& nodes, std::vector<double>& weights) {
    const double pi = std::acos(-1.0);
    nodes.resize(n);
    weights.resize(n);
    const auto size = static_cast<double>(n);
    for (std::size_t i = 0; i < n; ++i) {
        // Newton on the three-term recurrence.
        double x = std::cos(pi * (static_cast<double>(i) + 0.75) / (size + 0.5));
        double slope = 1.0;
        for (int iteration = 0; iteration < 100; ++iteration) {
            double p = 1.0;
            double before = 0.0;
            for (std::size_t k = 0; k < n; ++k) {
                const auto j = static_cast<double>(k);
                const double next = ((2.0 * j + 1.0) * x * p - j * before) / (j + 1.0);
                before = p;
                p = next;
            }
            slope = size * (x * p - before) / (x * x - 1.0);
            const double dx = p / slope;
            x -= dx;
            if (std::abs(dx) < 1e-15) {
                break;
            }
        }
        nodes[i] = x;
        weights[i] = 2.0 / ((1.0 - x * x) * slope * slope);
    }
}

} // namespace scorescope::manifold
