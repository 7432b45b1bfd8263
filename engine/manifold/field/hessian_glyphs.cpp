// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/field/hessian_glyphs.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace scorescope::manifold {

HessianEstimate hessianEstimate(const double* jacobian, std::size_t dimensions, double sigma) {
    if (!(sigma > 0.0) || !std::isfinite(sigma) || dimensions == 0) {
        throw std::invalid_argument("the Hessian's estimate needs a finite sigma above 0");
    }
    using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const auto d = static_cast<Eigen::Index>(dimensions);
    const Eigen::Map<const Matrix> j(jacobian, d, d);
    HessianEstimate estimate;
    estimate.dimensions = dimensions;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    estimate.values.assign(dimensions, nan);
    estimate.sensitivity.assign(dimensions, nan);
    estimate.vectors.assign(dimensions * dimensions, nan);
    estimate.asymmetry = nan;
    if (!j.allFinite()) {
        return estimate;
    }
    const double length = (j + j.transpose()).norm();
    const double difference = (j - j.transpose()).norm();
    estimate.asymmetry = difference == 0.0 ? 0.0 : difference / length;
    const Eigen::MatrixXd symmetric = 0.5 * (j + j.transpose());
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(symmetric);
    for (Eigen::Index i = 0; i < d; ++i) {
        const auto at = static_cast<std::size_t>(i);
        estimate.sensitivity[at] = solver.eigenvalues()(i);
        estimate.values[at] = (solver.eigenvalues()(i) - 1.0) / (sigma * sigma);
        Eigen::VectorXd vector = solver.eigenvectors().col(i);
        Eigen::Index largest = 0;
        vector.cwiseAbs().maxCoeff(&largest);
        if (vector(largest) < 0.0) {
            vector = -vector;
        }
        std::copy_n(vector.data(), dimensions, estimate.vectors.data() + at * dimensions);
        if (std::abs(estimate.values[at]) < std::abs(estimate.values[estimate.tangent])) {
            estimate.tangent = at;
        }
        if (std::abs(estimate.values[at]) > std::abs(estimate.values[estimate.normal])) {
            estimate.normal = at;
        }
    }
    return estimate;
}

TensorField sensitivityGlyphs(const field::FieldSample& sample, std::size_t stride) {
    const Grid& grid = sample.grid;
    if (stride == 0 || sample.jacobian.size() != 4 * grid.size()) {
        throw std::invalid_argument("ellipses need a field sampled with its Jacobians");
    }
    TensorField field;
    field.fullLength = 1.0;
    for (std::size_t row = stride / 2; row < grid.rows; row += stride) {
        for (std::size_t column = stride / 2; column < grid.columns; column += stride) {
            const double* j = sample.jacobian.data() + 4 * (row * grid.columns + column);
            Eigen::Matrix2d symmetric;
            symmetric << j[0], 0.5 * (j[1] + j[2]), 0.5 * (j[1] + j[2]), j[3];
            if (!symmetric.allFinite()) {
                continue;
            }
            field.x.push_back(static_cast<float>(grid.x(column)));
            field.y.push_back(static_cast<float>(grid.y(row)));
            field.tensor.push_back({static_cast<float>(symmetric(0, 0)),
                                    static_cast<float>(symmetric(0, 1)),
                                    static_cast<float>(symmetric(1, 1))});
        }
    }
    return field;
}

LocalMoments localMoments(const data::PointSet& points, const double* x0, double radius) {
    const std::size_t d = points.dimensions;
    LocalMoments moments;
    std::vector<std::size_t> inside;
    for (std::size_t i = 0; i < points.size(); ++i) {
        double squared = 0.0;
        for (std::size_t k = 0; k < d; ++k) {
            const double difference = points.point(i)[k] - x0[k];
            squared += difference * difference;
        }
        if (radius > 0.0 && squared < radius * radius) {
            inside.push_back(i);
        }
    }
    moments.count = inside.size();
    if (inside.empty()) {
        return moments;
    }
    const auto count = static_cast<double>(inside.size());
    moments.mean.assign(d, 0.0);
    for (const std::size_t i : inside) {
        for (std::size_t k = 0; k < d; ++k) {
            moments.mean[k] += (points.point(i)[k] - x0[k]) / count; // about x0: no cancellation
        }
    }
    for (std::size_t k = 0; k < d; ++k) {
        moments.mean[k] += x0[k];
    }
    if (inside.size() < 2) {
        return moments;
    }
    moments.covariance.assign(d * d, 0.0);
    for (const std::size_t i : inside) {
        for (std::size_t k = 0; k < d; ++k) {
            for (std::size_t j = 0; j < d; ++j) {
                moments.covariance[k * d + j] += (points.point(i)[k] - moments.mean[k]) *
                                                 (points.point(i)[j] - moments.mean[j]) /
                                                 (count - 1.0);
            }
        }
    }
    moments.standardError.resize(d);
    for (std::size_t k = 0; k < d; ++k) {
        moments.standardError[k] = std::sqrt(moments.covariance[k * d + k] / count);
    }
    return moments;
}

std::vector<double> predictedLocalMean(const double* x0, const double* score,
                                       std::size_t dimensions, double radius) {
    std::vector<double> mean(dimensions);
    const double scale = radius * radius / (static_cast<double>(dimensions) + 2.0);
    for (std::size_t k = 0; k < dimensions; ++k) {
        mean[k] = x0[k] + scale * score[k];
    }
    return mean;
}

} // namespace scorescope::manifold
