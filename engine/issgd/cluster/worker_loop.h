// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/issgd/cluster/cluster_log.h"
#include "engine/issgd/cluster/scoring_cluster.h"
#include "engine/issgd/store/weight_store.h"

#include <cstdint>
#include <functional>
#include <string>

namespace scorescope::issgd {

/// What a worker does at present, and has done.
struct WorkerState {
    Deed now = Deed::wait;
    std::uint64_t step = 0; ///< of its parameters
    bool hasParameters = false;
    std::uint64_t scored = 0;  ///< examples, written
    std::uint64_t dropped = 0; ///< examples scored, or under way, that it could not write
    std::string trouble = {};  ///< with the store, as a sentence; empty while all is well
};

/// Told, on the worker's thread, whenever `now` or `trouble` becomes another.
using WorkerListener = std::function<void(const WorkerState&)>;

/// What a worker spends its life with (§7.4.2): "getting recent copies of the parameters from the
/// database, and updating the values of ω̃ₙ". While there are no parameters, or all examples are
/// scored under the newest ones, it sleeps and looks again every tenth of a second at most. Trouble
/// with the store is told, and it tries again, ever more rarely, up to every two seconds; a block
/// that it has scored is written when the store is back.
///
/// \param worker a number by which the master tells it from others
/// \returns when `stop` is set: within 0.2 s of that, but for a block that is being scored.
/// Throws StoreError (otherRun) when another master leads, Cancelled when the store was
/// interrupted, and what `score` throws.
void runWorker(WeightStore& store, const StoreLayout& layout, const Score& score,
               std::uint64_t worker, const StopFlag& stop, const WorkerListener& listener = {});

} // namespace scorescope::issgd
