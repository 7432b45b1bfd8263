// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/benchmark.h"

#include <cstddef>
#include <vector>

namespace scorescope::manifold {

/// What to measure.
struct BenchOptions {
    int threads = 2; ///< of both sides, >= 1
    int rounds = 15; ///< interleaved rounds (ours, reference, ours, ...), >= 1
    std::size_t examples = 10000;
    std::size_t hiddenUnits = 1000;
    std::size_t side = 256; ///< of the field's grid
    bool machine = true;    ///< measure the machine's own limits, too
};

/// Measures the fused auto-encoder beside LibTorch's autograd: loss and gradient, and a field of
/// side x side points, both in float32 and float64, with data and weights resident on both sides.
/// Before timing, checks that both sides agree (1e-5 in float32, 1e-11 in float64) and throws
/// std::runtime_error if they do not. With machine, adds what this machine can do at best: matrix
/// products, memory copy, tanh. Takes a few seconds; sets LibTorch's thread count for the process
/// and puts it back.
std::vector<BenchRow> benchAutoEncoder(const BenchOptions& options = {});

} // namespace scorescope::manifold
