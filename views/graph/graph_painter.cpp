// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/graph_painter.h"

#include "views/axes/clipping.h"
#include "views/text.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPen>

#include <algorithm>
#include <cmath>

namespace scorescope::views {
namespace {

// Type sizes per em from which names, and details and values, are drawn.
constexpr double fromNames = 0.5;
constexpr double fromAll = 0.8;
constexpr double leastType = 0.7; // of the figure's type size: smaller is not read
constexpr double small = 0.86;    // details and labels beside names

QColor mixed(const QColor& a, const QColor& b, double share) {
    const auto mix = [share](float x, float y) {
        return static_cast<float>((1.0 - share) * static_cast<double>(x) +
                                  share * static_cast<double>(y));
    };
    return QColor::fromRgbF(mix(a.redF(), b.redF()), mix(a.greenF(), b.greenF()),
                            mix(a.blueF(), b.blueF()));
}

/// What reads on a fill: near black or white.
QColor textOn(const QColor& fill) {
    return lightness(fill.rgb()) > 56.0 ? QColor(0x10, 0x13, 0x18) : QColor(Qt::white);
}

/// Parallel lines through a polygon, at 45°.
std::vector<QLineF> hatching(const QPolygonF& polygon, double spacing) {
    std::vector<QLineF> lines;
    const QRectF box = polygon.boundingRect();
    const double first = std::ceil((box.left() + box.top()) / spacing) * spacing;
    for (double sum = first; sum < box.right() + box.bottom(); sum += spacing) {
        // The line x + y = sum, cut by the sides.
        std::vector<double> cuts;
        for (qsizetype i = 0; i < polygon.size(); ++i) {
            const QPointF& a = polygon[i];
            const QPointF& b = polygon[(i + 1) % polygon.size()];
            const double before = a.x() + a.y() - sum;
            const double after = b.x() + b.y() - sum;
            if ((before < 0.0) != (after < 0.0)) {
                cuts.push_back(a.x() + (b.x() - a.x()) * before / (before - after));
            }
        }
        std::sort(cuts.begin(), cuts.end());
        for (std::size_t i = 0; i + 1 < cuts.size(); i += 2) {
            lines.emplace_back(cuts[i], sum - cuts[i], cuts[i + 1], sum - cuts[i + 1]);
        }
    }
    return lines;
}

} // namespace

void drawUnmeasured(QPainter& painter, const QPolygonF& outline, const FigureStyle& style) {
    painter.setPen(QPen(mixed(style.theme.dim, style.theme.ground, 0.5), 0.6 * style.lineWidth));
    painter.setBrush(style.theme.raised);
    painter.drawPolygon(outline);
    painter.setPen(QPen(style.theme.line, 0.8 * style.lineWidth, Qt::SolidLine, Qt::FlatCap));
    for (const QLineF& line : hatching(outline, 0.5 * style.fontSize)) {
        painter.drawLine(line);
    }
}

GraphPainter::GraphPainter(QPainter& painter, const GraphContent& content, const GraphLook& look,
                           const GraphPicture& picture, const FigureStyle& style)
    : painter_(painter), content_(content), look_(look), picture_(picture), style_(style),
      colors_(graphColors(*content.graph, style.theme)) {
    const double size = picture.scale / style.fontSize; // of an em beside the type
    type_ = style.fontSize * std::clamp(size, leastType, 1.0);
    level_ = size >= fromAll                        ? Level::all
             : size >= fromNames || shortNamesFit() ? Level::names
                                                    : Level::shapes;
    weight_ = style.lineWidth * std::clamp(size, 0.4, 1.0);
}

bool GraphPainter::shortNamesFit() const {
    const auto& nodes = picture_.geometry->nodes;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const QRectF area = picture_.map(textArea(nodes[i].shape, nodes[i].box));
        const double letters =
            static_cast<double>(QString::fromStdString(content_.graph->nodes[i].name).size());
        if (nodes[i].beside.name || letters * 0.7 * type_ > area.width() ||
            1.3 * type_ > area.height()) {
            return false;
        }
    }
    return true;
}

