// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_legend.h"

#include "views/field/field_marks.h"
#include "views/text.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPolygonF>

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
    drawSwatch(painter, QPointF(place.left() + 0.65 * em, place.center().y()), entry, style);
    painter.setPen(style.theme.text);
    const QRectF room = place.adjusted(legendSwatchWidth * em, 0.0, 0.0, 0.0);
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

void drawFieldLegend(QPainter& painter, const QRectF& place,
                     const std::vector<FieldLegendEntry>& legend, const FigureStyle& style) {
    const double em = style.fontSize;
    const auto room = static_cast<std::size_t>(
        std::max(0.0, std::floor(place.height() / (legendEntryHeight * em))));
    if (room == 0 || legend.empty()) {
        return;
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(figureFont(style, style.fontSize, painter.device()));
    const std::size_t count =
        legend.size() <= room ? legend.size() : std::max<std::size_t>(room, 1) - 1;
    QRectF line(place.topLeft(), QSizeF(place.width(), legendEntryHeight * em));
    for (std::size_t i = 0; i < count; ++i) {
        drawLegendEntry(painter, line, legend[i], style);
        line.translate(0.0, legendEntryHeight * em);
    }
    if (count < legend.size()) {
        painter.setPen(style.theme.text);
        painter.drawText(
            line.adjusted(legendSwatchWidth * em, 0.0, 0.0, 0.0),
            static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter),
            QCoreApplication::translate("FieldLegend", "and %1 more").arg(legend.size() - count));
    }
    painter.restore();
}

} // namespace scorescope::views
