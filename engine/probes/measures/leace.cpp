// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/measures/leace.h"

#include "engine/probes/features/joint_moments.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace scorescope::probes {
namespace {

using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr double constantShare = 1e-12; ///< of the largest variance
constexpr double unrelatedShare = 1e-6; ///< of a whitened covariance with classes, 1 at most

Eigen::Index index(std::size_t value) {
    return static_cast<Eigen::Index>(value);
}

} // namespace

LeaceEraser::LeaceEraser(const Features& training, const std::vector<std::uint32_t>& labels,
                         std::size_t classes, const stats::LongWork& work) {
    if (labels.size() != training.rows()) {
        throw std::invalid_argument("there are " + std::to_string(training.rows()) +
                                    " rows of features and " + std::to_string(labels.size()) +
                                    " labels");
    }
    const JointMoments moments = jointMoments(training, oneHot(labels, classes), classes, work);
    mean_ = moments.mean;
    const Eigen::Index d = index(moments.dimension);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> parts(
        Eigen::Map<const Eigen::MatrixXd>(moments.covariance.data(), d, d));
    const Eigen::Map<const RowMatrix> cross(moments.crossCovariance.data(), d, index(classes));
    const double least = constantShare * parts.eigenvalues()(d - 1);
    Eigen::VectorXd root = Eigen::VectorXd::Zero(d);
    Eigen::VectorXd inverse = Eigen::VectorXd::Zero(d);
    for (Eigen::Index i = 0; i < d; ++i) {
        const double variance = parts.eigenvalues()(i);
        if (variance > least) {
            root(i) = std::sqrt(variance);
            inverse(i) = 1.0 / root(i);
        }
    }
    const Eigen::MatrixXd& directions = parts.eigenvectors();
    // In the basis of the eigenvectors, where W is diagonal: U has the columns of W Σ_xz.
    const Eigen::MatrixXd whitened = inverse.asDiagonal() * (directions.transpose() * cross);
    const Eigen::JacobiSVD<Eigen::MatrixXd> singular(whitened, Eigen::ComputeThinU);
    while (index(rank_) < singular.singularValues().size() &&
           singular.singularValues()(index(rank_)) > unrelatedShare) {
        ++rank_;
    }
    const Eigen::MatrixXd u = singular.matrixU().leftCols(index(rank_));
    const RowMatrix reading = (directions * (inverse.asDiagonal() * u)).transpose();
    const RowMatrix writing = (directions * (root.asDiagonal() * u)).transpose();
    reading_.assign(reading.data(), reading.data() + reading.size());
    writing_.assign(writing.data(), writing.data() + writing.size());
}

std::vector<double> LeaceEraser::projection() const {
    const std::size_t d = dimension();
    std::vector<double> found(d * d, 0.0);
    for (std::size_t r = 0; r < rank_; ++r) {
        for (std::size_t i = 0; i < d; ++i) {
            for (std::size_t j = 0; j < d; ++j) {
                found[i * d + j] += writing_[r * d + i] * reading_[r * d + j];
            }
        }
    }
    return found;
}

void LeaceEraser::erase(float* rows, std::size_t count, int threads) const {
    const std::size_t d = dimension();
    parallelFor(count, threads, 16, [&](std::size_t from, std::size_t to) {
        std::vector<double> x(d);
        std::vector<double> moved(d);
        for (std::size_t row = from; row < to; ++row) {
            float* const values = rows + row * d;
            for (std::size_t j = 0; j < d; ++j) {
                x[j] = static_cast<double>(values[j]) - mean_[j];
            }
            std::fill(moved.begin(), moved.end(), 0.0);
            for (std::size_t r = 0; r < rank_; ++r) {
                double along = 0.0;
                for (std::size_t j = 0; j < d; ++j) {
                    along += reading_[r * d + j] * x[j];
                }
                for (std::size_t j = 0; j < d; ++j) {
                    moved[j] += along * writing_[r * d + j];
                }
            }
            for (std::size_t j = 0; j < d; ++j) {
                values[j] = static_cast<float>(static_cast<double>(values[j]) - moved[j]);
            }
        }
    });
}

} // namespace scorescope::probes
