// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/curves/curve_plot.h"

#include <QColor>
#include <QPen>
#include <QPolygonF>
#include <QRectF>

#include <cstddef>
#include <vector>

class QPainter;

/// How curves and bands are put on paper, for figures and for plots. Any thread.
namespace scorescope::views {

/// Columns a page can tell apart: the device's pixels, or four a unit in vector files (1/288 inch).
[[nodiscard]] std::size_t resolvedColumns(const QPainter& painter, double width);
/// Error bars, stems and dots of a path that is drawn with them, cut to the plot.
void drawPathMarks(QPainter& painter, const PlotCurve& curve, const AxesFrame& frame,
                   const FigureStyle& style);
/// A translucent area between two edges, cut to the plot.
void drawBand(QPainter& painter, const std::vector<BandPoint>& band, const AxesFrame& frame,
              QColor color);
/// The pieces of a line, cut to the plot; a value between two gaps becomes a dot.
void drawLine(QPainter& painter, const std::vector<QPolygonF>& pieces, const QRectF& plot,
              const QPen& pen);
/// The area between a line and 0, or the foot of a log axis.
[[nodiscard]] std::vector<BandPoint> filledArea(const std::vector<CurvePoint>& line,
                                                const Axes& axes);

} // namespace scorescope::views
