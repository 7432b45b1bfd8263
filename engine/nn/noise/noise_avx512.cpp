// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/noise/noise_kernel_body.h"
#include "engine/nn/simd/avx512.h"

scorescope::nn::detail::NoiseKernels scorescope::nn::detail::noiseKernels(simd::Avx512) {
    return noiseKernelsOf<simd::Words>();
}
