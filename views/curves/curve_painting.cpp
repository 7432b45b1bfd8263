// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/curves/curve_painting.h"

#include "views/axes/clipping.h"

#include <QPaintDevice>
#include <QPaintEngine>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace scorescope::views {

std::size_t resolvedColumns(const QPainter& painter, double width) {
    const QPaintEngine* engine = painter.paintEngine();
    const bool raster = engine != nullptr && engine->type() == QPaintEngine::Raster;
    const double scale = raster ? painter.deviceTransform().m11() : 4.0;
    return static_cast<std::size_t>(std::clamp(width * std::abs(scale), 16.0, 20000.0));
}

void drawPathMarks(QPainter& painter, const PlotCurve& curve, const AxesFrame& frame,
                   const FigureStyle& style) {
    const QRectF& plot = frame.plot();
    const auto at = [&](double x, double y) {
        return curve.right ? frame.placeRight(x, y) : frame.place(x, y);
    };
    const QColor color = curve.color(style.theme);
    const double em = style.fontSize;
    const QPen pen(color, 0.8 * style.lineWidth, Qt::SolidLine, Qt::FlatCap);
    const auto straight = [&](const QPointF& from, const QPointF& to) {
        if (const auto part = clippedLine({from, to}, plot)) {
            painter.drawLine(*part);
        }
    };
    painter.setPen(pen);
    for (const BandPoint& bar : curve.bars) {
        const QPointF low = at(bar.x, bar.low);
        const QPointF high = at(bar.x, bar.high);
        if (!std::isfinite(low.y()) || !std::isfinite(high.y())) {
            continue;
        }
        straight(low, high);
        const QPointF cap(0.25 * em, 0.0);
        straight(low - cap, low + cap);
        straight(high - cap, high + cap);
    }
    if (!curve.isPath || curve.style == Lines::Style::line) {
        return;
    }
    if (curve.style == Lines::Style::stems) {
        for (const CurvePoint& point : curve.path) {
            const QPointF head = at(point.x, point.y);
            const QPointF root = at(point.x, 0.0);
            // A log axis has no 0: its stems come from below the picture.
            const QPointF foot(head.x(), std::isfinite(root.y()) ? root.y() : plot.bottom());
            if (std::isfinite(head.y())) {
                straight(foot, head);
            }
        }
    }
    const double radius = (curve.path.size() > 500 ? 0.12 : 0.24) * em;
    painter.setPen(curve.hollow ? QPen(color, 0.9 * style.lineWidth) : QPen(Qt::NoPen));
    painter.setBrush(curve.hollow ? style.theme.ground : color);
    for (const CurvePoint& point : curve.path) {
        const QPointF middle = at(point.x, point.y);
        if (plot.contains(middle)) { // never true for a NaN
            painter.drawEllipse(middle, radius, radius);
        }
    }
    painter.setBrush(Qt::NoBrush);
}

void drawBand(QPainter& painter, const std::vector<BandPoint>& band, const AxesFrame& frame,
              QColor color) {
    color.setAlphaF(0.2F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    QPolygonF upper;
    QPolygonF lower;
    const auto finish = [&] {
        QPolygonF outline = upper;
        for (qsizetype i = lower.size(); i > 0; --i) {
            outline.append(lower[i - 1]);
        }
        const QPolygonF inside = clippedPolygon(outline, frame.plot());
        if (inside.size() > 2) {
            painter.drawPolygon(inside);
        }
        upper.clear();
        lower.clear();
    };
    for (const BandPoint& point : band) {
        if (std::isnan(point.low)) {
            finish();
            continue;
        }
        upper.append(frame.place(point.x, point.high));
        lower.append(frame.place(point.x, point.low));
    }
    finish();
    painter.setBrush(Qt::NoBrush);
}

void drawLine(QPainter& painter, const std::vector<QPolygonF>& pieces, const QRectF& plot,
              const QPen& pen) {
    painter.setBrush(Qt::NoBrush);
    for (const QPolygonF& piece : pieces) {
        for (const QPolygonF& part : clippedPolyline(piece, plot)) {
            if (part.size() == 1) { // a value between two gaps is a dot, not nothing
                painter.setPen(Qt::NoPen);
                painter.setBrush(pen.color());
                painter.drawEllipse(part.front(), 1.2 * pen.widthF(), 1.2 * pen.widthF());
                painter.setBrush(Qt::NoBrush);
            } else {
                painter.setPen(pen);
                painter.drawPolyline(part);
            }
        }
    }
}

std::vector<BandPoint> filledArea(const std::vector<CurvePoint>& line, const Axes& axes) {
    const double floor = axes.y.shows(0.0) ? 0.0 : axes.yRange.low;
    std::vector<BandPoint> band;
    for (const CurvePoint& point : line) {
        band.push_back(std::isnan(point.y) ? BandPoint{point.x, point.y, point.y}
                                           : BandPoint{point.x, floor, point.y});
    }
    return band;
}

} // namespace scorescope::views
