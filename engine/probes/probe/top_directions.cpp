// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/probe/top_directions.h"

#include "engine/core/rng.h"
#include "engine/nn/products.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace scorescope::probes {
namespace {

constexpr Purpose sketching = Purpose::named("sketch of features");
constexpr std::size_t blockRows = 256;
constexpr std::size_t stretch = 512; ///< coordinates

using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Index index(std::size_t value) {
    return static_cast<Eigen::Index>(value);
}

/// Orthonormal rows.
RowMatrix randomRows(std::size_t count, std::size_t dimension, std::uint64_t seed) {
    RandomStream random(seed, sketching);
    Eigen::MatrixXd columns(index(dimension), index(count));
    for (Eigen::Index c = 0; c < columns.cols(); ++c) {
        for (Eigen::Index j = 0; j < columns.rows(); ++j) {
            columns(j, c) = random.normal();
        }
    }
    const Eigen::HouseholderQR<Eigen::MatrixXd> factors(columns);
    return (factors.householderQ() * Eigen::MatrixXd::Identity(columns.rows(), columns.cols()))
        .transpose();
}

/// Ω Σ for the rows Ω: what the covariance of the sampled rows makes of them.
RowMatrix sketch(const Features& training, const Standardization& standardization,
                 const RowMatrix& rows, std::size_t sampled, const stats::LongWork& work) {
    const std::size_t d = training.dimension();
    const auto count = static_cast<std::size_t>(rows.rows());
    const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> thin =
        rows.cast<float>();
    RowMatrix sum = RowMatrix::Zero(rows.rows(), rows.cols());
    std::vector<float> block;
    std::vector<float> one;
    std::vector<float> products;
    std::vector<float> back(count * d);
    for (std::size_t from = 0; from < sampled; from += blockRows) {
        report(work.progress, static_cast<double>(from) / static_cast<double>(sampled));
        const std::size_t taken = std::min(blockRows, sampled - from);
        block.resize(taken * d);
        for (std::size_t i = 0; i < taken; ++i) {
            const std::size_t row = (from + i) * training.rows() / sampled;
            const float* const x = training.block(row, 1, one);
            for (std::size_t j = 0; j < d; ++j) {
                block[i * d + j] =
                    static_cast<float>((static_cast<double>(x[j]) - standardization.mean[j]) *
                                       standardization.inverse[j]);
            }
        }
        products.resize(taken * count);
        const nn::MatrixView x = nn::MatrixView::of(block.data(), taken, d);
        nn::multiply(x, nn::MatrixView::of(thin.data(), count, d).t(), 0.0F, products.data(),
                     work.threads);
        nn::multiply(nn::MatrixView::of(products.data(), taken, count).t(), x, 0.0F, back.data(),
                     work.threads);
        sum +=
            Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
                back.data(), rows.rows(), rows.cols())
                .cast<double>();
    }
    return sum / static_cast<double>(sampled);
}

} // namespace

TopDirections topDirections(const Features& training, const Standardization& standardization,
                            std::size_t count, std::size_t sampledRows, std::uint64_t seed,
                            const stats::LongWork& work) {
    const std::size_t d = training.dimension();
    if (standardization.dimension() != d || sampledRows == 0 || training.rows() == 0) {
        throw std::invalid_argument("directions need rows to sample, and a standardization of " +
                                    std::to_string(d) + " features");
    }
    TopDirections found;
    found.dimension = d;
    const std::size_t sampled = std::min(sampledRows, training.rows());
    count = std::min({count, d, sampled});
    if (count == 0) {
        return found;
    }
    const RowMatrix random = randomRows(count, d, seed);
    RowMatrix product = sketch(training, standardization, random, sampled, work);
    // A little is added, so that the core has a root in single precision, and taken off below.
    const double shift = 1e-6 * product.norm();
    if (!(shift > 0.0)) {
        return found;
    }
    product += shift * random;
    Eigen::MatrixXd core = product * random.transpose();
    core = 0.5 * (core + core.transpose()).eval();
    const Eigen::LLT<Eigen::MatrixXd> root(core);
    if (root.info() != Eigen::Success) {
        return found; // a fit without it is only slower
    }
    // Σ ≈ Bᵀ B, B = L⁻¹ (Ω Σ); its directions by those of the small B Bᵀ.
    const RowMatrix b = root.matrixL().solve(product);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> parts(b * b.transpose());
    const Eigen::Index last = index(count) - 1;
    for (Eigen::Index i = last; i >= 0; --i) {
        const double square = parts.eigenvalues()(i);
        const double variance = square - shift;
        if (!(variance > 4.0 * shift)) {
            break;
        }
        const Eigen::RowVectorXd direction =
            parts.eigenvectors().col(i).transpose() * b / std::sqrt(square);
        found.variances.push_back(variance);
        found.directions.insert(found.directions.end(), direction.data(),
                                direction.data() + direction.size());
    }
    return found;
}

Preconditioner::Preconditioner(const TopDirections& directions, double curvature, double penalty)
    : directions_(directions) {
    for (const double variance : directions.variances) {
        const double factor = std::sqrt((curvature * directions.variances.back() + penalty) /
                                        (curvature * variance + penalty));
        factors_.push_back(factor - 1.0);
        inverses_.push_back(1.0 / factor - 1.0);
    }
}

void Preconditioner::apply(double* rows, std::size_t count, int threads) const {
    apply(factors_, rows, count, threads);
}

void Preconditioner::applyInverse(double* rows, std::size_t count, int threads) const {
    apply(inverses_, rows, count, threads);
}

void Preconditioner::apply(const std::vector<double>& factors, double* rows, std::size_t count,
                           int threads) const {
    if (factors.empty()) {
        return;
    }
    const Eigen::Map<const RowMatrix> u(directions_.directions.data(), index(factors.size()),
                                        index(directions_.dimension));
    const Eigen::Map<const Eigen::VectorXd> scale(factors.data(), index(factors.size()));
    Eigen::Map<RowMatrix> w(rows, index(count), index(directions_.dimension));
    // Cut across coordinates, where a part's directions stay in the cache for all rows.
    const std::size_t parts = (directions_.dimension + stretch - 1) / stretch;
    const auto from = [](std::size_t part) { return index(part * stretch); };
    const auto length = [&](std::size_t part) {
        return index(std::min(stretch, directions_.dimension - part * stretch));
    };
    std::vector<Eigen::MatrixXd> along(parts);
    parallelFor(parts, threads, 1, [&](std::size_t first, std::size_t last) {
        for (std::size_t part = first; part < last; ++part) {
            along[part].noalias() = w.middleCols(from(part), length(part)) *
                                    u.middleCols(from(part), length(part)).transpose();
        }
    });
    Eigen::MatrixXd sum = along.front();
    for (std::size_t part = 1; part < parts; ++part) {
        sum += along[part];
    }
    sum = (sum * scale.asDiagonal()).eval();
    parallelFor(parts, threads, 1, [&](std::size_t first, std::size_t last) {
        for (std::size_t part = first; part < last; ++part) {
            w.middleCols(from(part), length(part)).noalias() +=
                sum * u.middleCols(from(part), length(part));
        }
    });
}

} // namespace scorescope::probes
