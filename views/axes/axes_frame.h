// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/axes/scale.h"
#include "views/axes/ticks.h"
#include "views/figure_panel.h"

#include <QFont>
#include <QPointF>
#include <QRectF>
#include <QString>

#include <optional>
#include <vector>

class QPaintDevice;
class QPainter;

namespace scorescope::views {

/// Scales and limits in force, and what they leave out.
struct Axes {
    AxisScale x;
    AxisScale y;
    Interval xRange;
    Interval yRange;
    QString note; ///< e.g. "3 values ≤ 0 not shown"; empty when nothing is missing
    /// A second y axis, at the right.
    struct Right {
        AxisScale scale;
        Interval range;
    };
    std::optional<Right> right = {};
    /// Names instead of numbers along an axis (linear), at those positions; thinned where they
    /// would touch.
    std::vector<Tick> xNames = {};
    std::vector<Tick> yNames = {};
};

/// What stands beside the axes: quantityText().
struct AxesLabels {
    QString x = {};
    QString y = {};
    QString right = {};
};

/// Axes placed inside a rectangle: where data go, and the drawing of grid, ticks and labels. Text
/// sizes come from the style. A value; free of widgets, any thread.
class AxesFrame {
public:
    struct Options {
        bool labels = true;
        double topStrip = 0.0; ///< kept free above the plot (legend)
    };
    /// `device`: what is painted on, for the sizes of type; may be null.
    AxesFrame(const AxesLabels& labels, const Axes& axes, const QRectF& outer,
              const FigureStyle& style, const QPaintDevice* device, Options options);

    /// The rectangle of the data.
    [[nodiscard]] const QRectF& plot() const noexcept { return plot_; }
    [[nodiscard]] const QRectF& outer() const noexcept { return outer_; }
    [[nodiscard]] const Axes& axes() const noexcept { return axes_; }
    [[nodiscard]] const FigureStyle& style() const noexcept { return style_; }
    [[nodiscard]] const QPaintDevice* device() const noexcept { return device_; }
    /// The place of a point; not finite where the axes have none. Far points are held at a
    /// thousand plot sizes.
    [[nodiscard]] QPointF place(double x, double y) const;
    /// The same with y on the axis at the right; not finite without one.
    [[nodiscard]] QPointF placeRight(double x, double y) const;
    /// The axes' values at a place.
    [[nodiscard]] QPointF valueAt(const QPointF& place) const;
    /// Lines at the ticks of y, and a shade over the stretch of a symlog axis that is linear.
    void drawGrid(QPainter& painter) const;
    void drawAxes(QPainter& painter) const;

private:
    void drawBottom(QPainter& painter) const;
    void drawLeft(QPainter& painter) const;
    void drawRight(QPainter& painter) const;
    void drawLabels(QPainter& painter) const;
    /// `turn`: degrees; reads upwards at the left, downwards at the right.
    void drawUpright(QPainter& painter, const QString& text, double x, double turn) const;

    Axes axes_;
    FigureStyle style_;
    QRectF outer_;
    QRectF plot_;
    QFont tickFont_;
    QFont labelFont_;
    const QPaintDevice* device_;
    AxesLabels labels_;
    std::vector<Tick> xTicks_;
    std::vector<Tick> yTicks_;
    std::vector<Tick> rightTicks_;
};

/// Where what the axes are of stands when there is no room beside them: y's in the upper left
/// corner of the plot, x's in the lower right one. Empty rectangles for what has no name, or no
/// room there.
struct CornerLabels {
    QRectF x;
    QRectF y;
};
[[nodiscard]] CornerLabels cornerLabels(const AxesFrame& frame, const AxesLabels& labels);
/// Writes them, on a ground that lets the picture through.
void drawCornerLabels(QPainter& painter, const AxesFrame& frame, const AxesLabels& labels);

} // namespace scorescope::views
