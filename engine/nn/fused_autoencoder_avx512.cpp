// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "engine/nn/fused_autoencoder_kernels.h"
#include "engine/nn/fused_penalty_kernel_body.h"
#include "engine/nn/simd/avx512.h"

namespace scorescope::nn::detail {

FusedKernels<float> avx512KernelsFloat() {
    return kernelsOf<simd::Float>();
}

FusedKernels<double> avx512KernelsDouble() {
    return kernelsOf<simd::Double>();
}

} // namespace scorescope::nn::detail
