// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/title_drag.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWidget>

namespace scorescope::app {

TitleDrag::TitleDrag(QWidget* bar) : QObject(bar), bar_(bar) {
    bar->installEventFilter(this);
}

void TitleDrag::end() {
    if (dragging_) {
        bar_->releaseKeyboard();
        bar_->unsetCursor();
    }
    down_ = false;
    dragging_ = false;
}

bool TitleDrag::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
    case QEvent::MouseButtonPress: {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        down_ = mouse->button() == Qt::LeftButton;
        pressed_ = mouse->globalPosition().toPoint();
        break;
    }
    case QEvent::MouseMove: {
        const QPoint place = static_cast<QMouseEvent*>(event)->globalPosition().toPoint();
        if (down_ && !dragging_ &&
            (place - pressed_).manhattanLength() >= QApplication::startDragDistance()) {
            dragging_ = true;
            bar_->grabKeyboard(); // for Esc
            bar_->setCursor(Qt::ClosedHandCursor);
        }
        if (dragging_) {
            Q_EMIT moved(place);
        }
        break;
    }
    case QEvent::MouseButtonRelease: {
        const bool dropping = dragging_;
        end();
        if (dropping) {
            Q_EMIT dropped(static_cast<QMouseEvent*>(event)->globalPosition().toPoint());
        }
        break;
    }
    case QEvent::KeyPress:
        if (dragging_ && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
            end();
            Q_EMIT cancelled();
            return true;
        }
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace scorescope::app
