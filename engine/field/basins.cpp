// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/field/basins.h"

#include "engine/core/threads.h"

#include <Eigen/Dense>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::field {

namespace {

using Eigen::Matrix2d;
using Eigen::Vector2d;

/// An attractor catches what comes so near, in cells. A tenth of a cell is too much: paths pass by
/// a weak spiral at that distance and go on to another attractor.
constexpr double captureCells = 1e-3;
/// A step this short is taken whatever its error: r has a kink or a jump there. In cells.
constexpr double leastCells = 1e-3;

/// A step of the flow dx/dt = v + J (x − x₀) from x₀, of some time h.
struct LinearStep {
    Vector2d move = Vector2d::Zero();       ///< h φ₁(hJ) v
    Matrix2d correction = Matrix2d::Zero(); ///< 2h φ₃(hJ), for what the field is not linear
};

/// The longest step of a row of doublings of h that stays within `reach`, or comes to rest.
LinearStep linearStep(const Matrix2d& j, const Vector2d& v, double reach) {
    LinearStep step;
    const double speed = v.norm();
    if (!(speed > 0.0)) {
        return step;
    }
    // First time: Taylor's series is good to rounding at ‖hJ‖ ≤ 1/4, and the step within reach
    // (‖φ₁‖ ≤ 1.14 there).
    const double norm = j.norm();
    double h = 0.8 * reach / speed;
    if (norm * h > 0.25) {
        h = 0.25 / norm;
    }
    const Matrix2d identity = Matrix2d::Identity();
    const Matrix2d a = h * j;
    Matrix2d phi3 = identity / 6.0; // φ₃(A) = Σ Aᵏ/(k + 3)!
    Matrix2d power = phi3;
    for (int k = 4; k <= 13; ++k) {
        power = a * power / static_cast<double>(k);
        phi3 += power;
    }
    Matrix2d phi2 = 0.5 * identity + a * phi3;
    Matrix2d phi1 = identity + a * phi2;
    Matrix2d exponential = identity + a * phi1;
    step.move = h * (phi1 * v);
    constexpr int doublings = 60;
    for (int k = 0; k < doublings; ++k) {
        // φₙ(2A) = 2⁻ⁿ (e^A φₙ(A) + Σ φₘ(A)/(n − m)!), m from 1 to n.
        const Matrix2d twice1 = 0.5 * (exponential * phi1 + phi1);
        const Vector2d longer = 2.0 * h * (twice1 * v);
        if (!(longer.norm() <= reach)) { // also what overflowed
            break;
        }
        const Matrix2d twice3 = 0.125 * (exponential * phi3 + 0.5 * phi1 + phi2 + phi3);
        phi2 = 0.25 * (exponential * phi2 + phi1 + phi2);
        phi1 = twice1;
        phi3 = twice3;
        exponential = exponential * exponential;
        h *= 2.0;
        const bool atRest = (longer - step.move).norm() <= 1e-12 * longer.norm();
        step.move = longer;
        if (atRest) {
            break;
        }
    }
    step.correction = 2.0 * h * phi3;
    return step;
}

/// What ends a path: one point, or the zeros of a line.
struct Target {
    std::vector<std::array<double, 2>> at;
    double radius = 0.0; ///< caught within this, moving or not
    bool line = false;   ///< catches only what rests
};

/// Targets of the attractors and lines among the points found, whose indices go to `points`.
std::vector<Target> targetsOf(const FixedPointSearch& fixedPoints, double capture,
                              std::vector<std::size_t>& points) {
    std::vector<Target> targets;
    for (std::size_t p = 0; p < fixedPoints.points.size(); ++p) {
        const FixedPoint& point = fixedPoints.points[p];
        const bool line =
            point.kind == FixedPointKind::degenerate && point.eigenvalues[0].real() < 0.0;
        if (point.kind != FixedPointKind::attractor && !line) {
            continue;
        }
        Target target;
        target.line = line;
        if (line) {
            target.at = point.line;
            target.radius = 1.5 * std::hypot(fixedPoints.cell[0], fixedPoints.cell[1]);
        } else {
            target.at = {{point.x, point.y}};
            target.radius = capture;
            for (std::size_t q = 0; q < fixedPoints.points.size(); ++q) {
                if (q != p) {
                    const FixedPoint& other = fixedPoints.points[q];
                    target.radius = std::min(
                        target.radius, 0.5 * std::hypot(other.x - point.x, other.y - point.y));
                }
            }
        }
        points.push_back(p);
        targets.push_back(std::move(target));
    }
    return targets;
}

/// The nearest target that catches a path at x; −1: none.
int caughtBy(const std::vector<Target>& targets, const Vector2d& x, bool atRest) {
    int best = -1;
    double nearest = std::numeric_limits<double>::infinity(); // squared
    for (std::size_t t = 0; t < targets.size(); ++t) {
        if (targets[t].line && !atRest) {
            continue;
        }
        const double radius = targets[t].radius * targets[t].radius;
        for (const std::array<double, 2>& at : targets[t].at) {
            const double dx = x(0) - at[0];
            const double dy = x(1) - at[1];
            const double distance = dx * dx + dy * dy;
            if (distance <= radius && distance < nearest) {
                nearest = distance;
                best = static_cast<int>(t);
            }
        }
    }
    return best;
}

/// The path of one node.
struct Path {
    enum class State { moving, caught, left, resting };
    std::size_t node = 0;
    Vector2d x = Vector2d::Zero();
    double reach = 0.0; ///< of the next step
    State state = State::moving;
    int target = -1;
    // The step that is tried:
    Vector2d v = Vector2d::Zero();
    Matrix2d jacobian = Matrix2d::Zero(); ///< of v
    LinearStep step;
    bool accepted = false;
};

/// All paths that move, with the batches they are evaluated in.
class Flow {
public:
    Flow(const Reconstruction& reconstruction, const Grid& grid, std::vector<Target> targets,
         double cell, const BasinOptions& options)
        : reconstruction_(reconstruction), grid_(grid), targets_(std::move(targets)), cell_(cell),
          options_(options), paths_(grid.size()) {
        for (std::size_t n = 0; n < grid.size(); ++n) {
            paths_[n].node = n;
            paths_[n].x = {grid.x(n % grid.columns), grid.y(n / grid.columns)};
            paths_[n].reach = options.cells * cell;
        }
    }
    [[nodiscard]] const std::vector<Path>& paths() const { return paths_; }

