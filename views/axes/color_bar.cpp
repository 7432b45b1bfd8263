// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/axes/color_bar.h"

#include "views/axes/ticks.h"
#include "views/figure_panel.h"
#include "views/text.h"

#include <QFontMetricsF>
#include <QImage>
#include <QPainter>
#include <QPolygonF>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace scorescope::views {

double colorBarWidth(const FigureStyle& style) {
    return 5.2 * style.fontSize;
}

void drawColorBar(QPainter& painter, const QRectF& rect, const ColorBar& bar,
                  const FigureStyle& style) {
    const double em = style.fontSize;
    painter.save();
    const QFont font = figureFont(style, style.fontSize, painter.device());
    painter.setFont(font);
    const QFontMetricsF metrics(font, painter.device());
    // A unit that does not fit beside its quantity stands below it.
    QStringList lines{bar.title};
    const auto unit = bar.title.lastIndexOf(QLatin1String(" ["));
    if (unit > 0 && metrics.horizontalAdvance(bar.title) > rect.width()) {
        lines = {bar.title.left(unit), bar.title.mid(unit + 1)};
    }
    const QRectF titleRect(rect.left(), rect.top(), rect.width(),
                           metrics.height() * static_cast<double>(lines.size()));
    painter.setPen(style.theme.dim);
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QRectF line(rect.left(), rect.top() + metrics.height() * static_cast<double>(i),
                          rect.width(), metrics.height());
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(lines[i], Qt::ElideRight, rect.width()));
    }

    const double over = 0.4 * em + (bar.above ? 0.6 * em : 0.0);
    const double under = bar.below ? 0.6 * em : 0.0;
    const QRectF strip(rect.left(), titleRect.bottom() + over, 0.9 * em,
                       rect.bottom() - titleRect.bottom() - over - under);
    if (strip.height() < 2.0 * em) {
        painter.restore();
        return;
    }
    QImage gradient(1, static_cast<int>(Colormap::size), QImage::Format_RGB32);
    for (int y = 0; y < gradient.height(); ++y) {
        gradient.setPixel(0, y, bar.map.rgb(1.0 - y / double(gradient.height() - 1)));
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(strip, gradient);
    const auto point = [&](double y, double up, double t) { // there is more beyond this end
        painter.setPen(Qt::NoPen);
        painter.setBrush(bar.map.color(t));
        painter.drawPolygon(QPolygonF({QPointF(strip.left(), y), QPointF(strip.right(), y),
                                       QPointF(strip.center().x(), y - up * 0.6 * em)}));
        painter.setBrush(Qt::NoBrush);
    };
    if (bar.above) {
        point(strip.top(), 1.0, 1.0);
    }
    if (bar.below) {
        point(strip.bottom(), -1.0, 0.0);
    }

    if (bar.limits.valid(bar.scale)) {
        const int maximum = std::clamp(static_cast<int>(strip.height() / (2.4 * em)), 2, 8);
        const std::vector<Tick> ticks = bar.scale == ColorScale::logarithmic
                                            ? logTicks(bar.limits.low, bar.limits.high, maximum)
                                            : linearTicks(bar.limits.low, bar.limits.high, maximum);
        QPen pen(style.theme.dim);
        pen.setWidthF(0.6 * style.lineWidth);
        pen.setCapStyle(Qt::FlatCap);
        const auto place = [&](double value) {
            return strip.bottom() - strip.height() * colorFraction(value, bar.limits, bar.scale);
        };
        const auto label = [&](double y, QString text) {
            text.replace(QStringLiteral(" × "), QStringLiteral("·")); // the bar is narrow
            painter.drawText(QRectF(strip.right() + 0.6 * em, y - em, 8.0 * em, 2.0 * em),
                             Qt::AlignLeft | Qt::AlignVCenter, text);
        };
        painter.setPen(pen);
        std::vector<double> taken; ///< by references, which go before ticks
        for (const Tick& reference : bar.references) {
            const double y = place(reference.position);
            if (reference.position < bar.limits.low || reference.position > bar.limits.high) {
                continue;
            }
            painter.setPen(QPen(style.theme.text, style.lineWidth, Qt::SolidLine, Qt::FlatCap));
            painter.drawLine(QPointF(strip.left(), y), QPointF(strip.right() + 0.5 * em, y));
            label(y, metrics.elidedText(reference.label, Qt::ElideRight,
                                        std::max(em, rect.right() - strip.right() - 0.6 * em)));
            taken.push_back(y);
        }
        painter.setPen(pen);
        const auto isFree = [&](double y) {
            return std::all_of(taken.begin(), taken.end(),
                               [&](double other) { return std::abs(other - y) > 1.1 * em; });
        };
        // The ends are labelled too, where no other label is in the way: they are the limits.
        bool lowFree = true;
        bool highFree = true;
        for (const Tick& tick : ticks) {
            const double y = place(tick.position);
            const double length = (tick.major ? 0.35 : 0.2) * em;
            painter.drawLine(QPointF(strip.right(), y), QPointF(strip.right() + length, y));
            if (!tick.label.isEmpty() && isFree(y)) {
                label(y, tick.label);
                lowFree = lowFree && strip.bottom() - y > 1.2 * em;
                highFree = highFree && y - strip.top() > 1.2 * em;
            }
        }
        if (lowFree && isFree(strip.bottom())) {
            label(strip.bottom(), numberText(bar.limits.low, 3));
        }
        if (highFree && isFree(strip.top())) {
            label(strip.top(), numberText(bar.limits.high, 3));
        }
    }
    painter.restore();
}

} // namespace scorescope::views
