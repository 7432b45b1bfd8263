// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/field/helmholtz.h"

#include "engine/core/finite.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace scorescope::manifold {

namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Index = Eigen::Index;

const double pi = std::acos(-1.0);

/// The cosine transform that diagonalizes second differences on n nodes with trapezium weights:
/// columns cos(π j k/(n − 1)), their squared norms under the weights, and the eigenvalues.
struct Cosines {
    explicit Cosines(Index n) : matrix(n, n), norm(n), eigenvalue(n) {
        for (Index k = 0; k < n; ++k) {
            for (Index j = 0; j < n; ++j) {
                const Index turns = (j * k) % (2 * (n - 1)); // keeps the angle small and exact
                matrix(j, k) =
                    std::cos(pi * static_cast<double>(turns) / static_cast<double>(n - 1));
            }
            norm(k) = static_cast<double>(n - 1) * (k == 0 || k == n - 1 ? 1.0 : 0.5);
            const double half =
                std::sin(0.5 * pi * static_cast<double>(k) / static_cast<double>(n - 1));
            eigenvalue(k) = 4.0 * half * half;
        }
    }
    Matrix matrix;
    Eigen::VectorXd norm;
    Eigen::VectorXd eigenvalue;
};

/// The sine transform of the inner ones of n nodes, n ≥ 3; otherwise as above. Norms are all
/// (n − 1)/2.
struct Sines {
    explicit Sines(Index n) : matrix(n - 2, n - 2), eigenvalue(n - 2) {
        for (Index k = 1; k < n - 1; ++k) {
            for (Index j = 1; j < n - 1; ++j) {
                const Index turns = (j * k) % (2 * (n - 1));
                matrix(j - 1, k - 1) =
                    std::sin(pi * static_cast<double>(turns) / static_cast<double>(n - 1));
            }
            const double half =
                std::sin(0.5 * pi * static_cast<double>(k) / static_cast<double>(n - 1));
            eigenvalue(k - 1) = 4.0 * half * half;
        }
    }
    Matrix matrix;
    Eigen::VectorXd eigenvalue;
};

/// The squared norm, over edges, of the gradient closest to a field among those whose potential is
/// 0 on the border; from the right-hand side of the normal equations.
double innerGradient(const Matrix& right, double hx, double hy) {
    const Index rows = right.rows();
    const Index columns = right.cols();
    if (rows < 3 || columns < 3) {
        return 0.0;
    }
    const Sines sinX(columns);
    const Sines sinY(rows);
    const Matrix modes = sinY.matrix * right.block(1, 1, rows - 2, columns - 2) * sinX.matrix;
    const double norm = 0.25 * static_cast<double>(rows - 1) * static_cast<double>(columns - 1);
    // ‖∇φ‖² = φ · right for the φ that solves the equations.
    double sum = 0.0;
    for (Index l = 0; l < modes.rows(); ++l) {
        for (Index k = 0; k < modes.cols(); ++k) {
            const double eigenvalue =
                sinX.eigenvalue(k) / (hx * hx) + sinY.eigenvalue(l) / (hy * hy);
            sum += modes(l, k) * modes(l, k) / (norm * eigenvalue);
        }
    }
    return sum;
}

/// Derivatives at the nodes of a line from those on its edges: means, extrapolated at the ends.
template <typename Edge> double atNode(const Edge& edge, Index node, Index edges) {
    if (node > 0 && node < edges) {
        return 0.5 * (edge(node - 1) + edge(node));
    }
    const Index end = node == 0 ? 0 : edges - 1;
    const Index next = node == 0 ? 1 : edges - 2;
    return edges < 2 ? edge(0) : 1.5 * edge(end) - 0.5 * edge(next);
}

} // namespace

