// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The view as a whole: frames, look, layout and pictures. images_view_input.cpp has mouse and keys,
// images_view_mask.cpp what becomes of the mask.
#include "views/images/images_view.h"

#include "views/device_pixels.h"
#include "views/images/image_raster.h"
#include "views/images/images_controls.h"
#include "views/images/images_panel.h"

#include <QEvent>
#include <QJsonArray>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace scorescope::views {
namespace {

constexpr int answerTime = 1000; // ms that the engine has to confirm what was asked for
constexpr double margin = 8.0;   // around everything

QJsonArray toArray(const QPointF& point) {
    return {point.x(), point.y()};
}

std::optional<QPointF> toPoint(const QJsonValue& value) {
    const QJsonArray array = value.toArray();
    return array.size() == 2 && array[0].isDouble() && array[1].isDouble()
               ? std::optional(QPointF(array[0].toDouble(), array[1].toDouble()))
               : std::nullopt;
}

int toZoom(const QJsonValue& value, int now) {
    const int zoom = value.toInt(now);
    return zoom == -1 ? 1 : std::clamp(zoom, -ImagesLook::mostZoom, ImagesLook::mostZoom);
}

} // namespace

ImagesView::ImagesView(ViewSpec spec, QWidget* parent)
    : PacedView(std::move(spec), parent), look_(ImagesLook::fromOptions(this->spec())) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(QString::fromStdString(this->spec().title));
    tellTimer_.setSingleShot(true);
    tellTimer_.setInterval(shortestInterval);
    connect(&tellTimer_, &QTimer::timeout, this, [this] {
        if (untold_) {
            tellMask();
        }
    });
    settleTimer_.setSingleShot(true);
    settleTimer_.setInterval(answerTime);
    connect(&settleTimer_, &QTimer::timeout, this, [this] {
        // Refused, or answered with something else: the frame is right.
        requested_.reset();
        if (!stroke_) {
            painted_.reset();
        }
        schedule();
    });
}

ImagesView::~ImagesView() = default;

std::set<std::string> ImagesView::interest() const {
    const std::string name = shownArtifact(spec(), look_);
    return name.empty() ? std::set<std::string>() : std::set<std::string>{name};
}

void ImagesView::fit() {
    setView(0, std::nullopt);
}

std::unique_ptr<FigurePanel> ImagesView::figurePanel() const {
    ImageContent content = frame() ? collectImages(spec(), look_, *frame()) : ImageContent();
    ImagesPanel::Shown shown;
    shown.look = look_;
    if (content.grid != nullptr) {
        const PixelMask mask = painted_.value_or(content.mask);
        if (look_.mask || paints()) {
            shown.mask = normalizedMask(mask, content.pixelsOfImage());
        }
        shown.selected = requested_ ? requested_ : selectedImage(content, *frame());
        if (look_.zoom != 0 && !layout_.area.isEmpty() && !layout_.showsAll()) {
            shown.region = QRectF(layout_.toGrid(layout_.area.topLeft()),
                                  layout_.toGrid(layout_.area.bottomRight()));
        }
    }
    return std::make_unique<ImagesPanel>(QString::fromStdString(spec().title), std::move(content),
                                         std::move(shown));
}

QJsonObject ImagesView::state() const {
    QJsonObject state{{"zoom", look_.zoom},
                      {"captions", look_.captions},
                      {"mask", look_.mask},
                      {"marks", look_.marks}};
    if (look_.center) {
        state["center"] = toArray(*look_.center);
    }
    if (!look_.artifact.empty()) {
        state["artifact"] = QString::fromStdString(look_.artifact);
    }
    return state;
}

void ImagesView::setState(const QJsonObject& state) {
    look_.zoom = toZoom(state["zoom"], look_.zoom);
    look_.center = toPoint(state["center"]);
    look_.captions = state["captions"].toBool(look_.captions);
    look_.mask = state["mask"].toBool(look_.mask);
    look_.marks = state["marks"].toBool(look_.marks);
    if (state["artifact"].isString()) {
        setArtifact(state["artifact"].toString().toStdString());
    }
    changed();
    Q_EMIT lookChanged();
}

QJsonObject ImagesView::camera() const {
    if (content_.grid == nullptr) {
        return {};
    }
    return {{"zoom", look_.zoom}, {"center", toArray(layout_.toGrid(layout_.area.center()))}};
}

void ImagesView::setCamera(const QJsonObject& camera) {
    look_.zoom = toZoom(camera["zoom"], look_.zoom);
    if (const auto center = toPoint(camera["center"])) {
        look_.center = center;
    }
    schedule();
}

QWidget* ImagesView::createControls(QWidget* parent) {
    return new ImagesControls(*this, parent);
}

void ImagesView::change(bool ImagesLook::*option, bool value) {
    if (look_.*option != value) {
        look_.*option = value;
        changed();
        Q_EMIT lookChanged();
    }
}

void ImagesView::setCaptions(bool shown) {
    change(&ImagesLook::captions, shown);
}

void ImagesView::setMask(bool shown) {
    change(&ImagesLook::mask, shown);
}

void ImagesView::setMarks(bool shown) {
    change(&ImagesLook::marks, shown);
}

void ImagesView::setArtifact(const std::string& name) {
    const auto& names = spec().artifacts;
    if (name == shownArtifact(spec(), look_) ||
        std::find(names.begin(), names.end(), name) == names.end()) {
        return;
    }
    cancelStroke();
    look_.artifact = name;
    painted_.reset();
    requested_.reset();
    current_.reset();
    changed();
    Q_EMIT interestChanged();
    Q_EMIT lookChanged();
}

