// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"
#include "engine/issgd/store/redis_store.h"

#include <functional>
#include <string>
#include <vector>

namespace scorescope::issgd {

/// `scorescope worker`: scores examples for a master elsewhere (§7.4.2).
[[nodiscard]] Tool workerTool();

struct WorkerToolOptions {
    RedisAddress address;
    std::string run;
    std::string dataFolder; ///< empty: where the master's parameters or the usual places say
    int threads = 1;        ///< that score side by side, each with a connection of its own
    RedisTimes times;
    bool help = false;
};

/// Of the arguments behind "worker". Throws InputError.
[[nodiscard]] WorkerToolOptions workerToolOptions(const std::vector<std::string>& arguments);

/// Waits for a master, learns from it what to score, reads the same images, and scores until
/// `goOn` says no, which it is asked some ten times a second; when another master takes the run's
/// place, begins anew with that one. `tell` gets a sentence when something changes, `status` one
/// line a second; both may be empty.
///
/// Throws InputError when the images here are others than the master's, RunError when the server
/// refuses or scoring failed.
void workFor(const WorkerToolOptions& options, const std::function<bool()>& goOn,
             const std::function<void(const std::string&)>& tell,
             const std::function<void(const std::string&)>& status);

} // namespace scorescope::issgd
