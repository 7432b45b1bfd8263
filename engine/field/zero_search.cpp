// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/field/zero_search.h"

#include <utility>

namespace scorescope::field::zeros {
namespace {

/// Zeros nearer to each other than this share of the diagonal are one.
constexpr double sameZero = 1e-6;

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

/// Where Newton's method begins, to find the zeros within a grid.
std::vector<Point> seeds(Field& field, const Grid& grid) {
    const std::size_t columns = grid.columns;
    const std::size_t rows = grid.rows;
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

/// One end of a curve on which the fast part of v vanishes, and how it is followed.
struct SlowCurve {
    Point x{};
    Eigen::Vector2d ahead; ///< unit
    double last = 0.0;     ///< v · ahead at the last two places
    double before = 0.0;
    bool begun = false;
};

/// Eigenvectors of a matrix with real eigenvalues: of the one nearest 0, and of the other.
struct Axes {
    Eigen::Vector2d slow;
    Eigen::Vector2d fast;
};

std::optional<Axes> axesOf(const Eigen::Matrix2d& jacobian) {
    const std::array<std::complex<double>, 2> mu = eigenvalues(jacobian);
    if (mu[0].imag() != 0.0) {
        return std::nullopt;
    }
    // (J − μ) w = 0: w is orthogonal to the longer row.
    const auto vectorOf = [&](double value) {
        const Eigen::Matrix2d rest = jacobian - value * Eigen::Matrix2d::Identity();
        const Eigen::Vector2d row =
            rest.row(0).squaredNorm() > rest.row(1).squaredNorm() ? rest.row(0) : rest.row(1);
        const double length = row.norm();
        return length > 0.0 ? Eigen::Vector2d(-row(1) / length, row(0) / length)
                            : Eigen::Vector2d(1.0, 0.0);
    };
    const bool firstIsSlow = std::abs(mu[0]) < std::abs(mu[1]);
    return Axes{vectorOf(mu[firstIsSlow ? 0 : 1].real()), vectorOf(mu[firstIsSlow ? 1 : 0].real())};
}

/// Starts on both sides of the zeros along the eigenvector of the eigenvalue nearest 0.
std::vector<Point> besides(const std::vector<Zero>& zeros, const Point& cell, double tolerance) {
    std::vector<Point> result;
    for (const Zero& zero : zeros) {
        const std::optional<Axes> axes = axesOf(zero.jacobian);
        if (!axes || isDegenerate(zero, tolerance)) {
            continue;
        }
        for (const double share : {-1.2, -0.4, 0.4, 1.2}) {
            result.push_back({zero.x[0] + share * cell[0] * axes->slow(0),
                              zero.x[1] + share * cell[1] * axes->slow(1)});
        }
    }
    return result;
}

/// Where Newton's method begins to find the neighbours of zeros on curves of slow flow: a trained r
/// follows its data, and along them zeros lie like beads, closer than any grid resolves. Follows
/// such a curve from each zero, both ways, and marks where the flow along it turns round or nearly
/// does.
std::vector<Point> alongSlowCurves(Field& field, const std::vector<Zero>& zeros) {
    constexpr int places = 24;
    const double step = 0.0025 * field.diagonal();
    std::vector<SlowCurve> curves;
    for (const Zero& zero : zeros) {
        if (const std::optional<Axes> axes = axesOf(zero.jacobian)) {
            for (const Eigen::Vector2d& axis : {axes->slow, axes->fast}) {
                curves.push_back({zero.x, axis});
                curves.push_back({zero.x, -axis});
            }
        }
    }
    std::vector<Point> result;
    std::vector<Eigen::Matrix2d> jacobian;
    for (int place = 0; place < places && !curves.empty(); ++place) {
        std::vector<Point> at(curves.size());
        for (std::size_t i = 0; i < curves.size(); ++i) {
            at[i] = {curves[i].x[0] + step * curves[i].ahead(0),
                     curves[i].x[1] + step * curves[i].ahead(1)};
        }
        std::vector<Point> v = field.values(at, jacobian);
        // Back onto the curve: v's part along the fast axis vanishes there.
        std::vector<SlowCurve> next;
        std::vector<Point> corrected;
        for (std::size_t i = 0; i < curves.size(); ++i) {
            const std::optional<Axes> axes =
                jacobian[i].allFinite() ? axesOf(jacobian[i]) : std::nullopt;
            if (!axes) {
                continue;
            }
            const Eigen::Vector2d here(v[i][0], v[i][1]);
            Eigen::Matrix2d basis;
            basis << axes->slow, axes->fast;
            const Eigen::Vector2d parts = basis.fullPivLu().solve(here);
            const double fast = (jacobian[i] * axes->fast).dot(axes->fast);
            const double back = fast == 0.0 ? 0.0 : std::clamp(-parts(1) / fast, -step, step);
            if (!std::isfinite(back)) {
                continue;
            }
            SlowCurve curve = curves[i];
            curve.x = {at[i][0] + back * axes->fast(0), at[i][1] + back * axes->fast(1)};
            curve.ahead =
                axes->slow.dot(curve.ahead) < 0.0 ? Eigen::Vector2d(-axes->slow) : axes->slow;
            if (field.distanceOutside(curve.x) < step) {
                next.push_back(curve);
                corrected.push_back(curve.x);
            }
        }
        curves = std::move(next);
        v = field.values(corrected);
        for (std::size_t i = 0; i < curves.size(); ++i) {
            SlowCurve& curve = curves[i];
            const double flow = v[i][0] * curve.ahead(0) + v[i][1] * curve.ahead(1);
            const bool turns = curve.begun && flow * curve.last < 0.0;
            const bool nearly = curve.begun && std::abs(curve.last) < std::abs(curve.before) &&
                                std::abs(curve.last) < std::abs(flow);
            if (turns || nearly) {
                // Between the last two places, or at the last one.
                const double share = turns ? flow / (flow - curve.last) : 1.0;
                result.push_back({curve.x[0] - share * step * curve.ahead(0),
                                  curve.x[1] - share * step * curve.ahead(1)});
            }
            curve.before = curve.begun ? curve.last : 0.0;
            curve.last = flow;
            curve.begun = true;
        }
    }
    return result;
}

/// Looks for zeros from `from`, and then beside those that turn up, until nothing new does.
void search(Field& field, std::vector<Zero>& zeros, std::vector<Point> from, const Point& cell,
            const FixedPointOptions& options) {
    constexpr int mostRounds = 10; // of pairs beside pairs; two are usual
    for (int again = 0; again < mostRounds && !from.empty(); ++again) {
        const std::vector<Zero> added =
            addNew(zeros, newton(field, from, cell, options), sameZero * field.diagonal());
        from = besides(added, cell, options.degenerateTolerance);
        const std::vector<Point> beads = alongSlowCurves(field, added);
        from.insert(from.end(), beads.begin(), beads.end());
    }
}

/// Whether the zeros known within a part of the box can be all: their indices sum to what v turns
/// along the part's border. True where that says nothing: with a degenerate zero inside.
bool fits(Field& field, const std::vector<Zero>& zeros, const Grid& part,
          const FixedPointOptions& options) {
    int sum = 0;
    for (const Zero& zero : zeros) {
        if (zero.x[0] > part.xMin && zero.x[0] < part.xMax && zero.x[1] > part.yMin &&
            zero.x[1] < part.yMax) {
            if (isDegenerate(zero, options.degenerateTolerance)) {
                return true;
            }
            sum += indexOf(zero);
        }
    }
    const std::optional<int> winding = windingNumber(field, part, options.tolerance);
    return winding && *winding == sum;
}

/// A grid cut into across × across parts with as many cells a length.
std::vector<Grid> partsOf(const Grid& grid, std::size_t across) {
    // A little beside even parts: symmetric fields have zeros on the lines between those.
    constexpr double beside = 0.057;
    const auto edge = [across](double from, double to, std::size_t i) {
        const double share = (static_cast<double>(i) + beside) / static_cast<double>(across);
        return i == 0 ? from : i == across ? to : from + (to - from) * share;
    };
    std::vector<Grid> parts;
    for (std::size_t row = 0; row < across; ++row) {
        for (std::size_t column = 0; column < across; ++column) {
            Grid part;
            part.xMin = edge(grid.xMin, grid.xMax, column);
            part.xMax = edge(grid.xMin, grid.xMax, column + 1);
            part.yMin = edge(grid.yMin, grid.yMax, row);
            part.yMax = edge(grid.yMin, grid.yMax, row + 1);
            part.columns = std::max<std::size_t>(2, (grid.columns - 1) / across + 1);
            part.rows = std::max<std::size_t>(2, (grid.rows - 1) / across + 1);
            parts.push_back(part);
        }
    }
    return parts;
}

/// Cuts the box into parts, searches those whose zeros do not fit their winding number on a finer
/// grid, and cuts what does not fit even then into smaller parts.
void searchParts(Field& field, std::vector<Zero>& zeros, const Grid& box,
                 const FixedPointOptions& options) {
    constexpr std::size_t across = 6;
    std::vector<Grid> parts = partsOf(box, across);
    for (std::size_t level = 0; level < options.refinements; ++level) {
        std::vector<Grid> smaller;
        for (const Grid& part : parts) {
            if (fits(field, zeros, part, options)) {
                continue;
            }
            Grid fine = part;
            fine.columns = 2 * part.columns - 1;
            fine.rows = 2 * part.rows - 1;
            search(field, zeros, seeds(field, fine), cellOf(fine), options);
            if (!fits(field, zeros, part, options)) {
                for (const Grid& piece : partsOf(fine, 2)) {
                    smaller.push_back(piece);
                }
            }
        }
        parts = std::move(smaller);
    }
}

} // namespace

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

bool isDegenerate(const Zero& zero, double tolerance) {
    const std::array<std::complex<double>, 2> mu = eigenvalues(zero.jacobian);
    return std::min(std::abs(mu[0]), std::abs(mu[1])) <= tolerance;
}

int indexOf(const Zero& zero) {
    return zero.jacobian.determinant() > 0.0 ? 1 : -1;
}

Point cellOf(const Grid& grid) {
    return {(grid.xMax - grid.xMin) / static_cast<double>(grid.columns - 1),
            (grid.yMax - grid.yMin) / static_cast<double>(grid.rows - 1)};
}

std::optional<int> windingNumber(Field& field, const Grid& grid, double tolerance) {
    const std::size_t columns = grid.columns;
    const std::size_t rows = grid.rows;
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

Found find(Field& field, const FixedPointOptions& options) {
    Grid grid = field.box();
    grid.columns = options.columns;
    grid.rows = options.rows;
    std::vector<Point> from = seeds(field, grid);
    // Where v vanishes all over the box (an r that copies), every cell has a zero.
    constexpr std::size_t mostSeeds = 10000;
    while (from.size() > mostSeeds) {
        grid.columns = (grid.columns + 1) / 2;
        grid.rows = (grid.rows + 1) / 2;
        from = seeds(field, grid);
    }
    Found found;
    found.cell = cellOf(grid);
    search(field, found.zeros, std::move(from), found.cell, options);
    searchParts(field, found.zeros, grid, options);
    return found;
}

} // namespace scorescope::field::zeros
