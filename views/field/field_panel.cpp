// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_panel.h"

#include "engine/core/error.h"
#include "views/axes/color_bar.h"
#include "views/field/dot_layer.h"
#include "views/field/field_figure.h"
#include "views/field/field_marks.h"
#include "views/missing.h"
#include "views/text.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <QPolygonF>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace scorescope::views {
namespace {

constexpr double leftMargin = 5.4;   ///< em: y label, tick labels
constexpr double bottomMargin = 3.5; ///< em: tick labels, x label
constexpr double topMargin = 1.0;
constexpr double rightMargin = 1.0;
constexpr double barGap = 1.2;
constexpr double barHeight = 19.0;

QPen finePen(const QColor& color, double width) {
    QPen pen(color);
    pen.setWidthF(width);
    pen.setCapStyle(Qt::FlatCap);
    pen.setJoinStyle(Qt::MiterJoin);
    return pen;
}

int tickCount(double length, double em, double each) {
    return std::clamp(static_cast<int>(length / (each * em)), 2, 9);
}

/// Draws text that may be a little too wide for its place smaller rather than cut.
void drawFitted(QPainter& painter, const QRectF& rect, Qt::Alignment alignment,
                const QString& text) {
    const double width = QFontMetricsF(painter.font(), painter.device()).horizontalAdvance(text);
    if (width <= rect.width() || width <= 0.0) {
        painter.drawText(rect, static_cast<int>(alignment), text);
        return;
    }
    const double scale = rect.width() / width;
    painter.save();
    painter.translate(rect.left(), rect.center().y());
    painter.scale(scale, scale);
    const double height = rect.height() / scale;
    painter.drawText(QRectF(0.0, -0.5 * height, width, height), static_cast<int>(alignment), text);
    painter.restore();
}

/// How a picture's shapes are given to the painter.
enum class Grouping {
    byColor, ///< one path for each colour: files stay small
    none,    ///< each by itself: Qt fills a path of a thousand shapes ten times slower than those
};

void fillArrows(QPainter& painter, const std::vector<Arrow>& arrows, const QTransform& toPicture,
                const QRectF& plot, Grouping grouping) {
    std::map<QRgb, QPainterPath> paths;
    painter.setPen(Qt::NoPen);
    for (const Arrow& arrow : arrows) {
        QPolygonF outline;
        outline.reserve(8);
        for (const QPointF& corner : arrow.outline) {
            outline << toPicture.map(corner);
        }
        if (!plot.intersects(outline.boundingRect().adjusted(-1.0, -1.0, 1.0, 1.0))) {
            continue;
        }
        if (grouping == Grouping::none) {
            painter.setBrush(QColor::fromRgba(arrow.color));
            painter.drawPolygon(outline, Qt::WindingFill);
            continue;
        }
        QPainterPath& path = paths[arrow.color];
        path.addPolygon(outline);
        path.closeSubpath();
    }
    for (auto& [color, path] : paths) {
        path.setFillRule(Qt::WindingFill); // crossing arrows must not cut holes
        painter.setBrush(QColor::fromRgba(color));
        painter.drawPath(path);
    }
    painter.setBrush(Qt::NoBrush);
}

void strokeLines(QPainter& painter, const std::vector<Polyline>& lines, const QTransform& toPicture,
                 double width, Grouping grouping) {
    const auto stroke = [&](QRgb color, const QPainterPath& path) {
        QPen pen = finePen(QColor::fromRgba(color), width);
        pen.setJoinStyle(Qt::RoundJoin);
        painter.setPen(pen);
        painter.drawPath(path);
    };
    std::map<QRgb, QPainterPath> paths;
    painter.setBrush(Qt::NoBrush);
    for (const Polyline& line : lines) {
        if (line.points.size() < 2) {
            continue;
        }
        QPainterPath alone;
        QPainterPath& path = grouping == Grouping::none ? alone : paths[line.color];
        path.moveTo(toPicture.map(line.points.front()));
        for (std::size_t i = 1; i < line.points.size(); ++i) {
            path.lineTo(toPicture.map(line.points[i]));
        }
        if (line.closed) {
            path.closeSubpath();
        }
        if (grouping == Grouping::none) {
            stroke(line.color, alone);
        }
    }
    for (const auto& [color, path] : paths) {
        stroke(color, path);
    }
}

void drawDiscs(QPainter& painter, const std::vector<Disc>& discs, const QTransform& toPicture,
               const QRectF& plot, double lineWidth) {
    painter.setPen(Qt::NoPen);
    for (const Disc& disc : discs) {
        const QPointF at = toPicture.map(disc.at);
        const double radius = disc.radius * lineWidth;
        if (plot.adjusted(-radius, -radius, radius, radius).contains(at)) {
            painter.setBrush(QColor::fromRgba(disc.color));
            painter.drawEllipse(at, radius, radius);
        }
    }
    painter.setBrush(Qt::NoBrush);
}

} // namespace

