// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/figure_panel.h"
#include "views/space/space_scene.h"

namespace scorescope::views {

/// Draws a scene without OpenGL: dots, arrows, lines and triangles sorted by depth and painted from
/// the back to the front, with the same colours, light and fog as the other renderer. Things that
/// pierce each other are not cut. Clipped to the projection's plot.
void paintSpaceScene(QPainter& painter, const SpaceProjection& projection, const SpaceScene& scene,
                     const FigureStyle& style);

} // namespace scorescope::views
