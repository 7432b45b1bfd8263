// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/field/fixed_points.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

namespace scorescope::manifold {

namespace {

using Point = std::array<double, 2>;

/// Zeros nearer to each other than this share of the diagonal are one.
constexpr double sameZero = 1e-6;
/// What lies this share of the diagonal outside the border is on it.
constexpr double onBorder = 1e-9;

struct Zero {
    Point x{};
    double residual = 0.0;
    Eigen::Matrix2d jacobian; ///< of v
};

/// The box and the field in it.
class Field {
public:
    Field(const Reconstruction& reconstruction, const Grid& box)
        : reconstruction_(reconstruction), box_(box),
          diagonal_(std::hypot(box.xMax - box.xMin, box.yMax - box.yMin)) {}

    [[nodiscard]] const Grid& box() const { return box_; }
    [[nodiscard]] double diagonal() const { return diagonal_; }
    [[nodiscard]] double distanceOutside(const Point& x) const {
        return std::max(std::max(box_.xMin - x[0], x[0] - box_.xMax),
                        std::max(box_.yMin - x[1], x[1] - box_.yMax));
    }
    /// v at the points.
    std::vector<Point> values(const std::vector<Point>& points) {
        std::vector<Point> out(points.size());
        if (!points.empty()) {
            reconstruction_.reconstruct(points.front().data(), points.size(), out.front().data());
        }
        for (std::size_t i = 0; i < points.size(); ++i) {
            out[i] = {out[i][0] - points[i][0], out[i][1] - points[i][1]};
        }
        evaluations += points.size();
        return out;
    }
    /// v and its Jacobian at the points.
    std::vector<Point> values(const std::vector<Point>& points,
                              std::vector<Eigen::Matrix2d>& jacobian) {
        std::vector<Point> out(points.size());
        std::vector<double> j(4 * points.size());
        if (!points.empty()) {
            reconstruction_.reconstructWithJacobian(points.front().data(), points.size(),
                                                    out.front().data(), j.data());
        }
        jacobian.resize(points.size());
        for (std::size_t i = 0; i < points.size(); ++i) {
            out[i] = {out[i][0] - points[i][0], out[i][1] - points[i][1]};
            jacobian[i] << j[4 * i] - 1.0, j[4 * i + 1], j[4 * i + 2], j[4 * i + 3] - 1.0;
        }
        jacobians += points.size();
        return out;
    }

