// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_marks.h"

#include "views/axes/readout_box.h"
#include "views/text.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace scorescope::views {
namespace {

/// Outline of a mark of radius 1 around the origin; what of it is filled comes apart.
struct MarkPath {
    QPainterPath fill;
    QPainterPath stroke;
};

MarkPath markPath(MarkShape shape) {
    MarkPath path;
    const QPointF centre(0.0, 0.0);
    switch (shape) {
    case MarkShape::attractor:
        path.fill.addEllipse(centre, 0.85, 0.85);
        break;
    case MarkShape::spuriousAttractor:
        path.fill.addEllipse(centre, 0.62, 0.62);
        path.stroke.addEllipse(centre, 1.25, 1.25);
        break;
    case MarkShape::saddle:
        path.stroke.moveTo(-0.75, -0.75);
        path.stroke.lineTo(0.75, 0.75);
        path.stroke.moveTo(-0.75, 0.75);
        path.stroke.lineTo(0.75, -0.75);
        break;
    case MarkShape::source:
        path.stroke.addEllipse(centre, 0.8, 0.8);
        break;
    case MarkShape::center:
        path.fill.addEllipse(centre, 0.25, 0.25);
        path.stroke.addEllipse(centre, 0.9, 0.9);
        break;
    case MarkShape::current:
        path.fill.addEllipse(centre, 0.7, 0.7);
        path.stroke.addEllipse(centre, 0.95, 0.95);
        break;
    case MarkShape::accepted:
    case MarkShape::rejected: {
        QPainterPath& diamond = shape == MarkShape::accepted ? path.fill : path.stroke;
        diamond.moveTo(0.0, -0.95);
        diamond.lineTo(0.95, 0.0);
        diamond.lineTo(0.0, 0.95);
        diamond.lineTo(-0.95, 0.0);
        diamond.closeSubpath();
        break;
    }
    case MarkShape::handle:
        path.fill.addRect(QRectF(-0.35, -0.35, 0.7, 0.7));
        path.stroke.addRect(QRectF(-0.85, -0.85, 1.7, 1.7));
        break;
    case MarkShape::predicted:
        path.stroke.addEllipse(centre, 1.1, 1.1);
        path.stroke.moveTo(-0.45, 0.0);
        path.stroke.lineTo(0.45, 0.0);
        path.stroke.moveTo(0.0, -0.45);
        path.stroke.lineTo(0.0, 0.45);
        break;
    case MarkShape::point:
        path.fill.addEllipse(centre, 0.5, 0.5);
        break;
    case MarkShape::none:
        break;
    }
    return path;
}

/// A word beside a mark, on its own ground.
void drawLabel(QPainter& painter, const QRectF& box, const QString& text,
               const FigureStyle& style) {
    drawGround(painter, box, style);
    painter.setPen(style.theme.text);
    painter.drawText(box, Qt::AlignCenter, text);
}

/// Proposals' labels of more letters than this are notes: they stand in the plot's corner rather
/// than over the picture.
constexpr qsizetype longLabel = 16;
constexpr std::size_t mostNotes = 4;

QString withMinus(QString text) {
    return text.replace(QLatin1Char('-'), QChar(u'−'));
}

/// Line `line` of text on its own ground in the plot's upper left corner.
void drawNote(QPainter& painter, const QRectF& plot, std::size_t line, const QString& text,
              const FigureStyle& style) {
    const double em = style.fontSize;
    const QFontMetricsF metrics(painter.font(), painter.device());
    const double room = plot.width() - 1.4 * em;
    const QString shown = metrics.elidedText(text, Qt::ElideRight, room);
    const QRectF box(plot.left() + 0.4 * em,
                     plot.top() + (0.4 + 1.6 * static_cast<double>(line)) * em,
                     std::min(metrics.horizontalAdvance(shown), room) + 0.8 * em, 1.6 * em);
    drawGround(painter, box, style);
    painter.setPen(style.theme.text);
    painter.drawText(box.adjusted(0.4 * em, 0.0, 0.0, 0.0),
                     static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), shown);
}

} // namespace

double markRadius(const FigureStyle& style) {
    return 0.5 * style.fontSize;
}

