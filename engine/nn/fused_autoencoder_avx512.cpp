// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/fused_penalty_kernel_body.h"
#include "engine/nn/simd/avx512.h"

scorescope::nn::simd::BothPrecisions<FusedKernels>
scorescope::nn::detail::fusedKernels(simd::Avx512) {
    return {kernelsOf<simd::Float>(), kernelsOf<simd::Double>()};
}