QTransform FieldLayout::toPicture(const QRectF& region) const {
    const double sx = plot.width() / region.width();
    const double sy = plot.height() / region.height();
    return {sx, 0.0, 0.0, -sy, plot.left() - region.left() * sx, plot.bottom() + region.top() * sy};
}

FieldLayout fieldLayout(const QRectF& rect, double aspect, bool withBar, const FigureStyle& style,
                        double legendWidth) {
    const double em = style.fontSize;
    const double barWidth = withBar ? colorBarWidth(style) : 0.0;
    const double column = std::max(barWidth, std::min(legendWidth, 0.3 * rect.width()));
    const double right = column > 0.0 ? barGap * em + column : rightMargin * em;
    const QRectF room = rect.adjusted(leftMargin * em, topMargin * em, -right, -bottomMargin * em);
    FieldLayout layout;
    if (room.width() < 2.0 * em || room.height() < 2.0 * em || !(aspect > 0.0) ||
        !std::isfinite(aspect)) {
        return layout;
    }
    const double width = std::min(room.width(), room.height() * aspect);
    const double height = width / aspect;
    layout.plot = QRectF(room.left() + 0.5 * (room.width() - width),
                         room.top() + 0.5 * (room.height() - height), width, height);
    const double x = layout.plot.right() + barGap * em;
    double y = layout.plot.top();
    if (withBar) {
        // A short plot is shared: the legend gets what its place below the bar needs.
        const double share = legendWidth > 0.0 ? std::max(0.5 * height, height - 8.0 * em) : height;
        layout.bar = QRectF(x, y, column, std::min(barHeight * em, share));
        y = layout.bar.bottom() + 1.2 * em;
    }
    if (legendWidth > 0.0 && layout.plot.bottom() - y > em) {
        layout.legend = QRectF(x, y, column, layout.plot.bottom() - y);
    }
    return layout;
}

double fieldTopMargin(const FigureStyle& style) {
    return topMargin * style.fontSize;
}

double fieldBottomMargin(const FigureStyle& style) {
    return bottomMargin * style.fontSize;
}

FieldTicks fieldTicks(const FieldLayout& layout, const QRectF& region, const FigureStyle& style) {
    const double em = style.fontSize;
    return {linearTicks(region.left(), region.right(), tickCount(layout.plot.width(), em, 5.2)),
            linearTicks(region.top(), region.bottom(), tickCount(layout.plot.height(), em, 4.0))};
}

QColor gridColor(const Theme& theme) {
    QColor color = theme.line;
    color.setAlphaF(0.7F);
    return color;
}

void drawFieldGrid(QPainter& painter, const FieldLayout& layout, const QRectF& region,
                   const FigureStyle& style) {
    const QTransform map = layout.toPicture(region);
    const FieldTicks ticks = fieldTicks(layout, region, style);
    painter.setPen(finePen(gridColor(style.theme), 0.6 * style.lineWidth));
    for (const Tick& tick : ticks.x) {
        const double x = map.map(QPointF(tick.position, region.top())).x();
        painter.drawLine(QPointF(x, layout.plot.top()), QPointF(x, layout.plot.bottom()));
    }
    for (const Tick& tick : ticks.y) {
        const double y = map.map(QPointF(region.left(), tick.position)).y();
        painter.drawLine(QPointF(layout.plot.left(), y), QPointF(layout.plot.right(), y));
    }
}

void drawFieldGaps(QPainter& painter, const FieldLayout& layout, const QRectF& region,
                   const FieldScene& scene, const FigureStyle& style) {
    const QTransform map = layout.toPicture(region);
    for (const QRectF& gap : scene.heat.gaps) {
        painter.fillRect(map.mapRect(gap).intersected(layout.plot),
                         QBrush(style.theme.dim, Qt::BDiagPattern));
    }
}

