// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/simd/kernel_sets.h"

#include <cstddef>

/// The boundary between FusedMetropolis (any instruction set, threads) and its kernels (one
/// translation unit per instruction set).
namespace scorescope::manifold::detail {

/// Hidden units are padded to a multiple of this with zero weights, which add nothing.
constexpr std::size_t metropolisPadding = 16;

/// The network, unit index fastest; what goes into the exponent is scaled by 2 log2(e).
template <typename Real> struct PathNetwork {
    std::size_t inputDim = 0;
    std::size_t paddedHidden = 0;
    const Real* encoder = nullptr; ///< [inputDim][paddedHidden], 2 log2(e) W transposed
    const Real* bias = nullptr;    ///< [paddedHidden], 2 log2(e) b
    const Real* decoder = nullptr; ///< [inputDim][paddedHidden], V
};

/// Σ_h (Vᵀδ)_h Σ_{i=1..points} tanh((b + W x_i)_h)/(−2) for `count` pairs of a start x and a
/// displacement δ, x_i spread evenly from x to x + δ.
template <typename Real>
using PathSums = void (*)(const PathNetwork<Real>&, const Real* starts, const Real* displacements,
                          std::size_t count, std::size_t points, double* out);

/// The kernels of each instruction set; see simd/kernel_sets.h.
[[nodiscard]] nn::simd::BothPrecisions<PathSums> pathSumKernels(nn::simd::Baseline);
[[nodiscard]] nn::simd::BothPrecisions<PathSums> pathSumKernels(nn::simd::Avx2);
[[nodiscard]] nn::simd::BothPrecisions<PathSums> pathSumKernels(nn::simd::Avx512);

} // namespace scorescope::manifold::detail
