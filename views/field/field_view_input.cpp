// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_marks.h"
#include "views/field/field_view.h"
#include "views/keys.h"
#include "views/text.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

/// What mouse and keys do in a FieldView.
namespace scorescope::views {
namespace {

constexpr double clickSlop = 4.0; ///< pixels below which a drag is a click
constexpr double brushStep = 1.25;
constexpr double leastBrush = 4.0;
constexpr double largestBrush = 200.0;
constexpr double handleReach = 10.0; ///< pixels from which a mark can be grabbed or asked about
constexpr std::size_t clicksAround = 16;
constexpr std::size_t mostPathPoints = 200;

/// The tool a plain letter stands for, among those on offer.
std::optional<FieldTool> toolOfKey(const QKeyEvent& event, const std::vector<FieldTool>& tools) {
    if ((event.modifiers() & ~Qt::KeypadModifier) != Qt::NoModifier) {
        return std::nullopt;
    }
    const auto found = std::find_if(tools.begin(), tools.end(), [&](const FieldTool& tool) {
        return toolKey(tool) == event.key();
    });
    return found == tools.end() ? std::nullopt : std::optional<FieldTool>(*found);
}

/// A number for a gesture that no other view's has: nobody begins two drags within a nanosecond.
quint64 newGesture() {
    return static_cast<quint64>(std::chrono::steady_clock::now().time_since_epoch().count()) | 1U;
}

} // namespace

QRectF FieldView::dragRegion() const {
    const QRectF plot = layoutNow().plot;
    const auto clamped = [&plot](const QPointF& p) {
        return QPointF(std::clamp(p.x(), plot.left(), plot.right()),
                       std::clamp(p.y(), plot.top(), plot.bottom()));
    };
    return QRectF(toPoint(clamped(dragStart_)), toPoint(clamped(dragNow_))).normalized();
}

bool FieldView::usesBrush() const {
    return tool_ == FieldTool::paint || tool_ == FieldTool::erase || tool_ == FieldTool::drag;
}

void FieldView::setTool(const FieldTool& tool) {
    if (tool == tool_ || std::find(tools_.begin(), tools_.end(), tool) == tools_.end()) {
        return;
    }
    tool_ = tool;
    toolUsed_ = false;
    updateCursor();
    overlay_->update();
    Q_EMIT optionsChanged();
}

void FieldView::setBrushRadius(double pixels) {
    brush_ = std::clamp(pixels, leastBrush, largestBrush);
    overlay_->update();
}

QPointF FieldView::insidePlot(const QPointF& position) const {
    const QRectF plot = layoutNow().plot;
    return {std::clamp(position.x(), plot.left(), plot.right()),
            std::clamp(position.y(), plot.top(), plot.bottom())};
}

double FieldView::axisLength(double pixels) const {
    const double width = layoutNow().plot.width();
    return width > 0.0 ? pixels / width * visible_.width() : 0.0;
}

const FieldMark* FieldView::markAt(const QPointF& position, bool draggable) const {
    const FieldMark* nearest = nullptr;
    double least = handleReach;
    // Once for all marks.
    const QTransform map =
        visible_.isNull() ? QTransform::fromScale(0.0, 0.0) : layoutNow().toPicture(visible_);
    for (const FieldMark& mark : scene_->marks) {
        if (mark.shape == MarkShape::none || (draggable && mark.artifact.empty())) {
            continue;
        }
        const QPointF off = map.map(mark.at) - position;
        const double distance = std::hypot(off.x(), off.y());
        if (distance <= least) {
            least = distance;
            nearest = &mark;
        }
    }
    return nearest;
}

void FieldView::showToolTip(const QPoint& position, const QPoint& global) {
    const FieldMark* mark = markAt(position, false);
    if (mark == nullptr) {
        QToolTip::hideText();
        return;
    }
    QStringList lines;
    for (const QString& line : {mark->label, markHelp(mark->shape)}) {
        if (!line.isEmpty()) {
            lines << line;
        }
    }
    lines << QStringLiteral("(%1, %2)").arg(numberText(mark->at.x()), numberText(mark->at.y()));
    QToolTip::showText(global, lines.join(QLatin1Char('\n')), this);
}

bool FieldView::beginHandle(const QPointF& position) {
    prepare();
    const FieldMark* mark = markAt(position, true);
    if (mark == nullptr) {
        return false;
    }
    for (const auto& artifact : data_.markers) {
        if (artifact->name == mark->artifact) {
            edit_.emplace(artifact, mark->index, toPoint(position));
            return true;
        }
    }
    return false;
}

void FieldView::beginTool(const QPointF& position) {
    const QPointF at = toPoint(position);
    gesture_ = newGesture();
    if (tool_ == FieldTool::path) {
        drag_ = Drag::path;
        path_ = {at};
        toolUsed_ = true;
    } else if (usesBrush()) {
        prepare();
        if (const auto cloud = editableCloud(data_)) {
            edit_.emplace(cloud, tool_.kind, axisLength(brush_), axisLength(2.0 * handleReach), at);
        }
        toolUsed_ = true;
        drag_ = Drag::edit; // without anything to edit the stroke does nothing, nor does it move
    } else if (tool_ == FieldTool::probe && beginHandle(position)) {
        drag_ = Drag::edit;
    }
    if (edit_ && edit_->changed()) {
        showEdit();
    }
}

void FieldView::moveTool(const QPointF& position) {
    const QPointF at = toPoint(position);
    if (drag_ == Drag::path) {
        if (path_.empty() || path_.back() != at) {
            path_.push_back(at);
        }
    } else if (drag_ == Drag::edit && edit_) {
        edit_->moveTo(at);
        if (edit_->changed()) {
            showEdit();
        }
    }
}

void FieldView::showEdit() {
    waiting_.stop();
    pending_.set(edit_->artifact());
    pending_.apply(data_, false);
    sceneDirty_ = true;
    scheduleRepaint();
    if (!editing_.isActive()) {
        Q_EMIT parametersEdited(edit_->values(), gesture_);
        editing_.start();
    }
}

void FieldView::sendEdit() {
    if (edit_ && edit_->changed()) {
        Q_EMIT parametersEdited(edit_->values(), gesture_);
    }
}

void FieldView::finishTool() {
    if (drag_ == Drag::path) {
        const std::vector<QPointF> path =
            simplified(std::exchange(path_, {}), axisLength(1.0), mostPathPoints);
        const std::string parameter = pathParameter(data_);
        if (path.size() > 1 && !parameter.empty()) {
            EditPoints points;
            for (const QPointF& point : path) {
                points.push_back({static_cast<float>(point.x()), static_cast<float>(point.y())});
            }
            Q_EMIT parametersEdited(QJsonObject{{QString::fromStdString(parameter),
                                                 QString::fromStdString(pointsText(points))}},
                                    gesture_);
        }
        return;
    }
    editing_.stop();
    sendEdit();
    edit_.reset();
    if (!pending_.empty()) {
        waiting_.start();
    }
}

void FieldView::cancelTool() {
    path_.clear();
    if (edit_) {
        edit_->undo();
        if (edit_->changed()) {
            showEdit();
        }
        finishTool();
    }
}

void FieldView::click(const QPointF& position, bool many) {
    if (tool_ == FieldTool::probe && !many) {
        if (const auto item = itemAt(position)) {
            Q_EMIT parametersEdited(QJsonObject{{QString::fromStdString(item->parameter),
                                                 static_cast<qint64>(item->index)}},
                                    newGesture());
        }
        return;
    }
    if (tool_.kind != FieldTool::act) {
        return;
    }
    toolUsed_ = true;
    const QPointF at = toPoint(position);
    const std::vector<QPointF> places =
        many ? ringAround(at, axisLength(brush_), clicksAround) : std::vector<QPointF>{at};
    for (const QPointF& place : places) {
        Q_EMIT actionRequested(Action{tool_.action, {place.x(), place.y()}});
    }
}

std::optional<FieldItem> FieldView::itemAt(const QPointF& position) const {
    constexpr double reach = 6.0; // pixels
    return selectable(data_, options_) && !visible_.isNull()
               ? itemNear(data_, options_, layoutNow().toPicture(visible_), position, reach)
               : std::nullopt;
}

bool FieldView::acceptsKey(const QKeyEvent& event) const {
    // Plain arrows step the run wherever the focus is; with Shift they belong to this view.
    if (event.key() >= Qt::Key_Left && event.key() <= Qt::Key_Down) {
        return (event.modifiers() & ~Qt::KeypadModifier) == Qt::ShiftModifier;
    }
    return toolOfKey(event, tools_).has_value() ||
           (usesBrush() &&
            (event.key() == Qt::Key_BracketLeft || event.key() == Qt::Key_BracketRight));
}

void FieldView::drawTool(QPainter& painter, const FieldLayout& layout,
                         const QTransform& map) const {
    painter.setBrush(Qt::NoBrush);
    const auto cased = [&](const QPainterPath& path, double width) {
        painter.setPen(QPen(theme().ground, width + 2.0));
        painter.drawPath(path);
        painter.setPen(QPen(theme().accent, width));
        painter.drawPath(path);
    };
    if (path_.size() > 1) {
        QPainterPath path(map.map(path_.front()));
        for (std::size_t i = 1; i < path_.size(); ++i) {
            path.lineTo(map.map(path_[i]));
        }
        cased(path, 2.0);
    }
    const bool overPlot = cursor_ && layout.plot.contains(*cursor_);
    if (usesBrush() && overPlot && (drag_ == Drag::none || drag_ == Drag::edit)) {
        QPainterPath circle;
        circle.addEllipse(*cursor_, brush_, brush_);
        cased(circle, 1.0);
    }
}

void FieldView::updateCursor() {
    switch (drag_) {
    case Drag::pan:
        setCursor(Qt::ClosedHandCursor);
        return;
    case Drag::closeup:
    case Drag::zoom:
    case Drag::path:
        setCursor(Qt::CrossCursor);
        return;
    case Drag::edit:
    case Drag::none:
        break;
    }
    const bool cross = closeupMode_ || tool_ != FieldTool::probe;
    const bool clickable = !cross && drag_ == Drag::none && cursor_ && itemAt(*cursor_);
    setCursor(cross ? Qt::CrossCursor : clickable ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void FieldView::endDrag() {
    drag_ = Drag::none;
    dragButton_ = Qt::NoButton;
    updateCursor();
    scheduleRepaint();
}

bool FieldView::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        if (acceptsKey(*static_cast<QKeyEvent*>(event))) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        showToolTip(help->pos(), help->globalPos());
        return true;
    }
    return PacedView::event(event);
}

void FieldView::keyPressEvent(QKeyEvent* event) {
    const auto pan = [this](double x, double y) {
        setVisibleRegion(
            visible_.translated(0.1 * x * visible_.width(), 0.1 * y * visible_.height()));
        tellCamera();
    };
    const bool arrow = isArrowKey(event->key());
    if (arrow && !event->modifiers().testFlag(Qt::ShiftModifier)) {
        PacedView::keyPressEvent(event);
        return;
    }
    if (const std::optional<FieldTool> tool = toolOfKey(*event, tools_)) {
        setTool(*tool);
        return;
    }
    switch (event->key()) {
    case Qt::Key_BracketLeft:
        setBrushRadius(brush_ / brushStep);
        return;
    case Qt::Key_BracketRight:
        setBrushRadius(brush_ * brushStep);
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoom(1.0 / 1.25, visible_.center());
        return;
    case Qt::Key_Minus:
        zoom(1.25, visible_.center());
        return;
    case Qt::Key_0:
        fit();
        return;
    case Qt::Key_Left:
        pan(-1.0, 0.0);
        return;
    case Qt::Key_Right:
        pan(1.0, 0.0);
        return;
    case Qt::Key_Up:
        pan(0.0, 1.0);
        return;
    case Qt::Key_Down:
        pan(0.0, -1.0);
        return;
    case Qt::Key_Escape:
        if (drag_ != Drag::none) {
            if (drag_ == Drag::pan) {
                setVisibleRegion(dragVisible_);
                tellCamera();
            }
            cancelTool();
            endDrag();
            return;
        }
        if (tool_ != FieldTool::probe) {
            setTool(FieldTool::probe);
            return;
        }
        if (closeupMode_) {
            setCloseupMode(false);
            return;
        }
        break;
    default:
        break;
    }
    PacedView::keyPressEvent(event);
}

void FieldView::mousePressEvent(QMouseEvent* event) {
    const bool known = event->button() == Qt::LeftButton || event->button() == Qt::MiddleButton;
    if (!known || drag_ != Drag::none || home_.isNull() ||
        !layoutNow().plot.contains(event->position())) {
        PacedView::mousePressEvent(event);
        return;
    }
    beginDrag(*event);
    updateCursor();
    event->accept();
}

void FieldView::beginDrag(const QMouseEvent& event) {
    dragButton_ = event.button();
    dragStart_ = event.position();
    dragNow_ = dragStart_;
    dragVisible_ = visible_;
    if (dragButton_ == Qt::MiddleButton) {
        drag_ = Drag::pan;
    } else if ((event.modifiers() & Qt::ShiftModifier) != 0 || closeupMode_) {
        drag_ = Drag::closeup;
    } else if ((event.modifiers() & Qt::ControlModifier) != 0) {
        drag_ = Drag::zoom;
    } else {
        drag_ = Drag::pan;
        beginTool(dragStart_);
    }
}

void FieldView::mouseMoveEvent(QMouseEvent* event) {
    const QRectF plot = layoutNow().plot;
    if (drag_ != Drag::none) {
        dragNow_ = event->position();
        if (drag_ == Drag::pan) {
            const QPointF moved = dragNow_ - dragStart_;
            if (!(fitted_ && moved.manhattanLength() < clickSlop)) {
                setVisibleRegion(
                    dragVisible_.translated(-moved.x() / plot.width() * visible_.width(),
                                            moved.y() / plot.height() * visible_.height()));
                tellCamera();
            }
        } else {
            moveTool(insidePlot(dragNow_));
        }
        overlay_->update();
    }
    if (visible_.isNull() || !plot.contains(event->position())) {
        if (cursor_) {
            cursor_.reset();
            Q_EMIT cursorMoved({});
            overlay_->update();
        }
        return;
    }
    cursor_ = event->position();
    const QPointF point = toPoint(*cursor_);
    Q_EMIT cursorMoved({point.x(), point.y()});
    requestLook({point.x(), point.y()});
    if (drag_ == Drag::none) {
        updateCursor();
    }
    overlay_->update();
}

void FieldView::mouseReleaseEvent(QMouseEvent* event) {
    if (drag_ == Drag::none || event->button() != dragButton_) {
        PacedView::mouseReleaseEvent(event);
        return;
    }
    dragNow_ = event->position();
    const Drag finished = drag_;
    const bool left = dragButton_ == Qt::LeftButton;
    const QRectF region = dragRegion();
    const QPointF moved = dragNow_ - dragStart_;
    if (finished == Drag::path || finished == Drag::edit) {
        moveTool(insidePlot(dragNow_));
        finishTool();
    }
    endDrag();
    if (left && moved.manhattanLength() < clickSlop &&
        (finished == Drag::pan || finished == Drag::closeup)) {
        click(dragStart_, finished == Drag::closeup);
        return;
    }
    if (std::abs(moved.x()) < clickSlop || std::abs(moved.y()) < clickSlop) {
        return;
    }
    if (finished == Drag::closeup) {
        setCloseupMode(false);
        Q_EMIT closeupRequested(withFewDigits(region.normalized()));
    } else if (finished == Drag::zoom) {
        setVisibleRegion(region);
        tellCamera();
    }
}

void FieldView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) {
        return;
    }
    if (tool_ == FieldTool::probe) {
        fit();
        event->accept();
    } else {
        mousePressEvent(event); // two quick strokes, not a wish to see everything
    }
}

void FieldView::wheelEvent(QWheelEvent* event) {
    if (home_.isNull() || !layoutNow().plot.contains(event->position())) {
        event->ignore();
        return;
    }
    // One notch (120) is a fifth.
    const double notches = event->angleDelta().y() / 120.0;
    if (notches != 0.0) {
        zoom(std::pow(1.2, -notches), toPoint(event->position()));
    }
    event->accept();
}

void FieldView::leaveEvent(QEvent* event) {
    if (cursor_) {
        cursor_.reset();
        Q_EMIT cursorMoved({});
        overlay_->update();
    }
    PacedView::leaveEvent(event);
}

} // namespace scorescope::views
