// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/field/basins.h"

#include "engine/core/threads.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace scorescope::manifold {

namespace {

/// The displacement of the linear flow dx/dt = v + J (x − x₀) from x₀, after the longest time of a
/// row of doublings at which it is still within `reach` (or at rest).
Eigen::Vector2d linearFlow(const Eigen::Matrix2d& j, const Eigen::Vector2d& v, double reach) {
    const double speed = v.norm();
    if (!(speed > 0.0)) {
        return Eigen::Vector2d::Zero();
    }
    // First time: Taylor's series is good to rounding at ‖hJ‖ ≤ 1/4, and the step within reach
    // (‖φ₁‖ ≤ 1.14 there).
    const double norm = j.norm();
    double h = 0.8 * reach / speed;
    if (norm * h > 0.25) {
        h = 0.25 / norm;
    }
    const Eigen::Matrix2d identity = Eigen::Matrix2d::Identity();
    const Eigen::Matrix2d a = h * j;
    Eigen::Matrix2d phi = identity; // φ₁(A) = Σ Aᵏ/(k + 1)!
    for (int k = 11; k > 1; --k) {
        phi = identity + a * phi / static_cast<double>(k);
    }
    Eigen::Matrix2d exponential = identity + a * phi;
    Eigen::Vector2d step = h * (phi * v);
    constexpr int doublings = 60;
    for (int k = 0; k < doublings; ++k) {
        // φ₁(2A) = (e^A + 1) φ₁(A)/2 and e^{2A} = (e^A)².
        phi = 0.5 * (exponential + identity) * phi;
        exponential = exponential * exponential;
        h *= 2.0;
        const Eigen::Vector2d longer = h * (phi * v);
        if (!(longer.norm() <= reach)) { // also what overflowed
            break;
        }
        const bool atRest = (longer - step).norm() <= 1e-12 * longer.norm();
        step = longer;
        if (atRest) {
            break;
        }
    }
    return step;
}

struct Target {
    std::vector<std::array<double, 2>> at; ///< one point, or the zeros of a line
    double radius = 0.0;                   ///< caught within this, moving or not
    bool line = false;
};

} // namespace

Basins basinsOfAttraction(const Reconstruction& reconstruction, const Grid& grid,
                          const FixedPointSearch& fixedPoints, const BasinOptions& options) {
    const double width = grid.xMax - grid.xMin;
    const double height = grid.yMax - grid.yMin;
    if (reconstruction.dimensions() != 2) {
        throw std::invalid_argument("basins of attraction are followed in the plane only");
    }
    if (grid.columns < 2 || grid.rows < 2 || !(width > 0.0) || !(height > 0.0) ||
        !std::isfinite(width) || !std::isfinite(height) || !(options.cells > 0.0) ||
        !(options.cells <= 1.0)) {
        throw std::invalid_argument("basins need a grid of at least 2 x 2 nodes and steps of at "
                                    "most one cell");
    }
    const double cell = std::min(width / static_cast<double>(grid.columns - 1),
                                 height / static_cast<double>(grid.rows - 1));
    const double reach = options.cells * cell;
    Basins basins;
    basins.grid = grid;
    basins.attractor.assign(grid.size(), -1);
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
            target.radius = reach;
            for (std::size_t q = 0; q < fixedPoints.points.size(); ++q) {
                if (q != p) {
                    const FixedPoint& other = fixedPoints.points[q];
                    target.radius = std::min(
                        target.radius, 0.5 * std::hypot(other.x - point.x, other.y - point.y));
                }
            }
        }
        basins.points.push_back(p);
        targets.push_back(std::move(target));
    }
    const auto caughtBy = [&](const double* x, bool atRest) {
        int best = -1;
        double nearest = std::numeric_limits<double>::infinity();
        for (std::size_t t = 0; t < targets.size(); ++t) {
            if (targets[t].line && !atRest) {
                continue;
            }
            for (const std::array<double, 2>& at : targets[t].at) {
                const double distance = std::hypot(x[0] - at[0], x[1] - at[1]);
                if (distance <= targets[t].radius && distance < nearest) {
                    nearest = distance;
                    best = static_cast<int>(t);
                }
            }
        }
        return best;
    };

    enum class State { moving, caught, left, resting };
    std::vector<double> x(2 * grid.size());
    std::vector<std::size_t> node(grid.size());
    for (std::size_t n = 0; n < grid.size(); ++n) {
        x[2 * n] = grid.x(n % grid.columns);
        x[2 * n + 1] = grid.y(n / grid.columns);
        node[n] = n;
    }
    std::vector<double> r(x.size());
    std::vector<double> jacobian(2 * x.size());
    std::vector<State> state(node.size());
    for (std::size_t step = 0; step < options.steps && !node.empty(); ++step) {
        reconstruction.reconstructWithJacobian(x.data(), node.size(), r.data(), jacobian.data());
        basins.evaluations += node.size();
        const auto advance = [&](std::size_t n) {
            double* at = x.data() + 2 * n;
            state[n] = State::moving;
            int target = caughtBy(at, false);
            if (target < 0) {
                const double* j = jacobian.data() + 4 * n;
                Eigen::Matrix2d derivative;
                derivative << j[0] - 1.0, j[1], j[2], j[3] - 1.0;
                const Eigen::Vector2d v(r[2 * n] - at[0], r[2 * n + 1] - at[1]);
                const Eigen::Vector2d move = linearFlow(derivative, v, reach);
                at[0] += move(0);
                at[1] += move(1);
                if (!derivative.allFinite() || !v.allFinite() ||
                    !(at[0] >= grid.xMin - cell && at[0] <= grid.xMax + cell &&
                      at[1] >= grid.yMin - cell && at[1] <= grid.yMax + cell)) {
                    state[n] = State::left;
                } else if (move.norm() <= 1e-7 * cell) {
                    state[n] = State::resting;
                    target = caughtBy(at, true);
                }
            }
            if (target >= 0) {
                basins.attractor[node[n]] = target;
                state[n] = State::caught;
            }
        };
        constexpr std::size_t nodesAtOnce = 256;
        parallelFor(node.size(), 0, nodesAtOnce, [&](std::size_t first, std::size_t last) {
            for (std::size_t n = first; n < last; ++n) {
                advance(n);
            }
        });
        std::size_t kept = 0;
        for (std::size_t n = 0; n < node.size(); ++n) {
            basins.left += state[n] == State::left ? 1 : 0;
            basins.unfinished += state[n] == State::resting ? 1 : 0;
            if (state[n] == State::moving) {
                node[kept] = node[n];
                x[2 * kept] = x[2 * n];
                x[2 * kept + 1] = x[2 * n + 1];
                ++kept;
            }
        }
        node.resize(kept);
        report(options.progress,
               1.0 - static_cast<double>(kept) / static_cast<double>(grid.size()));
    }
    basins.unfinished += node.size();
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

} // namespace scorescope::manifold
