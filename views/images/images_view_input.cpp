// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a person does with mouse and keys, and what the view says of the pixel under the cursor.
#include "views/axes/readout_box.h"
#include "views/images/image_raster.h"
#include "views/images/images_view.h"
#include "views/keys.h"
#include "views/text.h"

#include <QApplication>
#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace scorescope::views {
namespace {

constexpr double keyShare = 0.1; // of the area that a key pans by
constexpr int notch = 120;       // of a wheel, in Qt's eighths of a degree

/// How large pixels are drawn, for comparing zooms.
double factorOf(int zoom) {
    return zoom > 0 ? zoom : -1.0 / zoom;
}

} // namespace

void ImagesView::setView(int zoom, std::optional<QPointF> center) {
    look_.zoom = zoom;
    look_.center = center;
    changed();
    if (content_.grid == nullptr) {
        return;
    }
    if (center) {
        // Where it came to rest: what was beyond the edge need not be panned back.
        look_.center = layout_.showsAll() ? std::nullopt
                                          : std::optional(layout_.toGrid(layout_.area.center()));
    }
    Q_EMIT cameraChanged(camera());
}

void ImagesView::zoomBy(int direction, const QPointF& about) {
    if (content_.grid == nullptr) {
        return;
    }
    const double ratio = devicePixelRatioF();
    const int fitting = fittingZoom(content_, texts_, layout_.outer, ratio);
    const int zoom = nextZoom(zoomNow_, direction);
    if (zoom == zoomNow_ || zoom > ImagesLook::mostZoom || zoom < -ImagesLook::mostZoom) {
        return;
    }
    if (direction < 0 && factorOf(zoom) <= factorOf(fitting)) {
        fit();
        return;
    }
    const QPointF place = layout_.toGrid(about);
    const auto last = [](std::size_t count) { return static_cast<double>(count) - 1.0; };
    const auto column =
        static_cast<std::size_t>(std::clamp(std::floor(place.x()), 0.0, last(layout_.columns)));
    const auto row =
        static_cast<std::size_t>(std::clamp(std::floor(place.y()), 0.0, last(layout_.rows)));
    const std::size_t image = row * layout_.columns + column;
    const QPointF pixel = layout_.inImage(image, about);
    // Gaps and captions do not grow with the pixels: first about the place in the grid, then the
    // pixel is brought back under the cursor.
    const ImageScale scale = scaleOf(content_, zoom, ratio);
    ImageGridLayout next = layOutImages(content_, texts_, scale, layout_.outer, place, ratio);
    const QSizeF step = next.pitch();
    const auto inSteps = [&step](const QPointF& way) {
        return QPointF(way.x() / step.width(), way.y() / step.height());
    };
    const QPointF origin = next.fromGrid({0.0, 0.0});
    const QPointF at = next.imageRect(image).topLeft() - origin + pixel * scale.pixel;
    setView(zoom, inSteps(at - about + next.area.center()));
}

void ImagesView::panFrom(const ImageGridLayout& from, const QPointF& by) {
    if (content_.grid != nullptr) {
        setView(look_.zoom, from.toGrid(from.area.center() - by));
    }
}

void ImagesView::hover(std::optional<QPointF> at) {
    hover_ = at;
    followCursor();
    update();
}

void ImagesView::followCursor() {
    const std::optional<ImageHit> hit = hover_ ? layout_.hit(*hover_) : std::nullopt;
    if (hit == hit_) {
        return;
    }
    hit_ = hit;
    if (hit_) {
        Q_EMIT cursorMoved({static_cast<double>(hit_->column), static_cast<double>(hit_->row)});
    } else {
        Q_EMIT cursorMoved({});
    }
}

