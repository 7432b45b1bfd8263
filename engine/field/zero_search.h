// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/field/fixed_points.h"

#include <Eigen/Dense>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <optional>
#include <vector>

/// Finding zeros of v(x) = r(x) − x in a box of the plane, for findFixedPoints().
namespace scorescope::field::zeros {

using Point = std::array<double, 2>;

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

/// Eigenvalues of a 2 × 2 matrix, by real part.
[[nodiscard]] std::array<std::complex<double>, 2> eigenvalues(const Eigen::Matrix2d& j);
/// Whether an eigenvalue of v's Jacobian is 0, as far as `tolerance` tells: no index then.
[[nodiscard]] bool isDegenerate(const Zero& zero, double tolerance);
/// The Poincaré index of one that is not: the sign of det ∂v/∂x.
[[nodiscard]] int indexOf(const Zero& zero);

/// Width and height of a grid's cells.
[[nodiscard]] Point cellOf(const Grid& grid);
/// Turns of v along a grid's border, refined until it turns by less than 60° from point to point;
/// none where v vanishes there or is not finite.
[[nodiscard]] std::optional<int> windingNumber(Field& field, const Grid& grid, double tolerance);
struct Found {
    std::vector<Zero> zeros;
    Point cell{}; ///< of the grid on which they were looked for
};
/// All that are found in the field's box, as findFixedPoints() says, on a grid of options.columns ×
/// options.rows, or a coarser one where v vanishes in most of its cells, and on finer ones.
[[nodiscard]] Found find(Field& field, const FixedPointOptions& options);

} // namespace scorescope::field::zeros