void GraphPainter::drawAll() const {
    const GraphGeometry& geometry = *picture_.geometry;
    for (const GraphGeometry::Edge& edge : geometry.edges) {
        drawEdge(edge, false);
    }
    for (std::size_t i = 0; i < geometry.nodes.size(); ++i) {
        drawNode(i);
    }
    if (look_.edgeLabels && level_ != Level::shapes) {
        for (const GraphGeometry::Edge& edge : geometry.edges) {
            drawEdgeLabel(edge);
        }
    }
    if (content_.selected) {
        drawEmphasized(*content_.selected, true);
    }
}

void GraphPainter::drawEmphasized(std::size_t node, bool selected) const {
    const GraphGeometry& geometry = *picture_.geometry;
    for (const GraphGeometry::Edge& edge : geometry.edges) {
        if (edge.from == node || edge.to == node) {
            drawEdge(edge, true);
            if (look_.edgeLabels && level_ != Level::shapes) {
                drawEdgeLabel(edge);
            }
        }
    }
    // Text that the edges pass behind.
    for (const GraphGeometry::Edge& edge : geometry.edges) {
        if ((edge.from == node || edge.to == node) && level_ != Level::shapes) {
            drawBeside(edge.from);
            drawBeside(edge.to);
        }
    }
    const GraphGeometry::Node& shown = geometry.nodes[node];
    const double gap = selected ? 1.9 * style_.lineWidth : 0.0;
    const QRectF box = picture_.map(shown.box).adjusted(-gap, -gap, gap, gap);
    painter_.setBrush(Qt::NoBrush);
    painter_.setPen(QPen(style_.theme.accent, (selected ? 1.5 : 1.2) * style_.lineWidth));
    drawOutline(nodeOutline(shown.shape, box, shown.heading, geometry.direction));
}

bool GraphPainter::hasValue(std::size_t index) const {
    return look_.values && std::isfinite(content_.graph->nodes[index].value);
}

QColor GraphPainter::fillOf(std::size_t index) const {
    return hasValue(index) ? colors_.color(colorFraction(content_.graph->nodes[index].value,
                                                         content_.limits, ColorScale::linear))
                           : style_.theme.raised;
}

QColor GraphPainter::strokeOf(const GraphGeometry::Edge& edge, bool emphasized) const {
    if (emphasized) {
        return style_.theme.accent;
    }
    const double weight = content_.graph->edges[edge.index].weight;
    if (content_.signedWeights && std::isfinite(weight) && weight != 0.0) {
        const double end = style_.theme.dark ? 0.12 : 0.0; // as dark as the ground lets it be
        return Colormap::diverging().color(weight < 0.0 ? end : 1.0 - end);
    }
    return mixed(style_.theme.dim, style_.theme.ground,
                 edge.stroke == EdgeStroke::skip || edge.stroke == EdgeStroke::noise ? 0.25 : 0.1);
}

double GraphPainter::widthOf(const GraphGeometry::Edge& edge, bool emphasized) const {
    const double weight = content_.graph->edges[edge.index].weight;
    double width = edge.stroke == EdgeStroke::skip ? 0.6 : 0.85;
    if (std::isfinite(weight) && content_.mostWeight > 0.0) {
        width = 0.4 + 2.8 * std::abs(weight) / content_.mostWeight;
    }
    return weight_ * (emphasized ? std::max(1.4, width) : width);
}

void GraphPainter::strokePath(const QPainterPath& path) const {
    if (picture_.plot.contains(path.controlPointRect())) {
        painter_.drawPath(path);
        return;
    }
    for (const QPolygonF& line : path.toSubpathPolygons()) {
        for (const QPolygonF& piece : clippedPolyline(line, picture_.plot)) {
            painter_.drawPolyline(piece);
        }
    }
}

