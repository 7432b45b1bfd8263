// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/benchmark.h"

#include <cstddef>
#include <vector>

namespace scorescope::manifold {

/// What to measure.
struct MetropolisBenchOptions {
    int threads = 2; ///< of both sides, >= 1
    int rounds = 5;  ///< interleaved rounds (ours, reference, ours, ...), >= 1
    std::size_t hiddenUnits = 1000;
    std::size_t pathPoints = 5;
    std::size_t manyChains = 4096;
    std::size_t manySteps = 2;       ///< in one round
    std::size_t oneChainSteps = 200; ///< likewise
};

/// Measures Metropolis–Hastings by FusedMetropolis beside the same sampler of LibTorch tensor
/// operations (metropolis_twin.h), in float32 and float64: many chains in 2-D, one chain in 2-D,
/// and many chains in 10-D. Rows are chain-steps/s; `gflops` holds them in millions ("M/s").
/// Before timing, checks that the reference's energy differences are ours (1e-4 in float32, 1e-10
/// in float64, relative to the largest) and throws std::runtime_error if not. The
/// reference has its best settings: one thread for one chain, chunks or not for many.
std::vector<BenchRow> benchMetropolis(const MetropolisBenchOptions& options = {});

} // namespace scorescope::manifold