    /// One step of every path; what ended is told to `basins`.
    void advance(Basins& basins) {
        begin(basins);
        std::vector<std::size_t> trying;
        for (std::size_t p = 0; p < paths_.size(); ++p) {
            if (paths_[p].state == Path::State::moving) {
                trying.push_back(p);
            }
        }
        while (!trying.empty()) {
            attempt(trying, basins);
            trying.erase(std::remove_if(trying.begin(), trying.end(),
                                        [this](std::size_t p) { return paths_[p].accepted; }),
                         trying.end());
        }
        for (const Path& path : paths_) {
            basins.left += path.state == Path::State::left ? 1 : 0;
            basins.unfinished += path.state == Path::State::resting && path.target < 0 ? 1 : 0;
            basins.attractor[path.node] = path.target;
        }
        paths_.erase(
            std::remove_if(paths_.begin(), paths_.end(),
                           [](const Path& path) { return path.state != Path::State::moving; }),
            paths_.end());
    }

private:
    static constexpr std::size_t pathsAtOnce = 256;

    /// Evaluates r where the paths are; what is caught there moves no further.
    void begin(Basins& basins) {
        const std::size_t count = paths_.size();
        points_.resize(2 * count);
        r_.resize(2 * count);
        jacobians_.resize(4 * count);
        for (std::size_t p = 0; p < count; ++p) {
            points_[2 * p] = paths_[p].x(0);
            points_[2 * p + 1] = paths_[p].x(1);
        }
        reconstruction_.reconstructWithJacobian(points_.data(), count, r_.data(),
                                                jacobians_.data());
        basins.jacobians += count;
        parallelFor(count, 0, pathsAtOnce, [&](std::size_t first, std::size_t last) {
            for (std::size_t p = first; p < last; ++p) {
                Path& path = paths_[p];
                const double* j = jacobians_.data() + 4 * p;
                path.jacobian << j[0] - 1.0, j[1], j[2], j[3] - 1.0;
                path.v = Vector2d(r_[2 * p], r_[2 * p + 1]) - path.x;
                path.target = caughtBy(targets_, path.x, false);
                if (path.target >= 0) {
                    path.state = Path::State::caught;
                } else if (!path.jacobian.allFinite() || !path.v.allFinite()) {
                    path.state = Path::State::left;
                } else {
                    path.step = linearStep(path.jacobian, path.v, path.reach);
                }
            }
        });
    }

