// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/parameters.h"
#include "engine/issgd/theory/importance_experiment.h"

#include <array>
#include <string>
#include <vector>

/// What the experiment in the plane is asked: Gaussians that are dragged. Pure; any thread.
namespace scorescope::issgd {

/// A Gaussian with axes along x and y.
struct PlaneGaussian {
    std::array<double, 2> centre{};
    std::array<double, 2> width{}; ///< standard deviations, > 0
};

/// A bump of height `strength`, of which f is the gradient.
struct PlaneBump {
    std::array<double, 2> centre{};
    double strength = 0.0; ///< negative: a hollow
};

struct PlaneShapes {
    std::array<PlaneGaussian, 2> p; ///< the two parts of the mixture, round
    double secondShare = 0.5;       ///< of the second part
    std::array<PlaneBump, 2> bumps;
    double bumpWidth = 1.0;
    PlaneGaussian q;
    double reach = 0.0; ///< q is 0 farther from its centre than so many widths
};

/// The side of the square around (0, 0) is twice this.
constexpr double planeHalf = 2.0;
/// From this reach on, q is 0 nowhere in the square.
constexpr double planeReachMost = 20.0;

/// The parameters of the shapes, in the order of the panel. Widths are 0.3 or more: then no chance
/// in the square is so small that its square is no double any more.
[[nodiscard]] std::vector<ParameterSpec> planeParameters();
[[nodiscard]] PlaneShapes shapesOf(const Parameters& parameters);
/// p, f and q at the nodes of a grid, row by row; f(x) [K × 2] is the gradient of the bumps,
/// Σ strength (centre − x)/w² exp(−‖x − centre‖²/(2 w²)).
[[nodiscard]] DrawnSetting planeSetting(const PlaneShapes& shapes, const Grid& grid);
/// f at a point.
[[nodiscard]] std::array<double, 2> planeField(const PlaneShapes& shapes, double x, double y);
/// The centres, to drag.
[[nodiscard]] Markers planeHandles(const PlaneShapes& shapes);
/// Where each Gaussian of p and q has fallen to exp(−1/2): one width from its centre.
[[nodiscard]] Lines planeOutlines(const PlaneShapes& shapes);
/// An ellipse of points at distance `radius` deviations from the middle, for a covariance [2 × 2].
[[nodiscard]] Lines::Line covarianceEllipse(std::string label, const Eigen::VectorXd& middle,
                                            const Eigen::MatrixXd& covariance, double radius);

} // namespace scorescope::issgd
