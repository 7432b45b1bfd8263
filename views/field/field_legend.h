// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/field/field_overlays.h"
#include "views/figure_panel.h"

#include <QColor>
#include <QRectF>
#include <QString>

#include <vector>

class QPainter;

/// The legend beside a field.
namespace scorescope::views {

/// A line of the legend: a sample of what is drawn, and its name.
struct FieldLegendEntry {
    enum class Swatch {
        area, ///< a patch of the ground
        mark, ///< `shape`
        dot,
        line,  ///< in `colors` one after the other
        arrow, ///< of a second field
    };
    QString text;
    Swatch swatch = Swatch::area;
    std::vector<QColor> colors = {}; ///< one, or a few of those of many lines; empty: of many
    MarkShape shape = MarkShape::none;
};

/// Width that a legend would like, 0 for none.
[[nodiscard]] double fieldLegendWidth(const std::vector<FieldLegendEntry>& legend,
                                      const FigureStyle& style);
/// Of a line, in em: its height, and the width of its sample.
constexpr double legendEntryHeight = 1.5;
constexpr double legendSwatchWidth = 1.7;
/// Draws one entry of a legend into `place`, in the font that the painter has; text that is too
/// long is broken into two lines where the place is high enough for them, and else drawn smaller.
void drawLegendEntry(QPainter& painter, const QRectF& place, const FieldLegendEntry& entry,
                     const FigureStyle& style);
/// Draws the legend at its place; says how many entries found none.
void drawFieldLegend(QPainter& painter, const QRectF& place,
                     const std::vector<FieldLegendEntry>& legend, const FigureStyle& style);

} // namespace scorescope::views
