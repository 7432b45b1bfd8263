// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/axes/axes_frame.h"

#include "views/text.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace scorescope::views {
namespace {

double widest(const std::vector<Tick>& ticks, const QFontMetricsF& metrics) {
    double width = 0.0;
    for (const Tick& tick : ticks) {
        width = std::max(width, metrics.horizontalAdvance(tick.label));
    }
    return width;
}

/// The names inside the range, every k-th of them where all would not fit; `each`: what one needs
/// along the axis, in the painter's units.
std::vector<Tick> namesInside(const std::vector<Tick>& names, Interval range, double length,
                              double each) {
    std::vector<Tick> inside;
    for (const Tick& name : names) {
        if (name.position >= range.low && name.position <= range.high) {
            inside.push_back(name);
        }
    }
    const double fit = std::max(1.0, std::floor(length / std::max(each, 1e-9)));
    const auto stride = static_cast<std::size_t>(
        std::max(1.0, std::ceil(static_cast<double>(inside.size()) / fit)));
    std::vector<Tick> thinned;
    for (std::size_t i = 0; i < inside.size(); i += stride) {
        thinned.push_back(inside[i]);
        thinned.back().major = false; // names stand for whole rows: no line runs through them
    }
    return thinned;
}

/// How far along an axis a value stands, 0 … 1.
double along(const AxisScale& scale, Interval range, double value) {
    const double low = scale.forward(range.low);
    const double t = (scale.forward(value) - low) / (scale.forward(range.high) - low);
    return std::isnan(t) ? t : std::clamp(t, -1000.0, 1000.0);
}

double valueAlong(const AxisScale& scale, Interval range, double t) {
    const double low = scale.forward(range.low);
    return scale.inverse(low + t * (scale.forward(range.high) - low));
}

} // namespace

AxesFrame::AxesFrame(const AxesLabels& labels, const Axes& axes, const QRectF& outer,
                     const FigureStyle& style, const QPaintDevice* device, Options options)
    : axes_(axes), style_(style), outer_(outer), device_(device) {
    tickFont_ = figureFont(style, style.fontSize * 0.9, device);
    labelFont_ = figureFont(style, style.fontSize, device);
    if (options.labels) {
        labels_ = labels;
    }
    const QFontMetricsF ticks(tickFont_, device);
    const QFontMetricsF words(labelFont_, device);
    const double em = style.fontSize;
    double bottom = ticks.height() + 0.5 * em;
    bottom += labels_.x.isEmpty() ? 0.0 : words.height() + 0.1 * em;
    bottom += axes.note.isEmpty() ? 0.0 : ticks.height() + 0.1 * em;
    const double top = 0.6 * em + options.topStrip;
    const double height = std::max(1.0, outer.height() - top - bottom);
    const int most = std::clamp(static_cast<int>(height / (2.2 * em)), 2, 10);
    const auto beside = [&](const std::vector<Tick>& upright, const QString& label) {
        return widest(upright, ticks) + 0.8 * em +
               (label.isEmpty() ? 0.0 : words.height() + 0.3 * em);
    };
    yTicks_ = axes.yNames.empty()
                  ? axisTicks(axes.y, axes.yRange, most)
                  : namesInside(axes.yNames, axes.yRange, height, 1.3 * ticks.height());
    for (Tick& tick : yTicks_) { // a name may take a third of the picture
        tick.label = ticks.elidedText(tick.label, Qt::ElideRight, outer.width() / 3.0);
    }
    const double left = beside(yTicks_, labels_.y);
    double right = 0.8 * em;
    if (axes.right) {
        rightTicks_ = axisTicks(axes.right->scale, axes.right->range, most);
        right = beside(rightTicks_, labels_.right);
    }
    // Half of the last step's label stands out on the right.
    const double roomForX = std::max(1.0, outer.width() - left - std::max(right, em));
    int mostAlong = std::max(2, static_cast<int>(roomForX / (4.0 * em)));
    if (axes.xNames.empty()) {
        xTicks_ = axisTicks(axes.x, axes.xRange, mostAlong);
    } else {
        xTicks_ =
            namesInside(axes.xNames, axes.xRange, roomForX, widest(axes.xNames, ticks) + 0.8 * em);
    }
    while (axes.xNames.empty() && mostAlong > 2 &&
           widest(xTicks_, ticks) * 1.4 * static_cast<double>(xTicks_.size()) > roomForX &&
           axes.x.kind == Scale::linear) {
        xTicks_ = axisTicks(axes.x, axes.xRange, --mostAlong);
    }
    right = std::max(right, 0.5 * widest(xTicks_, ticks) + 0.2 * em);
    plot_ = QRectF(outer.left() + left, outer.top() + top,
                   std::max(1.0, outer.width() - left - right), height);
}