    std::size_t evaluations = 0;
    std::size_t jacobians = 0;

private:
    const Reconstruction& reconstruction_;
    Grid box_;
    double diagonal_;
};

/// Zeros of the bilinear interpolant of v on one cell, as shares of it, a little beyond its edges
/// too. Corners in the order (0,0), (1,0), (0,1), (1,1).
std::vector<Point> bilinearZeros(const std::array<Point, 4>& corner) {
    const auto coefficients = [&](std::size_t k) {
        return std::array<double, 4>{corner[0][k], corner[1][k] - corner[0][k],
                                     corner[2][k] - corner[0][k],
                                     corner[3][k] - corner[2][k] - corner[1][k] + corner[0][k]};
    };
    const std::array<double, 4> a = coefficients(0);
    const std::array<double, 4> b = coefficients(1);
    // t from u = 0, put into v = 0, leaves a quadratic in s.
    const double square = b[1] * a[3] - b[3] * a[1];
    const double linear = b[0] * a[3] + b[1] * a[2] - b[2] * a[1] - b[3] * a[0];
    const double constant = b[0] * a[2] - b[2] * a[0];
    std::vector<double> roots;
    const double discriminant = linear * linear - 4.0 * square * constant;
    if (discriminant >= 0.0) {
        const double half = -0.5 * (linear + std::copysign(std::sqrt(discriminant), linear));
        roots.push_back(half / square);
        roots.push_back(constant / half);
    }
    std::vector<Point> zeros;
    constexpr double beyond = 0.1;
    for (const double s : roots) {
        // Whichever component depends on t more strongly tells it.
        const double slopeA = a[2] + a[3] * s;
        const double slopeB = b[2] + b[3] * s;
        const double t = std::abs(slopeA) > std::abs(slopeB) ? -(a[0] + a[1] * s) / slopeA
                                                             : -(b[0] + b[1] * s) / slopeB;
        if (s >= -beyond && s <= 1.0 + beyond && t >= -beyond && t <= 1.0 + beyond) {
            zeros.push_back({s, t});
        }
    }
    return zeros;
}

/// Where Newton's method begins.
std::vector<Point> seeds(Field& field, std::size_t columns, std::size_t rows) {
    Grid grid = field.box();
    grid.columns = columns;
    grid.rows = rows;
    std::vector<Point> nodes;
    nodes.reserve(grid.size());
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t column = 0; column < columns; ++column) {
            nodes.push_back({grid.x(column), grid.y(row)});
        }
    }
    const std::vector<Point> v = field.values(nodes);
    const auto at = [&](std::size_t column, std::size_t row) { return row * columns + column; };
    std::vector<Point> result;
    for (std::size_t row = 0; row + 1 < rows; ++row) {
        for (std::size_t column = 0; column + 1 < columns; ++column) {
            const std::array<Point, 4> corner = {v[at(column, row)], v[at(column + 1, row)],
                                                 v[at(column, row + 1)],
                                                 v[at(column + 1, row + 1)]};
            const auto changes = [&](std::size_t k) {
                const auto [low, high] =
                    std::minmax({corner[0][k], corner[1][k], corner[2][k], corner[3][k]});
                return low <= 0.0 && high >= 0.0;
            };
            if (!changes(0) || !changes(1)) {
                continue;
            }
            std::vector<Point> zeros = bilinearZeros(corner);
            if (zeros.empty()) {
                zeros.push_back({0.5, 0.5});
            }
            const Point& first = nodes[at(column, row)];
            const Point& last = nodes[at(column + 1, row + 1)];
            for (const Point& zero : zeros) {
                result.push_back({first[0] + zero[0] * (last[0] - first[0]),
                                  first[1] + zero[1] * (last[1] - first[1])});
            }
        }
    }
    const auto size = [&](std::size_t column, std::size_t row) {
        return std::hypot(v[at(column, row)][0], v[at(column, row)][1]);
    };
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t column = 0; column < columns; ++column) {
            const double here = size(column, row);
            bool least = std::isfinite(here);
            for (std::size_t j = row == 0 ? 0 : row - 1; j <= std::min(row + 1, rows - 1); ++j) {
                for (std::size_t i = column == 0 ? 0 : column - 1;
                     i <= std::min(column + 1, columns - 1); ++i) {
                    least = least && !(size(i, j) < here);
                }
            }
            if (least) {
                result.push_back(nodes[at(column, row)]);
            }
        }
    }
    return result;
}

/// −J⁻¹ v, or the shortest least-squares solution where J is singular, no longer than `longest`.
Eigen::Vector2d newtonStep(const Eigen::Matrix2d& jacobian, const Point& v, double longest) {
    const Eigen::Vector2d right(-v[0], -v[1]);
    const double scale = jacobian.squaredNorm();
    Eigen::Vector2d step;
    if (std::abs(jacobian.determinant()) > 1e-9 * scale) {
        step << jacobian(1, 1) * right(0) - jacobian(0, 1) * right(1),
            jacobian(0, 0) * right(1) - jacobian(1, 0) * right(0);
        step /= jacobian.determinant();
    } else if (scale > 0.0) {
        step = jacobian.transpose() * right / scale; // rank one: J⁺ = Jᵀ/‖J‖²
    } else {
        step.setZero();
    }
    const double length = step.norm();
    return length > longest ? Eigen::Vector2d(step * (longest / length)) : step;
}

