// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/scrubber.h"

#include "app/window/event_strip.h"
#include "app/window/phase_label.h"

#include <QFontMetrics>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPolygonF>
#include <QStringList>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace scorescope::app {
namespace {

constexpr int stripHeight = 8; ///< of the events, over the bar
constexpr int markReach = 4;   ///< pixels from a mark within which its tip is shown
constexpr int handleReach = 8; ///< pixels on both sides of its middle
constexpr int mostTold = 8;    ///< lines of a tip

/// The middle of the handle so that it is whole at both ends of a bar of that width.
double wholeHandle(double x, int width) {
    return std::clamp(x, static_cast<double>(handleReach),
                      std::max<double>(handleReach, width - handleReach));
}

} // namespace

Scrubber::Scrubber(QWidget* parent) : QAbstractSlider(parent), theme_(views::darkTheme()) {
    setObjectName(QStringLiteral("scrubber"));
    setAccessibleName(tr("History"));
    setOrientation(Qt::Horizontal);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setToolTip(tr("Drag to any kept moment of the run"));
}

void Scrubber::setTheme(const views::Theme& theme) {
    theme_ = theme;
    update();
}

void Scrubber::setFrame(const Frame& frame) {
    moments_ = frame.historySteps;
    phases_ = frame.scene ? frame.scene->phases : std::vector<Phase>();
    parameters_ = frame.scene ? frame.scene->parameters.table() : ParameterTable();
    events_ = frame.events;
    moment_ = momentOf(frame);
    step_ = frame.step;
    head_ = std::max(frame.head, frame.step);
    end_ = std::max<std::uint64_t>(1, frame.totalSteps);
    if (head_ > end_ || frame.totalSteps == 0) {
        // No end, or run past it: the bar grows by doubling, so that it does not creep.
        while (end_ < head_ || end_ < 100) {
            end_ *= 2;
        }
    }
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<int>::max());
    setRange(0, static_cast<int>(std::min(end_, most)));
    setSliderPosition(static_cast<int>(std::min(step_, most)));
    setAccessibleDescription(momentText(frame));
    update();
}

int Scrubber::positionOf(std::uint64_t step) const {
    const double share = static_cast<double>(std::min(step, end_)) / static_cast<double>(end_);
    return static_cast<int>(std::lround(1.0 + share * (width() - 3)));
}

QRect Scrubber::bar() const {
    return rect().adjusted(0, stripHeight + 2, 0, -2);
}

QString Scrubber::eventsAt(int x) const {
    QStringList lines;
    int more = 0;
    if (events_) {
        for (const RunEvent& each : *events_) {
            if (std::abs(positionOf(each.step) - x) > markReach) {
                continue;
            }
            if (lines.size() < mostTold) {
                lines << eventText(each, parameters_);
            } else {
                ++more;
            }
        }
    }
    if (more > 0) {
        lines << tr("and %1 more").arg(more);
    }
    return lines.join(QLatin1Char('\n'));
}

bool Scrubber::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString events = eventsAt(help->pos().x());
        QToolTip::showText(help->globalPos(), events.isEmpty() ? toolTip() : events, this);
        return true;
    }
    return QAbstractSlider::event(event);
}

void Scrubber::paintEvent(QPaintEvent* event) {
    Q_UNUSED(event)
    QPainter painter(this);
    drawStrip(painter);
    drawBar(painter);
    drawPhases(painter);
    drawHandle(painter);
}

void Scrubber::drawStrip(QPainter& painter) const {
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(QRect(1, stripHeight - 1, width() - 2, 1), theme_.line);
    if (!events_) {
        return;
    }
    // A column of one event is seen as well as one of many: by its logarithm.
    const std::vector<std::size_t> density = eventDensity(*events_, end_, width() - 2);
    for (std::size_t i = 0; i < density.size(); ++i) {
        if (density[i] > 0) {
            const double share =
                std::min(1.0, 0.4 + 0.2 * std::log2(static_cast<double>(density[i])));
            const int tall = static_cast<int>(std::lround(share * (stripHeight - 1)));
            painter.fillRect(QRect(static_cast<int>(i) + 1, stripHeight - 1 - tall, 1, tall),
                             theme_.dim);
        }
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const double middle = 0.5 * (stripHeight - 1);
    for (const RunEvent& each : *events_) {
        const double x = positionOf(each.step) + 0.5;
        switch (each.kind) {
        case RunEvent::Kind::edit: // a diamond
            painter.setBrush(theme_.seriesColor(1));
            painter.drawPolygon(QPolygonF(
                {{x, middle - 3.5}, {x + 3.5, middle}, {x, middle + 3.5}, {x - 3.5, middle}}));
            break;
        case RunEvent::Kind::action: // a disc
            painter.setBrush(theme_.accent);
            painter.drawEllipse(QPointF(x, middle), 2.5, 2.5);
            break;
        case RunEvent::Kind::branch: { // a fork, down through the bar
            painter.setPen(QPen(theme_.warning, 1.5));
            painter.drawLine(QPointF(x, middle), QPointF(x, height() - 4.0));
            painter.drawLine(QPointF(x, middle), QPointF(x - 4.0, 0.5));
            painter.drawLine(QPointF(x, middle), QPointF(x + 4.0, 0.5));
            painter.setPen(Qt::NoPen);
            break;
        }
        case RunEvent::Kind::saved: // a square
            painter.setBrush(theme_.text);
            painter.drawRect(QRectF(x - 2.5, middle - 2.5, 5.0, 5.0));
            break;
        case RunEvent::Kind::analysis: // there may be one for each step: density tells
            break;
        }
    }
}

void Scrubber::drawBar(QPainter& painter) const {
    const QRect whole = bar();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(hasFocus() ? theme_.accent : theme_.line, 1.0));
    painter.setBrush(theme_.raised);
    painter.drawRoundedRect(QRectF(whole).adjusted(0.5, 0.5, -0.5, -0.5), 4.0, 4.0);

    const int headX = positionOf(head_);
    const int stepX = positionOf(step_);
    const QRect inside = whole.adjusted(1, 1, -1, -1);
    painter.setRenderHint(QPainter::Antialiasing, false);
    QColor done = theme_.accent;
    done.setAlphaF(0.35F);
    painter.fillRect(QRect(inside.left(), inside.top(), stepX - inside.left(), inside.height()),
                     done);
    if (moment_ == RunMoment::lookingBack) {
        const QRect ahead(stepX, inside.top(), headX - stepX, inside.height());
        QColor quiet = theme_.accent;
        quiet.setAlphaF(0.12F);
        painter.fillRect(ahead, quiet);
        QColor hatch = theme_.warning;
        hatch.setAlphaF(0.55F);
        painter.fillRect(ahead, QBrush(hatch, Qt::BDiagPattern));
        painter.fillRect(QRect(headX, inside.top(), 1, inside.height()), theme_.text);
    }
    QColor tick = theme_.accent;
    int last = -2;
    for (const std::uint64_t each : moments_) {
        const int x = positionOf(each);
        if (x - last < 3) { // one tick per 3 pixels reads as ticks; more would be a block
            continue;
        }
        last = x;
        tick.setAlphaF(each <= step_ ? 0.9F : 0.45F);
        painter.fillRect(QRect(x, inside.bottom() - 5, 1, 6), tick);
    }
}

