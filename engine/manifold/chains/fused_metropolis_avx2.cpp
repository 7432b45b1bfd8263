// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/chains/fused_metropolis_kernel_body.h"
#include "engine/nn/simd/avx2.h"

scorescope::nn::simd::BothPrecisions<PathSums>
scorescope::manifold::detail::pathSumKernels(nn::simd::Avx2) {
    return {pathSums<nn::simd::Float>, pathSums<nn::simd::Double>};
}