/// Damped Newton from all seeds at once; those that arrive within the box.
std::vector<Zero> newton(Field& field, const std::vector<Point>& from, const Point& cell,
                         const FixedPointOptions& options) {
    struct Search {
        Point x{};
        Point v{};
        Eigen::Matrix2d jacobian;
        double size = 0.0;
        double damping = 1.0;
        std::size_t polish = 2; ///< steps still to take once ‖v‖ is small enough
    };
    const double tolerance = options.tolerance * field.diagonal();
    const double longest = 2.0 * std::hypot(cell[0], cell[1]);
    std::vector<Zero> found;
    std::vector<Eigen::Matrix2d> jacobian;
    std::vector<Point> v = field.values(from, jacobian);
    std::vector<Search> active;
    for (std::size_t i = 0; i < from.size(); ++i) {
        Search search;
        search.x = from[i];
        search.v = v[i];
        search.jacobian = jacobian[i];
        search.size = std::hypot(v[i][0], v[i][1]);
        if (std::isfinite(search.size) && jacobian[i].allFinite()) {
            active.push_back(search);
        }
    }
    const auto finish = [&](const Search& search) {
        if (search.size <= tolerance &&
            field.distanceOutside(search.x) <= onBorder * field.diagonal()) {
            found.push_back({search.x, search.size, search.jacobian});
        }
    };
    for (std::size_t iteration = 0; iteration < options.iterations && !active.empty();
         ++iteration) {
        std::vector<Point> trial(active.size());
        for (std::size_t i = 0; i < active.size(); ++i) {
            const Eigen::Vector2d step = newtonStep(active[i].jacobian, active[i].v, longest);
            trial[i] = {active[i].x[0] + active[i].damping * step(0),
                        active[i].x[1] + active[i].damping * step(1)};
        }
        v = field.values(trial, jacobian);
        std::vector<Search> next;
        for (std::size_t i = 0; i < active.size(); ++i) {
            Search search = active[i];
            const double size = std::hypot(v[i][0], v[i][1]);
            const bool arrived = search.size <= tolerance;
            // NaN is never below.
            const bool falls =
                size < search.size * (1.0 - 1e-4 * search.damping) && jacobian[i].allFinite();
            if (falls) {
                search.x = trial[i];
                search.v = v[i];
                search.jacobian = jacobian[i];
                search.size = size;
                search.damping = std::min(1.0, 4.0 * search.damping);
            } else {
                search.damping *= 0.25;
            }
            if ((arrived && (!falls || --search.polish == 0)) || search.size == 0.0) {
                finish(search);
            } else if (search.damping > 1e-5 && field.distanceOutside(search.x) < 0.5 * longest) {
                next.push_back(search);
            }
        }
        active = std::move(next);
    }
    for (const Search& search : active) {
        finish(search);
    }
    return found;
}

std::array<std::complex<double>, 2> eigenvalues(const Eigen::Matrix2d& j) {
    const double middle = 0.5 * j.trace();
    const double difference = 0.5 * (j(0, 0) - j(1, 1));
    const double square = difference * difference + j(0, 1) * j(1, 0);
    if (square < 0.0) {
        const double turn = std::sqrt(-square);
        return {std::complex<double>(middle, -turn), std::complex<double>(middle, turn)};
    }
    const double half = std::sqrt(square);
    // The larger one directly, the other from the determinant: no cancellation near 0.
    const double large = middle + std::copysign(half, middle);
    const double small = large == 0.0 ? 0.0 : j.determinant() / large;
    return {std::min(large, small), std::max(large, small)};
}

