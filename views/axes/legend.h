// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/axes/axes_frame.h"

#include <QColor>
#include <QPolygonF>
#include <QRectF>
#include <QString>

#include <string>
#include <vector>

class QPainter;

/// Legends of plots: what is drawn, and nothing else. Free of widgets; any thread.
namespace scorescope::views {

/// A legend line.
struct LegendEntry {
    enum class Swatch {
        line,
        dot,
        ring,
        area, ///< a filled patch
    };
    std::string name;
    QString text;
    QColor color;
    Qt::PenStyle style = Qt::SolidLine;
    bool hidden = false; ///< switched off: shown struck through
    Swatch swatch = Swatch::line;
    bool selected = false;
};

/// Where a legend stands. `outside` = in a strip above the plot because no place inside is free.
struct LegendLayout {
    QRectF frame;
    std::vector<QRectF> boxes; ///< one per entry; empty rectangles for those without room
    int place = -1;            ///< which inner place, to stay there while it is free
    bool outside = false;
};

/// Finds room for a legend: `previous` (≥ 0) if still free, else the first inner place that touches
/// none of the `curves`, else a strip above the plot (its height is in frame).
[[nodiscard]] LegendLayout placeLegend(const AxesFrame& frame,
                                       const std::vector<LegendEntry>& entries,
                                       const std::vector<QPolygonF>& curves, int previous);
/// The strip above the plot.
[[nodiscard]] LegendLayout legendStrip(const AxesFrame& frame,
                                       const std::vector<LegendEntry>& entries);
void drawLegend(QPainter& painter, const AxesFrame& frame, const std::vector<LegendEntry>& entries,
                const LegendLayout& layout);

} // namespace scorescope::views
