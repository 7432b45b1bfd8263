// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/layers/position_norms.h"

#include <Eigen/Core>

#include <array>
#include <cmath>

namespace scorescope::nn {
namespace {

// Shares of a sum in single precision, below which it is made anew. Terms of the direct form cancel
// before they are squared: there it loses half the digits.
constexpr double leastGhostShare = 1e-3;
constexpr double leastDirectShare = 1e-4;
constexpr double leastShareInDouble = 1e-6;

/// `lanes` sums side by side, which the compiler makes vectors of: it may not reorder one sum.
constexpr std::size_t lanes = 8;
using Lanes = std::array<double, lanes>;

double total(const Lanes& sums) noexcept {
    return ((sums[0] + sums[4]) + (sums[1] + sums[5])) +
           ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Matrix inDouble(const MatrixView& m) {
    using Given = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Eigen::Map<const Given, 0, Eigen::OuterStride<>> given(
        m.data, static_cast<Eigen::Index>(m.rows), static_cast<Eigen::Index>(m.columns),
        Eigen::OuterStride<>(static_cast<Eigen::Index>(m.stride)));
    return given.cast<double>();
}

} // namespace

double sumOfSquares(const float* x, std::size_t count) noexcept {
    Lanes sums{};
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            const auto value = static_cast<double>(x[i + lane]);
            sums[lane] += value * value;
        }
    }
    for (std::size_t lane = 0; i < count; ++i, ++lane) {
        const auto value = static_cast<double>(x[i]);
        sums[lane] += value * value;
    }
    return total(sums);
}

DirectSquare directSquare(const MatrixView& a, const MatrixView& b, NormScratch& scratch) {
    scratch.product.resize(a.columns * b.columns);
    multiply(b.t(), a, 0.0F, scratch.product.data(), 1);
    DirectSquare found;
    found.square = sumOfSquares(scratch.product.data(), scratch.product.size());
    for (std::size_t t = 0; t < a.rows; ++t) {
        found.positions += sumOfSquares(a.data + t * a.stride, a.columns) *
                           sumOfSquares(b.data + t * b.stride, b.columns);
    }
    return found;
}

GhostSquare ghostSquare(const MatrixView& a, const MatrixView& b, NormScratch& scratch) {
    const std::size_t count = a.rows * a.rows;
    scratch.gramA.resize(count);
    scratch.gramB.resize(count);
    multiply(a, a.t(), 0.0F, scratch.gramA.data(), 1);
    multiply(b, b.t(), 0.0F, scratch.gramB.data(), 1);
    Lanes sums{};
    Lanes magnitudes{};
    const float* const left = scratch.gramA.data();
    const float* const right = scratch.gramB.data();
    const auto add = [&](std::size_t i, std::size_t lane) {
        const double term = static_cast<double>(left[i]) * static_cast<double>(right[i]);
        sums[lane] += term;
        magnitudes[lane] += std::abs(term);
    };
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            add(i + lane, lane);
        }
    }
    for (std::size_t lane = 0; i < count; ++i, ++lane) {
        add(i, lane);
    }
    return {total(sums), total(magnitudes)};
}

double squareInDouble(const MatrixView& a, const MatrixView& b) {
    const Matrix left = inDouble(a);
    const Matrix right = inDouble(b);
    if (takesGhost(NormForm::automatic, a.rows, a.columns, b.columns)) {
        const Matrix terms = (left * left.transpose()).cwiseProduct(right * right.transpose());
        const double sum = terms.sum();
        if (sum >= leastShareInDouble * terms.cwiseAbs().sum()) {
            return sum;
        }
    }
    const Matrix product = right.transpose() * left;
    return product.squaredNorm();
}

bool takesGhost(NormForm form, std::size_t positions, std::size_t d, std::size_t p) noexcept {
    return form == NormForm::ghost ||
           (form == NormForm::automatic && 2 * positions * positions <= d * p);
}

double gradientSquare(NormForm form, const MatrixView& a, const MatrixView& b, NormScratch& scratch,
                      std::size_t& recomputed) {
    double square = 0.0;
    double least = 0.0;
    if (takesGhost(form, a.rows, a.columns, b.columns)) {
        const GhostSquare found = ghostSquare(a, b, scratch);
        square = found.square;
        least = leastGhostShare * found.magnitudes;
    } else {
        const DirectSquare found = directSquare(a, b, scratch);
        square = found.square;
        least = leastDirectShare * found.positions;
    }
    if (square >= least) {
        return square;
    }
    ++recomputed;
    return squareInDouble(a, b);
}

} // namespace scorescope::nn
