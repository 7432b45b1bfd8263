// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/curves/curve_painting.h"

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

void drawBand(QPainter& painter, const std::vector<BandPoint>& band, const PlotFrame& frame,
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

std::vector<BandPoint> filledArea(const std::vector<CurvePoint>& line, const CurveAxes& axes) {
    const double floor = axes.y.shows(0.0) ? 0.0 : axes.yRange.low;
    std::vector<BandPoint> band;
    for (const CurvePoint& point : line) {
        band.push_back(std::isnan(point.y) ? BandPoint{point.x, point.y, point.y}
                                           : BandPoint{point.x, floor, point.y});
    }
    return band;
}

} // namespace scorescope::views
