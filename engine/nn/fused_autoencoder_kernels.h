// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/simd/kernel_sets.h"

#include <cstddef>

/// The boundary between the fused auto-encoder's driver (any ISA, threads) and its kernels (one
/// translation unit per instruction set).
namespace scorescope::nn::detail {

/// Hidden units are padded to a multiple of this; padded units have zero weights and contribute
/// zero.
constexpr std::size_t hiddenPadding = 16;

/// Extra examples between two vectors of hidden units in the scratch array, so that the stride is
/// no multiple of the 4 KiB at which first-level cache sets repeat.
constexpr std::size_t scratchPadding = 4;

/// The network, laid out for the kernels: unit index fastest, scaled so that the kernels start from
/// base 2.
template <typename Real> struct PackedNetwork {
    std::size_t inputDim = 0;
    std::size_t paddedHidden = 0;
    const Real* encoder = nullptr; ///< [inputDim][paddedHidden], 2 log2(e) W transposed
    const Real* bias = nullptr;    ///< [paddedHidden], 2 log2(e) b
    const Real* decoder = nullptr; ///< [inputDim][paddedHidden], V
    const Real* offset = nullptr;  ///< [inputDim], c
    /// [inputDim][inputDim][paddedHidden], decoder_i encoder_j; only for the Jacobian's penalty and
    /// where usesProducts(inputDim).
    const Real* products = nullptr;
    const Real* codeWeight = nullptr; ///< [paddedHidden], C below; only for the code's penalty
};

/// True where the kernels for the Jacobian's penalty keep products decoder_i encoder_j (d^2 numbers
/// per unit); above that they form what they need from the factors.
constexpr bool usesProducts(std::size_t inputDim) {
    return inputDim <= 3;
}

/// Rows of `sums` that backwardJacobian adds behind the first 2 inputDim + 1.
constexpr std::size_t jacobianRows(std::size_t inputDim) {
    return usesProducts(inputDim) ? inputDim * inputDim : 2 * inputDim;
}

/// One block of examples, handled by one thread.
template <typename Real> struct ExampleBlock {
    const Real* inputs = nullptr;  ///< [count][inputDim], x tilde
    const Real* targets = nullptr; ///< [count][inputDim], x; unused by reconstruct
    std::size_t count = 0;
    Real* scratch =
        nullptr; ///< [paddedHidden/lanes][count + scratchPadding][lanes]; unused by reconstruct
    Real* reconstruction = nullptr; ///< [count][inputDim]: r, or r - x where targets are given
    Real* slope = nullptr;          ///< [count][lanes], general dimension only
    /// Sums over examples, added to: [2 inputDim + 1][paddedHidden] in the order
    ///   j:  sum q x_j,   inputDim:  sum q,   inputDim + 1 + k:  sum t e_k
    /// where t = -tanh(z)/2, e = r - x, q = (sum_k e_k V_k) (1/4 - t^2).
    double* sums = nullptr;
    /// [count][inputDim][inputDim]. Out of forwardJacobian: A_ij = sum_h p_h decoder_ih encoder_jh
    /// with p = 1/4 - t^2. Into backwardJacobian: B_ij, a multiple of the loss's derivative with
    /// respect to A_ij.
    Real* jacobian = nullptr;
};

/// The entry points of one instruction set.
template <typename Real> struct FusedKernels {
    void (*reconstruct)(const PackedNetwork<Real>&, const ExampleBlock<Real>&) = nullptr;
    void (*forward)(const PackedNetwork<Real>&,
                    const ExampleBlock<Real>&) = nullptr; ///< keeps t in scratch
    void (*backward)(const PackedNetwork<Real>&, const ExampleBlock<Real>&) = nullptr;
    /// c + V f into `reconstruction` (targets unused), A into `jacobian`; keeps t in scratch.
    void (*forwardJacobian)(const PackedNetwork<Real>&, const ExampleBlock<Real>&) = nullptr;
    /// As backward with q = p ((sum_k e_k V_k) + t sum_ij B_ij decoder_i encoder_j) and more rows:
    ///   usesProducts:  i d + j:  sum p B_ij
    ///   else:          j:  sum p sum_i B_ij decoder_i,    d + i:  sum p sum_j B_ij encoder_j
    void (*backwardJacobian)(const PackedNetwork<Real>&, const ExampleBlock<Real>&) = nullptr;
    /// As backward with q = p ((sum_k e_k V_k) + C t p) and one more row:  sum p^2.
    void (*backwardCode)(const PackedNetwork<Real>&, const ExampleBlock<Real>&) = nullptr;
};

/// The kernels of each instruction set; see simd/kernel_sets.h.
[[nodiscard]] simd::BothPrecisions<FusedKernels> fusedKernels(simd::Baseline);
[[nodiscard]] simd::BothPrecisions<FusedKernels> fusedKernels(simd::Avx2);
[[nodiscard]] simd::BothPrecisions<FusedKernels> fusedKernels(simd::Avx512);

} // namespace scorescope::nn::detail
