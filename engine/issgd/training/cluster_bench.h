// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/benchmark.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace scorescope::issgd {

struct ClusterBenchOptions {
    int rounds = 7;                               ///< by turns (Redis, memory, Redis, …)
    std::size_t weights = 1U << 16U;              ///< that are written and read in one round
    std::vector<std::size_t> blocks = {64, 1024}; ///< weights that are written together
    std::vector<std::size_t> workers = {1, 2, 4}; ///< processes
    std::size_t examples = 2000;
    std::string layers = "linear 128, relu, linear 128, relu";
    std::size_t exactSteps = 20;    ///< with barriers, before each of which all is scored
    std::size_t relaxedSteps = 400; ///< without
    /// Started as worker processes: `scorescope`, which this is unless a test runs it.
    std::string program = "/proc/self/exe";
};

/// Measures what the store and the workers of §7.4.2 cost and give, as processes of this machine.
/// Rows:
///   "weights_memory"  weights that a worker writes and the master reads, in one process, for each
///                     size of blocks;
///   "weights_redis"   the same through a Redis server on this machine; the reference is memory;
///   "exact_step"      a step of the master with barriers (§7.4.3), for each number of workers; the
///                     reference is what the simulated cluster predicts, from what one worker and
///                     the master do alone here;
///   "relaxed_step"    the same without barriers; the note tells how many steps the weights are
///                     behind, measured and predicted.
/// The simulator has a core for each member: where the machine has fewer, it is too hopeful.
/// Without a Redis server there are the rows of memory alone.
///
/// Throws std::invalid_argument for counts of 0, std::runtime_error when workers do not come.
[[nodiscard]] std::vector<BenchRow> benchCluster(const ClusterBenchOptions& options = {});

/// "importance_cluster": the above, whatever the number of threads.
[[nodiscard]] Benchmark clusterBenchmark();

} // namespace scorescope::issgd
