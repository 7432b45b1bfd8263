// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/curves/curve_panel.h"

#include "views/curves/curve_painting.h"

#include <QPaintDevice>
#include <QPainter>

#include <algorithm>
#include <numeric>
#include <utility>

namespace scorescope::views {
namespace {

/// The order in which curves are drawn: those of other runs lie below.
std::vector<std::size_t> fromBelow(const CurveSet& set) {
    std::vector<std::size_t> order(set.curves.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_partition(order.begin(), order.end(),
                          [&](std::size_t i) { return !set.curves[i].run.empty(); });
    return order;
}

} // namespace

CurvePanel::CurvePanel(QString title, CurveSet set, CurveLook look)
    : title_(std::move(title)), set_(std::move(set)), look_(std::move(look)),
      axes_(fitAxes(set_, look_)) {
    set_.curves.erase(std::remove_if(set_.curves.begin(), set_.curves.end(),
                                     [&](const PlotCurve& curve) { return !look_.shows(curve); }),
                      set_.curves.end());
    for (const PlotCurve& curve : set_.curves) {
        SmoothedSeries smooth;
        const bool wanted = look_.smoothing > 0.0 && !curve.isPath && !curve.reference;
        smoothed_.push_back(wanted ? smooth.update(curve.points, look_.smoothing) : Series());
    }
}

std::vector<FigurePanel::Limits> CurvePanel::limits() const {
    const bool empty =
        std::all_of(set_.curves.begin(), set_.curves.end(), [](const PlotCurve& curve) {
            return curve.points.size() == 0 && curve.path.empty();
        });
    if (empty) {
        return {}; // its axes are a placeholder, not limits of anything
    }
    return {{"x_range", axes_.xRange.low, axes_.xRange.high},
            {"y_range", axes_.yRange.low, axes_.yRange.high}};
}

std::vector<LegendEntry> CurvePanel::legendFor(const FigureStyle& style) const {
    return set_.curves.size() > 1 ? legendEntries(set_, look_, style.theme)
                                  : std::vector<LegendEntry>();
}

double CurvePanel::heightFor(double width, const FigureStyle& style) const {
    return heightWithLegend(width, width / aspectRatio(), legendFor(style), style);
}

void CurvePanel::draw(QPainter& painter, const QRectF& rect, const FigureStyle& style) const {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QPaintDevice* device = painter.device();
    const std::vector<LegendEntry> entries = legendFor(style);

    AxesFrame frame(set_.labels, axes_, rect, style, device, {});
    const std::size_t columns = resolvedColumns(painter, frame.plot().width());
    struct Drawn {
        std::vector<CurvePoint> line;
        std::vector<CurvePoint> smooth;
        std::vector<BandPoint> band;
    };
    std::vector<Drawn> drawn;
    for (std::size_t i = 0; i < set_.curves.size(); ++i) {
        const PlotCurve& curve = set_.curves[i];
        const Interval part = shownPart(curve, axes_.xRange);
        Drawn next;
        next.line = curve.isPath ? decimatePath(curve.path, axes_.x, axes_.y, axes_.xRange, columns)
                                 : decimate(curve.points, axes_.x, axes_.y, part, columns);
        next.smooth = decimate(smoothed_[i], axes_.x, axes_.y, part, columns);
        next.band = curve.filled ? filledArea(next.line, axes_)
                                 : decimateBand(curve.low, curve.high, axes_.x, axes_.y, part,
                                                columns, axes_.yRange.low);
        drawn.push_back(std::move(next));
    }
    const auto obstacles = [&] {
        std::vector<QPolygonF> all;
        for (const Drawn& one : drawn) {
            std::vector<CurvePoint> low;
            std::vector<CurvePoint> high;
            for (const BandPoint& point : one.band) {
                low.push_back({point.x, point.low});
                high.push_back({point.x, point.high});
            }
            for (const std::vector<CurvePoint>* points :
                 {&one.line, &one.smooth, &std::as_const(low), &std::as_const(high)}) {
                for (QPolygonF& piece : piecesOf(*points, frame)) {
                    all.push_back(std::move(piece));
                }
            }
        }
        return all;
    };
    LegendLayout legend = placeLegend(frame, entries, obstacles(), -1, LegendRoom::page);
    if (legend.outside) {
        frame = AxesFrame(set_.labels, axes_, rect, style, device,
                          {true, legend.frame.bottom() - rect.top()});
        legend = legendStrip(frame, entries, LegendRoom::page);
    }
    frame.drawGrid(painter);
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        drawBand(painter, drawn[i].band, frame, set_.curves[i].color(style.theme));
    }
    for (const std::size_t i : fromBelow(set_)) {
        const PlotCurve& curve = set_.curves[i];
        drawPathMarks(painter, curve, frame, style);
        if (curve.isPath && curve.style != Lines::Style::line) {
            continue;
        }
        QPen pen(curve.color(style.theme), (curve.run.empty() ? 1.0 : 0.6) * style.lineWidth,
                 curve.penStyle(), Qt::FlatCap, Qt::RoundJoin);
        if (!drawn[i].smooth.empty()) {
            QPen faint = pen;
            QColor color = pen.color();
            color.setAlphaF(0.3F);
            faint.setColor(color);
            faint.setWidthF(0.6 * style.lineWidth);
            drawLine(painter, piecesOf(drawn[i].line, frame), frame.plot(), faint);
            drawLine(painter, piecesOf(drawn[i].smooth, frame), frame.plot(), pen);
        } else {
            drawLine(painter, piecesOf(drawn[i].line, frame, curve.right), frame.plot(), pen);
        }
    }
    if (set_.overSteps && set_.step < set_.head) {
        const double x = frame.place(static_cast<double>(set_.step), axes_.yRange.low).x();
        if (x >= frame.plot().left() && x <= frame.plot().right()) {
            painter.setPen(QPen(style.theme.text, 0.6 * style.lineWidth, Qt::DashLine));
            painter.drawLine(QPointF(x, frame.plot().top()), QPointF(x, frame.plot().bottom()));
        }
    }
    frame.drawAxes(painter);
    drawLegend(painter, frame, entries, legend);
    painter.restore();
}

} // namespace scorescope::views
