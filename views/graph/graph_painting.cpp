// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/graph_painting.h"

#include "views/graph/graph_painter.h"
#include "views/text.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace scorescope::views {
namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(scorescope::views::Graph)
};

constexpr double margin = 0.7;       // em around the graph
constexpr double largestFit = 1.25;  // type sizes per em: small graphs do not fill a large view
constexpr double leastForBar = 16.0; // type sizes of width beside which a colour bar has room

QRectF boundsOf(const GraphGeometry& geometry) {
    return geometry.bounds.adjusted(-margin, -margin, margin, margin);
}

bool hasBar(const GraphContent& content, const GraphLook& look) {
    return look.values && content.measured;
}

/// A colour bar with room for “measured” beside the pattern of what is not.
double barWidth(const FigureStyle& style) {
    return colorBarWidth(style) + 1.2 * style.fontSize;
}

/// The part of `outer` that the graph has, beside its colour bar.
QRectF plotOf(const GraphContent& content, const GraphLook& look, const QRectF& outer,
              const FigureStyle& style) {
    const bool room =
        outer.width() >= leastForBar * style.fontSize && outer.height() >= 7.0 * style.fontSize;
    return hasBar(content, look) && room
               ? outer.adjusted(0.0, 0.0, -barWidth(style) - 0.6 * style.fontSize, 0.0)
               : outer;
}

double fitScale(const GraphGeometry& geometry, const QRectF& plot, const FigureStyle& style) {
    const QRectF bounds = boundsOf(geometry);
    return std::max(1e-6, std::min({plot.width() / bounds.width(), plot.height() / bounds.height(),
                                    largestFit * style.fontSize}));
}

/// What the colours mean, and the pattern without one.
void drawLegend(QPainter& painter, const GraphContent& content, const QRectF& rect,
                const FigureStyle& style) {
    const Quantity& quantity = content.artifact->value;
    ColorBar bar;
    bar.title = QString::fromStdString(quantity.label);
    if (!quantity.unit.empty()) {
        bar.title += QStringLiteral(" [%1]").arg(QString::fromStdString(quantity.unit));
    }
    bar.limits = content.limits;
    bar.map = graphColors(*content.graph, style.theme);
    QRectF strip = rect;
    const auto& nodes = content.graph->nodes;
    const bool unmeasured = std::any_of(nodes.begin(), nodes.end(), [](const Graph::Node& node) {
        return !std::isfinite(node.value);
    });
    const double em = style.fontSize;
    if (unmeasured && rect.height() > 12.0 * em) {
        strip.setBottom(rect.bottom() - 3.6 * em);
        FigureStyle small = style;
        small.fontSize = 0.85 * em;
        const QRectF swatch(rect.left(), rect.bottom() - 2.3 * em, 0.9 * em, 0.9 * em);
        drawUnmeasured(painter, QPolygonF(swatch), style);
        painter.setFont(figureFont(small, small.fontSize, painter.device()));
        painter.setPen(style.theme.dim);
        painter.drawText(QRectF(swatch.right() + 0.4 * em, swatch.top() - 0.3 * em,
                                rect.right() - swatch.right() - 0.4 * em, 2.6 * em),
                         Qt::AlignLeft | Qt::AlignTop, Text::tr("not yet\nmeasured"));
    } else {
        strip.setBottom(rect.bottom() - 0.6 * em); // half of the lowest number stands below
    }
    drawColorBar(painter, strip, bar, style);
}

} // namespace

std::optional<std::size_t> GraphPicture::nodeAt(const QPointF& place) const {
    if (!geometry || !plot.contains(place)) {
        return std::nullopt;
    }
    const QPointF at = pointAt(place);
    const double reach = 3.0 / scale; // pixels, for nodes that are drawn tiny
    for (std::size_t i = geometry->nodes.size(); i-- > 0;) {
        if (geometry->nodes[i].cell().adjusted(-reach, -reach, reach, reach).contains(at)) {
            return i;
        }
    }
    return std::nullopt;
}