void Scrubber::drawHandle(QPainter& painter) const {
    const QRect whole = bar();
    const double x = positionOf(step_) + 0.5;
    const double middle = whole.center().y() + 0.5;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme_.panel, 1.5));
    painter.setBrush(momentColor(moment_, theme_));
    const double at = wholeHandle(x, width());
    switch (moment_) {
    case RunMoment::following:
        painter.drawPolygon(
            QPolygonF({{at - 6.0, middle - 8.0}, {at + 6.0, middle}, {at - 6.0, middle + 8.0}}));
        break;
    case RunMoment::paused:
        painter.drawEllipse(QPointF(at, middle), 6.5, 6.5);
        break;
    case RunMoment::lookingBack:
        painter.drawPolygon(QPolygonF(
            {{at, middle - 9.0}, {at + 7.5, middle}, {at, middle + 9.0}, {at - 7.5, middle}}));
        break;
    }
}

void Scrubber::drawPhases(QPainter& painter) const {
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.8);
    const QFontMetrics metrics(small);
    painter.setFont(small);
    QColor ink = theme_.text;
    ink.setAlphaF(0.75F);
    painter.setPen(ink);
    const QRect whole = bar();
    for (std::size_t i = 0; i < phases_.size() && phases_[i].step < end_; ++i) {
        const int from = positionOf(phases_[i].step);
        const int to = i + 1 < phases_.size() ? positionOf(phases_[i + 1].step) : width() - 2;
        if (i > 0) {
            painter.fillRect(QRect(from, whole.top() + 1, 1, whole.height() - 2), theme_.dim);
        }
        const int handle = static_cast<int>(std::lround(wholeHandle(positionOf(step_), width())));
        const QString name = QString::fromStdString(phases_[i].name);
        const int wide = metrics.horizontalAdvance(name);
        const auto left =
            phaseLabelPlace({from, to}, wide, {handle - handleReach, handle + handleReach});
        if (left) {
            painter.drawText(QRect(*left, whole.top() + 1, wide + 1, metrics.height()),
                             Qt::AlignLeft | Qt::AlignTop, name);
        }
    }
}

void Scrubber::seekAt(double x) {
    const double share = std::clamp((x - 1.0) / std::max(1, width() - 3), 0.0, 1.0);
    const auto step = static_cast<std::uint64_t>(std::llround(share * static_cast<double>(end_)));
    const std::uint64_t target = std::min(step, head_);
    if (target != wanted_) {
        wanted_ = target;
        Q_EMIT sought(target);
    }
}

void Scrubber::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) {
        dragging_ = true;
        wanted_ = std::numeric_limits<std::uint64_t>::max();
        seekAt(event->position().x());
    }
}

void Scrubber::mouseMoveEvent(QMouseEvent* event) {
    if (dragging_) {
        seekAt(event->position().x());
    }
}

void Scrubber::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) {
        dragging_ = false;
    }
}

void Scrubber::keyPressEvent(QKeyEvent* event) {
    const auto after = std::upper_bound(moments_.begin(), moments_.end(), step_);
    const auto here = std::lower_bound(moments_.begin(), moments_.end(), step_);
    switch (event->key()) {
    case Qt::Key_Right:
    case Qt::Key_Up:
        if (after != moments_.end()) {
            Q_EMIT sought(*after);
        }
        break;
    case Qt::Key_Left:
    case Qt::Key_Down:
        if (here != moments_.begin()) {
            Q_EMIT sought(*std::prev(here));
        }
        break;
    case Qt::Key_Home:
        Q_EMIT sought(0);
        break;
    case Qt::Key_End:
        Q_EMIT sought(head_);
        break;
    default:
        QAbstractSlider::keyPressEvent(event);
    }
}

void Scrubber::focusInEvent(QFocusEvent* event) {
    QAbstractSlider::focusInEvent(event);
    update();
}

void Scrubber::focusOutEvent(QFocusEvent* event) {
    QAbstractSlider::focusOutEvent(event);
    update();
}

} // namespace scorescope::app
