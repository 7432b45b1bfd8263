// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "engine/manifold/chains/fused_metropolis_kernel_body.h"
#include "engine/manifold/chains/fused_metropolis_kernels.h"
#include "engine/nn/simd/baseline.h"

namespace scorescope::manifold::detail {

PathSums<float> baselinePathSumsFloat() {
    return pathSums<nn::simd::Float>;
}

PathSums<double> baselinePathSumsDouble() {
    return pathSums<nn::simd::Double>;
}

} // namespace scorescope::manifold::detail
