// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/theory/plane_setting.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace scorescope::issgd {
namespace {

constexpr double twoPi = 6.28318530717958647693;
constexpr std::size_t corners = 72; ///< of a drawn ellipse

/// ‖x − centre‖² in units of the widths.
double squaredDistance(const PlaneGaussian& gaussian, double x, double y) {
    const double across = (x - gaussian.centre[0]) / gaussian.width[0];
    const double up = (y - gaussian.centre[1]) / gaussian.width[1];
    return across * across + up * up;
}

double density(const PlaneGaussian& gaussian, double x, double y) {
    return std::exp(-0.5 * squaredDistance(gaussian, x, y)) /
           (twoPi * gaussian.width[0] * gaussian.width[1]);
}

std::array<double, 2> place(const Parameters& parameters, const std::string& name) {
    return {parameters.real(name + "_x"), parameters.real(name + "_y")};
}

ParameterSpec placed(std::string name, std::string label, const std::string& group, double initial,
                     const std::string& help) {
    ParameterSpec spec =
        real(std::move(name), std::move(label), group, initial, -planeHalf, planeHalf, help);
    spec.step = 0.05;
    return live(std::move(spec));
}

ParameterSpec width(std::string name, std::string label, const std::string& group, double initial,
                    const std::string& help) {
    return live(
        logarithmic(real(std::move(name), std::move(label), group, initial, 0.3, 3.0, help), 1.1));
}

/// Without a label: its handle has one.
Lines::Line outline(const PlaneGaussian& gaussian) {
    Lines::Line line;
    for (std::size_t i = 0; i <= corners; ++i) {
        const double angle = twoPi * static_cast<double>(i) / static_cast<double>(corners);
        line.x.push_back(gaussian.centre[0] + gaussian.width[0] * std::cos(angle));
        line.y.push_back(gaussian.centre[1] + gaussian.width[1] * std::sin(angle));
    }
    return line;
}

} // namespace

std::vector<ParameterSpec> planeParameters() {
    const std::string q = "q, by hand";
    const std::string p = "p, two Gaussians";
    const std::string f = "f, the slope of two bumps";
    ParameterSpec reach = live(logarithmic(
        real("q_reach", "q reaches", q, planeReachMost, 0.5, planeReachMost,
             "q is 0 farther from its centre than so many widths; at 20 it is 0 nowhere."),
        1.2));
    ParameterSpec second = live(real("p_2_share", "share of p₂", p, 0.3, 0.0, 1.0,
                                     "Of the second Gaussian; the first has the rest."));
    second.step = 0.05;
    const auto strength = [&](const char* name, const char* label, double initial) {
        ParameterSpec spec = real(name, label, f, initial, -5.0, 5.0,
                                  "Height of this bump; below 0 it is a hollow, at 0 not there.");
        spec.step = 0.1;
        return live(std::move(spec));
    };
    const std::string drag = "Of its centre; dragged in the picture.";
    return {
        placed("q_x", "q: x", q, -0.3, drag),
        placed("q_y", "q: y", q, 0.5, drag),
        width("q_width_x", "q: width along x", q, 0.7, "Its standard deviation along x."),
        width("q_width_y", "q: width along y", q, 0.7, "Its standard deviation along y."),
        std::move(reach),
        placed("p_1_x", "p₁: x", p, -0.5, drag),
        placed("p_1_y", "p₁: y", p, -0.3, drag),
        width("p_1_width", "p₁: width", p, 0.6, "Its standard deviation."),
        placed("p_2_x", "p₂: x", p, 0.5, drag),
        placed("p_2_y", "p₂: y", p, 0.1, drag),
        width("p_2_width", "p₂: width", p, 0.4, "Its standard deviation."),
        std::move(second),
        placed("bump_1_x", "f₁: x", f, 1.0, drag),
        placed("bump_1_y", "f₁: y", f, 1.0, drag),
        strength("bump_1_strength", "f₁: height", 2.0),
        placed("bump_2_x", "f₂: x", f, -0.8, drag),
        placed("bump_2_y", "f₂: y", f, -1.2, drag),
        strength("bump_2_strength", "f₂: height", -0.3),
        width("bump_width", "width of both", f, 0.5, "How wide the bumps are."),
    };
}

