// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/field/fixed_points.h"

#include "engine/core/text.h"
#include "engine/field/zero_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

namespace scorescope::field {
namespace {

std::string complexText(const std::complex<double>& value) {
    if (std::abs(value.imag()) < 1e-12) {
        return number("%.3g", value.real());
    }
    return number("%.3g", value.real()) + (value.imag() < 0.0 ? " − " : " + ") +
           number("%.3g", std::abs(value.imag())) + "i";
}

std::string kindText(const FixedPoint& point) {
    switch (point.kind) {
    case FixedPointKind::attractor:
        return point.spurious ? "spurious attractor" : "attractor";
    case FixedPointKind::saddle:
        return "saddle";
    case FixedPointKind::source:
        return "source";
    case FixedPointKind::center: {
        constexpr double exact = 1e-6; // zeros are found more exactly than that
        const double growth = point.eigenvalues[0].real();
        return std::abs(growth) <= exact ? "centre"
               : growth > 0.0            ? "centre, weakly outwards"
                                         : "centre, weakly inwards";
    }
    case FixedPointKind::degenerate:
        return point.line.size() > 1 ? "line of fixed points" : "degenerate";
    }
    return {};
}

FixedPoint classify(const zeros::Zero& zero, const FixedPointOptions& options) {
    FixedPoint point;
    point.x = zero.x[0];
    point.y = zero.x[1];
    point.residual = zero.residual;
    point.eigenvalues = zeros::eigenvalues(zero.jacobian);
    const std::complex<double> low = point.eigenvalues[0];
    const std::complex<double> high = point.eigenvalues[1];
    point.attractsMap = std::abs(1.0 + low) < 1.0 && std::abs(1.0 + high) < 1.0;
    if (zeros::isDegenerate(zero, options.degenerateTolerance)) {
        point.kind = FixedPointKind::degenerate;
        point.line.push_back(zero.x);
        return point;
    }
    point.index = zeros::indexOf(zero);
    const double tolerance = options.degenerateTolerance;
    if (high.real() < -tolerance) {
        point.kind = FixedPointKind::attractor;
    } else if (low.real() > tolerance) {
        point.kind = FixedPointKind::source;
    } else {
        point.kind = point.index < 0 ? FixedPointKind::saddle : FixedPointKind::center;
    }
    return point;
}

/// Joins degenerate points whose neighbours are within `reach` into lines.
std::vector<FixedPoint> joinLines(const std::vector<FixedPoint>& points, double reach) {
    std::vector<FixedPoint> result;
    std::vector<FixedPoint> degenerate;
    for (const FixedPoint& point : points) {
        (point.kind == FixedPointKind::degenerate ? degenerate : result).push_back(point);
    }
    std::vector<bool> taken(degenerate.size(), false);
    for (std::size_t first = 0; first < degenerate.size(); ++first) {
        if (taken[first]) {
            continue;
        }
        std::vector<std::size_t> members{first};
        taken[first] = true;
        for (std::size_t m = 0; m < members.size(); ++m) {
            const FixedPoint& here = degenerate[members[m]];
            for (std::size_t i = 0; i < degenerate.size(); ++i) {
                if (!taken[i] &&
                    std::hypot(degenerate[i].x - here.x, degenerate[i].y - here.y) <= reach) {
                    taken[i] = true;
                    members.push_back(i);
                }
            }
        }
        std::sort(members.begin(), members.end());
        zeros::Point middle{};
        for (const std::size_t i : members) {
            middle[0] += degenerate[i].x / static_cast<double>(members.size());
            middle[1] += degenerate[i].y / static_cast<double>(members.size());
        }
        const auto distance = [&](std::size_t i) {
            return std::hypot(degenerate[i].x - middle[0], degenerate[i].y - middle[1]);
        };
        const std::size_t centre =
            *std::min_element(members.begin(), members.end(), [&](std::size_t a, std::size_t b) {
                return distance(a) < distance(b);
            });
        FixedPoint joined = degenerate[centre];
        joined.line.clear();
        for (const std::size_t i : members) {
            joined.line.push_back({degenerate[i].x, degenerate[i].y});
        }
        result.push_back(std::move(joined));
    }
    std::sort(result.begin(), result.end(), [](const FixedPoint& a, const FixedPoint& b) {
        return a.x != b.x ? a.x < b.x : a.y < b.y;
    });
    return result;
}

double distanceToData(const data::PointSet& data, double x, double y) {
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < data.size(); ++i) {
        const double dx = data.point(i)[0] - x;
        const double dy = data.point(i)[1] - y;
        least = std::min(least, dx * dx + dy * dy);
    }
    return std::sqrt(least);
}

void check(const Reconstruction& reconstruction, const Grid& box, const FixedPointOptions& options,
           const data::PointSet* data) {
    const double width = box.xMax - box.xMin;
    const double height = box.yMax - box.yMin;
    if (reconstruction.dimensions() != 2 || (data != nullptr && data->dimensions != 2)) {
        throw std::invalid_argument("fixed points are looked for in the plane only");
    }
    if (!(width > 0.0) || !(height > 0.0) || !std::isfinite(width) || !std::isfinite(height)) {
        throw std::invalid_argument("fixed points need a box with finite, increasing ranges");
    }
    if (options.columns < 2 || options.rows < 2 || !(options.tolerance > 0.0) ||
        !(options.tolerance < 1.0) || !(options.degenerateTolerance >= 0.0) ||
        !(options.spuriousDistance >= 0.0)) {
        throw std::invalid_argument("options of the search for fixed points are out of range");
    }
}

} // namespace

