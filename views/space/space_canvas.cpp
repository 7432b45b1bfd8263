// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/space/space_canvas.h"

#include "views/gl/open_gl.h"
#include "views/space/space_painter.h"
#include "views/space/space_view.h"

#include <QElapsedTimer>
#include <QOpenGLContext>
#include <QOpenGLExtraFunctions>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace scorescope::views {
namespace {

constexpr double longestRest = 0.4; ///< seconds a picture at rest may take

QSurfaceFormat glFormat() {
    QSurfaceFormat format = openGlFormat();
    // Without it Qt asks for a forward-compatible context, in which lines are one pixel wide.
    format.setOption(QSurfaceFormat::DeprecatedFunctions);
    return format;
}

QRect toPixels(const QRectF& rect, double ratio) {
    const auto pixels = [ratio](double length) {
        return static_cast<int>(std::lround(length * ratio));
    };
    return {pixels(rect.left()), pixels(rect.top()), pixels(rect.width()), pixels(rect.height())};
}

} // namespace

GlSpaceCanvas::GlSpaceCanvas(SpaceView* view) : QOpenGLWidget(view), view_(view) {
    setObjectName(QStringLiteral("spaceCanvas"));
    setFormat(glFormat());
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
}

GlSpaceCanvas::~GlSpaceCanvas() {
    releaseRenderer();
    // The base class destroys the context, which would call releaseRenderer() on what is no longer
    // a GlSpaceCanvas.
    if (context() != nullptr) {
        disconnect(context(), nullptr, this, nullptr);
    }
}

void GlSpaceCanvas::releaseRenderer() {
    if (renderer_) {
        makeCurrent();
        renderer_.reset();
        doneCurrent();
    }
}

void GlSpaceCanvas::initializeGL() {
    // Qt makes a new context when the widget moves to another window.
    connect(context(), &QOpenGLContext::aboutToBeDestroyed, this, &GlSpaceCanvas::releaseRenderer,
            Qt::UniqueConnection);
    software_ = drawsInSoftware(*context());
    context()->functions()->glGetIntegerv(GL_MAX_TEXTURE_SIZE, &largest_);
    renderer_ = std::make_unique<VtkSpaceRenderer>(
        VtkSpaceRenderer::Context{[this] { return QOpenGLContext::currentContext() == context(); },
                                  [this] {
                                      // Not when it is current already: Qt would bind its
                                      // framebuffer behind VTK's back.
                                      if (QOpenGLContext::currentContext() != context()) {
                                          makeCurrent();
                                      }
                                  }});
    sceneVersion_ = 0;
    pictureVersion_ = 0;
    pixels_ = QSize();
    warmUp_ = 2;
}

void GlSpaceCanvas::blit(const QSize& rendered, const QRect& target, const QSize& surface) {
    QOpenGLExtraFunctions* gl = context()->extraFunctions();
    gl->glBindFramebuffer(GL_READ_FRAMEBUFFER, renderer_->framebuffer());
    gl->glReadBuffer(GL_COLOR_ATTACHMENT0);
    gl->glBindFramebuffer(GL_DRAW_FRAMEBUFFER, defaultFramebufferObject());
    gl->glDisable(GL_SCISSOR_TEST);
    const int bottom = surface.height() - target.y() - target.height();
    gl->glBlitFramebuffer(0, 0, rendered.width(), rendered.height(), target.x(), bottom,
                          target.x() + target.width(), bottom + target.height(),
                          GL_COLOR_BUFFER_BIT, rendered == target.size() ? GL_NEAREST : GL_LINEAR);
    gl->glBindFramebuffer(GL_FRAMEBUFFER, defaultFramebufferObject());
    // VTK leaves alpha below 1 where something translucent was; Qt would let the window through.
    gl->glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_TRUE);
    gl->glClearColor(0.0F, 0.0F, 0.0F, 1.0F);
    gl->glClear(GL_COLOR_BUFFER_BIT);
    gl->glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
}

