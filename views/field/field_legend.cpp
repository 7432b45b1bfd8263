// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_legend.h"

#include "views/field/field_marks.h"
#include "views/text.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPolygonF>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace scorescope::views {
namespace {

void drawSwatch(QPainter& painter, const QPointF& at, const FieldLegendEntry& entry,
                const FigureStyle& style) {
    const double em = style.fontSize;
    const QColor color = entry.colors.empty() ? QColor() : entry.colors.front();
    painter.setBrush(Qt::NoBrush);
    switch (entry.swatch) {
    case FieldLegendEntry::Swatch::area:
        painter.setPen(QPen(style.theme.dim, 0.05 * em));
        if (color.isValid()) { // of many colours, the sign of none
            painter.setBrush(color);
        }
        painter.drawRect(QRectF(at.x() - 0.45 * em, at.y() - 0.45 * em, 0.9 * em, 0.9 * em));
        break;
    case FieldLegendEntry::Swatch::mark:
        drawMark(painter, at, entry.shape, color, style);
        break;
    case FieldLegendEntry::Swatch::dot:
        if (color.isValid()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(color);
        } else {
            painter.setPen(QPen(style.theme.dim, 0.1 * em));
        }
        painter.drawEllipse(at, 0.25 * em, 0.25 * em);
        break;
    case FieldLegendEntry::Swatch::line: {
        const auto pieces = static_cast<double>(std::max<std::size_t>(1, entry.colors.size()));
        for (std::size_t i = 0; i < entry.colors.size(); ++i) {
            const double from = -0.65 + 1.3 * static_cast<double>(i) / pieces;
            painter.setPen(
                QPen(entry.colors[i], 1.4 * style.lineWidth, Qt::SolidLine, Qt::FlatCap));
            painter.drawLine(at + QPointF(from * em, 0.0),
                             at + QPointF((from + 1.3 / pieces) * em, 0.0));
        }
        break;
    }
    case FieldLegendEntry::Swatch::arrow:
        painter.setPen(QPen(color, 0.11 * em, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(at - QPointF(0.65 * em, 0.0), at + QPointF(0.3 * em, 0.0));
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawPolygon(
            QPolygonF({at + QPointF(0.15 * em, -0.28 * em), at + QPointF(0.65 * em, 0.0),
                       at + QPointF(0.15 * em, 0.28 * em)}));
        break;
    }
    painter.setBrush(Qt::NoBrush);
}

constexpr double legendLineHeight = 1.15; ///< em from a line of an entry to its next
constexpr double worthBreaking = 0.85;    ///< a text that need not be drawn smaller is not broken

/// The text as it is, or, too long for the room, broken at the blank that leaves the shorter lines.
QStringList inTwoLines(const QString& text, double room, const QFontMetricsF& metrics) {
    QStringList best{text};
    double least = metrics.horizontalAdvance(text);
    for (qsizetype at = text.indexOf(u' '); least > room && at >= 0;
         at = text.indexOf(u' ', at + 1)) {
        const QStringList lines{text.left(at), text.mid(at + 1)};
        const double longer =
            std::max(metrics.horizontalAdvance(lines[0]), metrics.horizontalAdvance(lines[1]));
        if (longer < least) {
            least = longer;
            best = lines;
        }
    }
    return best;
}

} // namespace

double fieldLegendWidth(const std::vector<FieldLegendEntry>& legend, const FigureStyle& style) {
    if (legend.empty()) {
        return 0.0;
    }
    double widest = 0.0;
    for (const FieldLegendEntry& entry : legend) {
        widest = std::max(widest, textWidth(style, entry.text));
    }
    return std::min(2.2 * style.fontSize + 1.05 * widest, 14.0 * style.fontSize);
}

void drawLegendEntry(QPainter& painter, const QRectF& place, const FieldLegendEntry& entry,
                     const FigureStyle& style) {
    const double em = style.fontSize;
    const QFontMetricsF metrics(painter.font(), painter.device());
    const QRectF room = place.adjusted(legendSwatchWidth * em, 0.0, 0.0, 0.0);
    const bool tall = place.height() > 1.5 * legendEntryHeight * em;
    const QStringList lines =
        tall ? inTwoLines(entry.text, room.width(), metrics) : QStringList(entry.text);
    double width = 0.0;
    for (const QString& line : lines) {
        width = std::max(width, metrics.horizontalAdvance(line));
    }
    const double scale = width > room.width() ? std::max(0.1, room.width() / width) : 1.0;
    const double step = legendLineHeight * em;
    const double first = room.center().y() - 0.5 * step * static_cast<double>(lines.size() - 1);
    drawSwatch(painter, QPointF(place.left() + 0.65 * em, first), entry, style);
    painter.setPen(style.theme.text);
    for (qsizetype i = 0; i < lines.size(); ++i) {
        painter.save();
        painter.translate(room.left(), first + static_cast<double>(i) * step);
        painter.scale(scale, scale);
        painter.drawText(QRectF(0.0, -em, width + em, 2.0 * em),
                         static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), lines[i]);
        painter.restore();
    }
}

void drawFieldLegend(QPainter& painter, const QRectF& place,
                     const std::vector<FieldLegendEntry>& legend, const FigureStyle& style) {
    const double em = style.fontSize;
    const double one = legendEntryHeight * em;
    if (place.height() < one || legend.empty()) {
        return;
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(figureFont(style, style.fontSize, painter.device()));
    const QFontMetricsF metrics(painter.font(), painter.device());
    const double room = place.width() - legendSwatchWidth * em;
    double left = place.height();
    double y = place.top();
    std::size_t count = 0;
    for (; count < legend.size(); ++count) {
        const double more = count + 1 < legend.size() ? one : 0.0; // for those that follow
        const bool broken = worthBreaking * metrics.horizontalAdvance(legend[count].text) > room &&
                            left - more >= 2.0 * one;
        const double height = broken ? one + legendLineHeight * em : one;
        if (height + more > left) {
            break;
        }
        drawLegendEntry(painter, QRectF(place.left(), y, place.width(), height), legend[count],
                        style);
        y += height;
        left -= height;
    }
    if (count < legend.size()) {
        painter.setPen(style.theme.text);
        painter.drawText(
            QRectF(place.left() + legendSwatchWidth * em, y, room, one),
            static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter),
            QCoreApplication::translate("FieldLegend", "and %1 more").arg(legend.size() - count));
    }
    painter.restore();
}

} // namespace scorescope::views