HelmholtzSplit helmholtzSplit(const Grid& grid, const std::vector<double>& u,
                              const std::vector<double>& v) {
    const double width = grid.xMax - grid.xMin;
    const double height = grid.yMax - grid.yMin;
    if (grid.columns < 2 || grid.rows < 2 || u.size() != grid.size() || v.size() != grid.size() ||
        !(width > 0.0) || !(height > 0.0) || !std::isfinite(width) || !std::isfinite(height)) {
        throw std::invalid_argument("a Helmholtz split needs a field on at least 2 x 2 nodes");
    }
    HelmholtzSplit split;
    split.grid = grid;
    if (!allFinite(u) || !allFinite(v)) {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        split.potential.assign(grid.size(), nan);
        split.gradientU = split.gradientV = split.rotationU = split.rotationV = split.potential;
        split.gradientFraction = split.rotationFraction = split.harmonicFraction = nan;
        return split;
    }
    const auto rows = static_cast<Index>(grid.rows);
    const auto columns = static_cast<Index>(grid.columns);
    const double hx = width / static_cast<double>(columns - 1);
    const double hy = height / static_cast<double>(rows - 1);
    const Eigen::Map<const Matrix> fieldU(u.data(), rows, columns);
    const Eigen::Map<const Matrix> fieldV(v.data(), rows, columns);
    Eigen::VectorXd weightX = Eigen::VectorXd::Ones(columns);
    Eigen::VectorXd weightY = Eigen::VectorXd::Ones(rows);
    weightX(0) = weightX(columns - 1) = 0.5;
    weightY(0) = weightY(rows - 1) = 0.5;

    // The field on the edges, and the right-hand side of the normal equations.
    const Matrix edgeU = 0.5 * (fieldU.leftCols(columns - 1) + fieldU.rightCols(columns - 1));
    const Matrix edgeV = 0.5 * (fieldV.topRows(rows - 1) + fieldV.bottomRows(rows - 1));
    const Matrix weightedU = weightY.asDiagonal() * edgeU / hx;
    const Matrix weightedV = edgeV * weightX.asDiagonal() / hy;
    Matrix right = Matrix::Zero(rows, columns);
    right.leftCols(columns - 1) -= weightedU;
    right.rightCols(columns - 1) += weightedU;
    right.topRows(rows - 1) -= weightedV;
    right.bottomRows(rows - 1) += weightedV;

    const Cosines cosX(columns);
    const Cosines cosY(rows);
    Matrix modes = cosY.matrix.transpose() * right * cosX.matrix;
    for (Index l = 0; l < rows; ++l) {
        for (Index k = 0; k < columns; ++k) {
            const double eigenvalue =
                cosX.eigenvalue(k) / (hx * hx) + cosY.eigenvalue(l) / (hy * hy);
            modes(l, k) =
                l + k == 0 ? 0.0 : modes(l, k) / (cosY.norm(l) * cosX.norm(k) * eigenvalue);
        }
    }
    const Matrix potential = cosY.matrix * modes * cosX.matrix.transpose();
    const Matrix slopeX = (potential.rightCols(columns - 1) - potential.leftCols(columns - 1)) / hx;
    const Matrix slopeY = (potential.bottomRows(rows - 1) - potential.topRows(rows - 1)) / hy;

    const auto squared = [&](const Matrix& onX, const Matrix& onY) {
        return (weightY.asDiagonal() * onX.cwiseAbs2()).sum() +
               (onY.cwiseAbs2() * weightX.asDiagonal()).sum();
    };
    const double gradient = squared(slopeX, slopeY);
    const double rotation = squared(edgeU - slopeX, edgeV - slopeY);
    split.gradientFraction = gradient / (gradient + rotation);
    split.rotationFraction = rotation / (gradient + rotation);
    // Rounding may leave less than nothing.
    split.harmonicFraction =
        std::max(0.0, gradient - innerGradient(right, hx, hy)) / (gradient + rotation);

    split.potential.assign(potential.data(), potential.data() + potential.size());
    split.gradientU.resize(grid.size());
    split.gradientV.resize(grid.size());
    split.rotationU.resize(grid.size());
    split.rotationV.resize(grid.size());
    for (Index row = 0; row < rows; ++row) {
        for (Index column = 0; column < columns; ++column) {
            const auto n = static_cast<std::size_t>(row * columns + column);
            split.gradientU[n] =
                atNode([&](Index e) { return slopeX(row, e); }, column, columns - 1);
            split.gradientV[n] = atNode([&](Index e) { return slopeY(e, column); }, row, rows - 1);
            split.rotationU[n] = u[n] - split.gradientU[n];
            split.rotationV[n] = v[n] - split.gradientV[n];
        }
    }
    return split;
}

ScalarField energySurface(const HelmholtzSplit& split, double sigma) {
    if (!(sigma > 0.0) || !std::isfinite(sigma)) {
        throw std::invalid_argument("an energy surface needs a finite sigma above 0");
    }
    ScalarField field;
    field.grid = split.grid;
    field.values.reserve(split.potential.size());
    const double highest = split.potential.empty()
                               ? 0.0
                               : *std::max_element(split.potential.begin(), split.potential.end());
    for (const double value : split.potential) {
        field.values.push_back(static_cast<float>((highest - value) / (sigma * sigma)));
    }
    return field;
}

} // namespace scorescope::manifold
