// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/simd/kernel_sets.h"

#include <cstddef>
#include <cstdint>

/// The boundary between the loops of noise.h (any instruction set, threads) and their kernels (one
/// translation unit per instruction set).
namespace scorescope::nn::detail {

/// The key and the counter of a row's random numbers, as RandomStream has them.
struct NoiseRow {
    std::uint32_t key[2];
    std::uint32_t chain = 0;
    std::uint32_t step[2];
};

/// Each works on a row of `n` numbers; what is drawn for a number depends on its place alone.
struct NoiseKernels {
    /// Standard normal numbers.
    void (*normals)(const NoiseRow& row, std::size_t n, float* out) = nullptr;
    /// t = tanh(a + inner·N(0, 1)), h = t + outer·N(0, 1); `t` may be null, `a` may be `h`. With a
    /// deviation of 0 the numbers of its row are not drawn.
    void (*noisyTanh)(const NoiseRow& inner, float innerDeviation, const NoiseRow& outer,
                      float outerDeviation, const float* a, std::size_t n, float* t,
                      float* h) = nullptr;
    /// x, but with probability `share` 0 or 1, each as likely.
    void (*saltAndPepper)(const NoiseRow& row, float share, const float* x, std::size_t n,
                          float* out) = nullptr;
    /// p = 1/(1 + exp(−z)), and 1 with probability p, else 0; `p` or `sample` may be null.
    void (*bernoulli)(const NoiseRow& row, const float* z, std::size_t n, float* p,
                      float* sample) = nullptr;
    /// Σ log(1 + exp(z)) − x z: −log P(x) where the logits of x are z.
    double (*crossEntropy)(const float* z, const float* x, std::size_t n) = nullptr;
};

/// The kernels of each instruction set; see simd/kernel_sets.h.
[[nodiscard]] NoiseKernels noiseKernels(simd::Baseline);
[[nodiscard]] NoiseKernels noiseKernels(simd::Avx2);
[[nodiscard]] NoiseKernels noiseKernels(simd::Avx512);

} // namespace scorescope::nn::detail
