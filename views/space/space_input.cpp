// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What mouse and keys do in a SpaceView.
#include "views/keys.h"
#include "views/space/space_canvas.h"
#include "views/space/space_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace scorescope::views {
namespace {

constexpr double degreesPerPixel = 0.4;
constexpr double degreesPerKey = 7.5;
constexpr double clickSlop = 4.0;  ///< pixels below which a drag is a click
constexpr double pickRadius = 9.0; ///< pixels within which the cursor finds a point

} // namespace

std::optional<SpaceTarget> SpaceView::targetNear(const QPointF& position) {
    const SpacePicture picture = seen();
    if (!picture.projection || !picture.plot.contains(position)) {
        return std::nullopt;
    }
    if (targetsVersion_ != sceneVersion_) {
        targetsVersion_ = sceneVersion_;
        SpaceBuild build;
        build.targets = true;
        targets_ = buildSpaceScene(data_, options_, box_, theme(), build).targets;
    }
    const SpaceProjection& projection = *picture.projection;
    const SpaceTarget* best = nullptr;
    double least = 0.0;
    for (const SpaceTarget& target : targets_) {
        const auto place = projection.project(target.at);
        const double dx = place.at.x() - position.x();
        const double dy = place.at.y() - position.y();
        const double square = dx * dx + dy * dy;
        if (square > pickRadius * pickRadius) {
            continue;
        }
        // Of points equally near to the cursor the front one: the whole depth counts two pixels.
        const double score = std::sqrt(square) + 2.0 * projection.fog(place.depth);
        if (best == nullptr || score < least) {
            best = &target;
            least = score;
        }
    }
    return best != nullptr ? std::optional<SpaceTarget>(*best) : std::nullopt;
}

std::vector<double> SpaceView::actionPoint(const SpaceTarget& target) const {
    if (data_.flat()) { // the height is no coordinate of the experiment's
        return {target.point[0], target.point[1]};
    }
    return {target.point.begin(), target.point.end()};
}

void SpaceView::hover(const QPointF& position) {
    const std::optional<SpaceTarget> found = targetNear(position);
    if (!found) {
        leave();
        return;
    }
    const bool moved = !hovered_ || hovered_->point != found->point;
    hovered_ = found;
    if (!moved) {
        return;
    }
    Q_EMIT cursorMoved({found->point[0], found->point[1], found->point[2]});
    overlay_->update();
    const std::vector<double> at = actionPoint(*found);
    requestLook(QVector<double>(at.begin(), at.end()));
}

void SpaceView::leave() {
    if (hovered_) {
        hovered_.reset();
        Q_EMIT cursorMoved({});
        overlay_->update();
    }
}

void SpaceView::pan(const QPointF& pixels) {
    const SpaceProjection projection = projectionNow();
    const double unit = 1.0 / projection.scaleAt(projection.distance());
    SpaceCamera camera = options_.camera;
    camera.target = dragCamera_.target +
                    static_cast<float>(-pixels.x() * unit) * projection.right() +
                    static_cast<float>(pixels.y() * unit) * projection.up();
    moveCamera(camera);
}

void SpaceView::zoomAbout(double factor, const QPointF& position) {
    if (!box_.valid()) {
        return;
    }
    SpaceCamera camera = options_.camera;
    camera.magnify(factor);
    const double share = 1.0 - options_.camera.zoom / camera.zoom;
    const SpaceProjection projection = projectionNow();
    const double unit = share / projection.scaleAt(projection.distance());
    const QPointF off = position - projection.plot().center();
    camera.target += static_cast<float>(off.x() * unit) * projection.right() -
                     static_cast<float>(off.y() * unit) * projection.up();
    moveCamera(camera);
}

bool SpaceView::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        // Plain arrows step the run wherever the focus is; with Shift they belong to this view.
        auto* key = static_cast<QKeyEvent*>(event);
        if (isArrowKey(key->key()) &&
            (key->modifiers() & ~Qt::KeypadModifier) == Qt::ShiftModifier) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::FontChange) {
        scheduleRepaint();
    }
    return PacedView::event(event);
}

