// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/space/space_canvas.h"

#include "views/device_pixels.h"
#include "views/gl/open_gl.h"
#include "views/space/space_axes.h"
#include "views/space/space_painter.h"

#include <QElapsedTimer>
#include <QPainter>
#include <QSurfaceFormat>

#include <algorithm>
#include <utility>

namespace scorescope::views {
namespace {

QSurfaceFormat glFormat() {
    QSurfaceFormat format = openGlFormat();
    // Without it Qt asks for a forward-compatible context, in which lines are one pixel wide.
    format.setOption(QSurfaceFormat::DeprecatedFunctions);
    return format;
}

} // namespace

std::optional<double> SpaceImage::paint(QWidget& widget, const SpacePicture& picture) {
    std::optional<double> seconds;
    const QSize pixels = devicePixels(widget);
    if (drawn_ != picture || image_.size() != pixels) {
        QElapsedTimer clock;
        clock.start();
        drawn_ = picture;
        image_ = QImage(pixels, QImage::Format_RGB32);
        image_.setDevicePixelRatio(widget.devicePixelRatioF());
        image_.fill(picture.style.theme.ground);
        if (picture.projection) {
            QPainter painter(&image_);
            painter.setRenderHint(QPainter::Antialiasing);
            drawSpaceWalls(painter, *picture.projection,
                           spaceAxes(*picture.projection, picture.box, picture.style),
                           picture.style);
            paintSpaceScene(painter, *picture.projection, *picture.scene, picture.style);
        }
        seconds = 1e-9 * static_cast<double>(clock.nsecsElapsed());
    }
    QPainter(&widget).drawImage(QPointF(), image_);
    return seconds;
}

GlSpaceCanvas::GlSpaceCanvas(Source source, const Painted& painted, QWidget* parent)
    : GlCanvas(glFormat(), parent), source_(std::move(source)) {
    setObjectName(QStringLiteral("spaceCanvas"));
    connect(this, &GlCanvas::rendered, this,
            [this, painted](double seconds, bool counts) { painted(picture_, seconds, counts); });
}

GlSpaceCanvas::~GlSpaceCanvas() {
    release();
}

void GlSpaceCanvas::createRenderer(const GlContext& context) {
    renderer_ = std::make_unique<VtkSpaceRenderer>(context);
    rendered_.reset();
    pixels_ = QSize();
}

void GlSpaceCanvas::paintGL() {
    picture_ = source_();
    GlCanvas::paintGL();
}

QRectF GlSpaceCanvas::place() const {
    return picture_.projection ? picture_.plot : QRectF();
}

int GlSpaceCanvas::fineness(const QSize& target) const {
    const int wanted = picture_.fine || !isSoftware() ? 2 : 1;
    return wanted * std::max(target.width(), target.height()) > largestSide() ? 1 : wanted;
}

bool GlSpaceCanvas::isStale(const QSize& target) const {
    return rendered_ != picture_ || pixels_ != fineness(target) * target;
}

QSize GlSpaceCanvas::render(const QSize& target, double devicePixelRatio) {
    const FigureStyle& style = picture_.style;
    renderer_->setGround(style.theme.ground, style.theme.ground);
    if (!rendered_ || rendered_->scene != picture_.scene) {
        renderer_->setScene(*picture_.scene);
    }
    rendered_ = picture_;
    const int times = fineness(target);
    pixels_ = times * target;
    renderer_->setWalls(spaceAxes(*picture_.projection, picture_.box, style).walls, style.theme);
    renderer_->render(*picture_.projection, pixels_, style.lineWidth * devicePixelRatio * times);
    return pixels_;
}

ThreadSpaceCanvas::ThreadSpaceCanvas(Source source, Painted painted, QWidget* parent)
    : QWidget(parent), source_(std::move(source)), painted_(std::move(painted)),
      thread_(new SpaceRenderThread) {
    setObjectName(QStringLiteral("spaceCanvas"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_OpaquePaintEvent);
    connect(thread_, &SpaceRenderThread::rendered, this, &ThreadSpaceCanvas::take);
    connect(thread_, &SpaceRenderThread::failed, this, [this] {
        failed_ = true;
        update();
    });
    thread_->start();
}

ThreadSpaceCanvas::~ThreadSpaceCanvas() {
    if (!failed_) {
        thread_->stop();
    }
}

const SpacePicture* ThreadSpaceCanvas::shown() const {
    return latest_.picture && !failed_ ? &*latest_.picture : nullptr;
}

void ThreadSpaceCanvas::ask(const SpacePicture& picture) {
    const double ratio = devicePixelRatioF();
    const QSize pixels = (picture.plot.size() * ratio).toSize();
    if (pixels.isEmpty() || (asked_ == picture && pixels == askedPixels_)) {
        return;
    }
    asked_ = picture;
    askedPixels_ = pixels;
    thread_->ask({picture, pixels, picture.style.lineWidth * ratio});
}

void ThreadSpaceCanvas::take(const SpaceRendering& rendering) {
    latest_ = rendering;
    update();
    painted_(*rendering.picture, rendering.seconds, rendering.counts);
}

void ThreadSpaceCanvas::paintEvent(QPaintEvent*) {
    const SpacePicture picture = source_();
    if (failed_) {
        if (const auto seconds = software_.paint(*this, picture)) {
            painted_(picture, *seconds, true);
        }
        return;
    }
    QPainter painter(this);
    painter.fillRect(rect(), picture.style.theme.ground);
    if (picture.projection) {
        ask(picture);
        painter.drawImage(picture.plot, latest_.image); // scaled while it follows a new size
    }
}

PainterSpaceCanvas::PainterSpaceCanvas(Source source, Painted painted, QWidget* parent)
    : QWidget(parent), source_(std::move(source)), painted_(std::move(painted)) {
    setObjectName(QStringLiteral("spaceCanvas"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_OpaquePaintEvent);
}

void PainterSpaceCanvas::paintEvent(QPaintEvent*) {
    const SpacePicture picture = source_();
    if (const auto seconds = image_.paint(*this, picture)) {
        painted_(picture, *seconds, true);
    }
}

} // namespace scorescope::views