    /// Tries the steps of these paths: each is taken, or shortened for another try.
    void attempt(const std::vector<std::size_t>& trying, Basins& basins) {
        const std::size_t count = trying.size();
        for (std::size_t i = 0; i < count; ++i) {
            const Path& path = paths_[trying[i]];
            points_[2 * i] = path.x(0) + path.step.move(0);
            points_[2 * i + 1] = path.x(1) + path.step.move(1);
        }
        reconstruction_.reconstruct(points_.data(), count, r_.data());
        basins.evaluations += count;
        parallelFor(count, 0, pathsAtOnce, [&](std::size_t first, std::size_t last) {
            for (std::size_t i = first; i < last; ++i) {
                const Vector2d there(points_[2 * i], points_[2 * i + 1]);
                judge(paths_[trying[i]], there, Vector2d(r_[2 * i], r_[2 * i + 1]) - there);
            }
        });
    }

    void judge(Path& path, const Vector2d& there, const Vector2d& velocityThere) const {
        const Vector2d unforeseen = velocityThere - path.v - path.jacobian * path.step.move;
        const Vector2d correction = path.step.correction * unforeseen;
        const double error = correction.norm() / (options_.tolerance * cell_);
        const double taken = path.step.move.norm();
        // The error of the step of second order grows with the third power of its length.
        const double factor = error > 0.0 ? 0.9 * std::cbrt(1.0 / error) : 4.0;
        path.reach = std::min(taken * std::clamp(factor, 0.2, 4.0), options_.cells * cell_);
        path.accepted = error <= 1.0 || taken <= leastCells * cell_ || !std::isfinite(error);
        if (!path.accepted) {
            path.step = linearStep(path.jacobian, path.v, path.reach);
            return;
        }
        // A correction as long as a cell is none: the step was taken for its shortness.
        path.x = correction.norm() <= cell_ ? Vector2d(there + correction) : there;
        if (!(path.x(0) >= grid_.xMin - cell_ && path.x(0) <= grid_.xMax + cell_ &&
              path.x(1) >= grid_.yMin - cell_ && path.x(1) <= grid_.yMax + cell_)) {
            path.state = Path::State::left;
        } else if (path.step.move.norm() <= 1e-7 * cell_) {
            path.state = Path::State::resting;
            path.target = caughtBy(targets_, path.x, true);
        }
    }

    const Reconstruction& reconstruction_;
    const Grid& grid_;
    const std::vector<Target> targets_;
    const double cell_;
    const BasinOptions& options_;
    std::vector<Path> paths_;
    std::vector<double> points_;
    std::vector<double> r_;
    std::vector<double> jacobians_;
};

} // namespace

Basins basinsOfAttraction(const Reconstruction& reconstruction, const Grid& grid,
                          const FixedPointSearch& fixedPoints, const BasinOptions& options) {
    const double width = grid.xMax - grid.xMin;
    const double height = grid.yMax - grid.yMin;
    if (reconstruction.dimensions() != 2) {
        throw std::invalid_argument("basins of attraction are followed in the plane only");
    }
    const auto isShare = [](double value) { return value > 0.0 && value <= 1.0; };
    if (grid.columns < 2 || grid.rows < 2 || !(width > 0.0) || !(height > 0.0) ||
        !std::isfinite(width) || !std::isfinite(height) || !isShare(options.cells) ||
        !isShare(options.tolerance)) {
        throw std::invalid_argument("basins need a grid of at least 2 x 2 nodes, steps of at most "
                                    "one cell and a tolerance of at most one cell");
    }
    const double cell = std::min(width / static_cast<double>(grid.columns - 1),
                                 height / static_cast<double>(grid.rows - 1));
    Basins basins;
    basins.grid = grid;
    basins.attractor.assign(grid.size(), -1);
    Flow flow(reconstruction, grid, targetsOf(fixedPoints, captureCells * cell, basins.points),
              cell, options);
    for (std::size_t step = 0; step < options.steps && !flow.paths().empty(); ++step) {
        flow.advance(basins);
        report(options.progress,
               1.0 - static_cast<double>(flow.paths().size()) / static_cast<double>(grid.size()));
    }
    basins.unfinished += flow.paths().size();
    return basins;
}

ScalarField basinField(const Basins& basins, const FixedPointSearch& fixedPoints) {
    ScalarField field;
    field.grid = basins.grid;
    field.values.reserve(basins.attractor.size());
    for (const int attractor : basins.attractor) {
        field.values.push_back(attractor < 0 ? std::numeric_limits<float>::quiet_NaN()
                                             : static_cast<float>(attractor));
    }
    for (std::size_t k = 0; k < basins.points.size(); ++k) {
        const FixedPoint& point = fixedPoints.points[basins.points[k]];
        field.categories.push_back(std::to_string(k + 1) + (point.spurious ? " (spurious)" : ""));
    }
    return field;
}

} // namespace scorescope::field
