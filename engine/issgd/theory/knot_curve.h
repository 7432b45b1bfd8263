// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <vector>

namespace scorescope::issgd {

/// A curve that is drawn by the heights of its knots, which lie evenly from the first of `points`
/// points to the last, and is straight between them: the heights at all points, [points]. Between
/// two knots at 0 it is 0 exactly. Throws std::invalid_argument for fewer than two knots, or fewer
/// points than knots. Pure; any thread.
[[nodiscard]] Eigen::VectorXd knotCurve(const std::vector<double>& heights, Eigen::Index points);

} // namespace scorescope::issgd