FixedPoint classify(const Zero& zero, double tolerance) {
    FixedPoint point;
    point.x = zero.x[0];
    point.y = zero.x[1];
    point.residual = zero.residual;
    point.eigenvalues = eigenvalues(zero.jacobian);
    const std::complex<double> low = point.eigenvalues[0];
    const std::complex<double> high = point.eigenvalues[1];
    point.attractsMap = std::abs(1.0 + low) < 1.0 && std::abs(1.0 + high) < 1.0;
    if (std::min(std::abs(low), std::abs(high)) <= tolerance) {
        point.kind = FixedPointKind::degenerate;
        point.line.push_back(zero.x);
        return point;
    }
    point.index = zero.jacobian.determinant() > 0.0 ? 1 : -1;
    if (high.real() < -tolerance) {
        point.kind = FixedPointKind::attractor;
    } else if (low.real() > tolerance) {
        point.kind = FixedPointKind::source;
    } else {
        point.kind = point.index < 0 ? FixedPointKind::saddle : FixedPointKind::center;
    }
    return point;
}

/// Adds those of `zeros` that are new; returns which.
std::vector<Zero> addNew(std::vector<Zero>& known, const std::vector<Zero>& zeros, double nearest) {
    std::vector<Zero> added;
    for (const Zero& zero : zeros) {
        const auto same = [&](const Zero& other) {
            return std::hypot(zero.x[0] - other.x[0], zero.x[1] - other.x[1]) <= nearest;
        };
        const auto there = std::find_if(known.begin(), known.end(), same);
        if (there == known.end()) {
            known.push_back(zero);
            added.push_back(zero);
        } else if (zero.residual < there->residual) {
            *there = zero;
        }
    }
    return added;
}

/// Starts on both sides of the zeros along the eigenvector of the eigenvalue nearest 0.
std::vector<Point> besides(const std::vector<Zero>& zeros, const Point& cell, double tolerance) {
    std::vector<Point> result;
    for (const Zero& zero : zeros) {
        const std::array<std::complex<double>, 2> mu = eigenvalues(zero.jacobian);
        const double slow = std::abs(mu[0]) < std::abs(mu[1]) ? mu[0].real() : mu[1].real();
        if (mu[0].imag() != 0.0 || std::abs(slow) <= tolerance) {
            continue;
        }
        // (J − μ) w = 0: w is orthogonal to the longer row.
        const Eigen::Matrix2d rest = zero.jacobian - slow * Eigen::Matrix2d::Identity();
        const Eigen::Vector2d row =
            rest.row(0).squaredNorm() > rest.row(1).squaredNorm() ? rest.row(0) : rest.row(1);
        const double length = row.norm();
        const Eigen::Vector2d along = length > 0.0
                                          ? Eigen::Vector2d(-row(1) / length, row(0) / length)
                                          : Eigen::Vector2d(1.0, 0.0);
        for (const double share : {-1.2, -0.4, 0.4, 1.2}) {
            result.push_back(
                {zero.x[0] + share * cell[0] * along(0), zero.x[1] + share * cell[1] * along(1)});
        }
    }
    return result;
}

