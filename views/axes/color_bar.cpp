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
#include <utility>

namespace scorescope::views {
namespace {

/// The strip of colours, upright with its ticks at the right or lying with its ticks below.
class Strip {
public:
    /// `room`: width for names of references beside an upright strip.
    Strip(const QRectF& rect, bool upright, double room, const ColorBar& bar,
          const FigureStyle& style, QPainter& painter)
        : rect_(rect), upright_(upright), room_(room), bar_(bar), style_(style), painter_(painter),
          metrics_(painter.font(), painter.device()) {}

    void drawColors() const {
        const auto steps = static_cast<int>(Colormap::size);
        QImage gradient(upright_ ? 1 : steps, upright_ ? steps : 1, QImage::Format_RGB32);
        for (int i = 0; i < steps; ++i) {
            const double share = i / double(steps - 1);
            gradient.setPixel(upright_ ? 0 : i, upright_ ? i : 0,
                              bar_.map.rgb(upright_ ? 1.0 - share : share));
        }
        painter_.setRenderHint(QPainter::SmoothPixmapTransform, false);
        painter_.drawImage(rect_, gradient);
        if (bar_.above) {
            drawPoint(1.0);
        }
        if (bar_.below) {
            drawPoint(0.0);
        }
    }

    void drawTicks() {
        const double em = style_.fontSize;
        const double length = upright_ ? rect_.height() : rect_.width();
        const int maximum =
            std::clamp(static_cast<int>(length / ((upright_ ? 2.4 : 5.0) * em)), 2, 8);
        const std::vector<Tick> ticks =
            bar_.scale == ColorScale::logarithmic
                ? logTicks(bar_.limits.low, bar_.limits.high, maximum)
                : linearTicks(bar_.limits.low, bar_.limits.high, maximum);
        for (const Tick& reference : bar_.references) { // these go before ticks
            if (reference.position < bar_.limits.low || reference.position > bar_.limits.high) {
                continue;
            }
            painter_.setPen(QPen(style_.theme.text, style_.lineWidth, Qt::SolidLine, Qt::FlatCap));
            drawTick(reference.position, 0.5 * em, true);
            label(reference.position,
                  upright_ ? metrics_.elidedText(reference.label, Qt::ElideRight, room_)
                           : reference.label,
                  0.0);
        }
        QPen pen(style_.theme.dim);
        pen.setWidthF(0.6 * style_.lineWidth);
        pen.setCapStyle(Qt::FlatCap);
        painter_.setPen(pen);
        for (const Tick& tick : ticks) {
            drawTick(tick.position, (tick.major ? 0.35 : 0.2) * em, false);
            if (!tick.label.isEmpty()) {
                label(tick.position, tick.label, 0.0);
            }
        }
        // The ends are labelled too, where no other label is in the way: they are the limits.
        label(bar_.limits.low, numberText(bar_.limits.low, 3), 0.1 * em);
        label(bar_.limits.high, numberText(bar_.limits.high, 3), 0.1 * em);
    }

private:
    /// Along the strip, in the painter's units.
    [[nodiscard]] double along(double value) const {
        const double share = colorFraction(value, bar_.limits, bar_.scale);
        return upright_ ? rect_.bottom() - rect_.height() * share
                        : rect_.left() + rect_.width() * share;
    }

    /// There is more beyond this end of the strip.
    void drawPoint(double end) const {
        const double reach = 0.6 * style_.fontSize;
        QPolygonF point;
        if (upright_) {
            const double y = end > 0.5 ? rect_.top() : rect_.bottom();
            point << QPointF(rect_.left(), y) << QPointF(rect_.right(), y)
                  << QPointF(rect_.center().x(), end > 0.5 ? y - reach : y + reach);
        } else {
            const double x = end > 0.5 ? rect_.right() : rect_.left();
            point << QPointF(x, rect_.top()) << QPointF(x, rect_.bottom())
                  << QPointF(end > 0.5 ? x + reach : x - reach, rect_.center().y());
        }
        painter_.setPen(Qt::NoPen);
        painter_.setBrush(bar_.map.color(end));
        painter_.drawPolygon(point);
        painter_.setBrush(Qt::NoBrush);
    }