QPointF AxesFrame::place(double x, double y) const {
    return {plot_.left() + plot_.width() * along(axes_.x, axes_.xRange, x),
            plot_.bottom() - plot_.height() * along(axes_.y, axes_.yRange, y)};
}

QPointF AxesFrame::placeRight(double x, double y) const {
    constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();
    return {plot_.left() + plot_.width() * along(axes_.x, axes_.xRange, x),
            axes_.right
                ? plot_.bottom() - plot_.height() * along(axes_.right->scale, axes_.right->range, y)
                : nowhere};
}

QPointF AxesFrame::valueAt(const QPointF& place) const {
    return {valueAlong(axes_.x, axes_.xRange, (place.x() - plot_.left()) / plot_.width()),
            valueAlong(axes_.y, axes_.yRange, (plot_.bottom() - place.y()) / plot_.height())};
}

void AxesFrame::drawGrid(QPainter& painter) const {
    painter.setBrush(Qt::NoBrush);
    QColor shade = style_.theme.line;
    shade.setAlphaF(0.35F);
    if (axes_.y.kind == Scale::symlog) {
        const double t = axes_.y.threshold;
        const QRectF zone(QPointF(plot_.left(), place(axes_.xRange.low, t).y()),
                          QPointF(plot_.right(), place(axes_.xRange.low, -t).y()));
        painter.fillRect(zone.intersected(plot_), shade);
    }
    if (axes_.x.kind == Scale::symlog) {
        const double t = axes_.x.threshold;
        const QRectF zone(QPointF(place(-t, axes_.yRange.low).x(), plot_.top()),
                          QPointF(place(t, axes_.yRange.low).x(), plot_.bottom()));
        painter.fillRect(zone.intersected(plot_), shade);
    }
    const QPen pen(style_.theme.line, 0.6 * style_.lineWidth);
    for (const Tick& tick : yTicks_) {
        const double y = place(axes_.xRange.low, tick.position).y();
        if (tick.major && y > plot_.top() - 0.01 && y < plot_.bottom() + 0.01) {
            painter.setPen(pen);
            painter.drawLine(QPointF(plot_.left(), y), QPointF(plot_.right(), y));
        }
    }
}

void AxesFrame::drawAxes(QPainter& painter) const {
    painter.setPen(QPen(style_.theme.dim, 0.6 * style_.lineWidth));
    painter.drawLine(plot_.bottomLeft(), plot_.bottomRight());
    painter.drawLine(plot_.topLeft(), plot_.bottomLeft());
    painter.setFont(tickFont_);
    drawBottom(painter);
    drawLeft(painter);
    if (axes_.right) {
        drawRight(painter);
    }
    drawLabels(painter);
}

void AxesFrame::drawBottom(QPainter& painter) const {
    const double em = style_.fontSize;
    const QFontMetricsF ticks(tickFont_, device_);
    const QPen pen(style_.theme.dim, 0.6 * style_.lineWidth);
    for (const Tick& tick : xTicks_) {
        const double x = place(tick.position, axes_.yRange.low).x();
        if (x < plot_.left() - 0.01 || x > plot_.right() + 0.01) {
            continue;
        }
        painter.setPen(pen);
        painter.drawLine(QPointF(x, plot_.bottom()),
                         QPointF(x, plot_.bottom() + (tick.major ? 0.3 : 0.18) * em));
        if (!tick.label.isEmpty()) {
            painter.setPen(style_.theme.dim);
            painter.drawText(QPointF(x - 0.5 * ticks.horizontalAdvance(tick.label),
                                     plot_.bottom() + 0.4 * em + ticks.ascent()),
                             tick.label);
        }
    }
}

void AxesFrame::drawLeft(QPainter& painter) const {
    const double em = style_.fontSize;
    const QFontMetricsF ticks(tickFont_, device_);
    const QPen pen(style_.theme.dim, 0.6 * style_.lineWidth);
    for (const Tick& tick : yTicks_) {
        const double y = place(axes_.xRange.low, tick.position).y();
        if (y < plot_.top() - 0.01 || y > plot_.bottom() + 0.01) {
            continue;
        }
        painter.setPen(pen);
        painter.drawLine(QPointF(plot_.left() - (tick.major ? 0.3 : 0.18) * em, y),
                         QPointF(plot_.left(), y));
        if (!tick.label.isEmpty()) {
            painter.setPen(style_.theme.dim);
            painter.drawText(QPointF(plot_.left() - 0.5 * em - ticks.horizontalAdvance(tick.label),
                                     y + 0.5 * ticks.capHeight()),
                             tick.label);
        }
    }
}

