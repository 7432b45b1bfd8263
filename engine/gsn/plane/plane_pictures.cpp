// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/plane/plane_pictures.h"

#include "engine/core/text.h"
#include "engine/gsn/log_weights.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace scorescope::gsn {
namespace {

constexpr double pi = 3.14159265358979323846;

double squaredDistance(const double* a, double x, double y) {
    return (a[0] - x) * (a[0] - x) + (a[1] - y) * (a[1] - y);
}

Lines::Line circle(std::string label, const PlanePoint& centre, double radius, bool dashed,
                   double labelAngle) {
    constexpr int corners = 96;
    Lines::Line line;
    line.label = std::move(label);
    line.dashed = dashed;
    for (int i = 0; i <= corners; ++i) { // it ends where its label stands
        const double angle = labelAngle + 2.0 * pi * i / corners;
        line.x.push_back(centre[0] + radius * std::cos(angle));
        line.y.push_back(centre[1] + radius * std::sin(angle));
    }
    return line;
}

TableCell pointCell(const PlanePoint& point) {
    return {number("%.4f", point[0]) + "   " + number("%.4f", point[1]), {point[0], point[1]}};
}

ScalarField densityField(const Grid& grid, const std::vector<double>& values) {
    ScalarField field;
    field.grid = grid;
    for (const double value : values) {
        field.values.push_back(static_cast<float>(value));
    }
    return field;
}

} // namespace

ScalarField gaussianField(const Grid& grid, const PlanePoint& mean, double deviation) {
    std::vector<double> values;
    const double variance = deviation * deviation;
    for (std::size_t row = 0; row < grid.rows; ++row) {
        for (std::size_t column = 0; column < grid.columns; ++column) {
            const double square = squaredDistance(mean.data(), grid.x(column), grid.y(row));
            values.push_back(std::exp(-0.5 * square / variance) / (2.0 * pi * variance));
        }
    }
    return densityField(grid, values);
}

std::vector<double> posteriorWeights(const data::PointSet& examples, const PlanePoint& corrupted,
                                     double sigma) {
    std::vector<double> weights(examples.size());
    for (std::size_t i = 0; i < weights.size(); ++i) {
        weights[i] =
            -0.5 * squaredDistance(examples.point(i), corrupted[0], corrupted[1]) / (sigma * sigma);
    }
    normalizeLogWeights(weights);
    return weights;
}

ScalarField posteriorField(const Grid& grid, const data::PointSet& examples,
                           const std::vector<double>& weights, double width) {
    constexpr double negligible = 1e-7;
    constexpr double reach = 6.0; // widths
    std::vector<double> values(grid.size(), 0.0);
    const double variance = width * width;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (weights[i] < negligible) {
            continue;
        }
        const double* at = examples.point(i);
        for (std::size_t row = 0; row < grid.rows; ++row) {
            if (std::abs(grid.y(row) - at[1]) > reach * width) {
                continue;
            }
            for (std::size_t column = 0; column < grid.columns; ++column) {
                const double square = squaredDistance(at, grid.x(column), grid.y(row));
                values[row * grid.columns + column] +=
                    weights[i] * std::exp(-0.5 * square / variance) / (2.0 * pi * variance);
            }
        }
    }
    return densityField(grid, values);
}

Lines chainCircles(const ChainMoment& moment) {
    // X, X̃ and r(X̃) lie along a line, mostly: the circles' labels stand behind X and beside it.
    const double towards = moment.hasCorrupted ? std::atan2(moment.corrupted[1] - moment.x[1],
                                                            moment.corrupted[0] - moment.x[0])
                                               : -0.25 * pi;
    Lines lines;
    lines.lines.push_back(circle("C(X̃ | X)", moment.x, 2.0 * moment.sigma, true, towards + pi));
    if (moment.hasCorrupted) {
        lines.lines.push_back(
            circle("P(X | X̃)", moment.mean, 2.0 * moment.deviation, false, towards + 0.5 * pi));
    }
    return lines;
}

Markers chainMarkers(const ChainMoment& moment) {
    Markers markers;
    const auto add = [&](const PlanePoint& at, const char* label) {
        markers.markers.push_back({at[0], at[1], "point", label, "", ""});
    };
    add(moment.x, "X");
    if (moment.hasCorrupted) {
        add(moment.corrupted, "X̃");
        add(moment.mean, "r(X̃)");
    }
    return markers;
}

Table chainTable(const ChainMoment& moment) {
    Table table;
    table.columns = {"of the chain", "value"};
    const auto half = static_cast<double>(moment.halfSteps);
    table.rows.push_back({"half steps made", TableCell(number("%.0f", half), half)});
    table.rows.push_back({"last", moment.halfSteps == 0  ? "none: X is where the chain begins"
                                  : moment.atCorrupted() ? "X̃ drawn from C(X̃ | X)"
                                                         : "X drawn from P(X | X̃)"});
    table.rows.push_back({"X", pointCell(moment.x)});
    if (moment.hasCorrupted) {
        table.rows.push_back({"X̃", pointCell(moment.corrupted)});
        table.rows.push_back({"r(X̃)", pointCell(moment.mean)});
    }
    table.rows.push_back({"σ of C(X̃ | X)", numberCell("%.4g", moment.sigma)});
    table.rows.push_back({"s of P(X | X̃)", numberCell("%.4g", moment.deviation)});
    table.rows.push_back({"X to the nearest example", numberCell("%.3g", moment.dataDistance)});
    table.rows.push_back({"next", moment.atCorrupted() ? "X from P(X | X̃)" : "X̃ from C(X̃ | X)"});
    return table;
}

Trajectory walkPaths(const Walks& walks, std::size_t most) {
    // Rows of one example are in the order of its steps.
    std::vector<std::vector<std::size_t>> rowsOf;
    for (std::size_t row = 0; row < walks.rows(); ++row) {
        if (walks.example[row] >= rowsOf.size()) {
            rowsOf.resize(walks.example[row] + 1);
        }
        rowsOf[walks.example[row]].push_back(row);
    }
    std::vector<std::size_t> longest(rowsOf.size());
    std::iota(longest.begin(), longest.end(), std::size_t{0});
    std::stable_sort(longest.begin(), longest.end(), [&](std::size_t a, std::size_t b) {
        return rowsOf[a].size() > rowsOf[b].size();
    });
    longest.resize(std::min(longest.size(), most));
    std::sort(longest.begin(), longest.end());
    Trajectory paths;
    paths.dimensions = walks.dimensions;
    const std::size_t d = walks.dimensions;
    const auto put = [&](const std::vector<double>& points, std::size_t row) {
        for (std::size_t j = 0; j < d; ++j) {
            paths.coordinates.push_back(static_cast<float>(points[row * d + j]));
        }
    };
    for (const std::size_t example : longest) {
        paths.starts.push_back(paths.coordinates.size() / d);
        for (const std::size_t row : rowsOf[example]) {
            put(walks.from, row);
            put(walks.corrupted, row);
        }
    }
    return paths;
}

} // namespace scorescope::gsn
