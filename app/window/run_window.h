// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/device.h"

#include <optional>
#include <string>

namespace scorescope::app {

/// How the window starts.
struct WindowOptions {
    std::optional<std::string> sceneFile; ///< a scene, a figure with its scene, or a run's run.json
    Device device;                        ///< where the engine runs
    int threads = 0;                      ///< 0 = all cores
    std::string scenesFolder; ///< further scenes for the gallery; empty = only the built-in ones
};

/// Shows the window and returns when it is closed, with the exit status. Call it from main()'s
/// thread, once. A scene file that cannot be used is told in the window, which then shows the
/// first built-in scene.
[[nodiscard]] int runWindow(int argc, char** argv, const WindowOptions& options);

} // namespace scorescope::app
