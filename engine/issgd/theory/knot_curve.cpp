// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/theory/knot_curve.h"

#include <algorithm>
#include <cstddef>
#include <stdexcept>

namespace scorescope::issgd {

Eigen::VectorXd knotCurve(const std::vector<double>& heights, Eigen::Index points) {
    if (heights.size() < 2 || points < static_cast<Eigen::Index>(heights.size())) {
        throw std::invalid_argument("a curve has two knots or more, and as many points at least");
    }
    const auto pieces = static_cast<Eigen::Index>(heights.size()) - 1;
    Eigen::VectorXd curve(points);
    for (Eigen::Index i = 0; i < points; ++i) {
        // In whole numbers, so that points on a knot have its height to the last bit.
        const Eigen::Index piece = std::min(i * pieces / (points - 1), pieces - 1);
        const double along = static_cast<double>(i * pieces - piece * (points - 1)) /
                             static_cast<double>(points - 1);
        const auto left = static_cast<std::size_t>(piece);
        curve[i] = (1.0 - along) * heights[left] + along * heights[left + 1];
    }
    return curve;
}

} // namespace scorescope::issgd
