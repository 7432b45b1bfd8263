// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/axes/legend.h"

#include "views/axes/clipping.h"
#include "views/text.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <array>

namespace scorescope::views {
namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(scorescope::views::Legend)
};

constexpr double leastPlot = 12.0; ///< em, with its axes
constexpr double axisWidth = 6.0;  ///< em, of the y axis with its labels, at most as a rule

QFont legendFont(const AxesFrame& frame) {
    return figureFont(frame.style(), 0.9 * frame.style().fontSize, frame.device());
}

void drawSwatch(QPainter& painter, const QPointF& middle, const LegendEntry& entry,
                const QColor& color, const FigureStyle& style) {
    const double em = style.fontSize;
    const double radius = 0.3 * em;
    switch (entry.swatch) {
    case LegendEntry::Swatch::line:
        painter.setPen(
            QPen(color, (entry.selected ? 3.2 : 1.6) * style.lineWidth, entry.style, Qt::FlatCap));
        painter.drawLine(middle - QPointF(0.75 * em, 0.0), middle + QPointF(0.75 * em, 0.0));
        break;
    case LegendEntry::Swatch::dot:
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(middle, radius, radius);
        break;
    case LegendEntry::Swatch::ring:
        painter.setPen(QPen(color, style.lineWidth));
        painter.drawEllipse(middle, radius, radius);
        break;
    case LegendEntry::Swatch::area:
        painter.fillRect(QRectF(middle.x() - 0.7 * em, middle.y() - radius, 1.4 * em, 2.0 * radius),
                         color);
        break;
    }
    painter.setBrush(Qt::NoBrush);
}

} // namespace

LegendLayout placeLegend(const AxesFrame& frame, const std::vector<LegendEntry>& entries,
                         const std::vector<QPolygonF>& curves, int previous, LegendRoom room) {
    LegendLayout layout;
    if (entries.empty()) {
        return layout;
    }
    const double em = frame.style().fontSize;
    const QFont font = legendFont(frame);
    const QFontMetricsF metrics(font, frame.device());
    const double row = std::max(metrics.height(), 1.5 * em);
    const double sample = 2.2 * em;
    double widestText = 0.0;
    for (const LegendEntry& entry : entries) {
        widestText = std::max(widestText, metrics.horizontalAdvance(entry.text));
    }
    const QSizeF size(sample + widestText + 0.8 * em,
                      row * static_cast<double>(entries.size()) + 0.2 * em);
    const double gap = 0.5 * em;
    const bool fits =
        size.width() < 0.7 * frame.plot().width() && size.height() < 0.7 * frame.plot().height();
    const auto candidate = [&](int k) {
        static constexpr std::array<std::array<double, 2>, 9> places{{{1.0, 0.0},
                                                                      {0.0, 0.0},
                                                                      {1.0, 1.0},
                                                                      {0.0, 1.0},
                                                                      {1.0, 0.5},
                                                                      {0.5, 0.0},
                                                                      {0.5, 1.0},
                                                                      {0.5, 0.5},
                                                                      {0.0, 0.5}}};
        const auto [u, v] = places[static_cast<std::size_t>(k)];
        return QRectF(
            QPointF(
                frame.plot().left() + gap + u * (frame.plot().width() - size.width() - 2.0 * gap),
                frame.plot().top() + gap + v * (frame.plot().height() - size.height() - 2.0 * gap)),
            size);
    };
    const auto isFree = [&](const QRectF& rect) {
        const QRectF around = rect.adjusted(-0.3 * em, -0.3 * em, 0.3 * em, 0.3 * em);
        for (const QPolygonF& curve : curves) {
            for (qsizetype i = 0; i < curve.size(); ++i) {
                const QPointF& from = curve[i];
                const QPointF& to = curve[std::min(i + 1, curve.size() - 1)];
                if (clippedLine(QLineF(from, to), around)) {
                    return false;
                }
            }
        }
        return true;
    };
    if (fits) {
        std::vector<int> order;
        if (previous >= 0) {
            order.push_back(previous);
        }
        for (int k = 0; k < 9; ++k) {
            order.push_back(k);
        }
        for (const int k : order) {
            const QRectF rect = candidate(k);
            if (!isFree(rect)) {
                continue;
            }
            layout.frame = rect;
            layout.place = k;
            for (std::size_t i = 0; i < entries.size(); ++i) {
                layout.boxes.emplace_back(rect.left(),
                                          rect.top() + 0.1 * em + row * static_cast<double>(i),
                                          rect.width(), row);
            }
            return layout;
        }
    }
    return legendStrip(frame, entries, room);
}