PlaneShapes shapesOf(const Parameters& parameters) {
    PlaneShapes shapes;
    for (std::size_t i = 0; i < 2; ++i) {
        const std::string part = "p_" + std::to_string(i + 1);
        const double round = parameters.real(part + "_width");
        shapes.p[i] = {place(parameters, part), {round, round}};
        const std::string bump = "bump_" + std::to_string(i + 1);
        shapes.bumps[i] = {place(parameters, bump), parameters.real(bump + "_strength")};
    }
    shapes.secondShare = parameters.real("p_2_share");
    shapes.bumpWidth = parameters.real("bump_width");
    shapes.q = {place(parameters, "q"),
                {parameters.real("q_width_x"), parameters.real("q_width_y")}};
    shapes.reach = parameters.real("q_reach");
    return shapes;
}

std::array<double, 2> planeField(const PlaneShapes& shapes, double x, double y) {
    const double squaredWidth = shapes.bumpWidth * shapes.bumpWidth;
    std::array<double, 2> f{};
    for (const PlaneBump& bump : shapes.bumps) {
        const double across = bump.centre[0] - x;
        const double up = bump.centre[1] - y;
        const double slope = bump.strength / squaredWidth *
                             std::exp(-0.5 * (across * across + up * up) / squaredWidth);
        f[0] += slope * across;
        f[1] += slope * up;
    }
    return f;
}

DrawnSetting planeSetting(const PlaneShapes& shapes, const Grid& grid) {
    const auto points = static_cast<Eigen::Index>(grid.size());
    DrawnSetting setting{Eigen::VectorXd(points), Eigen::MatrixXd(points, 2),
                         Eigen::VectorXd(points)};
    Eigen::Index k = 0;
    for (std::size_t row = 0; row < grid.rows; ++row) {
        for (std::size_t column = 0; column < grid.columns; ++column, ++k) {
            const double x = grid.x(column);
            const double y = grid.y(row);
            setting.p[k] = (1.0 - shapes.secondShare) * density(shapes.p[0], x, y) +
                           shapes.secondShare * density(shapes.p[1], x, y);
            const std::array<double, 2> f = planeField(shapes, x, y);
            setting.f(k, 0) = f[0];
            setting.f(k, 1) = f[1];
            const bool reached = squaredDistance(shapes.q, x, y) <= shapes.reach * shapes.reach;
            setting.q[k] = reached ? density(shapes.q, x, y) : 0.0;
        }
    }
    return setting;
}

Markers planeHandles(const PlaneShapes& shapes) {
    Markers markers;
    const auto add = [&](const std::array<double, 2>& centre, const char* label,
                         const std::string& name) {
        markers.markers.push_back(
            {centre[0], centre[1], "handle", label, name + "_x", name + "_y"});
    };
    add(shapes.q.centre, "q", "q");
    add(shapes.p[0].centre, "p₁", "p_1");
    add(shapes.p[1].centre, "p₂", "p_2");
    add(shapes.bumps[0].centre, "f₁", "bump_1");
    add(shapes.bumps[1].centre, "f₂", "bump_2");
    return markers;
}

Lines planeOutlines(const PlaneShapes& shapes) {
    Lines lines;
    lines.lines = {outline(shapes.q)};
    if (shapes.secondShare < 1.0) {
        lines.lines.push_back(outline(shapes.p[0]));
    }
    if (shapes.secondShare > 0.0) {
        lines.lines.push_back(outline(shapes.p[1]));
    }
    for (std::size_t i = 1; i < lines.lines.size(); ++i) {
        lines.lines[i].dashed = true;
    }
    return lines;
}

Lines::Line covarianceEllipse(std::string label, const Eigen::VectorXd& middle,
                              const Eigen::MatrixXd& covariance, double radius) {
    // A circle through the lower triangular root of the covariance: any root gives this ellipse.
    const double first = std::sqrt(covariance(0, 0));
    const double shear = first > 0.0 ? covariance(1, 0) / first : 0.0;
    const double second = std::sqrt(std::max(0.0, covariance(1, 1) - shear * shear));
    Lines::Line line{std::move(label), {}, {}, false};
    for (std::size_t i = 0; i <= corners; ++i) {
        const double angle = twoPi * static_cast<double>(i) / static_cast<double>(corners);
        line.x.push_back(middle[0] + radius * first * std::cos(angle));
        line.y.push_back(middle[1] + radius * (shear * std::cos(angle) + second * std::sin(angle)));
    }
    return line;
}

} // namespace scorescope::issgd