    void drawTick(double value, double length, bool across) const {
        const double place = along(value);
        if (upright_) {
            painter_.drawLine(QPointF(across ? rect_.left() : rect_.right(), place),
                              QPointF(rect_.right() + length, place));
        } else {
            painter_.drawLine(QPointF(place, across ? rect_.top() : rect_.bottom()),
                              QPointF(place, rect_.bottom() + length));
        }
    }

    /// Writes beside a value, unless another label is there or nearer than `distance`.
    void label(double value, QString text, double distance) {
        const double em = style_.fontSize;
        text.replace(QStringLiteral(" × "), QStringLiteral("·")); // the bar is narrow
        const double place = along(value);
        const double half =
            upright_ ? 0.55 * em : 0.5 * metrics_.horizontalAdvance(text) + 0.25 * em;
        const double low = place - half - distance;
        const double high = place + half + distance;
        for (const auto& [from, to] : taken_) {
            if (low < to && from < high) {
                return;
            }
        }
        taken_.emplace_back(place - half, place + half);
        if (upright_) {
            painter_.drawText(QRectF(rect_.right() + 0.6 * em, place - em, 8.0 * em, 2.0 * em),
                              Qt::AlignLeft | Qt::AlignVCenter, text);
        } else {
            painter_.drawText(
                QRectF(place - half, rect_.bottom() + 0.4 * em, 2.0 * half, metrics_.height()),
                Qt::AlignCenter, text);
        }
    }

    QRectF rect_;
    bool upright_;
    double room_;
    const ColorBar& bar_;
    const FigureStyle& style_;
    QPainter& painter_;
    QFontMetricsF metrics_;
    std::vector<std::pair<double, double>> taken_; ///< by labels, along the strip
};

/// Writes the title of an upright bar on top of it. \returns the height it took
double drawTitle(QPainter& painter, const QRectF& rect, const QString& title) {
    const QFontMetricsF metrics(painter.font(), painter.device());
    // A unit that does not fit beside its quantity stands below it.
    QStringList lines{title};
    const auto unit = title.lastIndexOf(QLatin1String(" ["));
    if (unit > 0 && metrics.horizontalAdvance(title) > rect.width()) {
        lines = {title.left(unit), title.mid(unit + 1)};
    }
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QRectF line(rect.left(), rect.top() + metrics.height() * static_cast<double>(i),
                          rect.width(), metrics.height());
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(lines[i], Qt::ElideRight, rect.width()));
    }
    return metrics.height() * static_cast<double>(lines.size());
}

} // namespace

double colorBarWidth(const FigureStyle& style) {
    return 5.2 * style.fontSize;
}

double lyingColorBarHeight(const FigureStyle& style) {
    return 2.6 * style.fontSize;
}

void drawColorBar(QPainter& painter, const QRectF& rect, const ColorBar& bar,
                  const FigureStyle& style) {
    const double em = style.fontSize;
    painter.save();
    painter.setFont(figureFont(style, style.fontSize, painter.device()));
    painter.setPen(style.theme.dim);
    const bool upright = rect.height() >= rect.width();
    const double above = bar.above ? 0.6 * em : 0.0;
    const double below = bar.below ? 0.6 * em : 0.0;
    QRectF strip;
    if (upright) {
        const double top = rect.top() + drawTitle(painter, rect, bar.title) + 0.4 * em + above;
        strip = QRectF(rect.left(), top, 0.9 * em, rect.bottom() - below - top);
    } else {
        const QFontMetricsF metrics(painter.font(), painter.device());
        const double title = std::min(metrics.horizontalAdvance(bar.title), 0.4 * rect.width());
        painter.drawText(QRectF(rect.left(), rect.top() + 0.45 * (em - metrics.height()), title,
                                metrics.height()),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(bar.title, Qt::ElideRight, title));
        const double left = rect.left() + title + 0.8 * em + below;
        strip = QRectF(left, rect.top(), rect.right() - above - em - left, 0.9 * em);
    }
    if (std::max(strip.width(), strip.height()) >= 2.0 * em) {
        const double room = std::max(em, rect.right() - strip.right() - 0.6 * em);
        Strip drawn(strip, upright, room, bar, style, painter);
        drawn.drawColors();
        if (bar.limits.valid(bar.scale)) {
            drawn.drawTicks();
        }
    }
    painter.restore();
}

} // namespace scorescope::views
