// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPen>
#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include <cstddef>
#include <memory>
#include <vector>

class QPainter;

namespace scorescope::views {

/// A line to draw, in axis positions (already scaled: a log axis' points are logarithms). A point
/// with y = NaN breaks it. A pen of width 0 marks a curve so dense that smooth edges are not worth
/// their time.
struct ChartLine {
    std::vector<QPointF> points;
    QPen pen;
};

/// An area between two edges; low and high have the same x and length, no NaN.
struct ChartBand {
    std::vector<QPointF> low;
    std::vector<QPointF> high;
    QColor color;
};

/// Draws curves and bands into a rectangle: the only thing views know of a chart library.
///
/// The caller thins, scales and places; axes, text and legend are drawn by AxesFrame, so that
/// screen and figures agree. GUI thread only. Each setContent() hands the library whole new point
/// lists: call it at most 30 times a second.
class Chart {
public:
    virtual ~Chart() = default;
    Chart() = default;
    Chart(const Chart&) = delete;
    Chart& operator=(const Chart&) = delete;

    /// \param size whole picture in logical pixels  \param plot rectangle of the data inside it
    virtual void setGeometry(const QSizeF& size, const QRectF& plot) = 0;
    /// Axis positions at the plot's edges; `range` has x, y at its low ends and positive sizes.
    virtual void setRange(const QRectF& range) = 0;
    virtual void setContent(const std::vector<ChartBand>& bands,
                            const std::vector<ChartLine>& lines) = 0;
    /// Draws onto logical pixels starting at (0, 0); the ground stays as it is.
    virtual void paint(QPainter& painter) = 0;
    /// Points in the library's hands now.
    [[nodiscard]] virtual std::size_t pointCount() const = 0;
};

/// The implementation on Qt Charts.
[[nodiscard]] std::unique_ptr<Chart> createChart();

} // namespace scorescope::views