void drawFieldAxes(QPainter& painter, const FieldLayout& layout, const QRectF& region,
                   const AxisLabels& labels, const FigureStyle& style) {
    const double em = style.fontSize;
    const QRectF& plot = layout.plot;
    const QTransform map = layout.toPicture(region);
    painter.save();
    painter.setFont(figureFont(style, style.fontSize, painter.device()));
    const QPen framePen =
        finePen(style.theme.dark ? style.theme.line : style.theme.dim, 0.6 * style.lineWidth);
    const double tickLength = 0.35 * em;
    const FieldTicks ticks = fieldTicks(layout, region, style);
    painter.setPen(framePen);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(plot);
    for (const Tick& tick : ticks.x) {
        const double x = map.map(QPointF(tick.position, region.top())).x();
        painter.setPen(framePen);
        painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + tickLength));
        painter.setPen(style.theme.dim);
        drawFitted(painter, QRectF(x - 3.4 * em, plot.bottom() + 0.45 * em, 6.8 * em, 1.4 * em),
                   Qt::AlignHCenter | Qt::AlignVCenter, tick.label);
    }
    for (const Tick& tick : ticks.y) {
        const double y = map.map(QPointF(region.left(), tick.position)).y();
        painter.setPen(framePen);
        painter.drawLine(QPointF(plot.left() - tickLength, y), QPointF(plot.left(), y));
        painter.setPen(style.theme.dim);
        drawFitted(painter, QRectF(plot.left() - 3.9 * em, y - 0.8 * em, 3.3 * em, 1.6 * em),
                   Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
    painter.setPen(style.theme.text);
    painter.drawText(QRectF(plot.left(), plot.bottom() + 1.9 * em, plot.width(), 1.5 * em),
                     Qt::AlignHCenter | Qt::AlignVCenter, labels.x);
    painter.save();
    painter.translate(plot.left() - 4.7 * em, plot.center().y());
    painter.rotate(-90.0);
    painter.drawText(QRectF(-0.5 * plot.height(), -0.75 * em, plot.height(), 1.5 * em),
                     Qt::AlignHCenter | Qt::AlignVCenter, labels.y);
    painter.restore();
    painter.restore();
}

void drawFieldData(QPainter& painter, const FieldLayout& layout, const QRectF& region,
                   const FieldData& data, const FieldOptions& options, const FieldScene& scene,
                   const FigureStyle& style, DotLayer* layer) {
    const QTransform map = layout.toPicture(region);
    painter.save();
    painter.setClipRect(layout.plot, Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!scene.heat.image.isNull()) {
        painter.setRenderHint(QPainter::SmoothPixmapTransform, scene.heat.smooth);
        painter.drawImage(map.mapRect(scene.heat.rect), scene.heat.image);
        drawFieldGaps(painter, layout, region, scene, style);
    }
    const Dots dots =
        visibleDots(data, options, region, pointRaster(layout.plot.size(), 1.0), style.theme);
    const double diameter = (scene.heat.smooth ? 1.2 : 2.0) * style.lineWidth;
    if (layer != nullptr) {
        layer->draw(painter, dots, map, layout.plot, diameter);
    } else {
        drawDots(painter, dots, map, diameter);
    }
    const Grouping grouping = layer != nullptr ? Grouping::none : Grouping::byColor;
    const auto stroke = [&](const std::vector<Polyline>& lines, double widths) {
        strokeLines(painter, lines, map, widths * style.lineWidth, grouping);
    };
    stroke(scene.contours, 0.6);
    stroke(scene.streamlines, 0.8);
    fillArrows(painter, scene.arrows, map, layout.plot, grouping);
    fillArrows(painter, scene.optimum, map, layout.plot, grouping);
    stroke(scene.ellipses, 0.8);
    stroke(scene.paths, 1.4);
    stroke(scene.trajectories, 1.2);
    stroke(scene.chosen, 2.4);
    drawDiscs(painter, scene.dots, map, layout.plot, style.lineWidth);
    drawDiscs(painter, scene.discs, map, layout.plot, style.lineWidth);
    painter.restore();
}

AxisLabels axisLabels(const FieldData& data) {
    for (const auto& artifact : data.all()) {
        if ((!artifact->x.label.empty() || !artifact->y.label.empty())) {
            return {quantityText(artifact->x), quantityText(artifact->y)};
        }
    }
    return {QStringLiteral("x₀"), QStringLiteral("x₁")};
}

QSize pointRaster(const QSizeF& plot, double devicePixelRatio) {
    const auto cells = [devicePixelRatio](double length) {
        return std::clamp(static_cast<int>(std::ceil(length * devicePixelRatio / 0.6)), 1, 8192);
    };
    return {cells(plot.width()), cells(plot.height())};
}

FieldPanel::FieldPanel(QString title, FieldData data, FieldOptions options, const QRectF& region)
    : title_(std::move(title)), data_(std::move(data)), options_(options), region_(region) {
    options_.stride = 1; // thinning is for the screen
}

void FieldPanel::draw(QPainter& painter, const QRectF& rect, const FigureStyle& style) const {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(rect, Qt::IntersectClip);
    const FieldScene scene = sceneFor(style);
    const FieldFigure figure =
        placeFieldFigure(rect, region_.width() / region_.height(), scene, style);
    const FieldLayout& layout = figure.layout;
    if (layout.plot.isNull()) {
        painter.restore();
        return;
    }
    drawFieldGrid(painter, layout, region_, style);
    drawFieldData(painter, layout, region_, data_, options_, scene, style);
    drawFieldMarks(painter, layout, region_, scene, style);
    drawFieldAxes(painter, layout, region_, axisLabels(data_), style);
    if (scene.bar) {
        drawColorBar(painter, layout.bar, *scene.bar, style);
    }
    drawFieldNotes(painter, figure, scene, style);
    painter.restore();
}

FieldScene FieldPanel::sceneFor(const FigureStyle& style) const {
    return buildFieldScene(style.tools ? data_ : withoutTools(data_), options_, style.theme);
}

double FieldPanel::heightFor(double width, const FigureStyle& style) const {
    return fieldFigureHeight(width, region_.width() / region_.height(), sceneFor(style), style);
}

double FieldPanel::aspectRatio() const {
    // Margins at 8 pt on a picture of about 85 mm (241 pt).
    constexpr double width = 241.0;
    constexpr double em = 8.0;
    FigureStyle style;
    style.fontSize = em;
    const double plotWidth = width - (leftMargin + barGap) * em - colorBarWidth(style);
    const double plotHeight = plotWidth * region_.height() / region_.width();
    return width / (plotHeight + (topMargin + bottomMargin) * em);
}

std::vector<std::shared_ptr<const Artifact>> FieldPanel::data() const {
    std::vector<std::shared_ptr<const Artifact>> shown;
    const auto add = [&shown](const std::shared_ptr<const Artifact>& artifact, bool wanted) {
        if (artifact && wanted) {
            shown.push_back(artifact);
        }
    };
    const auto addAll = [&add](const FieldData::Artifacts& list, bool wanted) {
        for (const auto& artifact : list) {
            add(artifact, wanted);
        }
    };
    add(data_.field, true);
    add(data_.optimum, options_.optimum);
    add(data_.heat, options_.heat || options_.contours);
    addAll(data_.points, options_.points);
    addAll(data_.tensors, options_.ellipses);
    addAll(data_.trajectories, options_.chains);
    addAll(data_.markers, true);
    addAll(data_.paths, options_.paths);
    return shown;
}

std::vector<FigurePanel::Limits> FieldPanel::limits() const {
    // They do not depend on the theme.
    const FieldScene scene = buildFieldScene(data_, options_, printTheme());
    if (!scene.bar) {
        return {};
    }
    return {{"limits", scene.bar->limits.low, scene.bar->limits.high}};
}

std::unique_ptr<FigurePanel> fieldPanel(const ViewSpec& spec, const Frame& frame) {
    const FieldOptions options = fieldOptions(spec);
    FieldCast cast(spec);
    cast.learn(frame);
    for (const std::string& name : cast.shown(options)) {
        if (isMissing(frame, name)) {
            refuseMissing(spec, name, frame);
        }
    }
    FieldData data = fieldData(spec, cast, options, frame);
    const QRectF region = regionAround(dataExtent(data));
    return std::make_unique<FieldPanel>(QString::fromStdString(spec.title), std::move(data),
                                        options, region);
}

} // namespace scorescope::views
