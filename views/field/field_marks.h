// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/field/field_panel.h"

class QPainter;

namespace scorescope::views {

/// Radius of a mark in the painter's units; near it the mark can be grabbed.
[[nodiscard]] double markRadius(const FigureStyle& style);
/// One mark around a place in the painter's units, cased in the ground's colour.
void drawMark(QPainter& painter, const QPointF& at, MarkShape shape, const QColor& color,
              const FigureStyle& style);
/// The scene's marks with their labels, clipped to the plot. A label stands at the right, the left,
/// above or below its mark, where it neither leaves the plot nor covers another; one that finds no
/// place is left out.
void drawFieldMarks(QPainter& painter, const FieldLayout& layout, const QRectF& region,
                    const FieldScene& scene, const FigureStyle& style);

/// Width that the scene's legend would like, 0 for none.
[[nodiscard]] double fieldLegendWidth(const FieldScene& scene, const FigureStyle& style);
/// Draws one entry of a legend into `place`, in the font that the painter has; text that is too
/// long is drawn smaller.
void drawLegendEntry(QPainter& painter, const QRectF& place, const FieldLegendEntry& entry,
                     const FigureStyle& style);
/// Draws the legend at its place; says how many entries found none.
void drawFieldLegend(QPainter& painter, const FieldLayout& layout, const FieldScene& scene,
                     const FigureStyle& style);

} // namespace scorescope::views