LegendLayout legendStrip(const AxesFrame& frame, const std::vector<LegendEntry>& entries,
                         LegendRoom room) {
    LegendLayout layout;
    const double em = frame.style().fontSize;
    const QFont font = legendFont(frame);
    const QFontMetricsF metrics(font, frame.device());
    const double row = std::max(metrics.height(), 1.5 * em);
    const double sample = 2.2 * em;
    layout.outside = true;
    const double third = frame.outer().height() / 3.0;
    const double most =
        room == LegendRoom::page ? std::max(third, frame.outer().height() - leastPlot * em) : third;
    const auto placeWithin = [&](double limit) {
        layout.boxes.clear();
        double x = frame.plot().left();
        double y = frame.outer().top() + 0.2 * em;
        for (const LegendEntry& entry : entries) {
            const double width =
                std::min(sample + metrics.horizontalAdvance(entry.text) + 1.2 * em,
                         std::max(1.0, frame.outer().right() - frame.plot().left()));
            if (x + width > frame.outer().right() && x > frame.plot().left()) {
                x = frame.plot().left();
                y += row;
            }
            if (y + row > limit && !layout.boxes.empty()) {
                layout.boxes.emplace_back();
                continue;
            }
            layout.boxes.emplace_back(x, y, width, row);
            x += width;
        }
        return !layout.boxes.back().isEmpty();
    };
    const double limit = frame.outer().top() + most;
    // The line that counts what is left out takes the room of one row of it.
    if (!placeWithin(limit + row)) {
        placeWithin(limit);
    }
    for (const QRectF& box : layout.boxes) {
        layout.frame |= box;
    }
    if (layout.boxes.back().isEmpty()) { // a line for how many are left out
        layout.frame.setBottom(layout.frame.bottom() + row);
    }
    return layout;
}

double heightWithLegend(double width, double height, const std::vector<LegendEntry>& entries,
                        const FigureStyle& style) {
    const double em = style.fontSize;
    const double room = width - axisWidth * em;
    double rows = entries.empty() ? 0.0 : 1.0;
    double x = 0.0;
    for (const LegendEntry& entry : entries) {
        const double each = (2.2 + 1.2) * em + 0.93 * textWidth(style, entry.text);
        if (x > 0.0 && x + each > room) {
            rows += 1.0;
            x = 0.0;
        }
        x += each;
    }
    const double strip = (1.5 * rows + 0.4) * em;
    return height + std::max(0.0, strip - height / 3.0);
}

void drawLegend(QPainter& painter, const AxesFrame& frame, const std::vector<LegendEntry>& entries,
                const LegendLayout& layout) {
    if (layout.boxes.empty()) {
        return;
    }
    const double em = frame.style().fontSize;
    const QFont font = legendFont(frame);
    const QFontMetricsF metrics(font, frame.device());
    painter.setFont(font);
    const FigureStyle& style = frame.style();
    if (!layout.outside) { // no line of the grid runs through the text
        QColor ground = style.theme.ground;
        ground.setAlphaF(0.85F);
        painter.fillRect(layout.frame, ground);
    }
    std::size_t left = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const QRectF& box = layout.boxes[i];
        if (box.isEmpty()) {
            ++left;
            continue;
        }
        const LegendEntry& entry = entries[i];
        const double middle = box.center().y();
        QColor color = entry.color;
        QColor ink = style.theme.text;
        if (entry.hidden) {
            color.setAlphaF(0.35F);
            ink = style.theme.dim;
        }
        drawSwatch(painter, {box.left() + 1.05 * em, middle}, entry, color, style);
        painter.setPen(ink);
        const QPointF at(box.left() + 2.2 * em, middle + 0.5 * metrics.capHeight());
        const double width = metrics.horizontalAdvance(entry.text);
        const double wide = box.width() - 2.2 * em;
        // Too long for the whole picture, it is drawn smaller rather than cut.
        const double scale = width > wide ? std::max(0.1, wide / width) : 1.0;
        painter.save();
        painter.translate(at);
        painter.scale(scale, scale);
        painter.drawText(QPointF(), entry.text);
        painter.restore();
        if (entry.hidden) {
            const double strike = middle + 0.02 * em;
            painter.setPen(QPen(style.theme.dim, 0.6 * style.lineWidth));
            painter.drawLine(QPointF(at.x(), strike), QPointF(at.x() + scale * width, strike));
        }
    }
    if (left > 0) {
        const QString text = Text::tr("… and %1 more").arg(left);
        painter.setPen(style.theme.dim);
        painter.drawText(QPointF(frame.outer().right() - metrics.horizontalAdvance(text) - 0.2 * em,
                                 layout.frame.bottom() - metrics.descent()),
                         text);
    }
}

} // namespace scorescope::views