FixedPointSearch findFixedPoints(const Reconstruction& reconstruction, const Grid& box,
                                 const FixedPointOptions& options, const data::PointSet* data) {
    check(reconstruction, box, options, data);
    zeros::Field field(reconstruction, box);
    Grid grid = box;
    grid.columns = options.columns;
    grid.rows = options.rows;
    FixedPointSearch found;
    found.winding = zeros::windingNumber(field, grid, options.tolerance);
    const zeros::Found all = zeros::find(field, options);
    found.cell = all.cell;
    std::vector<FixedPoint> points;
    bool degenerate = false;
    for (const zeros::Zero& zero : all.zeros) {
        points.push_back(classify(zero, options));
        found.indexSum += points.back().index;
        degenerate = degenerate || points.back().kind == FixedPointKind::degenerate;
        if (field.distanceOutside(zero.x) >= -zeros::onBorder * field.diagonal()) {
            found.winding.reset(); // v vanishes on the border
        }
    }
    found.points = joinLines(points, 1.5 * std::hypot(found.cell[0], found.cell[1]));
    if (found.winding && !degenerate) {
        found.consistent = found.indexSum == *found.winding;
    }
    for (FixedPoint& point : found.points) {
        point.dataDistance = data == nullptr ? std::numeric_limits<double>::quiet_NaN()
                                             : distanceToData(*data, point.x, point.y);
        point.spurious = point.kind == FixedPointKind::attractor &&
                         point.dataDistance > options.spuriousDistance;
    }
    found.evaluations = field.evaluations;
    found.jacobians = field.jacobians;
    return found;
}

Markers fixedPointMarkers(const FixedPointSearch& search) {
    Markers markers;
    for (const FixedPoint& point : search.points) {
        Markers::Marker marker;
        marker.x = point.x;
        marker.y = point.y;
        switch (point.kind) {
        case FixedPointKind::attractor:
            marker.kind = point.spurious ? "spurious_attractor" : "attractor";
            break;
        case FixedPointKind::saddle:
            marker.kind = "saddle";
            break;
        case FixedPointKind::source:
            marker.kind = "source";
            break;
        case FixedPointKind::center:
            marker.kind = "center";
            break;
        case FixedPointKind::degenerate:
            marker.kind = "point";
            break;
        }
        markers.markers.push_back(std::move(marker));
    }
    return markers;
}

Table fixedPointTable(const FixedPointSearch& found) {
    Table table;
    table.columns = {"kind", "x₀", "x₁", "eigenvalues of ∂r/∂x", "distance to data"};
    for (const FixedPoint& point : found.points) {
        const std::complex<double> first = 1.0 + point.eigenvalues[0];
        const std::complex<double> second = 1.0 + point.eigenvalues[1];
        table.rows.push_back({kindText(point), numberCell("%.4f", point.x),
                              numberCell("%.4f", point.y),
                              TableCell(complexText(first) + " · " + complexText(second),
                                        {first.real(), first.imag(), second.real(), second.imag()}),
                              numberCell("%.3g", point.dataDistance)});
    }
    std::string verdict = std::to_string(found.points.size()) + " found";
    if (found.winding) {
        verdict += "; indices sum to " + std::to_string(found.indexSum) + ", the field turns " +
                   std::to_string(*found.winding) + " times along the border";
    }
    if (found.consistent) {
        verdict += *found.consistent ? ": these agree" : ": some are missing";
    }
    table.rows.push_back({verdict, "", "", "", ""});
    return table;
}

} // namespace scorescope::field
