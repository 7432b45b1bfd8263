// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Painting the mask: strokes, edits of the whole mask, and what waits for the engine's answer.
#include "views/images/image_raster.h"
#include "views/images/images_view.h"
#include "views/images/mask_file.h"

#include <QJsonObject>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <utility>

namespace scorescope::views {

void ImagesView::setMode(ImageMode mode) {
    mode = content_.paintable() ? mode : ImageMode::look;
    if (mode == mode_) {
        return;
    }
    cancelStroke();
    mode_ = mode;
    setCursor(paints() ? Qt::CrossCursor : Qt::ArrowCursor);
    changed(); // painting shows the mask although it may be switched off
    Q_EMIT lookChanged();
}

void ImagesView::setBrush(int diameter) {
    const int allowed = std::clamp(diameter, MaskBrush::smallest, MaskBrush::largest);
    if (allowed != brush_.diameter) {
        brush_.diameter = allowed;
        update();
        Q_EMIT lookChanged();
    }
}

PixelMask ImagesView::frameMask() const {
    PixelMask mask = content_.mask;
    mask.resize(content_.pixelsOfImage(), 0);
    return mask;
}

PixelMask ImagesView::maskNow() const {
    return painted_ ? *painted_ : frameMask();
}

void ImagesView::beginStroke(const QMouseEvent& event, const ImageHit& hit) {
    const bool left = event.button() == Qt::LeftButton;
    Stroke stroke;
    stroke.image = hit.image;
    stroke.chosen = left == (mode_ == ImageMode::paint);
    stroke.last = layout_.inImage(hit.image, event.position());
    stroke.before = maskNow();
    stroke.button = event.button();
    painted_ = stroke.before;
    stroke_ = std::move(stroke);
    drag_ = Drag::stroke;
    settleTimer_.stop();
    ++gesture_;
    continueStroke(event.position());
}

void ImagesView::continueStroke(const QPointF& to) {
    const QPointF place = layout_.inImage(stroke_->image, to);
    const bool painted = paintMask(*painted_, content_.width, content_.height, brush_,
                                   std::exchange(stroke_->last, place), place, stroke_->chosen);
    if (!painted) {
        update(); // the brush moved
        return;
    }
    untold_ = true;
    if (!tellTimer_.isActive()) {
        tellMask();
    }
    schedule();
}

void ImagesView::tellMask() {
    untold_ = false;
    if (!painted_ || !content_.paintable()) {
        return;
    }
    if (stroke_) {
        stroke_->told = true;
    }
    tellTimer_.start();
    Q_EMIT parametersEdited({{QString::fromStdString(content_.grid->paints),
                              QString::fromStdString(maskText(*painted_))}},
                            gesture_);
}

void ImagesView::endStroke() {
    if (untold_) {
        tellMask(); // the last is never left out
    }
    stroke_.reset();
    drag_ = Drag::none;
    settleTimer_.start();
    changed();
}

void ImagesView::cancelStroke() {
    if (!stroke_) {
        return;
    }
    const bool told = stroke_->told;
    painted_ = std::move(stroke_->before);
    stroke_.reset();
    drag_ = Drag::none;
    untold_ = false;
    if (told) {
        tellMask(); // under the same number: the step to undo holds nothing
    }
    settleTimer_.start();
    changed();
}

void ImagesView::setWholeMask(PixelMask mask) {
    if (!content_.paintable()) {
        return;
    }
    cancelStroke();
    if (mask == maskNow()) {
        return;
    }
    painted_ = std::move(mask);
    ++gesture_;
    tellMask();
    settleTimer_.start();
    changed();
}

void ImagesView::fillMask() {
    setWholeMask(PixelMask(content_.pixelsOfImage(), 1));
}

void ImagesView::clearMask() {
    setWholeMask(PixelMask(content_.pixelsOfImage(), 0));
}

void ImagesView::invertMask() {
    PixelMask mask = maskNow();
    for (std::uint8_t& pixel : mask) {
        pixel = static_cast<std::uint8_t>(1 - pixel);
    }
    setWholeMask(std::move(mask));
}

void ImagesView::loadMask(const QString& path) {
    setWholeMask(views::loadMask(path, content_.width, content_.height));
}

void ImagesView::saveMask(const QString& path) const {
    views::saveMask(maskNow(), content_.width, content_.height, path);
}

void ImagesView::drawBrush(QPainter& painter) const {
    if (!hover_ || (!hit_ && !stroke_)) {
        return;
    }
    const std::size_t image = stroke_ ? stroke_->image : hit_->image;
    const double pixel = layout_.scale.pixel;
    const QRectF rect = layout_.imageRect(image);
    const QPointF corner =
        rect.topLeft() +
        QPointF(brush_.squareAt(layout_.inImage(image, *hover_)).topLeft()) * pixel;
    painter.save();
    painter.setClipRect(layout_.area);
    painter.setRenderHint(QPainter::Antialiasing, false);
    // Two colours, so that it is seen on black and on white.
    for (const auto& [color, width] :
         {std::pair(theme().dark ? theme().ground : theme().text, 3.0),
          std::pair(theme().dark ? theme().text : theme().ground, 1.0)}) {
        painter.setPen(QPen(color, width, Qt::SolidLine, Qt::SquareCap));
        for (const QLineF& line : brushOutline(brush_)) {
            painter.drawLine(corner + line.p1() * pixel, corner + line.p2() * pixel);
        }
    }
    painter.restore();
}

} // namespace scorescope::views
