// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command_line.h"
#include "engine/core/checkpoint.h"
#include "engine/core/run.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace scorescope::app {

struct RunRequest {
    Scene scene;
    Device device;
    int threads = 1;
    std::string folder;               ///< where everything is written
    std::vector<std::string> figures; ///< endings: svg, pdf, png
    bool overwrite = false;           ///< an earlier run in the folder goes
    bool check = false;               ///< exit 1 when an expectation of the scene is not met
    bool quiet = false;
    std::optional<Checkpoint> start; ///< continue from there
    std::string startFolder;         ///< where it was read from
    /// Takes the frame at the end and what the run came to ("finished", "interrupted", "failed"),
    /// instead of the last values on stdout. May be empty.
    std::function<void(const FramePtr&, const std::string& status)> ended;
};

/// Whether all views of the run's scene can be drawn: of what is published now, and what analyses
/// are to make, none of which is begun. Throws InputError, told of the scene's file.
void checkFigures(const SceneRun& run, const Hooks& hooks);

/// Runs a scene without a window and writes run.json, series.csv, artifacts/, figures/ and
/// checkpoint/ (design of the command line in README.md): of the artifacts what the scene's views
/// show and all series, without those that show nothing. A folder that holds another run is refused
/// unless `overwrite` (the run that this one continues may be replaced), and so is one that another
/// run is writing into.
///
/// \returns the program's exit status: 0; 1 when the run failed, its results could not be written,
/// or an expectation is not met and `check` asks; 130 when the run was interrupted (see
/// InterruptWatch, which the caller holds): it stops after the step in progress and writes
/// everything. Throws InputError for what is wrong before the first step.
int runScene(const Registry& registry, const RunRequest& request, const Hooks& hooks);

/// The frame at the end of a scene (or at a run folder's checkpoint), with what is wanted of it.
[[nodiscard]] FramePtr finalFrame(const Registry& registry, const Scene& scene,
                                  const Interest& interest, const Device& device, int threads,
                                  const std::optional<Checkpoint>& start);

} // namespace scorescope::app
