// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/gsn/network/gsn_network.h"

#include <cstddef>
#include <vector>

/// Real-valued x: P(x | h) is a factorized Gaussian, P(x_i | h) = N(μ_i, α_k σ²) at walkback step k
/// (§5.3.3). Free functions; any thread.
namespace scorescope::gsn {

/// α σ².
[[nodiscard]] double varianceOf(const GsnOutput& output, float scale);

/// Throws std::invalid_argument for a Gaussian output whose σ or one of whose α is not above 0 and
/// finite. Nothing is asked of a Bernoulli one.
void checkOutput(const GsnOutput& output, const std::vector<float>& scales);

/// Squares of each row's misses, Σ_i (x_i − μ_i)², [rows], in double precision; arrays are
/// [rows × columns].
void squaredMisses(std::size_t rows, std::size_t columns, const float* mean, const float* x,
                   double* out, int threads = 0);

/// −log P(x | h) of a row in nats: R/(2v) + n/2 log(2πv), with R of squaredMisses(), n columns and
/// the variance v > 0. It may be below 0: a density has no largest value.
[[nodiscard]] double gaussianLoss(double squaredMiss, std::size_t columns, double variance);

/// Its derivative by α, with v = α σ²: (n − R/v)/(2α).
[[nodiscard]] double gaussianLossByScale(double squaredMiss, std::size_t columns, double variance,
                                         double scale);

} // namespace scorescope::gsn
