// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/benchmark.h"

#include <cstddef>
#include <vector>

namespace scorescope::manifold {

/// What to measure.
struct CriteriaBenchOptions {
    int threads = 2; ///< of both sides, >= 1
    int rounds = 5;  ///< interleaved rounds (ours, reference, ours, ...), >= 1
    std::size_t examples = 10000;
    std::size_t hiddenUnits = 1000;
    std::size_t inputDim = 2; ///< the spiral's two; 3 or more: normal numbers
};

/// Measures loss and gradient of the RCAE (3.6) and the CAE (3.1) by the fused kernels beside
/// LibTorch in float32 and float64, each twice: "..._double_backward" against autograd through
/// autograd, "..._closed_form" against autograd through the Jacobian's closed form in batched
/// tensor operations; LibTorch gets the chunk of examples that suits it best (all, 2000, 500 or
/// 125, tried before). Data and weights are resident on LibTorch's side; ours takes doubles and
/// narrows them at every call. Before timing, checks that both sides agree (1e-4 in float32, 1e-10
/// in float64, relative) and throws std::runtime_error if they do not. Takes some seconds; sets
/// LibTorch's thread count for the process and puts it back.
std::vector<BenchRow> benchCriteria(const CriteriaBenchOptions& options = {});

} // namespace scorescope::manifold