double GraphPicture::mostZoom(double fontSize) const {
    return std::clamp(3.0 * fontSize / fitScale, 4.0, GraphLook::mostZoom);
}

GraphPicture layOutGraph(const GraphContent& content, const GraphLook& look,
                         std::shared_ptr<const GraphGeometry> geometry, const QRectF& outer,
                         const FigureStyle& style) {
    GraphPicture picture;
    picture.plot = plotOf(content, look, outer, style);
    if (content.empty() || !geometry || !(outer.width() > 0.0) || !(outer.height() > 0.0)) {
        return picture;
    }
    if (picture.plot.right() < outer.right()) {
        picture.bar = QRectF(outer.right() - barWidth(style), outer.top() + 0.4 * style.fontSize,
                             barWidth(style), outer.height() - 0.8 * style.fontSize);
    }
    picture.geometry = std::move(geometry);
    picture.fitScale = fitScale(*picture.geometry, picture.plot, style);
    picture.scale = picture.fitScale *
                    std::clamp(look.zoom, GraphLook::leastZoom, picture.mostZoom(style.fontSize));
    picture.bounds = boundsOf(*picture.geometry);
    const QPointF middle(picture.bounds.left() + look.center.x() * picture.bounds.width(),
                         picture.bounds.top() + look.center.y() * picture.bounds.height());
    picture.offset = picture.plot.center() - middle * picture.scale;
    return picture;
}

GraphPicture layOutGraph(const GraphContent& content, const GraphLook& look,
                         GraphGeometries& geometries, const QRectF& outer,
                         const FigureStyle& style) {
    if (content.empty()) {
        return layOutGraph(content, look, nullptr, outer, style);
    }
    if (look.direction != GraphLook::Direction::automatic) {
        return layOutGraph(content, look,
                           geometries.find(content, look,
                                           look.direction == GraphLook::Direction::down
                                               ? GraphDirection::down
                                               : GraphDirection::right),
                           outer, style);
    }
    auto right = geometries.find(content, look, GraphDirection::right);
    if (right->placed) {
        return layOutGraph(content, look, std::move(right), outer, style);
    }
    auto down = geometries.find(content, look, GraphDirection::down);
    const QRectF plot = plotOf(content, look, outer, style);
    // Reading goes to the right: the other way must be worth it.
    const bool better = fitScale(*down, plot, style) > 1.1 * fitScale(*right, plot, style);
    return layOutGraph(content, look, std::move(better ? down : right), outer, style);
}

void drawGraph(QPainter& painter, const GraphContent& content, const GraphLook& look,
               const GraphPicture& picture, const FigureStyle& style) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (picture.geometry) {
        GraphPainter(painter, content, look, picture, style).drawAll();
        if (!picture.bar.isNull()) {
            drawLegend(painter, content, picture.bar, style);
        }
    }
    if (!content.problem.isEmpty()) {
        FigureStyle small = style;
        small.fontSize = 0.9 * style.fontSize;
        painter.setFont(figureFont(small, small.fontSize, painter.device()));
        const QFontMetricsF metrics(painter.font(), painter.device());
        const QRectF line(picture.plot.left() + 0.5 * style.fontSize,
                          picture.plot.bottom() - metrics.height() - 0.2 * style.fontSize,
                          picture.plot.width() - style.fontSize, metrics.height());
        const QString text = metrics.elidedText(content.problem, Qt::ElideRight, line.width());
        painter.fillRect(
            QRectF(line.topLeft(), QSizeF(metrics.horizontalAdvance(text), line.height())),
            style.theme.ground);
        painter.setPen(style.theme.warning);
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, text);
    }
    painter.restore();
}

void drawEmphasized(QPainter& painter, const GraphContent& content, const GraphLook& look,
                    const GraphPicture& picture, const FigureStyle& style, std::size_t node) {
    if (!picture.geometry || node >= picture.geometry->nodes.size()) {
        return;
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    GraphPainter(painter, content, look, picture, style).drawEmphasized(node, false);
    painter.restore();
}

} // namespace scorescope::views
