// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/gaussian_output.h"

#include "engine/core/threads.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace scorescope::gsn {
namespace {

constexpr std::size_t chunk = 8; ///< rows that a thread takes at once
constexpr double twoPi = 6.28318530717958647693;

bool isPositive(float value) {
    return value > 0.0F && std::isfinite(value);
}

} // namespace

double varianceOf(const GsnOutput& output, float scale) {
    const auto deviation = static_cast<double>(output.deviation);
    return static_cast<double>(scale) * deviation * deviation;
}

void checkOutput(const GsnOutput& output, const std::vector<float>& scales) {
    if (output.kind != GsnOutput::Kind::gaussian) {
        return;
    }
    if (!isPositive(output.deviation) || !std::all_of(scales.begin(), scales.end(), isPositive)) {
        throw std::invalid_argument(
            "the deviation and the scaling factors of a Gaussian reconstruction are above 0");
    }
}

void squaredMisses(std::size_t rows, std::size_t columns, const float* mean, const float* x,
                   double* out, int threads) {
    parallelFor(rows, threads, chunk, [&](std::size_t first, std::size_t last) {
        for (std::size_t row = first; row < last; ++row) {
            double sum = 0.0;
            for (std::size_t i = row * columns; i < (row + 1) * columns; ++i) {
                const auto miss = static_cast<double>(x[i] - mean[i]);
                sum += miss * miss;
            }
            out[row] = sum;
        }
    });
}

double gaussianLoss(double squaredMiss, std::size_t columns, double variance) {
    return 0.5 *
           (squaredMiss / variance + static_cast<double>(columns) * std::log(twoPi * variance));
}

double gaussianLossByScale(double squaredMiss, std::size_t columns, double variance, double scale) {
    return 0.5 * (static_cast<double>(columns) - squaredMiss / variance) / scale;
}

} // namespace scorescope::gsn
