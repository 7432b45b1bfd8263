// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stats/distance_blocks.h"

#include "engine/core/finite.h"
#include "engine/nn/products.h"

#include <cmath>
#include <stdexcept>

namespace scorescope::stats {
namespace {

std::vector<double> meanOf(const Points& points) {
    std::vector<double> mean(points.dimension, 0.0);
    for (std::size_t i = 0; i < points.count; ++i) {
        const float* x = points.point(i);
        for (std::size_t k = 0; k < points.dimension; ++k) {
            mean[k] += static_cast<double>(x[k]);
        }
    }
    for (double& each : mean) {
        each /= static_cast<double>(points.count);
    }
    return mean;
}

/// Points less `mean`, and the squares of their lengths.
void centre(const Points& points, const std::vector<double>& mean, std::vector<float>& centred,
            std::vector<float>& norms) {
    centred.resize(points.count * points.dimension);
    norms.resize(points.count);
    constexpr std::size_t atOnce = 64;
    parallelFor(points.count, 0, atOnce, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            const float* x = points.point(i);
            float* out = centred.data() + i * points.dimension;
            double sum = 0.0;
            for (std::size_t k = 0; k < points.dimension; ++k) {
                out[k] = static_cast<float>(static_cast<double>(x[k]) - mean[k]);
                sum += static_cast<double>(out[k]) * static_cast<double>(out[k]);
            }
            norms[i] = static_cast<float>(sum);
        }
    });
    // Four of them are added up, at most.
    if (!(*std::max_element(norms.begin(), norms.end()) < 8e37F)) {
        throw std::invalid_argument("coordinates are too large for their squares to be added up");
    }
}

} // namespace

detail::DistanceKernels detail::distanceKernels() {
    return nn::simd::forSet(resolveInstructionSet(),
                            [](auto tag) { return detail::distanceKernels(tag); });
}

double squaredDistance(const float* a, const float* b, std::size_t dimension) {
    // Several sums side by side do not wait for each other.
    constexpr std::size_t lanes = 8;
    double sums[lanes] = {};
    const std::size_t whole = dimension / lanes * lanes;
    for (std::size_t k = 0; k < whole; k += lanes) {
        for (std::size_t i = 0; i < lanes; ++i) {
            const double difference = static_cast<double>(a[k + i]) - static_cast<double>(b[k + i]);
            sums[i] += difference * difference;
        }
    }
    for (std::size_t k = whole; k < dimension; ++k) {
        const double difference = static_cast<double>(a[k]) - static_cast<double>(b[k]);
        sums[0] += difference * difference;
    }
    return ((sums[0] + sums[1]) + (sums[2] + sums[3])) +
           ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

DistanceBlocks::DistanceBlocks(const Points& points, const Points& others)
    : points_(points), others_(others), kernels_(detail::distanceKernels()) {
    if (points.count == 0 || others.count == 0 || points.dimension == 0) {
        throw std::invalid_argument("distances need points in both sets, in at least 1 dimension");
    }
    if (points.dimension != others.dimension) {
        throw std::invalid_argument("distances need points of one dimension, not of " +
                                    std::to_string(points.dimension) + " and " +
                                    std::to_string(others.dimension));
    }
    if (!allFinite(points.values, points.count * points.dimension) ||
        !allFinite(others.values, others.count * others.dimension)) {
        throw std::invalid_argument("a coordinate is not finite");
    }
    const std::vector<double> mean = meanOf(others);
    centre(points, mean, centred_, norms_);
    centre(others, mean, otherCentred_, otherNorms_);
    // A product of d terms is off by at most d u ‖x‖ ‖y‖, with u = 2^-24; the centred coordinates
    // and the sum of three terms by a few u of the squared lengths.
    constexpr double u = 5.96e-8;
    const auto longest = static_cast<double>(*std::max_element(norms_.begin(), norms_.end()));
    const auto other =
        static_cast<double>(*std::max_element(otherNorms_.begin(), otherNorms_.end()));
    const double product = 2.0 * u * std::sqrt(longest * other);
    const double rest = 4.0 * u * (longest + other);
    const auto terms = static_cast<double>(points.dimension);
    rounding_ = static_cast<float>(4.0 * std::sqrt(terms) * product + rest);
    worstRounding_ = static_cast<float>(terms * product + 4.0 * rest);
}

void DistanceBlocks::multiply(std::size_t row, std::size_t rows, std::size_t column,
                              std::size_t columns, float* tile) const {
    const std::size_t d = points_.dimension;
    nn::multiply(nn::MatrixView::of(centred_.data() + row * d, rows, d),
                 nn::MatrixView::of(otherCentred_.data() + column * d, columns, d).t(), 0.0F, tile,
                 1);
}

} // namespace scorescope::stats
