// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Mouse and keys of the graph.
#include "views/graph/graph_view.h"
#include "views/keys.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace scorescope::views {
namespace {

constexpr double panShare = 0.1; // of the view, per key
constexpr double zoomPerKey = 1.0 / 0.7;

} // namespace

void GraphView::fit() {
    look_.zoom = 1.0;
    look_.center = {0.5, 0.5};
    moveCamera();
}

void GraphView::moveCamera() {
    changed();
    Q_EMIT cameraChanged(camera());
}

void GraphView::setCenter(const QPointF& center) {
    // The middle of the view stays on the graph, so that it cannot be lost.
    look_.center = {std::clamp(center.x(), 0.0, 1.0), std::clamp(center.y(), 0.0, 1.0)};
}

void GraphView::zoom(const QPointF& about, double factor) {
    if (!picture_.geometry) {
        return;
    }
    // The zoom in force: a look may ask for more than this view has use for.
    const double now = picture_.scale / picture_.fitScale;
    look_.zoom =
        std::clamp(now * factor, GraphLook::leastZoom, picture_.mostZoom(style().fontSize));
    // What is under the cursor stays there.
    const QPointF away = picture_.shareOf(about - picture_.plot.center());
    setCenter(look_.center + away * (1.0 - now / look_.zoom));
    moveCamera();
}

void GraphView::reveal(std::size_t node) {
    const QRectF cell = picture_.map(picture_.geometry->nodes[node].cell());
    if (!picture_.plot.contains(cell)) {
        setCenter(look_.center + picture_.shareOf(cell.center() - picture_.plot.center()));
        moveCamera();
    }
}

void GraphView::select(std::size_t node) {
    if (content_.empty() || content_.graph->selects.empty()) {
        return;
    }
    pending_ = node;
    settleTimer_.start();
    changed();
    Q_EMIT parametersEdited(
        {{QString::fromStdString(content_.graph->selects), static_cast<qint64>(node)}}, ++gesture_);
}

void GraphView::step(int key) {
    if (!picture_.geometry) {
        return;
    }
    const std::optional<std::size_t> from = content_.selected ? content_.selected : hovered_;
    std::size_t to = 0;
    if (from) {
        const int sense = key == Qt::Key_Right || key == Qt::Key_Down ? 1 : -1;
        const bool sideways = key == Qt::Key_Left || key == Qt::Key_Right;
        const bool along = sideways == (picture_.geometry->direction == GraphDirection::right);
        to = neighbourOf(*picture_.geometry, *from, along ? sense : 0, along ? 0 : sense);
    }
    if (!from || to != *from) {
        select(to);
    }
    reveal(to);
    const QRectF cell = picture_.map(picture_.geometry->nodes[to].cell());
    hover(to, QPointF(cell.center().x(), cell.bottom() - 8.0));
}

void GraphView::hover(std::optional<std::size_t> node, const QPointF& at) {
    const bool other = node != hovered_;
    hovered_ = node;
    tipAt_ = at;
    if (other) {
        describe();
    }
    if (other || node) {
        update();
    }
}

void GraphView::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton || event->button() == Qt::MiddleButton) {
        press_ = Press{event->position(), look_.center};
    }
}

void GraphView::mouseMoveEvent(QMouseEvent* event) {
    const QPointF at = event->position();
    if (!picture_.geometry) {
        return;
    }
    if (press_ && event->buttons() != Qt::NoButton) {
        const QPointF by = at - press_->at;
        press_->moved = press_->moved || by.manhattanLength() >= QApplication::startDragDistance();
        if (press_->moved) {
            setCursor(Qt::ClosedHandCursor);
            setCenter(press_->center - picture_.shareOf(by));
            schedule();
            Q_EMIT cameraChanged(camera());
        }
        return;
    }
    const auto node = picture_.nodeAt(at);
    setCursor(node && !content_.graph->selects.empty() ? Qt::PointingHandCursor : Qt::ArrowCursor);
    hover(node, at);
    cursorInside_ = true;
    const QPointF point = picture_.pointAt(at);
    Q_EMIT cursorMoved({point.x(), point.y()});
}

void GraphView::mouseReleaseEvent(QMouseEvent* event) {
    const auto press = std::exchange(press_, std::nullopt);
    setCursor(Qt::ArrowCursor);
    if (press && !press->moved && event->button() == Qt::LeftButton) {
        if (const auto node = picture_.nodeAt(event->position())) {
            select(*node);
        }
    }
    update();
}

void GraphView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) {
        press_.reset();
        fit();
    }
}

void GraphView::wheelEvent(QWheelEvent* event) {
    const int turned =
        event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x();
    if (!picture_.geometry || turned == 0) {
        event->ignore();
        return;
    }
    zoom(event->position(), std::pow(2.0, turned / 240.0));
    event->accept();
}

void GraphView::leaveEvent(QEvent* event) {
    PacedView::leaveEvent(event);
    hover(std::nullopt, {});
    if (std::exchange(cursorInside_, false)) {
        Q_EMIT cursorMoved({});
    }
}

bool GraphView::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        // The arrows with a modifier belong to the view that has the focus, not to the transport.
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool plain = key->modifiers() == Qt::NoModifier;
        if (plain ? key->key() == Qt::Key_F || key->key() == Qt::Key_0 : isArrowKey(key->key())) {
            event->accept();
            return true;
        }
    }
    return PacedView::event(event);
}

void GraphView::keyPressEvent(QKeyEvent* event) {
    const int key = event->key();
    if (isArrowKey(key) && event->modifiers().testFlag(Qt::ControlModifier)) {
        step(key);
        return;
    }
    if (isArrowKey(key) && event->modifiers().testFlag(Qt::ShiftModifier) && picture_.geometry) {
        const double x = key == Qt::Key_Left ? -panShare : key == Qt::Key_Right ? panShare : 0.0;
        const double y = key == Qt::Key_Up ? -panShare : key == Qt::Key_Down ? panShare : 0.0;
        setCenter(look_.center +
                  picture_.shareOf({x * picture_.plot.width(), y * picture_.plot.height()}));
        moveCamera();
        return;
    }
    const QPointF about = hovered_ ? tipAt_ : picture_.plot.center();
    switch (key) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoom(about, zoomPerKey);
        return;
    case Qt::Key_Minus:
        zoom(about, 1.0 / zoomPerKey);
        return;
    case Qt::Key_F:
    case Qt::Key_0:
        fit();
        return;
    case Qt::Key_Escape:
        if (press_ || hovered_) {
            if (press_ && press_->moved) {
                setCenter(press_->center);
                moveCamera();
            }
            press_.reset();
            setCursor(Qt::ArrowCursor);
            hover(std::nullopt, {});
            return;
        }
        break;
    default:
        break;
    }
    PacedView::keyPressEvent(event);
}

} // namespace scorescope::views
