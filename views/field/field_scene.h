// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/axes/color_bar.h"
#include "views/field/field_arrows.h"
#include "views/field/field_data.h"
#include "views/field/field_legend.h"
#include "views/field/field_options.h"
#include "views/field/field_overlays.h"
#include "views/field/heat_picture.h"
#include "views/field/polyline.h"
#include "views/theme.h"

#include <QColor>

#include <cstddef>
#include <optional>
#include <vector>

/// The geometry of a picture of fields in the plane: what to draw, without a widget and without a
/// graphics library, so that the screen and the exporters draw the same.
namespace scorescope::views {

/// Everything that is drawn but the points, colours included, in axis units.
struct FieldScene {
    std::vector<Arrow> arrows;
    std::vector<Arrow> optimum;
    std::vector<Polyline> streamlines;
    std::vector<Polyline> contours;
    std::vector<Polyline> ellipses;     ///< tensors
    std::vector<Polyline> trajectories; ///< chains
    std::vector<Polyline> chosen;       ///< the selected chain, over the others
    std::vector<Polyline> paths;
    std::vector<Disc> discs; ///< ends of chains, rejections, points of paths, brushed points
    std::vector<Disc> dots;  ///< points where they are few: over the arrows, on their own ground
    std::vector<FieldMark> marks;         ///< over everything
    HeatPicture heat;                     ///< its image is null without one
    std::optional<ColorBar> bar;          ///< of the heat map if it is shown, else of the arrows
    std::vector<FieldLegendEntry> legend; ///< of what is drawn and has no words beside it
    double spacing = 1.0;                 ///< between neighbouring nodes
    std::size_t stride = 1;               ///< every which node has an arrow
    ArrowNotes arrowNotes;                ///< what the arrows' lengths mean
};

/// Builds the picture. Inputs that are empty, not finite or of the wrong size are skipped.
[[nodiscard]] FieldScene buildFieldScene(const FieldData& data, const FieldOptions& options,
                                         const Theme& theme);

/// Colour of the optimum's arrows.
[[nodiscard]] QColor optimumColor(const Theme& theme);

} // namespace scorescope::views