QStringList ImagesView::readout() const {
    if (!hit_ || content_.grid == nullptr) {
        return {};
    }
    const ImageGrid& grid = *content_.grid;
    const std::size_t pixel = hit_->row * grid.width + hit_->column;
    const float* values =
        grid.pixels.data() + hit_->image * grid.imageSize() + pixel * grid.channels;
    QStringList numbers;
    for (std::size_t c = 0; c < grid.channels; ++c) {
        const auto value = static_cast<double>(values[c]);
        numbers << (std::isnan(value) ? tr("none") : numberText(value));
    }
    const QString quantity = QString::fromStdString(content_.artifact->value.label);
    QStringList lines{content_.nameOf(hit_->image),
                      tr("row %1, column %2").arg(hit_->row).arg(hit_->column)};
    lines << QStringLiteral("%1: %2").arg(quantity.isEmpty() ? tr("value") : quantity,
                                          numbers.join(QStringLiteral(", ")));
    if (content_.marks && grid.marked[hit_->image * content_.pixelsOfImage() + pixel] != 0) {
        lines << tr("marked");
    }
    if (const PixelMask mask = maskNow(); mask[pixel] != 0) {
        lines << tr("clamped");
    }
    return lines;
}

void ImagesView::drawReadout(QPainter& painter) const {
    painter.setRenderHint(QPainter::Antialiasing);
    views::drawReadout(painter, plainReadout(readout()), *hover_, size(), style());
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void ImagesView::select(std::size_t image) {
    if (content_.selectable() && selectedNow() == image) {
        return; // nothing to undo
    }
    if (content_.selectable()) {
        requested_ = image;
        settleTimer_.start();
        Q_EMIT parametersEdited(
            {{QString::fromStdString(content_.grid->selects), static_cast<qint64>(image)}},
            ++gesture_);
    } else {
        current_ = image;
    }
    changed();
}

void ImagesView::step(int columns, int rows) {
    if (content_.grid == nullptr) {
        return;
    }
    const std::optional<std::size_t> now = itemNow();
    const auto last = static_cast<std::ptrdiff_t>(content_.images) - 1;
    const std::ptrdiff_t to = now ? static_cast<std::ptrdiff_t>(*now) + columns +
                                        rows * static_cast<std::ptrdiff_t>(content_.columns)
                                  : 0;
    // Up from the first row and down from the last stay where they are.
    if (to < 0 || to > last || (now && static_cast<std::size_t>(to) == *now)) {
        return;
    }
    reveal(static_cast<std::size_t>(to));
    select(static_cast<std::size_t>(to));
}

void ImagesView::reveal(std::size_t image) {
    const QRectF rect = layout_.imageRect(image);
    const QRectF area = layout_.area;
    const auto shift = [](double from, double to, double low, double high) {
        return from < low || to - from > high - low ? low - from : to > high ? high - to : 0.0;
    };
    const QPointF by(shift(rect.left(), rect.right(), area.left(), area.right()),
                     shift(rect.top(), rect.bottom(), area.top(), area.bottom()));
    if (!by.isNull()) {
        panFrom(layout_, by);
    }
}

void ImagesView::mousePressEvent(QMouseEvent* event) {
    if (content_.grid == nullptr || drag_ != Drag::none) {
        return;
    }
    const QPointF at = event->position();
    hover_ = at;
    followCursor();
    const bool left = event->button() == Qt::LeftButton;
    if (paints() && (left || event->button() == Qt::RightButton)) {
        if (hit_) {
            beginStroke(*event, *hit_);
        }
        return;
    }
    if (left || event->button() == Qt::MiddleButton) {
        drag_ = left ? Drag::press : Drag::pan;
        pressed_ = at;
        pressedLayout_ = layout_;
    }
}

void ImagesView::mouseMoveEvent(QMouseEvent* event) {
    const QPointF at = event->position();
    if (drag_ == Drag::press &&
        (at - pressed_).manhattanLength() >= QApplication::startDragDistance()) {
        drag_ = Drag::pan;
    }
    if (drag_ == Drag::pan) {
        setCursor(Qt::ClosedHandCursor);
        hover_ = at;
        panFrom(pressedLayout_, at - pressed_);
        return;
    }
    if (stroke_) {
        continueStroke(at);
    }
    hover(at);
}

void ImagesView::mouseReleaseEvent(QMouseEvent* event) {
    if (stroke_) {
        if (event->button() == stroke_->button) {
            endStroke();
        }
        return;
    }
    const Drag done = std::exchange(drag_, Drag::none);
    if (done == Drag::press) {
        if (const auto hit = layout_.hit(event->position())) {
            select(hit->image);
        }
    }
    setCursor(paints() ? Qt::CrossCursor : Qt::ArrowCursor);
    hover(event->position());
}

void ImagesView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && !paints()) {
        drag_ = Drag::none;
        fit();
    } else {
        mousePressEvent(event);
    }
}

