// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stats/principal_components.h"

#include "engine/core/finite.h"
#include "engine/core/threads.h"
#include "engine/nn/products.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace scorescope::stats {
namespace {

constexpr std::size_t blockRows = 1024;

std::vector<double> meanOf(const Points& points) {
    std::vector<double> mean(points.dimension, 0.0);
    for (std::size_t i = 0; i < points.count; ++i) {
        const float* const x = points.point(i);
        for (std::size_t k = 0; k < points.dimension; ++k) {
            mean[k] += static_cast<double>(x[k]);
        }
    }
    for (double& value : mean) {
        value /= static_cast<double>(points.count);
    }
    return mean;
}

Eigen::MatrixXd covarianceOf(const Points& points, const std::vector<double>& mean,
                             const LongWork& work) {
    const std::size_t d = points.dimension;
    const auto size = static_cast<Eigen::Index>(d);
    Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(size, size);
    std::vector<float> centred;
    std::vector<float> product(d * d);
    for (std::size_t from = 0; from < points.count; from += blockRows) {
        report(work.progress, static_cast<double>(from) / static_cast<double>(points.count));
        const std::size_t rows = std::min(blockRows, points.count - from);
        centred.resize(rows * d);
        for (std::size_t i = 0; i < rows; ++i) {
            const float* const x = points.point(from + i);
            for (std::size_t k = 0; k < d; ++k) {
                centred[i * d + k] = static_cast<float>(static_cast<double>(x[k]) - mean[k]);
            }
        }
        const nn::MatrixView block = nn::MatrixView::of(centred.data(), rows, d);
        nn::multiply(block.t(), block, 0.0F, product.data(), work.threads);
        sum += Eigen::Map<const Eigen::MatrixXf>(product.data(), size, size).cast<double>();
    }
    return sum / static_cast<double>(points.count - 1);
}

} // namespace

double PrincipalComponents::share(std::size_t component) const {
    return totalVariance > 0.0 ? variances.at(component) / totalVariance : 0.0;
}

std::vector<double> PrincipalComponents::project(const Points& points, int threads) const {
    if (points.dimension != dimension) {
        throw std::invalid_argument("components of " + std::to_string(dimension) +
                                    " coordinates were given points of " +
                                    std::to_string(points.dimension));
    }
    std::vector<double> result(points.count * components(), 0.0);
    parallelFor(points.count, threads, 64, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            const float* const x = points.point(i);
            for (std::size_t c = 0; c < components(); ++c) {
                const double* const direction = directions.data() + c * dimension;
                double sum = 0.0;
                for (std::size_t k = 0; k < dimension; ++k) {
                    sum += (static_cast<double>(x[k]) - mean[k]) * direction[k];
                }
                result[i * components() + c] = sum;
            }
        }
    });
    return result;
}

PrincipalComponents principalComponents(const Points& points, std::size_t components,
                                        const LongWork& work) {
    if (points.count < 2) {
        throw std::invalid_argument("principal components need at least two points");
    }
    if (components == 0 || components > points.dimension) {
        throw std::invalid_argument("there must be between 1 principal component and one for each "
                                    "of the " +
                                    std::to_string(points.dimension) + " coordinates, not " +
                                    std::to_string(components));
    }
    if (!allFinite(points.values, points.count * points.dimension)) {
        throw std::invalid_argument("a coordinate is not finite");
    }
    PrincipalComponents result;
    result.dimension = points.dimension;
    result.mean = meanOf(points);
    const Eigen::MatrixXd covariance = covarianceOf(points, result.mean, work.part(0.0, 0.5));
    report(work.progress, 0.5);
    result.totalVariance = covariance.trace();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);
    if (solver.info() != Eigen::Success) {
        throw std::runtime_error("the eigenvectors of a covariance were not found");
    }
    const Eigen::Index d = covariance.rows();
    for (std::size_t c = 0; c < components; ++c) {
        const Eigen::Index at = d - 1 - static_cast<Eigen::Index>(c); // they rise
        const Eigen::VectorXd direction = solver.eigenvectors().col(at);
        Eigen::Index largest = 0;
        direction.cwiseAbs().maxCoeff(&largest);
        const double sign = direction[largest] < 0.0 ? -1.0 : 1.0;
        for (Eigen::Index k = 0; k < d; ++k) {
            result.directions.push_back(sign * direction[k]);
        }
        result.variances.push_back(std::max(0.0, solver.eigenvalues()[at]));
    }
    report(work.progress, 1.0);
    return result;
}

} // namespace scorescope::stats