void drawMark(QPainter& painter, const QPointF& at, MarkShape shape, const QColor& color,
              const FigureStyle& style) {
    if (shape == MarkShape::none) {
        return;
    }
    const double radius = markRadius(style);
    const double width = 0.15 * style.fontSize;
    const double casing = 0.26 * style.fontSize;
    QTransform place;
    place.translate(at.x(), at.y());
    place.scale(radius, radius);
    const MarkPath path = markPath(shape);
    const QPainterPath fill = place.map(path.fill);
    const QPainterPath stroke = place.map(path.stroke);
    QPen pen(style.theme.ground, casing);
    pen.setCapStyle(Qt::RoundCap);
    pen.setJoinStyle(Qt::RoundJoin);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(fill);
    pen.setWidthF(width + casing);
    painter.setPen(pen);
    painter.drawPath(stroke);
    pen.setColor(color);
    pen.setWidthF(width);
    painter.setPen(pen);
    painter.drawPath(stroke);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPath(fill);
    painter.setBrush(Qt::NoBrush);
}

void drawFieldMarks(QPainter& painter, const FieldLayout& layout, const QRectF& region,
                    const FieldScene& scene, const FigureStyle& style, bool labels) {
    if (scene.marks.empty() || layout.plot.isEmpty()) {
        return;
    }
    const QTransform map = layout.toPicture(region);
    // Dozens of marks leave room for what they stand on.
    constexpr std::size_t many = 40;
    FigureStyle markStyle = style;
    markStyle.fontSize *= scene.marks.size() > many ? 0.75 : 1.0;
    const double radius = markRadius(markStyle);
    painter.save();
    painter.setClipRect(layout.plot, Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(figureFont(style, style.fontSize, painter.device()));
    const QFontMetricsF metrics(painter.font(), painter.device());
    const QRectF near = layout.plot.adjusted(-radius, -radius, radius, radius);
    std::vector<QRectF> taken;
    std::size_t notes = 0;
    std::vector<const FieldMark*> shown;
    for (const FieldMark& mark : scene.marks) {
        const QPointF at = map.map(mark.at);
        if (!near.contains(at)) {
            continue;
        }
        shown.push_back(&mark);
        if (mark.shape != MarkShape::none) {
            drawMark(painter, at, mark.shape, mark.color, markStyle);
            taken.emplace_back(at.x() - radius, at.y() - radius, 2.0 * radius, 2.0 * radius);
        }
    }
    for (const FieldMark* mark : shown) {
        if (mark->label.isEmpty() || !labels) {
            continue;
        }
        const bool proposal =
            mark->shape == MarkShape::accepted || mark->shape == MarkShape::rejected;
        if (proposal && mark->label.size() > longLabel) {
            if (notes < mostNotes) {
                drawNote(painter, layout.plot, notes, withMinus(mark->label), style);
            }
            ++notes;
            continue;
        }
        const QPointF at = map.map(mark->at);
        const QSizeF size(metrics.horizontalAdvance(mark->label) + 0.7 * style.fontSize,
                          metrics.height() + 0.2 * style.fontSize);
        const double off = 1.8 * radius;
        const std::array<QPointF, 4> corners = {
            QPointF(at.x() + off, at.y() - 0.5 * size.height()),
            QPointF(at.x() - off - size.width(), at.y() - 0.5 * size.height()),
            QPointF(at.x() - 0.5 * size.width(), at.y() - off - size.height()),
            QPointF(at.x() - 0.5 * size.width(), at.y() + off)};
        for (const QPointF& corner : corners) {
            const QRectF box(corner, size);
            const bool free = layout.plot.contains(box) &&
                              std::none_of(taken.begin(), taken.end(), [&box](const QRectF& other) {
                                  return other.intersects(box);
                              });
            if (free) {
                taken.push_back(box);
                drawLabel(painter, box, mark->label, style);
                if (mark->shape == MarkShape::none) { // a line's name wears its colour
                    painter.setPen(
                        QPen(mark->color, 0.14 * style.fontSize, Qt::SolidLine, Qt::FlatCap));
                    painter.drawLine(box.bottomLeft() + QPointF(0.35 * style.fontSize, 0.0),
                                     box.bottomRight() - QPointF(0.35 * style.fontSize, 0.0));
                }
                break;
            }
        }
    }
    painter.restore();
}

} // namespace scorescope::views
