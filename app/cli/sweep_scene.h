// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command_line.h"

#include <string>
#include <vector>

namespace scorescope::app {

struct SweepRequest {
    Scene scene;
    std::string over; ///< as parseSweep() reads it; empty for what the scene proposes
    Device device;
    int threads = 1;
    std::string folder;
    std::vector<std::string> figures; ///< endings: svg, pdf, png
    std::vector<std::string> views;   ///< by name; empty = all but close-ups
    bool overwrite = false;           ///< an earlier sweep in the folder goes
    bool quiet = false;
};

/// Runs the scene once for each value, one after another. Writes sweep.csv (last values by run),
/// for each run a folder NAME=VALUE as `run` does, and figures/VIEW.ENDING with the runs side by
/// side. A run that fails is noted, and the next begins.
///
/// A folder that holds a sweep is refused unless `overwrite`. An interruption (InterruptWatch)
/// stops after the step in progress; what is complete stays, in sweep.csv as well. \returns 0, 1
/// when a run failed, 130 interrupted. Throws InputError before the first run, RunError when
/// something cannot be written after it.
int sweepScene(const Registry& registry, const SweepRequest& request, const Hooks& hooks);

} // namespace scorescope::app
