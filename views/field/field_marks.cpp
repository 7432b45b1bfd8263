// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_marks.h"

#include "views/colormap.h"
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

constexpr double entryHeight = 1.5; ///< em
constexpr double swatchWidth = 1.7;

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

/// Text that reads on any picture.
void drawCased(QPainter& painter, const QRectF& rect, const QString& text, const QColor& color,
               const FigureStyle& style) {
    QPainterPath letters;
    const QFontMetricsF metrics(painter.font(), painter.device());
    letters.addText(rect.left(), rect.top() + metrics.ascent(), painter.font(), text);
    QPen casing(style.theme.ground, 0.28 * style.fontSize);
    casing.setJoinStyle(Qt::RoundJoin);
    painter.setPen(casing);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(letters);
    painter.setPen(color);
    painter.drawText(QPointF(rect.left(), rect.top() + metrics.ascent()), text);
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
    QColor ground = style.theme.ground;
    ground.setAlphaF(0.88F);
    painter.fillRect(box, ground);
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
                    const FieldScene& scene, const FigureStyle& style) {
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
        if (mark->label.isEmpty()) {
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
        const QSizeF size(metrics.horizontalAdvance(mark->label), metrics.height());
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
                drawCased(painter, box, mark->label,
                          mark->shape == MarkShape::none ? mark->color : style.theme.text, style);
                break;
            }
        }
    }
    painter.restore();
}

double fieldLegendWidth(const FieldScene& scene, const FigureStyle& style) {
    if (scene.legend.empty()) {
        return 0.0;
    }
    const double em = style.fontSize;
    QFont font = style.font;
    font.setPixelSize(100); // large enough that hinting does not matter
    const QFontMetricsF metrics(font);
    double widest = 0.0;
    for (const FieldLegendEntry& entry : scene.legend) {
        widest = std::max(widest, 0.01 * metrics.horizontalAdvance(entry.text));
    }
    return std::min(2.2 + 1.05 * widest, 14.0) * em;
}

void drawLegendEntry(QPainter& painter, const QRectF& place, const FieldLegendEntry& entry,
                     const FigureStyle& style) {
    const double em = style.fontSize;
    const QPointF at(place.left() + 0.6 * em, place.center().y());
    const QRectF square(at.x() - 0.45 * em, at.y() - 0.45 * em, 0.9 * em, 0.9 * em);
    if (!entry.color.isValid() || entry.shape == MarkShape::none) {
        painter.setPen(QPen(style.theme.dim, 0.05 * em));
        // Of many colours, the sign of none.
        painter.setBrush(entry.color.isValid() ? QBrush(entry.color) : QBrush(Qt::NoBrush));
        painter.drawRect(square);
    } else {
        drawMark(painter, at, entry.shape, entry.color, style);
    }
    painter.setPen(style.theme.text);
    const QRectF room = place.adjusted(swatchWidth * em, 0.0, 0.0, 0.0);
    const double width =
        QFontMetricsF(painter.font(), painter.device()).horizontalAdvance(entry.text);
    const double scale = width > room.width() ? std::max(0.1, room.width() / width) : 1.0;
    painter.save();
    painter.translate(room.left(), room.center().y());
    painter.scale(scale, scale);
    painter.drawText(QRectF(0.0, -0.5 * room.height(), width + em, room.height()),
                     static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), entry.text);
    painter.restore();
}

void drawFieldLegend(QPainter& painter, const FieldLayout& layout, const FieldScene& scene,
                     const FigureStyle& style) {
    const double em = style.fontSize;
    const auto room = static_cast<std::size_t>(
        std::max(0.0, std::floor(layout.legend.height() / (entryHeight * em))));
    if (room == 0 || scene.legend.empty()) {
        return;
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(figureFont(style, style.fontSize, painter.device()));
    const std::size_t count =
        scene.legend.size() <= room ? scene.legend.size() : std::max<std::size_t>(room, 1) - 1;
    QRectF place(layout.legend.topLeft(), QSizeF(layout.legend.width(), entryHeight * em));
    for (std::size_t i = 0; i < count; ++i) {
        drawLegendEntry(painter, place, scene.legend[i], style);
        place.translate(0.0, entryHeight * em);
    }
    if (count < scene.legend.size()) {
        painter.setPen(style.theme.text);
        painter.drawText(place.adjusted(swatchWidth * em, 0.0, 0.0, 0.0),
                         static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter),
                         QCoreApplication::translate("FieldLegend", "and %1 more")
                             .arg(scene.legend.size() - count));
    }
    painter.restore();
}

} // namespace scorescope::views