void AxesFrame::drawRight(QPainter& painter) const {
    const double em = style_.fontSize;
    const QFontMetricsF ticks(tickFont_, device_);
    const QPen pen(style_.theme.dim, 0.6 * style_.lineWidth);
    painter.setPen(pen);
    painter.drawLine(plot_.topRight(), plot_.bottomRight());
    for (const Tick& tick : rightTicks_) {
        const double y = placeRight(axes_.xRange.low, tick.position).y();
        if (y < plot_.top() - 0.01 || y > plot_.bottom() + 0.01) {
            continue;
        }
        painter.setPen(pen);
        painter.drawLine(QPointF(plot_.right(), y),
                         QPointF(plot_.right() + (tick.major ? 0.3 : 0.18) * em, y));
        if (!tick.label.isEmpty()) {
            painter.setPen(style_.theme.dim);
            painter.drawText(QPointF(plot_.right() + 0.5 * em, y + 0.5 * ticks.capHeight()),
                             tick.label);
        }
    }
}

void AxesFrame::drawLabels(QPainter& painter) const {
    const double em = style_.fontSize;
    const QFontMetricsF ticks(tickFont_, device_);
    const QFontMetricsF words(labelFont_, device_);
    double bottom = outer_.bottom();
    if (!axes_.note.isEmpty()) {
        painter.setFont(tickFont_);
        painter.setPen(style_.theme.dim);
        bottom -= ticks.height();
        painter.drawText(
            QPointF(plot_.left(), bottom + ticks.ascent()),
            ticks.elidedText(axes_.note, Qt::ElideRight, outer_.right() - plot_.left()));
    }
    painter.setFont(labelFont_);
    painter.setPen(style_.theme.text);
    if (!labels_.x.isEmpty()) {
        painter.drawText(QPointF(plot_.center().x() - 0.5 * words.horizontalAdvance(labels_.x),
                                 bottom - words.descent() - 0.1 * em),
                         labels_.x);
    }
    drawUpright(painter, labels_.y, outer_.left() + words.ascent(), -90.0);
    if (axes_.right) {
        drawUpright(painter, labels_.right, outer_.right() - words.ascent(), 90.0);
    }
}

void AxesFrame::drawUpright(QPainter& painter, const QString& text, double x, double turn) const {
    if (text.isEmpty()) {
        return;
    }
    const QFontMetricsF words(labelFont_, device_);
    const QString shown = words.elidedText(text, Qt::ElideRight, outer_.height());
    const double half = 0.5 * words.horizontalAdvance(shown);
    const double middle = std::clamp(plot_.center().y(), outer_.top() + half,
                                     std::max(outer_.top() + half, outer_.bottom() - half));
    painter.save();
    painter.translate(x, middle + (turn < 0.0 ? half : -half));
    painter.rotate(turn);
    painter.drawText(QPointF(0.0, 0.0), shown);
    painter.restore();
}

CornerLabels cornerLabels(const AxesFrame& frame, const AxesLabels& labels) {
    const FigureStyle& style = frame.style();
    const double em = 0.9 * style.fontSize;
    const QFontMetricsF metrics(figureFont(style, em, frame.device()), frame.device());
    const QRectF& plot = frame.plot();
    const auto sizeOf = [&](const QString& text) {
        const QSizeF size(metrics.horizontalAdvance(text) + 0.6 * em, metrics.height());
        const bool fits =
            size.width() <= 0.8 * plot.width() && 2.5 * size.height() <= plot.height();
        return text.isEmpty() || !fits ? QSizeF() : size;
    };
    CornerLabels corners;
    if (const QSizeF size = sizeOf(labels.y); !size.isEmpty()) {
        corners.y = QRectF(plot.topLeft() + QPointF(0.2 * em, 0.0), size);
    }
    if (const QSizeF size = sizeOf(labels.x); !size.isEmpty()) {
        corners.x =
            QRectF(plot.bottomRight() - QPointF(size.width(), size.height() + 0.2 * em), size);
    }
    return corners;
}

void drawCornerLabels(QPainter& painter, const AxesFrame& frame, const AxesLabels& labels) {
    const FigureStyle& style = frame.style();
    const CornerLabels corners = cornerLabels(frame, labels);
    QColor ground = style.theme.ground;
    ground.setAlphaF(0.75F);
    painter.save();
    painter.setFont(figureFont(style, 0.9 * style.fontSize, painter.device()));
    for (const auto& [rect, text] :
         {std::pair(corners.y, labels.y), std::pair(corners.x, labels.x)}) {
        if (!rect.isEmpty()) {
            painter.fillRect(rect, ground);
            painter.setPen(style.theme.dim);
            painter.drawText(rect, Qt::AlignCenter | Qt::TextSingleLine, text);
        }
    }
    painter.restore();
}

} // namespace scorescope::views
