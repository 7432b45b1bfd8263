// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/probe/softmax_kernel_body.h"

scorescope::probes::detail::SoftmaxKernels
scorescope::probes::detail::softmaxKernels(nn::simd::Avx512) {
    return {logits, addGradient};
}
