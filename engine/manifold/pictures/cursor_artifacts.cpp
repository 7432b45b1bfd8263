// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/pictures/cursor_artifacts.h"

#include "engine/core/text.h"
#include "engine/manifold/field/energy.h"
#include "engine/manifold/field/hessian_glyphs.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <utility>

namespace scorescope::manifold {
namespace {

const Quantity firstAxis{"x₀", ""};
const Quantity secondAxis{"x₁", ""};
constexpr double pi = 3.14159265358979323846;

/// "(1, 2)"; of long vectors the first four are shown.
TableCell vectorCell(const char* format, const double* values, std::size_t d) {
    std::string text = "(";
    const std::size_t shown = std::min<std::size_t>(d, 4);
    for (std::size_t i = 0; i < shown; ++i) {
        text += (i == 0 ? "" : ", ") + number(format, values[i]);
    }
    return {text + (d > shown ? ", …)" : ")"), std::vector<double>(values, values + d)};
}

TableCell listCell(const char* format, const std::vector<double>& values) {
    std::string text;
    for (auto value = values.rbegin(); value != values.rend(); ++value) {
        text += (text.empty() ? "" : " · ") + number(format, *value);
    }
    return {text, std::vector<double>(values.rbegin(), values.rend())};
}

/// Eigenvalues of a real 2 × 2 matrix, complex ones as a ± bi; as numbers re, im, re, im.
TableCell planeEigenvalues(const std::vector<double>& j) {
    const double half = 0.5 * (j[0] + j[3]);
    const double discriminant = 0.25 * (j[0] - j[3]) * (j[0] - j[3]) + j[1] * j[2];
    const double root = std::sqrt(std::abs(discriminant));
    if (discriminant < 0.0) {
        return {number("%.3g", half) + " ± " + number("%.3g", root) + "i",
                {half, root, half, -root}};
    }
    return {number("%.3g", half + root) + " · " + number("%.3g", half - root),
            {half + root, 0.0, half - root, 0.0}};
}

Table inspectorTable(const CursorSource& source) {
    const std::size_t d = source.learned.dimensions();
    const double* x = source.probe.data();
    std::vector<double> r(d);
    std::vector<double> jacobian(d * d);
    std::vector<double> optimal(d);
    source.learned.reconstructWithJacobian(x, 1, r.data(), jacobian.data());
    source.optimum.reconstruct(x, 1, optimal.data());
    std::vector<double> shift(d);
    std::vector<double> score(d);
    std::vector<double> optimalShift(d);
    for (std::size_t k = 0; k < d; ++k) {
        shift[k] = r[k] - x[k];
        score[k] = shift[k] / (source.sigma * source.sigma);
        optimalShift[k] = optimal[k] - x[k];
    }
    const HessianEstimate hessian = hessianEstimate(jacobian.data(), d, source.sigma);
    Table table;
    table.columns = {"quantity", "value"};
    table.rows = {
        {"x", vectorCell("%.4f", x, d)},
        {"r(x) − x", vectorCell("%.3g", shift.data(), d)},
        {"score, (r(x) − x)/σ²", vectorCell("%.3g", score.data(), d)},
        {"optimal r*(x) − x", vectorCell("%.3g", optimalShift.data(), d)},
        {"∂r/∂x eigenvalues",
         d == 2 ? planeEigenvalues(jacobian) : listCell("%.3g", hessian.sensitivity)},
        {"eigenvalues of ∂²log p/∂x², symmetric part", listCell("%.3g", hessian.values)},
        {"its direction nearest 0: tangent to a ridge",
         vectorCell("%.3f", hessian.vectors.data() + hessian.tangent * d, d)},
        {"asymmetry of ∂r/∂x", numberCell("%.3g", hessian.asymmetry)},
    };
    if (source.manifoldDistance) {
        table.rows.push_back(
            {"distance to manifold", numberCell("%.4g", source.manifoldDistance(x))});
    }
    const LocalMoments moments = localMoments(source.data, x, source.ballRadius);
    table.rows.push_back(
        {"points of p_σ within δ", numberCell("%.0f", static_cast<double>(moments.count))});
    std::vector<double> local(d);
    std::vector<double> expected(d);
    const std::vector<double> predicted = predictedLocalMean(x, score.data(), d, source.ballRadius);
    for (std::size_t k = 0; k < d; ++k) {
        expected[k] = predicted[k] - x[k];
        if (moments.count > 0) {
            local[k] = moments.mean[k] - x[k];
        }
    }
    table.rows.push_back({"local mean − x", moments.count > 0 ? vectorCell("%.3g", local.data(), d)
                                                              : TableCell("no points within δ")});
    if (!moments.standardError.empty()) {
        table.rows.push_back(
            {"its standard error", vectorCell("%.2g", moments.standardError.data(), d)});
    }
    table.rows.push_back({"by Theorem 3", vectorCell("%.3g", expected.data(), d)});
    return table;
}

/// The circle (or the covariance's ellipse) around a point.
Lines::Line ellipse(std::string label, double x, double y, const std::vector<double>& covariance,
                    double radius, bool dashed) {
    // The square root of a symmetric 2 × 2 matrix maps the unit circle to its ellipse.
    const double a = covariance[0];
    const double b = covariance[1];
    const double c = covariance[3];
    const double root = std::sqrt(std::max(a * c - b * b, 0.0));
    const double norm = std::sqrt(std::max(a + c + 2.0 * root, 1e-300));
    Lines::Line line;
    line.label = std::move(label);
    line.dashed = dashed;
    for (int i = 0; i <= 72; ++i) {
        const double t = 2.0 * pi * i / 72.0;
        const double u = radius * std::cos(t);
        const double v = radius * std::sin(t);
        line.x.push_back(x + ((a + root) * u + b * v) / norm);
        line.y.push_back(y + (b * u + (c + root) * v) / norm);
    }
    return line;
}

void publishBall(FrameBuilder& frame, const CursorSource& source) {
    Lines lines;
    Markers markers;
    if (!source.probe.empty()) {
        const double* x = source.probe.data();
        const double radius = source.ballRadius;
        lines.lines.push_back(
            ellipse("ball of radius δ", x[0], x[1], {1.0, 0.0, 0.0, 1.0}, radius, true));
        const LocalMoments moments = localMoments(source.data, x, radius);
        std::vector<double> score(2);
        field::ReconstructionScore(source.learned, source.sigma).score(x, 1, score.data());
        const std::vector<double> predicted = predictedLocalMean(x, score.data(), 2, radius);
        if (!moments.covariance.empty()) {
            lines.lines.push_back(ellipse("local covariance, 2 deviations", moments.mean[0],
                                          moments.mean[1], moments.covariance, 2.0, false));
        }
        if (moments.count > 0) {
            markers.markers.push_back(
                {moments.mean[0], moments.mean[1], "point", "local mean, measured", "", ""});
        }
        markers.markers.push_back(
            {predicted[0], predicted[1], "predicted", "local mean by Theorem 3", "", ""});
    }
    if (frame.wants("ball")) {
        frame.add(
            Artifact{"ball", "Ball at the cursor", firstAxis, secondAxis, {}, std::move(lines)});
    }
    if (frame.wants("ball_points")) {
        frame.add(Artifact{
            "ball_points", "Local mean (§3.D)", firstAxis, secondAxis, {}, std::move(markers)});
    }
}

void publishPath(FrameBuilder& frame, const CursorSource& source) {
    const std::size_t d = source.learned.dimensions();
    if (frame.wants("path") && d == 2) {
        Lines lines;
        Lines::Line line;
        line.label = "path";
        for (std::size_t i = 0; i + 1 < source.path.size(); i += 2) {
            line.x.push_back(source.path[i]);
            line.y.push_back(source.path[i + 1]);
        }
        lines.lines.push_back(std::move(line));
        lines.parameter = "drawn_path";
        frame.add(Artifact{"path", "Drawn path", firstAxis, secondAxis, {}, std::move(lines)});
    }
    if (!frame.wants("path_energy")) {
        return;
    }
    Lines lines;
    const std::size_t vertices = source.path.size() / d;
    if (vertices >= 2) {
        const auto line = [&](const std::string& label, const field::Reconstruction& r,
                              bool dashed) {
            const EnergyPath path =
                energyAlongPath(field::ReconstructionScore(r, source.sigma), source.path.data(),
                                vertices, source.pathPoints);
            lines.lines.push_back(
                {label + number(": ΔE = %.4g", path.difference), path.length, path.energy, dashed});
            return path;
        };
        const std::string rule = "(3.14), n = " + std::to_string(source.pathPoints) + " a segment";
        const EnergyPath path = line(rule, source.learned, false);
        static_cast<void>(line("the same of r*", source.optimum, true));
        std::vector<double> exact(path.length.size());
        source.logDensity(path.points.data(), exact.size(), exact.data());
        const double first = exact.empty() ? 0.0 : exact.front();
        for (double& value : exact) {
            value = first - value;
        }
        const double last = exact.empty() ? 0.0 : exact.back();
        lines.lines.push_back(
            {number("−log p_σ: ΔE = %.4g", last), path.length, std::move(exact), true});
    }
    frame.add(Artifact{"path_energy",
                       "Energy along the path",
                       {"length of the path", ""},
                       {"E − E at its start", "nats"},
                       {},
                       std::move(lines)});
}

} // namespace

void publishCursor(FrameBuilder& frame, const CursorSource& source) {
    if (frame.wants("inspector")) {
        Table table;
        table.columns = {"quantity", "value"};
        if (!source.probe.empty()) {
            table = inspectorTable(source);
        }
        frame.add(Artifact{"inspector", "Under the cursor", {}, {}, {}, std::move(table)});
    }
    if (source.learned.dimensions() == 2 && (frame.wants("ball") || frame.wants("ball_points"))) {
        publishBall(frame, source);
    }
    publishPath(frame, source);
}

} // namespace scorescope::manifold