void GlSpaceCanvas::paintGL() {
    QElapsedTimer clock;
    clock.start();
    view_->prepare();
    const FigureStyle style = view_->figureStyle();
    const SpaceLayout layout = view_->layoutNow();
    const double ratio = devicePixelRatioF();
    const QSize surface = toPixels(QRectF(rect()), ratio).size();
    const QRect target = toPixels(layout.plot, ratio);
    QOpenGLExtraFunctions* gl = context()->extraFunctions();
    const bool drawable = renderer_ && !target.isEmpty() && view_->box_.valid();
    double renderSeconds = 0.0;
    if (drawable) {
        // Four times the pixels: not where that would be felt as a stop.
        const bool affordable = 4.0 * view_->motionSeconds_ < longestRest;
        int fineness = (view_->resting_ && affordable) || !software_ ? 2 : 1;
        if (fineness * std::max(target.width(), target.height()) > largest_) {
            fineness = 1;
        }
        const QSize pixels = fineness * target.size();
        if (pictureVersion_ != view_->pictureVersion_ || pixels_ != pixels) {
            if (sceneVersion_ != view_->sceneVersion_) {
                sceneVersion_ = view_->sceneVersion_;
                renderer_->setGround(style.theme.ground, style.theme.ground);
                renderer_->setScene(view_->scene_);
            }
            pictureVersion_ = view_->pictureVersion_;
            pixels_ = pixels;
            const SpaceProjection projection = view_->projectionNow();
            renderer_->setWalls(spaceAxes(projection, view_->box_, style).walls, style.theme);
            renderer_->render(projection, pixels, style.lineWidth * ratio * fineness);
            if (software_) {
                gl->glFinish(); // the rasterizer works behind our back
            }
            renderSeconds = 1e-9 * static_cast<double>(clock.nsecsElapsed());
        }
    }
    gl->glBindFramebuffer(GL_FRAMEBUFFER, defaultFramebufferObject());
    // VTK may leave the buffers of this framebuffer as they are named for a window.
    const GLenum buffer = GL_COLOR_ATTACHMENT0;
    gl->glDrawBuffers(1, &buffer);
    gl->glReadBuffer(buffer);
    gl->glViewport(0, 0, surface.width(), surface.height());
    gl->glDisable(GL_SCISSOR_TEST);
    const QColor ground = style.theme.ground;
    gl->glClearColor(static_cast<float>(ground.redF()), static_cast<float>(ground.greenF()),
                     static_cast<float>(ground.blueF()), 1.0F);
    gl->glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT | GL_STENCIL_BUFFER_BIT);
    if (drawable) {
        blit(pixels_, target, surface);
    }
    if (renderSeconds > 0.0) {
        const bool counts = warmUp_ == 0;
        warmUp_ = std::max(0, warmUp_ - 1);
        view_->notePaint(renderSeconds, counts);
    }
}

SpaceOverlay::SpaceOverlay(SpaceView* view) : QWidget(view), view_(view) {
    setObjectName(QStringLiteral("spaceOverlay"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void SpaceOverlay::paintEvent(QPaintEvent*) {
    view_->prepare();
    QPainter painter(this);
    view_->drawOverlay(painter);
}

PainterSpaceCanvas::PainterSpaceCanvas(SpaceView* view) : QWidget(view), view_(view) {
    setObjectName(QStringLiteral("spaceCanvas"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_OpaquePaintEvent);
}

void PainterSpaceCanvas::paintEvent(QPaintEvent*) {
    QElapsedTimer clock;
    clock.start();
    view_->prepare();
    const FigureStyle style = view_->figureStyle();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), style.theme.ground);
    if (!view_->layoutNow().plot.isNull() && view_->box_.valid()) {
        const SpaceProjection projection = view_->projectionNow();
        drawSpaceWalls(painter, projection, spaceAxes(projection, view_->box_, style), style);
        paintSpaceScene(painter, projection, view_->scene_, style);
    }
    view_->notePaint(1e-9 * static_cast<double>(clock.nsecsElapsed()), true);
}

} // namespace scorescope::views
