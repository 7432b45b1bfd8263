// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "engine/manifold/chains/fused_metropolis_kernel_body.h"
#include "engine/manifold/chains/fused_metropolis_kernels.h"
#include "engine/nn/simd/avx2.h"

namespace scorescope::manifold::detail {

PathSums<float> avx2PathSumsFloat() {
    return pathSums<nn::simd::Float>;
}

PathSums<double> avx2PathSumsDouble() {
    return pathSums<nn::simd::Double>;
}

} // namespace scorescope::manifold::detail
