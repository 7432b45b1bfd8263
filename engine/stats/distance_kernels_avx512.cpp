// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stats/distance_kernel_body.h"

scorescope::stats::detail::DistanceKernels
scorescope::stats::detail::distanceKernels(nn::simd::Avx512) {
    return {squaredDistances, addKernels};
}
