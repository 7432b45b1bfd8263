// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/colormap.h"
#include "views/curves/curve_painting.h"
#include "views/plot/plot_content.h"
#include "views/text.h"
#include "views/tool_markers.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace scorescope::views {
namespace {

constexpr std::size_t themeColors = 7; // the next one is the quiet colour

QColor colorOf(const Theme& theme, std::size_t index) {
    return index == themeColors ? theme.dim : theme.seriesColor(index);
}

/// What a marker looks like; lengths in units of the font size.
struct MarkerShape {
    enum class Outline { disc, ring, square, diamond, triangle, cross } outline = Outline::disc;
    QColor color;
    double radius = 0.36;
};

MarkerShape shapeOf(const std::string& kind, const Theme& theme) {
    using Outline = MarkerShape::Outline;
    if (kind == "handle") {
        return {Outline::ring, theme.accent, 0.5};
    }
    if (kind == "attractor") {
        return {Outline::disc, theme.seriesColor(2), 0.42};
    }
    if (kind == "spurious_attractor") {
        return {Outline::ring, theme.seriesColor(6), 0.46};
    }
    if (kind == "saddle") {
        return {Outline::diamond, theme.seriesColor(1), 0.46};
    }
    if (kind == "source") {
        return {Outline::triangle, theme.seriesColor(3), 0.46};
    }
    if (kind == "current") {
        return {Outline::square, theme.text, 0.36};
    }
    if (kind == "accepted") {
        return {Outline::disc, theme.seriesColor(2), 0.36};
    }
    if (kind == "rejected") {
        return {Outline::cross, theme.seriesColor(6), 0.36};
    }
    return {Outline::disc, theme.seriesColor(6), 0.4};
}

void drawMarker(QPainter& painter, const QPointF& at, const MarkerShape& shape, bool emphasized,
                const FigureStyle& style) {
    using Outline = MarkerShape::Outline;
    const double r = style.fontSize * shape.radius * (emphasized ? 1.3 : 1.0);
    const bool hollow = shape.outline == Outline::ring || shape.outline == Outline::cross;
    painter.setPen(QPen(hollow ? shape.color : style.theme.ground,
                        (hollow ? 1.4 : 0.8) * style.lineWidth, Qt::SolidLine, Qt::RoundCap));
    painter.setBrush(hollow ? style.theme.ground : shape.color);
    switch (shape.outline) {
    case Outline::disc:
    case Outline::ring:
        painter.drawEllipse(at, r, r);
        break;
    case Outline::square:
        painter.drawRect(QRectF(at.x() - r, at.y() - r, 2.0 * r, 2.0 * r));
        break;
    case Outline::diamond:
        painter.drawPolygon(QPolygonF({at + QPointF(0.0, -r), at + QPointF(r, 0.0),
                                       at + QPointF(0.0, r), at + QPointF(-r, 0.0)}));
        break;
    case Outline::triangle:
        painter.drawPolygon(QPolygonF({at + QPointF(0.0, -r), at + QPointF(0.87 * r, 0.5 * r),
                                       at + QPointF(-0.87 * r, 0.5 * r)}));
        break;
    case Outline::cross:
        painter.drawLine(at + QPointF(-r, -r), at + QPointF(r, r));
        painter.drawLine(at + QPointF(-r, r), at + QPointF(r, -r));
        break;
    }
    if (shape.outline == Outline::ring) { // a dot in the middle: where exactly it stands
        painter.setPen(Qt::NoPen);
        painter.setBrush(shape.color);
        painter.drawEllipse(at, 0.3 * r, 0.3 * r);
    }
    painter.setBrush(Qt::NoBrush);
}

/// Arrows just above the x axis. All are shortened alike so that the longest ends before its
/// neighbour begins: their directions and their ratios can be read.
void drawArrows(QPainter& painter, const PlotArrows& arrows, const AxesFrame& frame,
                const FigureStyle& style) {
    const QRectF& plot = frame.plot();
    const double em = style.fontSize;
    const double y = plot.bottom() - 0.9 * em;
    const double foot = frame.valueAt(plot.bottomLeft()).y();
    double gap = std::numeric_limits<double>::infinity();
    double longest = 0.0;
    std::vector<std::array<double, 2>> ends;
    for (std::size_t i = 0; i < arrows.x.size(); ++i) {
        const double from = frame.place(arrows.x[i], foot).x();
        const double to = frame.place(arrows.x[i] + arrows.vectors[i], foot).x();
        if (!std::isfinite(from) || !std::isfinite(to)) {
            continue;
        }
        if (!ends.empty() && from != ends.back()[0]) {
            gap = std::min(gap, std::abs(from - ends.back()[0]));
        }
        longest = std::max(longest, std::abs(to - from));
        ends.push_back({from, to});
    }
    const double scale = std::isfinite(gap) && longest > 0.9 * gap ? 0.9 * gap / longest : 1.0;
    const QColor color = colorOf(style.theme, arrows.colorIndex);
    for (const auto& [from, to] : ends) {
        const double length = scale * (to - from);
        const QPointF start(from, y);
        const QPointF tip(from + length, y);
        if (std::abs(length) < 0.1 * em || start.x() < plot.left() || start.x() > plot.right() ||
            tip.x() < plot.left() || tip.x() > plot.right()) {
            continue;
        }
        const double head = std::copysign(std::min(0.45 * em, 0.7 * std::abs(length)), length);
        painter.setPen(QPen(color, 1.1 * style.lineWidth, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(start, tip - QPointF(0.8 * head, 0.0));
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawPolygon(
            QPolygonF({tip, tip + QPointF(-head, 0.6 * head), tip + QPointF(-head, -0.6 * head)}));
        painter.setBrush(Qt::NoBrush);
    }
}

void drawDots(QPainter& painter, const PlotDots& dots, const Selection& selected,
              const AxesFrame& frame, const FigureStyle& style) {
    const QColor color = colorOf(style.theme, dots.colorIndex);
    const double radius = (dots.points.size() > 500 ? 0.12 : 0.2) * style.fontSize;
    const auto chosen = selectedIndex(selected, dots.selects);
    for (std::size_t i = 0; i < dots.points.size(); ++i) {
        const QPointF at = frame.place(dots.points[i].x, dots.points[i].y);
        if (!frame.plot().contains(at)) { // always so for a NaN
            continue;
        }
        const bool hollow = i < dots.hollow.size() && dots.hollow[i] != 0;
        painter.setPen(hollow ? QPen(color, 0.9 * style.lineWidth) : QPen(Qt::NoPen));
        painter.setBrush(hollow ? style.theme.ground : color);
        painter.drawEllipse(at, radius, radius);
        if (chosen && *chosen == i) {
            painter.setPen(QPen(style.theme.accent, 1.4 * style.lineWidth));
            painter.setBrush(Qt::NoBrush);
            painter.drawEllipse(at, radius + 0.3 * style.fontSize, radius + 0.3 * style.fontSize);
        }
    }
    painter.setBrush(Qt::NoBrush);
}

void drawSpans(QPainter& painter, const PlotSpans& rows, const Selection& selected,
               const AxesFrame& frame, const FigureStyle& style) {
    const auto& spans = std::get<Spans>(rows.artifact->data);
    const QFont font = figureFont(style, 0.85 * style.fontSize, painter.device());
    const QFontMetricsF metrics(font, painter.device());
    painter.setFont(font);
    const auto chosen = selectedIndex(selected, spans.selects);
    if (chosen) {
        const double row = -static_cast<double>(*chosen);
        QColor shade = style.theme.accent;
        shade.setAlphaF(0.15F);
        const double top = frame.place(0.0, row + 0.5).y();
        const double bottom = frame.place(0.0, row - 0.5).y();
        painter.fillRect(QRectF(frame.plot().left(), top, frame.plot().width(), bottom - top)
                             .intersected(frame.plot()),
                         shade);
    }
    for (const Spans::Span& span : spans.spans) {
        const double y = -static_cast<double>(span.row);
        const QRectF whole(frame.place(span.begin, y + 0.38), frame.place(span.end, y - 0.38));
        // What took no time is a line, not nothing.
        const QRectF bar =
            QRectF(whole.left(), whole.top(), std::max(whole.width(), 0.5), whole.height())
                .intersected(frame.plot());
        if (bar.isEmpty() || span.category >= rows.colors.size()) {
            continue;
        }
        const QColor color = colorOf(style.theme, rows.colors[span.category]);
        painter.fillRect(bar, color);
        const QString label = QString::fromStdString(span.label);
        if (!label.isEmpty() && metrics.horizontalAdvance(label) + 4.0 < bar.width() &&
            metrics.height() < bar.height() + 2.0) {
            painter.setPen(lightness(color.rgb()) > 60.0 ? Qt::black : Qt::white);
            painter.drawText(bar, Qt::AlignCenter, label);
        }
    }
}

void drawMarkerLabel(QPainter& painter, const QPointF& at, const QString& label, const QRectF& plot,
                     const FigureStyle& style, const QPaintDevice* device) {
    const QFont font = figureFont(style, 0.9 * style.fontSize, device);
    const QFontMetricsF metrics(font, device);
    const double width = metrics.horizontalAdvance(label);
    QPointF place(at.x() - 0.5 * width, at.y() - 0.8 * style.fontSize);
    if (place.y() - metrics.capHeight() < plot.top()) {
        place.setY(at.y() + 0.8 * style.fontSize + metrics.capHeight());
    }
    place.setX(std::clamp(place.x(), plot.left() + 2.0,
                          std::max(plot.left() + 2.0, plot.right() - width - 2.0)));
    QColor ground = style.theme.ground; // so that no line runs through the text
    ground.setAlphaF(0.75F);
    painter.fillRect(QRectF(place.x() - 1.0, place.y() - metrics.capHeight() - 1.0, width + 2.0,
                            metrics.capHeight() + 2.0),
                     ground);
    painter.setFont(font);
    painter.setPen(style.theme.text);
    painter.drawText(place, label);
}

class PlotPanel final : public FigurePanel {
public:
    PlotPanel(QString title, PlotContent content, PlotLook look)
        : title_(std::move(title)), content_(std::move(content)), look_(std::move(look)) {}

    void draw(QPainter& painter, const QRectF& rect, const FigureStyle& style) const override {
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        PlotPlacing placing;
        placing.outer = rect;
        placing.columns = resolvedColumns(painter, rect.width());
        placing.legendRoom = LegendRoom::page;
        const PlotLayout layout =
            layOutPlot(content_, look_, fitPlot(content_, look_), placing, style, painter.device());
        drawPlot(painter, content_, layout, style);
        painter.restore();
    }
    [[nodiscard]] QString title() const override { return title_; }
    [[nodiscard]] double aspectRatio() const override { return look_.equalAxes ? 1.1 : 1.5; }
    [[nodiscard]] double heightFor(double width, const FigureStyle& style) const override {
        PlotPlacing placing;
        placing.outer = QRectF(0.0, 0.0, width, width / aspectRatio());
        const PlotLayout layout =
            layOutPlot(content_, look_, fitPlot(content_, look_), placing, style, nullptr);
        return heightWithLegend(width, placing.outer.height(), layout.entries, style);
    }
    [[nodiscard]] std::vector<std::shared_ptr<const Artifact>> data() const override {
        return content_.set.artifacts;
    }
    [[nodiscard]] std::vector<Limits> limits() const override {
        if (content_.empty()) {
            return {}; // its axes are a placeholder, not limits of anything
        }
        const Axes axes = fitPlot(content_, look_);
        return {{"x_range", axes.xRange.low, axes.xRange.high},
                {"y_range", axes.yRange.low, axes.yRange.high}};
    }

private:
    QString title_;
    PlotContent content_;
    PlotLook look_;
};

} // namespace

PlotLayout layOutPlot(const PlotContent& content, const PlotLook& look, const Axes& axes,
                      const PlotPlacing& placing, const FigureStyle& style,
                      const QPaintDevice* device) {
    Axes used = axes;
    const auto frameWith = [&](double strip) {
        AxesFrame frame(content.set.labels, axes, placing.outer, style, device,
                        {placing.axisLabels, strip});
        if (look.equalAxes) {
            // Other limits may have wider labels, which change the size a little: once more.
            for (int round = 0; round < 2; ++round) {
                used = withEqualUnits(axes, frame.plot().size());
                frame = AxesFrame(content.set.labels, used, placing.outer, style, device,
                                  {placing.axisLabels, strip});
            }
        }
        return frame;
    };
    PlotLayout layout{axes, frameWith(0.0), {}, {}, {}, {}};
    layout.axes = used;
    std::vector<QPolygonF> obstacles;
    if (!placing.axisLabels) {
        const CornerLabels corners = cornerLabels(layout.frame, content.set.labels);
        obstacles = {QPolygonF(corners.x), QPolygonF(corners.y)};
    }
    for (const PlotCurve& curve : content.set.curves) {
        layout.lines.push_back(
            decimatePath(curve.path, used.x, used.y, used.xRange, placing.columns));
        const std::size_t i = layout.lines.size() - 1;
        layout.smoothed.push_back(
            i < content.smoothed.size()
                ? decimatePath(content.smoothed[i], used.x, used.y, used.xRange, placing.columns)
                : std::vector<CurvePoint>());
        for (QPolygonF& piece : piecesOf(layout.lines.back(), layout.frame, curve.right)) {
            obstacles.push_back(std::move(piece));
        }
    }
    for (const Markers::Marker& marker : content.markers) {
        obstacles.push_back(QPolygonF({layout.frame.place(marker.x, marker.y)}));
    }
    if (!look.legend) {
        return layout;
    }
    layout.entries = legendEntries(content.set, {}, style.theme);
    for (const PlotDots& dots : content.dots) {
        layout.entries.push_back({dots.name, dots.title, colorOf(style.theme, dots.colorIndex),
                                  Qt::SolidLine, false, LegendEntry::Swatch::dot});
        for (const CurvePoint& point : dots.points) {
            obstacles.push_back(QPolygonF({layout.frame.place(point.x, point.y)}));
        }
    }
    for (const PlotSpans& rows : content.spans) {
        const auto& spans = std::get<Spans>(rows.artifact->data);
        for (std::size_t i = 0; i < spans.categories.size(); ++i) {
            layout.entries.push_back({spans.categories[i],
                                      QString::fromStdString(spans.categories[i]),
                                      colorOf(style.theme, rows.colors[i]), Qt::SolidLine, false,
                                      LegendEntry::Swatch::area});
        }
        for (const Spans::Span& span : spans.spans) {
            const double y = -static_cast<double>(span.row);
            obstacles.push_back(
                QPolygonF({layout.frame.place(span.begin, y), layout.frame.place(span.end, y)}));
        }
    }
    if (layout.entries.size() < 2) {
        layout.entries.clear();
    }
    layout.legend = placeLegend(layout.frame, layout.entries, obstacles, placing.legendPlace,
                                placing.legendRoom);
    if (layout.legend.outside) {
        layout.frame = frameWith(layout.legend.frame.bottom() - placing.outer.top());
        layout.axes = used;
        layout.legend = legendStrip(layout.frame, layout.entries, placing.legendRoom);
    }
    return layout;
}

void drawPlot(QPainter& painter, const PlotContent& content, const PlotLayout& layout,
              const FigureStyle& style, std::optional<std::size_t> emphasized) {
    const AxesFrame& frame = layout.frame;
    const QRectF& plot = frame.plot();
    frame.drawGrid(painter);
    for (std::size_t i = 0; i < content.set.curves.size(); ++i) {
        if (content.set.curves[i].filled) {
            drawBand(painter, filledArea(layout.lines[i], layout.axes), frame,
                     content.set.curves[i].color(style.theme));
        }
    }
    for (std::size_t i = 0; i < content.set.curves.size(); ++i) {
        const PlotCurve& curve = content.set.curves[i];
        const bool chosen = content.isSelected(curve);
        const QPen pen(curve.color(style.theme), (chosen ? 2.0 : 1.0) * style.lineWidth,
                       curve.penStyle(), Qt::FlatCap, Qt::RoundJoin);
        if (curve.style == Lines::Style::line && layout.smoothed[i].empty()) {
            drawLine(painter, piecesOf(layout.lines[i], frame, curve.right), plot, pen);
        } else if (curve.style == Lines::Style::line) {
            QPen faint = pen; // what was measured stays in sight
            QColor color = pen.color();
            color.setAlphaF(0.3F);
            faint.setColor(color);
            faint.setWidthF(0.6 * pen.widthF());
            drawLine(painter, piecesOf(layout.lines[i], frame, curve.right), plot, faint);
            drawLine(painter, piecesOf(layout.smoothed[i], frame, curve.right), plot, pen);
        }
        drawPathMarks(painter, curve, frame, style);
    }
    for (const PlotSpans& rows : content.spans) {
        drawSpans(painter, rows, content.selected, frame, style);
    }
    for (const PlotDots& dots : content.dots) {
        drawDots(painter, dots, content.selected, frame, style);
    }
    for (const PlotArrows& arrows : content.arrows) {
        drawArrows(painter, arrows, frame, style);
    }
    frame.drawAxes(painter);
    for (std::size_t i = 0; i < content.markers.size(); ++i) {
        const Markers::Marker& marker = content.markers[i];
        if (!style.tools && isToolMarker(marker.kind)) {
            continue;
        }
        const QPointF at = frame.place(marker.x, marker.y);
        if (!plot.adjusted(-1.0, -1.0, 1.0, 1.0).contains(at)) {
            continue;
        }
        drawMarker(painter, at, shapeOf(marker.kind, style.theme), emphasized == i, style);
        if (!marker.label.empty()) {
            drawMarkerLabel(painter, at, QString::fromStdString(marker.label), plot, style,
                            painter.device());
        }
    }
    drawLegend(painter, frame, layout.entries, layout.legend);
}

std::unique_ptr<FigurePanel> plotPanel(QString title, PlotContent content, PlotLook look) {
    return std::make_unique<PlotPanel>(std::move(title), std::move(content), std::move(look));
}

} // namespace scorescope::views