void GraphPainter::drawOutline(const QPainterPath& outline) const {
    if (picture_.plot.contains(outline.boundingRect())) {
        painter_.drawPath(outline);
    } else if (picture_.plot.intersects(outline.boundingRect())) {
        QPainterPath plot;
        plot.addRect(picture_.plot);
        // As polygons, which are closed; a path that was cut is not.
        for (const QPolygonF& part : outline.intersected(plot).toFillPolygons()) {
            painter_.drawPolygon(part);
        }
    }
}

void GraphPainter::drawEdge(const GraphGeometry::Edge& edge, bool emphasized) const {
    const double scale = picture_.scale;
    if (!picture_.plot.intersects(
            picture_.map(edge.path.controlPointRect()).adjusted(-1.0, -1.0, 1.0, 1.0))) {
        return;
    }
    QTransform transform;
    transform.translate(picture_.offset.x(), picture_.offset.y());
    transform.scale(scale, scale);
    QPainterPath path = transform.map(edge.path);
    const QColor color = strokeOf(edge, emphasized);
    const double width = widthOf(edge, emphasized);

    // The line ends in the head, not at its tip, which would be blunt.
    const int last = path.elementCount() - 1;
    const QPointF tip = path.elementAt(last);
    QPointF before = path.elementAt(last - 1);
    for (int i = last - 1; i > 0 && QLineF(before, tip).length() < 0.05 * scale; --i) {
        before = path.elementAt(i - 1);
    }
    const double head = std::min(0.6 * scale, 0.5 * style_.fontSize + 1.6 * width);
    const bool headed = scale > 0.18 * style_.fontSize;
    if (headed) {
        const QPointF back = (tip - before) * (0.7 * head / QLineF(before, tip).length());
        path.setElementPositionAt(last, tip.x() - back.x(), tip.y() - back.y());
    }
    QPen pen(color, width, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
    if (edge.stroke == EdgeStroke::noise) {
        pen.setCapStyle(Qt::RoundCap);
        pen.setDashPattern({0.01, 2.6});
    } else if (edge.stroke == EdgeStroke::recurrent) {
        pen.setDashPattern({4.5, 2.8});
    }
    painter_.setPen(pen);
    painter_.setBrush(Qt::NoBrush);
    strokePath(path);
    if (headed) {
        drawHead(tip, before, head, color);
    }
    if (edge.stroke == EdgeStroke::diode && headed) {
        const QPointF middle = picture_.map(edge.middle);
        const double size = std::min(scale, 1.3 * style_.fontSize);
        painter_.setPen(QPen(color, std::clamp(width, weight_, 1.5 * weight_), Qt::SolidLine,
                             Qt::FlatCap, Qt::MiterJoin));
        painter_.setBrush(style_.theme.ground);
        if (picture_.plot.contains(
                QRectF(middle - QPointF(size, size), 2.0 * QSizeF(size, size)))) {
            painter_.drawPolygon(diodeTriangle(middle, size, edge.heading));
            painter_.drawLine(diodeBar(middle, size, edge.heading));
        }
    }
}

void GraphPainter::drawHead(const QPointF& tip, const QPointF& from, double length,
                            const QColor& color) const {
    const QPointF along = (tip - from) / std::max(1e-9, QLineF(from, tip).length());
    const QPointF across(-along.y(), along.x());
    const QPointF base = tip - along * length;
    if (picture_.plot.contains(tip) && picture_.plot.contains(base)) {
        painter_.setPen(Qt::NoPen);
        painter_.setBrush(color);
        painter_.drawPolygon(
            QPolygonF({tip, base + across * (0.42 * length), base - across * (0.42 * length)}));
    }
}

QFont GraphPainter::fontOf(double size) const {
    FigureStyle style = style_;
    style.fontSize = size;
    return figureFont(style, style.fontSize, painter_.device());
}

void GraphPainter::drawEdgeLabel(const GraphGeometry::Edge& edge) const {
    const std::string& label = content_.graph->edges[edge.index].label;
    QPointF middle = picture_.map(edge.middle);
    if (label.empty() || !picture_.plot.contains(middle)) {
        return;
    }
    const QFont font = fontOf(small * type_);
    const QFontMetricsF metrics(font, painter_.device());
    const QString text = QString::fromStdString(label);
    const QSizeF size(metrics.horizontalAdvance(text) + 0.5 * type_, metrics.height());
    // Beside a diode, and outside a loop.
    if (edge.from == edge.to) {
        middle += picture_.geometry->direction == GraphDirection::right
                      ? QPointF(0.0, -0.6 * size.height())
                      : QPointF(-0.5 * size.width() - 0.2 * type_, 0.0);
    } else if (edge.stroke == EdgeStroke::diode) {
        middle += std::abs(std::cos(edge.heading)) > 0.5
                      ? QPointF(0.0, 0.7 * picture_.scale + 0.5 * size.height())
                      : QPointF(0.7 * picture_.scale + 0.5 * size.width(), 0.0);
    }
    const QRectF ground(middle - QPointF(0.5 * size.width(), 0.5 * size.height()), size);
    if (!picture_.plot.contains(ground)) {
        return;
    }
    painter_.setPen(Qt::NoPen);
    painter_.setBrush(style_.theme.ground);
    painter_.drawRoundedRect(ground, 0.25 * type_, 0.25 * type_);
    painter_.setFont(font);
    painter_.setPen(style_.theme.dim);
    painter_.drawText(ground, Qt::AlignCenter, text);
}

void GraphPainter::drawPlanes(const QRectF& box, const QColor& fill, const QColor& border) const {
    double back = 0.44;
    for (const QRectF& plane : stackedPlanes(box)) {
        painter_.setPen(QPen(border, 0.6 * weight_));
        painter_.setBrush(mixed(fill, style_.theme.ground, back));
        QPainterPath path;
        path.addRect(plane);
        drawOutline(path);
        back -= 0.22;
    }
}

void GraphPainter::drawNode(std::size_t index) const {
    const GraphGeometry::Node& node = picture_.geometry->nodes[index];
    if (!picture_.plot.intersects(picture_.map(node.cell()))) {
        return;
    }
    const QRectF box = picture_.map(node.box);
    const QColor fill = fillOf(index);
    const bool filled = hasValue(index);
    const QColor border = filled ? mixed(fill, style_.theme.text, 0.35)
                                 : mixed(style_.theme.dim, style_.theme.ground, 0.35);
    const QPainterPath outline =
        nodeOutline(node.shape, box, node.heading, picture_.geometry->direction);
    if (node.shape == NodeShape::planes) {
        drawPlanes(box, fill, border);
    } else {
        painter_.setPen(QPen(border, 0.6 * weight_));
        painter_.setBrush(fill);
        drawOutline(outline);
    }
    const bool unmeasured = look_.values && content_.measured && !filled;
    if (unmeasured && picture_.scale > 0.3 * style_.fontSize) {
        // No value among nodes that have one: not yet measured.
        const QRectF front = textArea(node.shape, box);
        QPainterPath face;
        face.addRect(front);
        painter_.setPen(QPen(style_.theme.line, 0.8 * weight_, Qt::SolidLine, Qt::FlatCap));
        const QPolygonF area = (node.shape == NodeShape::planes ? face : outline).toFillPolygon();
        for (const QLineF& line : hatching(area, 0.5 * style_.fontSize)) {
            if (const auto inside = clippedLine(line, picture_.plot)) {
                painter_.drawLine(*inside);
            }
        }
        painter_.setPen(QPen(border, 0.6 * weight_)); // over the ends of the pattern
        painter_.setBrush(Qt::NoBrush);
        drawOutline(node.shape == NodeShape::planes ? face : outline);
    }
    const QPainterPath mark = nodeMark(node.shape, box, node.heading);
    if (!mark.isEmpty()) {
        const double width = node.shape == NodeShape::diode ? 1.2 : 1.0;
        painter_.setPen(QPen(node.shape == NodeShape::diode ? border : textOn(fill),
                             width * weight_, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
        painter_.setBrush(Qt::NoBrush);
        strokePath(mark);
    }
    if (level_ != Level::shapes) {
        drawTexts(index, fill);
    }
}

std::vector<GraphPainter::Line> GraphPainter::linesOf(std::size_t index, GraphGeometry::Lines which,
                                                      double height) const {
    const Graph::Node& node = content_.graph->nodes[index];
    const bool value = which.value && hasValue(index);
    const bool detail = which.detail && level_ == Level::all;
    std::vector<Line> lines;
    double used = 0.0;
    const auto add = [&](bool wanted, const Line& line) {
        if (wanted && (lines.empty() || used + 1.15 * line.size <= height)) {
            used += 1.15 * line.size;
            lines.push_back(line);
        }
    };
    add(which.name, {QString::fromStdString(node.name), type_, false, false});
    add(value, {valueText(content_, node.value), type_, true, false});
    add(detail, {QString::fromStdString(node.detail), small * type_, false, true});
    if (lines.size() == 3) {
        std::swap(lines[1], lines[2]); // the value stands last, and is the last to go
    }
    return lines;
}

void GraphPainter::drawTexts(std::size_t index, const QColor& fill) const {
    const GraphGeometry::Node& node = picture_.geometry->nodes[index];
    if (node.inside.count() > 0) {
        const QRectF area = textArea(node.shape, picture_.map(node.box));
        const QColor text = hasValue(index) ? textOn(fill) : style_.theme.text;
        drawLines(area, linesOf(index, node.inside, area.height()), Qt::AlignCenter, text,
                  hasValue(index) ? mixed(text, fill, 0.22) : style_.theme.dim, false);
    }
    drawBeside(index);
}

void GraphPainter::drawBeside(std::size_t index) const {
    const GraphGeometry::Node& node = picture_.geometry->nodes[index];
    const bool right = picture_.geometry->direction == GraphDirection::right;
    if (node.beside.count() > 0) {
        const QRectF area = picture_.map(node.label);
        drawLines(area, linesOf(index, node.beside, area.height()),
                  right ? Qt::AlignHCenter | Qt::AlignTop : Qt::AlignLeft | Qt::AlignVCenter,
                  style_.theme.text, style_.theme.dim, true); // an edge may pass behind it
    }
}

void GraphPainter::drawLines(const QRectF& area, const std::vector<Line>& lines,
                             Qt::Alignment alignment, const QColor& color, const QColor& quiet,
                             bool grounded) const {
    double height = 0.0;
    for (const Line& line : lines) {
        height += 1.15 * line.size;
    }
    double y = alignment.testFlag(Qt::AlignTop) ? area.top() : area.center().y() - 0.5 * height;
    for (const Line& line : lines) {
        painter_.setFont(fontOf(line.size));
        const QFontMetricsF metrics(painter_.font(), painter_.device());
        const QString text = metrics.elidedText(line.text, Qt::ElideRight, area.width());
        const QRectF row(area.left(), y, area.width(), 1.15 * line.size);
        y += row.height();
        // An ellipsis alone says nothing.
        if (text == line.text || (text.size() > 1 && !line.number)) {
            painter_.setPen(line.quiet ? quiet : color);
            const double width = metrics.horizontalAdvance(text);
            const double x =
                alignment.testFlag(Qt::AlignLeft) ? row.left() : row.center().x() - 0.5 * width;
            const double baseline = row.center().y() + 0.5 * (metrics.ascent() - metrics.descent());
            const QRectF ink(x, baseline - metrics.ascent(), width, metrics.height());
            if (picture_.plot.contains(ink)) {
                if (grounded) {
                    painter_.fillRect(ink.adjusted(-0.15 * line.size, 0.0, 0.15 * line.size, 0.0),
                                      style_.theme.ground);
                }
                painter_.drawText(QPointF(x, baseline), text);
            }
        }
    }
}

} // namespace scorescope::views
