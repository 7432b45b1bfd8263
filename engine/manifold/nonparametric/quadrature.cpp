// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/nonparametric/quadrature.h"

#include <algorithm>
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

std::vector<QuadratureNode> compositeNodes(const std::vector<double>& ends, std::size_t order) {
    std::vector<double> node;
    std::vector<double> weight;
    gaussLegendre(order, node, weight);
    std::vector<QuadratureNode> nodes;
    nodes.reserve(ends.size() * order);
    for (std::size_t p = 0; p + 1 < ends.size(); ++p) {
        const double half = 0.5 * (ends[p + 1] - ends[p]);
        const double middle = 0.5 * (ends[p + 1] + ends[p]);
        for (std::size_t i = 0; i < order; ++i) {
            nodes.push_back({middle + half * node[i], half * weight[i]});
        }
    }
    return nodes;
}

std::vector<double> panelEnds(const CurvePanels& panels) {
    constexpr double mostPanels = 20000.0;
    const double narrowest = (panels.end - panels.begin) / mostPanels;
    std::vector<double> ends{panels.begin};
    while (ends.back() < panels.end) {
        const double speed = std::max(panels.speed(ends.back()), 1e-300);
        const double width = std::max(std::min(panels.sigma / speed, panels.widest), narrowest);
        ends.push_back(std::min(ends.back() + width, panels.end));
    }
    if (panels.graded) {
        constexpr int levels = 5;
        const double firstWidth = ends[1] - ends[0];
        const double lastWidth = ends[ends.size() - 1] - ends[ends.size() - 2];
        double share = 0.25;
        for (int level = 0; level < levels; ++level, share *= 0.25) {
            ends.push_back(panels.begin + share * firstWidth);
            ends.push_back(panels.end - share * lastWidth);
        }
        std::sort(ends.begin(), ends.end());
    }
    return ends;
}

} // namespace scorescope::manifold