void ImagesView::wheelEvent(QWheelEvent* event) {
    const int turned =
        event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x();
    if (content_.grid == nullptr || turned == 0) {
        event->ignore();
        return;
    }
    event->accept();
    if ((turned > 0) != (wheel_ > 0)) {
        wheel_ = 0;
    }
    // Touch pads turn by less than a step at a time.
    wheel_ += turned;
    const int steps = wheel_ / notch;
    wheel_ -= steps * notch;
    const bool sizes = paints() && event->modifiers().testFlag(Qt::ControlModifier);
    for (int i = 0; i < std::abs(steps); ++i) {
        const int direction = steps > 0 ? 1 : -1;
        if (sizes) {
            setBrush(brush_.diameter + direction);
        } else if (drag_ == Drag::none) {
            zoomBy(direction, event->position());
        }
    }
}

void ImagesView::leaveEvent(QEvent* event) {
    PacedView::leaveEvent(event);
    if (drag_ == Drag::none) {
        hover(std::nullopt);
    }
}

void ImagesView::focusInEvent(QFocusEvent* event) {
    PacedView::focusInEvent(event);
    changed();
}

void ImagesView::focusOutEvent(QFocusEvent* event) {
    PacedView::focusOutEvent(event);
    changed();
}

bool ImagesView::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        // Arrows with a modifier belong to the view that has the focus, not to the transport.
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool arrow = isArrowKey(key->key()) && (key->modifiers() & ~Qt::KeypadModifier) != 0;
        const bool plain = key->modifiers() == Qt::NoModifier;
        const bool looks = plain && (key->key() == Qt::Key_F || key->key() == Qt::Key_0);
        const bool brushes =
            plain && content_.paintable() &&
            (key->key() == Qt::Key_P || key->key() == Qt::Key_E || key->key() == Qt::Key_V ||
             key->key() == Qt::Key_BracketLeft || key->key() == Qt::Key_BracketRight);
        const bool ends = key->key() == Qt::Key_Escape && (stroke_ || paints());
        if (arrow || looks || brushes || ends) {
            event->accept();
            return true;
        }
    }
    return PacedView::event(event);
}

void ImagesView::keyPressEvent(QKeyEvent* event) {
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    const QPointF about = hit_ && hover_ ? *hover_ : layout_.area.center();
    if (isArrowKey(event->key()) && (shift || control)) {
        const int x = event->key() == Qt::Key_Left ? -1 : event->key() == Qt::Key_Right ? 1 : 0;
        const int y = event->key() == Qt::Key_Up ? -1 : event->key() == Qt::Key_Down ? 1 : 0;
        if (control) {
            step(x, y);
        } else {
            panFrom(layout_,
                    {-x * keyShare * layout_.area.width(), -y * keyShare * layout_.area.height()});
        }
        return;
    }
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomBy(1, about);
        return;
    case Qt::Key_Minus:
        zoomBy(-1, about);
        return;
    case Qt::Key_F:
    case Qt::Key_0:
        fit();
        return;
    case Qt::Key_Escape:
        if (stroke_) {
            cancelStroke();
            return;
        }
        if (paints()) {
            setMode(ImageMode::look);
            return;
        }
        break;
    default:
        break;
    }
    if (content_.paintable()) {
        switch (event->key()) {
        case Qt::Key_V:
            setMode(ImageMode::look);
            return;
        case Qt::Key_P:
            setMode(ImageMode::paint);
            return;
        case Qt::Key_E:
            setMode(ImageMode::erase);
            return;
        case Qt::Key_BracketLeft:
            setBrush(brush_.diameter - 1);
            return;
        case Qt::Key_BracketRight:
            setBrush(brush_.diameter + 1);
            return;
        default:
            break;
        }
    }
    PacedView::keyPressEvent(event);
}

} // namespace scorescope::views
