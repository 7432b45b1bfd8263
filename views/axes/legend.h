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

/// What a strip may take of the picture: a third of a screen's, which then says how many entries it
/// leaves out; of a page's all but the least plot.
enum class LegendRoom {
    screen,
    page,
};

/// Finds room for a legend: `previous` (≥ 0) if still free, else the first inner place that touches
/// none of the `curves`, else a strip above the plot (its height is in frame).
[[nodiscard]] LegendLayout placeLegend(const AxesFrame& frame,
                                       const std::vector<LegendEntry>& entries,
                                       const std::vector<QPolygonF>& curves, int previous,
                                       LegendRoom room = LegendRoom::screen);
/// The strip above the plot.
[[nodiscard]] LegendLayout legendStrip(const AxesFrame& frame,
                                       const std::vector<LegendEntry>& entries,
                                       LegendRoom room = LegendRoom::screen);
/// Height of a figure `width` wide that would be `height` high without a legend: more where a strip
/// of all entries would take more than a third of it.
[[nodiscard]] double heightWithLegend(double width, double height,
                                      const std::vector<LegendEntry>& entries,
                                      const FigureStyle& style);
void drawLegend(QPainter& painter, const AxesFrame& frame, const std::vector<LegendEntry>& entries,
                const LegendLayout& layout);

} // namespace scorescope::views