std::optional<std::size_t> ImagesView::selectedNow() const {
    if (content_.grid == nullptr || !frame()) {
        return std::nullopt;
    }
    return requested_ ? requested_ : selectedImage(content_, *frame());
}

std::optional<std::size_t> ImagesView::itemNow() const {
    return content_.selectable() ? selectedNow() : current_;
}

void ImagesView::adoptContent() {
    const bool couldPaint = content_.paintable();
    content_ = frame() ? collectImages(spec(), look_, *frame()) : ImageContent();
    if (content_.grid == nullptr) {
        raster_.reset();
    } else {
        const QRgb mark = ImageInks::of(theme(), content_.grid->signedValues).mark.rgb();
        if (!raster_ || !raster_->holds(content_, mark, look_.marks, theme().dark)) {
            raster_ = std::make_unique<ImageRaster>(content_, mark, look_.marks, theme().dark);
        }
    }
    if (painted_ && (!content_.paintable() || painted_->size() != content_.pixelsOfImage())) {
        stroke_.reset(); // the images are others now
        drag_ = drag_ == Drag::stroke ? Drag::none : drag_;
        painted_.reset();
        untold_ = false;
    }
    if (painted_ && !stroke_ && !untold_ && *painted_ == frameMask()) {
        painted_.reset(); // confirmed
    }
    if (requested_ && (*requested_ >= content_.images ||
                       (frame() && selectedImage(content_, *frame()) == requested_))) {
        requested_.reset();
    }
    if (current_ && *current_ >= content_.images) {
        current_.reset();
    }
    if (!content_.paintable() && mode_ != ImageMode::look) {
        setMode(ImageMode::look);
    } else if (couldPaint != content_.paintable()) {
        Q_EMIT lookChanged();
    }
}

void ImagesView::layOut() {
    const FigureStyle style = this->style();
    const double ratio = devicePixelRatioF();
    const QRectF outer = QRectF(rect()).adjusted(margin, margin, -margin, -0.25 * margin);
    texts_ = measureTexts(content_, look_, outer.width(), style, this);
    if (content_.grid == nullptr) {
        layout_ = ImageGridLayout();
        return;
    }
    const bool fits = look_.zoom == 0;
    zoomNow_ = fits ? fittingZoom(content_, texts_, outer, ratio) : look_.zoom;
    const ImageScale scale =
        fits ? fittingScale(content_, texts_, outer, ratio) : scaleOf(content_, zoomNow_, ratio);
    layout_ = layOutImages(content_, texts_, scale, outer, look_.center, ratio);
}

void ImagesView::rebuild() {
    adoptContent();
    layOut();
    picture_ = QPixmap();
    hit_ = hover_ ? layout_.hit(*hover_) : std::nullopt;
    describe();
    update();
}

void ImagesView::render() {
    const double ratio = devicePixelRatioF();
    picture_ = QPixmap(devicePixels(*this));
    picture_.fill(theme().ground);
    const FigureStyle style = this->style();
    if (content_.grid == nullptr) {
        picture_.setDevicePixelRatio(ratio);
        QPainter painter(&picture_);
        painter.setPen(theme().dim);
        painter.setFont(font());
        painter.drawText(QRectF(rect()).adjusted(margin, margin, -margin, -margin),
                         Qt::AlignCenter | Qt::TextWordWrap,
                         content_.problem.isEmpty() ? tr("No images yet") : content_.problem);
        return;
    }
    PixelMask mask;
    if (look_.mask || paints()) {
        mask = normalizedMask(painted_.value_or(content_.mask), content_.pixelsOfImage());
    }
    if (mask != outlined_) {
        outlined_ = mask;
        outline_ = maskOutline(mask, content_.width, content_.height);
    }
    const ImageDrawing drawing{content_,
                               layout_,
                               look_,
                               mask,
                               selectedNow(),
                               hasFocus() && !content_.selectable() ? current_ : std::nullopt,
                               raster_->clipped()};
    const QSize area = (layout_.area.size() * ratio).toSize();
    if (!area.isEmpty()) {
        QImage images(area, QImage::Format_RGB32);
        work_ = composeImages(images, drawing, *raster_, ratio, theme());
        // In device pixels: nothing may be scaled on the way.
        QPainter(&picture_).drawImage((layout_.area.topLeft() * ratio).toPoint(), images);
    }
    picture_.setDevicePixelRatio(ratio);
    QPainter painter(&picture_);
    drawImageOverlays(painter, drawing, outline_, style);
}

void ImagesView::paintEvent(QPaintEvent*) {
    if (isDue()) {
        build();
    }
    if (picture_.isNull() || picture_.devicePixelRatio() != devicePixelRatioF()) {
        layOut();
        render();
    }
    QPainter painter(this);
    painter.drawPixmap(0, 0, picture_);
    if (paints()) {
        drawBrush(painter);
    } else if (hit_ && drag_ == Drag::none) {
        drawReadout(painter);
    }
    drawFocus(painter);
}

void ImagesView::describe() {
    QString text;
    if (content_.grid == nullptr) {
        text = content_.problem;
    } else if (const auto item = itemNow()) {
        text = tr("%1, of %2").arg(content_.nameOf(*item)).arg(content_.images);
    } else {
        text = content_.images == 1 ? tr("1 image") : tr("%1 images").arg(content_.images);
    }
    if (text != accessibleDescription()) {
        setAccessibleDescription(text);
    }
}

} // namespace scorescope::views
