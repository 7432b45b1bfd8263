// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/scrubber.h"

#include <QFontMetrics>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace scorescope::app {

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
    update();
}

int Scrubber::positionOf(std::uint64_t step) const {
    const double share = static_cast<double>(std::min(step, end_)) / static_cast<double>(end_);
    return static_cast<int>(std::lround(1.0 + share * (width() - 3)));
}

void Scrubber::paintEvent(QPaintEvent* event) {
    Q_UNUSED(event)
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(rect()).adjusted(0.5, 2.5, -0.5, -2.5);
    painter.setPen(QPen(hasFocus() ? theme_.accent : theme_.line, 1.0));
    painter.setBrush(theme_.raised);
    painter.drawRoundedRect(frame, 4.0, 4.0);

    const int headX = positionOf(head_);
    const int stepX = positionOf(step_);
    painter.setRenderHint(QPainter::Antialiasing, false);
    QColor done = theme_.accent;
    done.setAlphaF(0.16F);
    painter.fillRect(QRect(1, 4, headX, height() - 8), done);
    done.setAlphaF(0.22F);
    painter.fillRect(QRect(1, 4, stepX, height() - 8), done);

    drawPhases(painter);
    QColor tick = theme_.accent;
    int last = -2;
    for (const std::uint64_t moment : moments_) {
        const int x = positionOf(moment);
        if (x - last < 3) { // one tick per 3 pixels reads as ticks; more would be a block
            continue;
        }
        last = x;
        tick.setAlphaF(moment <= step_ ? 0.9F : 0.45F);
        painter.fillRect(QRect(x, height() - 11, 1, 7), tick);
    }
    painter.fillRect(QRect(stepX - 1, 1, 2, height() - 2), theme_.text);
}

void Scrubber::drawPhases(QPainter& painter) const {
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.8);
    const QFontMetrics metrics(small);
    painter.setFont(small);
    QColor ink = theme_.text;
    ink.setAlphaF(0.75F);
    painter.setPen(ink);
    for (std::size_t i = 0; i < phases_.size() && phases_[i].step < end_; ++i) {
        const int from = positionOf(phases_[i].step);
        const int to = i + 1 < phases_.size() ? positionOf(phases_[i + 1].step) : width() - 2;
        if (i > 0) {
            painter.fillRect(QRect(from, 3, 1, height() - 6), theme_.dim);
        }
        const QRect room(from + 6, 4, to - from - 10, metrics.height());
        const QString name = QString::fromStdString(phases_[i].name);
        if (metrics.horizontalAdvance(name) <= room.width()) {
            painter.drawText(room, Qt::AlignLeft | Qt::AlignTop, name);
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
