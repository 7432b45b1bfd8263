// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/figure_settings.h"
#include "engine/core/frame.h"
#include "engine/core/scene.h"

#include <set>
#include <string>
#include <vector>

/// What the command line asks of the views; works with no display at all.
namespace scorescope::app {

/// Makes every view's panel from the frame and throws it away: throws InputError for a view of an
/// unknown kind, with options that are not allowed, or of artifacts that the frame lacks and that
/// are not `awaited` (SceneRun::awaited()).
void checkViews(const Scene& scene, const Frame& frame, const std::set<std::string>& awaited);
/// Draws the named views of the scene, in that order, as one figure into
/// path (.svg, .pdf, .png), the scene inside; or writes the data behind them (.csv, .npz). Throws
/// InputError.
/// \returns the files with the data of what does not fit into the figure, written beside it
/// (views::exportFigure()).
std::vector<std::string> writeFigure(const Scene& scene, const Frame& frame,
                                     const std::vector<std::string>& views,
                                     const FigureSettings& request, const std::string& path);
/// The scene JSON that a figure carries. Throws InputError.
[[nodiscard]] std::string readSceneFromFigure(const std::string& path);
/// Display, OpenGL renderer and fonts, as lines for `scorescope doctor`.
[[nodiscard]] std::vector<std::string> describeGraphics();

} // namespace scorescope::app
