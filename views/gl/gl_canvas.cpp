// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/gl/gl_canvas.h"

#include "views/gl/open_gl.h"

#include <QElapsedTimer>
#include <QOpenGLContext>
#include <QOpenGLExtraFunctions>

#include <algorithm>
#include <cmath>

namespace scorescope::views {
namespace {

QRect toPixels(const QRectF& rect, double ratio) {
    const auto pixels = [ratio](double length) {
        return static_cast<int>(std::lround(length * ratio));
    };
    return {pixels(rect.left()), pixels(rect.top()), pixels(rect.width()), pixels(rect.height())};
}

} // namespace

GlCanvas::GlCanvas(const QSurfaceFormat& format, QWidget* parent) : QOpenGLWidget(parent) {
    setFormat(format);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
}

GlCanvas::~GlCanvas() {
    // The base class destroys the context, which would call release() on what is no longer a
    // GlCanvas.
    if (context() != nullptr) {
        disconnect(context(), nullptr, this, nullptr);
    }
}

void GlCanvas::release() {
    if (hasRenderer()) {
        makeCurrent();
        destroyRenderer();
        doneCurrent();
    }
}

void GlCanvas::initializeGL() {
    // Qt makes a new context when the widget moves to another window.
    connect(context(), &QOpenGLContext::aboutToBeDestroyed, this, &GlCanvas::release,
            Qt::UniqueConnection);
    software_ = drawsInSoftware(*context());
    context()->functions()->glGetIntegerv(GL_MAX_TEXTURE_SIZE, &largest_);
    createRenderer({[this] { return QOpenGLContext::currentContext() == context(); },
                    [this] {
                        // Not when it is current already: Qt would bind its framebuffer behind
                        // VTK's back.
                        if (QOpenGLContext::currentContext() != context()) {
                            makeCurrent();
                        }
                    }});
    pixels_ = QSize();
    warmUp_ = 2;
}

void GlCanvas::clear(const QSize& surface) {
    QOpenGLExtraFunctions* gl = context()->extraFunctions();
    gl->glBindFramebuffer(GL_FRAMEBUFFER, defaultFramebufferObject());
    // VTK may leave the buffers of this framebuffer as they are named for a window.
    const GLenum buffer = GL_COLOR_ATTACHMENT0;
    gl->glDrawBuffers(1, &buffer);
    gl->glReadBuffer(buffer);
    gl->glViewport(0, 0, surface.width(), surface.height());
    gl->glDisable(GL_SCISSOR_TEST);
    const QColor color = ground();
    gl->glClearColor(static_cast<float>(color.redF()), static_cast<float>(color.greenF()),
                     static_cast<float>(color.blueF()), 1.0F);
    gl->glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT | GL_STENCIL_BUFFER_BIT);
}

void GlCanvas::blit(const QRect& target, const QSize& surface) {
    QOpenGLExtraFunctions* gl = context()->extraFunctions();
    gl->glBindFramebuffer(GL_READ_FRAMEBUFFER, framebuffer());
    gl->glReadBuffer(GL_COLOR_ATTACHMENT0);
    gl->glBindFramebuffer(GL_DRAW_FRAMEBUFFER, defaultFramebufferObject());
    gl->glDisable(GL_SCISSOR_TEST);
    const int bottom = surface.height() - target.y() - target.height();
    gl->glBlitFramebuffer(0, 0, pixels_.width(), pixels_.height(), target.x(), bottom,
                          target.x() + target.width(), bottom + target.height(),
                          GL_COLOR_BUFFER_BIT, pixels_ == target.size() ? GL_NEAREST : GL_LINEAR);
    gl->glBindFramebuffer(GL_FRAMEBUFFER, defaultFramebufferObject());
    // VTK leaves alpha below 1 where something translucent was; Qt would let the window through.
    gl->glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_TRUE);
    gl->glClearColor(0.0F, 0.0F, 0.0F, 1.0F);
    gl->glClear(GL_COLOR_BUFFER_BIT);
    gl->glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
}

void GlCanvas::paintGL() {
    QElapsedTimer clock;
    clock.start();
    const double ratio = devicePixelRatioF();
    const QSize surface = toPixels(QRectF(rect()), ratio).size();
    const QRect target = toPixels(place(), ratio);
    const bool drawable = hasRenderer() && !target.isEmpty();
    double seconds = 0.0;
    if (drawable && isStale(target.size())) {
        pixels_ = render(target.size(), ratio);
        if (software_) {
            context()->functions()->glFinish(); // the rasterizer works behind our back
        }
        seconds = 1e-9 * static_cast<double>(clock.nsecsElapsed());
    }
    clear(surface);
    if (drawable && !pixels_.isEmpty()) {
        blit(target, surface);
    }
    if (seconds > 0.0) {
        const bool counts = warmUp_ == 0;
        warmUp_ = std::max(0, warmUp_ - 1);
        Q_EMIT rendered(seconds, counts);
    }
}

} // namespace scorescope::views
