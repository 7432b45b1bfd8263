// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/space/space_canvas.h"

#include "views/gl/open_gl.h"
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

void paintInSoftware(QPainter& painter, const QRect& widget, const SpacePicture& picture) {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(widget, picture.style.theme.ground);
    if (picture.projection) {
        drawSpaceWalls(painter, *picture.projection,
                       spaceAxes(*picture.projection, picture.box, picture.style), picture.style);
        paintSpaceScene(painter, *picture.projection, *picture.scene, picture.style);
    }
}

} // namespace

GlSpaceCanvas::GlSpaceCanvas(Source source, const Painted& painted, QWidget* parent)
    : GlCanvas(glFormat(), parent), source_(std::move(source)) {
    setObjectName(QStringLiteral("spaceCanvas"));
    connect(this, &GlCanvas::rendered, this, painted);
}

GlSpaceCanvas::~GlSpaceCanvas() {
    release();
}

void GlSpaceCanvas::createRenderer(const GlContext& context) {
    renderer_ = std::make_unique<VtkSpaceRenderer>(context);
    scene_.reset();
    version_ = 0;
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
    return version_ != picture_.version || pixels_ != fineness(target) * target;
}

QSize GlSpaceCanvas::render(const QSize& target, double devicePixelRatio) {
    const FigureStyle& style = picture_.style;
    if (scene_ != picture_.scene || version_ != picture_.version) {
        renderer_->setGround(style.theme.ground, style.theme.ground);
    }
    if (scene_ != picture_.scene) {
        scene_ = picture_.scene;
        renderer_->setScene(*scene_);
    }
    version_ = picture_.version;
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

std::optional<SpaceProjection> ThreadSpaceCanvas::shown() const {
    return latest_.image.isNull() ? std::nullopt : std::optional(latest_.projection);
}

void ThreadSpaceCanvas::ask(const SpacePicture& picture) {
    const double ratio = devicePixelRatioF();
    const QSize pixels = (picture.plot.size() * ratio).toSize();
    if (pixels.isEmpty() || (picture.version == asked_ && pixels == askedPixels_)) {
        return;
    }
    asked_ = picture.version;
    askedPixels_ = pixels;
    SpaceRequest request;
    request.scene = picture.scene;
    request.projection = *picture.projection;
    request.walls = spaceAxes(*picture.projection, picture.box, picture.style).walls;
    request.theme = picture.style.theme;
    request.pixels = pixels;
    request.times = picture.fine ? 2 : 1;
    request.lineWidth = picture.style.lineWidth * ratio;
    request.version = picture.version;
    thread_->ask(std::move(request));
}

void ThreadSpaceCanvas::take(const SpaceRendering& rendering) {
    latest_ = rendering;
    update();
    painted_(rendering.seconds, rendering.counts);
}

void ThreadSpaceCanvas::paintEvent(QPaintEvent*) {
    const SpacePicture picture = source_();
    QPainter painter(this);
    if (failed_) {
        QElapsedTimer clock;
        clock.start();
        paintInSoftware(painter, rect(), picture);
        painted_(1e-9 * static_cast<double>(clock.nsecsElapsed()), true);
        return;
    }
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
    QElapsedTimer clock;
    clock.start();
    const SpacePicture picture = source_();
    QPainter painter(this);
    paintInSoftware(painter, rect(), picture);
    painted_(1e-9 * static_cast<double>(clock.nsecsElapsed()), true);
}

} // namespace scorescope::views
