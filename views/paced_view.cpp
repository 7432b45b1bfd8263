// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/paced_view.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>
#include <utility>

namespace scorescope::views {

PacedView::PacedView(ViewSpec spec, QWidget* parent) : ArtifactView(std::move(spec), parent) {
    timer_.setSingleShot(true);
    connect(&timer_, &QTimer::timeout, this, [this] {
        if (isVisible()) {
            build();
        }
    });
}

void PacedView::setFrame(FramePtr frame) {
    frame_ = std::move(frame);
    schedule();
}

void PacedView::setTheme(const Theme& theme) {
    theme_ = theme;
    changed();
}

FigureStyle PacedView::style() const {
    FigureStyle style;
    style.theme = theme_;
    style.font = font();
    style.fontSize =
        font().pixelSize() > 0 ? font().pixelSize() : font().pointSizeF() * logicalDpiY() / 72.0;
    style.lineWidth = 1.5;
    return style;
}

void PacedView::schedule() {
    stale_ = true;
    if (!isVisible() || timer_.isActive()) {
        return;
    }
    const qint64 pause = interval();
    const qint64 since = sinceBuilt_.isValid() ? sinceBuilt_.elapsed() : pause;
    timer_.start(static_cast<int>(std::clamp<qint64>(pause - since, 0, pause)));
}

void PacedView::changed() {
    stale_ = true;
    if (isVisible()) {
        build();
    }
}

void PacedView::build() {
    stale_ = false;
    sinceBuilt_.start();
    ++pictures_;
    rebuild();
}

void PacedView::drawFocus(QPainter& painter) const {
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(QPen(theme_.accent, 1.0));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void PacedView::resizeEvent(QResizeEvent* event) {
    ArtifactView::resizeEvent(event);
    changed();
}

void PacedView::showEvent(QShowEvent* event) {
    ArtifactView::showEvent(event);
    if (stale_) {
        build();
    }
}

void PacedView::changeEvent(QEvent* event) {
    ArtifactView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::LanguageChange) {
        changed();
    }
}

} // namespace scorescope::views