void SpaceView::keyPressEvent(QKeyEvent* event) {
    SpaceCamera camera = options_.camera;
    const QPointF middle = layoutNow().plot.center();
    switch (event->key()) {
    case Qt::Key_Left:
        camera.orbit(-degreesPerKey, 0.0);
        break;
    case Qt::Key_Right:
        camera.orbit(degreesPerKey, 0.0);
        break;
    case Qt::Key_Up:
        camera.orbit(0.0, degreesPerKey);
        break;
    case Qt::Key_Down:
        camera.orbit(0.0, -degreesPerKey);
        break;
    case Qt::Key_1:
    case Qt::Key_2:
    case Qt::Key_3:
        camera.lookAlong(event->key() - Qt::Key_1);
        break;
    case Qt::Key_0:
        fit();
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomAbout(1.25, middle);
        return;
    case Qt::Key_Minus:
        zoomAbout(1.0 / 1.25, middle);
        return;
    case Qt::Key_Escape:
        if (drag_ != Drag::none) {
            drag_ = Drag::none;
            unsetCursor();
            moveCamera(dragCamera_);
            return;
        }
        PacedView::keyPressEvent(event);
        return;
    default:
        PacedView::keyPressEvent(event);
        return;
    }
    moveCamera(camera);
}

void SpaceView::mousePressEvent(QMouseEvent* event) {
    const bool left = event->button() == Qt::LeftButton;
    if ((!left && event->button() != Qt::MiddleButton) || !box_.valid() || drag_ != Drag::none) {
        PacedView::mousePressEvent(event);
        return;
    }
    event->accept();
    dragStart_ = event->position();
    dragCamera_ = options_.camera;
    dragged_ = false;
    dragButton_ = event->button();
    if (left && event->modifiers().testFlag(Qt::ControlModifier)) {
        const auto target = targetNear(event->position());
        if (target && !clickAction().empty()) {
            Q_EMIT actionRequested(Action{clickAction(), actionPoint(*target)});
        }
        return;
    }
    drag_ = !left || event->modifiers().testFlag(Qt::ShiftModifier) ? Drag::pan : Drag::orbit;
}

void SpaceView::mouseMoveEvent(QMouseEvent* event) {
    if (drag_ == Drag::none) {
        if (event->buttons() == Qt::NoButton) {
            hover(event->position());
        }
        return;
    }
    const QPointF moved = event->position() - dragStart_;
    if (!dragged_ && moved.manhattanLength() < clickSlop) {
        return;
    }
    if (!dragged_) {
        dragged_ = true;
        setCursor(Qt::ClosedHandCursor);
        leave();
    }
    if (drag_ == Drag::orbit) {
        SpaceCamera camera = dragCamera_;
        camera.orbit(-degreesPerPixel * moved.x(), degreesPerPixel * moved.y());
        moveCamera(camera);
    } else {
        pan(moved);
    }
}

void SpaceView::mouseReleaseEvent(QMouseEvent* event) {
    if (drag_ == Drag::none || event->button() != dragButton_) {
        PacedView::mouseReleaseEvent(event);
        return;
    }
    drag_ = Drag::none;
    unsetCursor();
    hover(event->position());
}

void SpaceView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) {
        drag_ = Drag::none;
        fit();
        event->accept();
    }
}

void SpaceView::wheelEvent(QWheelEvent* event) {
    if (!box_.valid() || !layoutNow().plot.contains(event->position())) {
        event->ignore();
        return;
    }
    // One notch (120) is a fifth.
    const double notches = event->angleDelta().y() / 120.0;
    if (notches != 0.0) {
        zoomAbout(std::pow(1.2, notches), event->position());
    }
    event->accept();
}

void SpaceView::leaveEvent(QEvent* event) {
    leave();
    PacedView::leaveEvent(event);
}

void SpaceView::resizeEvent(QResizeEvent* event) {
    overlay_->setGeometry(rect());
    recentPaints_.clear(); // another size, another pace
    markMoving();
    PacedView::resizeEvent(event);
}

void SpaceView::focusInEvent(QFocusEvent* event) {
    PacedView::focusInEvent(event);
    overlay_->update();
}

void SpaceView::focusOutEvent(QFocusEvent* event) {
    PacedView::focusOutEvent(event);
    overlay_->update();
}

} // namespace scorescope::views
