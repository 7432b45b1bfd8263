// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/axes/ticks.h"
#include "views/figure_panel.h"
#include "views/space/space_scene.h"

#include <QString>

#include <array>
#include <optional>
#include <utility>
#include <vector>

/// The box around the data: back walls with grid lines, ticks, labels, legend and colour bar, all
/// in vector form over (the walls: under) the picture.
namespace scorescope::views {

/// Where the parts of a picture in space stand. `plot` is null when there is no room.
struct SpaceLayout {
    QRectF plot;
    QRectF bar; ///< null without one
};
[[nodiscard]] SpaceLayout spaceLayout(const QRectF& rect, bool withBar, const FigureStyle& style);
/// The camera before that plot, with room for labels around the box.
[[nodiscard]] SpaceProjection spaceProjection(const SpaceCamera& camera, const SpaceBox& box,
                                              const QRectF& plot, const FigureStyle& style);

/// A straight line on a wall, box coordinates.
struct SpaceSegment {
    QVector3D from;
    QVector3D to;
    bool frame = false; ///< an edge of the box, not a grid line
};

/// Everything about axes that depends on the camera.
struct SpaceAxes {
    struct Axis {
        std::vector<Tick> ticks;
        std::optional<std::pair<QVector3D, QVector3D>> edge; ///< the one that carries the labels
    };
    std::array<Axis, 3> axes;
    std::vector<SpaceSegment> walls; ///< edges and grid lines of the walls behind the data
};

/// Labels go to edges of the silhouette, where no data is behind them: x and y to the lowest ones
/// in the picture, z to the leftmost. An axis seen end-on has none.
[[nodiscard]] SpaceAxes spaceAxes(const SpaceProjection& projection, const SpaceBox& box,
                                  const FigureStyle& style);
[[nodiscard]] QColor wallColor(const Theme& theme, bool frame);
void drawSpaceWalls(QPainter& painter, const SpaceProjection& projection, const SpaceAxes& axes,
                    const FigureStyle& style);
/// Ticks, numbers and titles; texts that would overlap or leave the plot are left out.
/// \returns the rectangles the texts took
std::vector<QRectF> drawSpaceAxes(QPainter& painter, const SpaceProjection& projection,
                                  const SpaceBox& box, const SpaceAxes& axes,
                                  const std::array<QString, 3>& titles, const FigureStyle& style);
/// What the picture says of what it leaves out: while moving, or of many points. Empty: nothing.
[[nodiscard]] QString spaceNote(const SpaceScene& scene);
/// Names of clouds and chains at the plot's upper left; spaceNote() at its lower left.
void drawSpaceLegend(QPainter& painter, const QRectF& plot, const SpaceScene& scene,
                     const FigureStyle& style);

} // namespace scorescope::views