/// Turns of v along the border, refined until it turns by less than 60° from point to point.
std::optional<int> windingNumber(Field& field, std::size_t columns, std::size_t rows,
                                 double tolerance) {
    Grid grid = field.box();
    grid.columns = columns;
    grid.rows = rows;
    std::vector<Point> points;
    for (std::size_t i = 0; i + 1 < columns; ++i) {
        points.push_back({grid.x(i), grid.yMin});
    }
    for (std::size_t i = 0; i + 1 < rows; ++i) {
        points.push_back({grid.xMax, grid.y(i)});
    }
    for (std::size_t i = columns - 1; i > 0; --i) {
        points.push_back({grid.x(i), grid.yMax});
    }
    for (std::size_t i = rows - 1; i > 0; --i) {
        points.push_back({grid.xMin, grid.y(i)});
    }
    points.push_back(points.front());
    std::vector<Point> v = field.values(points);
    constexpr double largestTurn = 1.0471975511965976;
    constexpr int halvings = 30;
    constexpr std::size_t mostPoints = 100000;
    for (int level = 0; level < halvings; ++level) {
        double turns = 0.0;
        std::vector<std::size_t> wide;
        for (std::size_t i = 0; i < v.size(); ++i) {
            const double size = std::hypot(v[i][0], v[i][1]);
            if (!(size > tolerance * field.diagonal()) || !std::isfinite(size)) {
                return std::nullopt;
            }
            if (i + 1 < v.size()) {
                const double turn = std::atan2(v[i][0] * v[i + 1][1] - v[i][1] * v[i + 1][0],
                                               v[i][0] * v[i + 1][0] + v[i][1] * v[i + 1][1]);
                turns += turn;
                if (!(std::abs(turn) < largestTurn)) {
                    wide.push_back(i);
                }
            }
        }
        if (wide.empty()) {
            return static_cast<int>(std::lround(turns / (2.0 * std::acos(-1.0))));
        }
        if (points.size() > mostPoints) {
            return std::nullopt;
        }
        std::vector<Point> middle;
        for (const std::size_t i : wide) {
            middle.push_back(
                {0.5 * (points[i][0] + points[i + 1][0]), 0.5 * (points[i][1] + points[i + 1][1])});
        }
        const std::vector<Point> between = field.values(middle);
        std::vector<Point> finerPoints;
        std::vector<Point> finer;
        std::size_t next = 0;
        for (std::size_t i = 0; i < points.size(); ++i) {
            finerPoints.push_back(points[i]);
            finer.push_back(v[i]);
            if (next < wide.size() && wide[next] == i) {
                finerPoints.push_back(middle[next]);
                finer.push_back(between[next]);
                ++next;
            }
        }
        points = std::move(finerPoints);
        v = std::move(finer);
    }
    return std::nullopt;
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
        Point middle{};
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
    Field field(reconstruction, box);
    FixedPointSearch search;
    search.winding = windingNumber(field, options.columns, options.rows, options.tolerance);
    std::size_t columns = options.columns;
    std::size_t rows = options.rows;
    std::vector<Zero> zeros;
    for (std::size_t round = 0; round <= options.refinements; ++round) {
        const Point cell = {(box.xMax - box.xMin) / static_cast<double>(columns - 1),
                            (box.yMax - box.yMin) / static_cast<double>(rows - 1)};
        search.cell = cell;
        std::vector<Point> from = seeds(field, columns, rows);
        constexpr int mostRounds = 10; // of pairs beside pairs; two are usual
        for (int again = 0; again < mostRounds && !from.empty(); ++again) {
            const std::vector<Zero> added =
                addNew(zeros, newton(field, from, cell, options), sameZero * field.diagonal());
            from = besides(added, cell, options.degenerateTolerance);
        }
        std::vector<FixedPoint> points;
        search.indexSum = 0;
        search.consistent.reset();
        bool degenerate = false;
        for (const Zero& zero : zeros) {
            points.push_back(classify(zero, options.degenerateTolerance));
            search.indexSum += points.back().index;
            degenerate = degenerate || points.back().kind == FixedPointKind::degenerate;
            if (field.distanceOutside(zero.x) >= -onBorder * field.diagonal()) {
                search.winding.reset(); // v vanishes on the border
            }
        }
        search.points = joinLines(points, 1.5 * std::hypot(cell[0], cell[1]));
        if (search.winding && !degenerate) {
            search.consistent = search.indexSum == *search.winding;
        }
        if (search.consistent.value_or(true)) {
            break;
        }
        columns = 2 * columns - 1;
        rows = 2 * rows - 1;
    }
    for (FixedPoint& point : search.points) {
        point.dataDistance = data == nullptr ? std::numeric_limits<double>::quiet_NaN()
                                             : distanceToData(*data, point.x, point.y);
        point.spurious = point.kind == FixedPointKind::attractor &&
                         point.dataDistance > options.spuriousDistance;
    }
    search.evaluations = field.evaluations;
    search.jacobians = field.jacobians;
    return search;
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
        case FixedPointKind::degenerate:
            marker.kind = "point";
            break;
        }
        markers.markers.push_back(std::move(marker));
    }
    return markers;
}

} // namespace scorescope::manifold
