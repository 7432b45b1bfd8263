// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/simd/kernel_sets.h"

#include <cstddef>

/// The boundary between the loops over blocks of features (any instruction set, threads) and their
/// kernels (one translation unit per instruction set).
namespace scorescope::probes::detail {

/// Products of a block of features x [rows × d] with few columns, as a probe of few classes has
/// them: a general product spends most of its time on bringing such matrices into its own order.
struct SoftmaxKernels {
    /// z [rows × classes] = x wᵀ, w [classes × d].
    void (*logits)(const float* x, std::size_t rows, std::size_t d, const float* w,
                   std::size_t classes, float* z) = nullptr;
    /// g [classes × d] += rᵀ x, r [rows × classes].
    void (*addGradient)(const float* x, std::size_t rows, std::size_t d, const float* r,
                        std::size_t classes, float* g) = nullptr;
};

/// The kernels of each instruction set; see engine/nn/simd/kernel_sets.h.
[[nodiscard]] SoftmaxKernels softmaxKernels(nn::simd::Baseline);
[[nodiscard]] SoftmaxKernels softmaxKernels(nn::simd::Avx2);
[[nodiscard]] SoftmaxKernels softmaxKernels(nn::simd::Avx512);

/// Those of the widest set that this machine has.
[[nodiscard]] SoftmaxKernels softmaxKernels();

} // namespace scorescope::probes::detail
