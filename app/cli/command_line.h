// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/animation_request.h"
#include "app/cli/figure_settings.h"
#include "engine/core/experiment.h"
#include "engine/core/frame.h"
#include "engine/core/scene.h"

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::app {

/// How the window is asked for.
struct WindowRequest {
    std::string scene; ///< file, built-in name, or empty for the last one
    Device device;
    int threads = 1;
    bool run = false; ///< at once
    /// Of training: a run that took longer is kept for the case that the program is killed, and
    /// leaving it is asked about.
    double preciousSeconds = 10.0;
};

/// What the command line can only do in a build with a window. Empty functions mean that the build
/// has none (-DSCORESCOPE_GUI=OFF), which is said to who asks for it.
struct Hooks {
    std::function<int(const Registry&, const WindowRequest&)> window;
    /// Throws InputError when a view of the scene cannot be drawn from such a frame; artifacts that
    /// it lacks may be among the `awaited` ones.
    std::function<void(const Scene&, const Frame&, const std::set<std::string>& awaited)>
        checkViews;
    /// Draws the named views as one figure (svg, pdf, png), or writes the data behind them (csv,
    /// npz), with no display needed. Returns the files written beside the figure: the data of what
    /// did not fit into it.
    std::function<std::vector<std::string>(const Scene&, const Frame&,
                                           const std::vector<std::string>& views,
                                           const FigureSettings&, const std::string& path)>
        writeFigure;
    /// Draws one view of several runs as one figure with common limits, each run's label above its
    /// picture: small multiples. The scene goes into the file.
    std::function<void(const Scene&, const std::string& view,
                       const std::vector<std::pair<std::string, FramePtr>>& runs,
                       const std::string& path)>
        writeMultiples;
    /// Films the scene's run, with no display needed. Throws InputError and RunError.
    std::function<AnimationOutcome(const Registry&, const Scene&, const Device&, int threads,
                                   const AnimationRequest&, const AnimationWatch&)>
        animate;
    /// The scene JSON inside a figure file or a film.
    std::function<std::string(const std::string& path)> sceneFromFigure;
    /// Lines of `scorescope doctor` about display, OpenGL and fonts.
    std::function<std::vector<std::string>()> describeGraphics;
};

/// Runs the whole program as the arguments ask. Results on stdout, everything else on stderr.
/// \returns 0; 1 for a failed run; 2 for bad input (one line "scorescope: error: …"); 130
/// interrupted. `registry`: what labs there are.
int runCommandLine(const Registry& registry, int argc, const char* const* argv, const Hooks& hooks);

/// Finds a scene by file name, by a figure that carries one, by the folder of a run (as it was run)
/// or by the name of a built-in one ("fig_3_5"). Throws InputError that suggests the nearest name.
[[nodiscard]] Scene findScene(const std::string& name, const Registry& registry,
                              const Hooks& hooks);

} // namespace scorescope::app
