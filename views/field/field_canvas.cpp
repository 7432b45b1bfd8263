// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_canvas.h"

#include "views/field/field_view.h"
#include "views/gl/open_gl.h"

#include <QElapsedTimer>
#include <QOpenGLContext>
#include <QOpenGLExtraFunctions>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace scorescope::views {

GlFieldCanvas::GlFieldCanvas(FieldView* view) : QOpenGLWidget(view), view_(view) {
    setObjectName(QStringLiteral("fieldCanvas"));
    setFormat(openGlFormat());
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
}

GlFieldCanvas::~GlFieldCanvas() {
    releaseRenderer();
    // The base class destroys the context, which would call releaseRenderer() on what is no longer
    // a GlFieldCanvas.
    if (context() != nullptr) {
        disconnect(context(), nullptr, this, nullptr);
    }
}

void GlFieldCanvas::releaseRenderer() {
    if (renderer_) {
        makeCurrent();
        renderer_.reset();
        doneCurrent();
    }
}

void GlFieldCanvas::initializeGL() {
    // Qt makes a new context when the widget moves to another window.
    connect(context(), &QOpenGLContext::aboutToBeDestroyed, this, &GlFieldCanvas::releaseRenderer,
            Qt::UniqueConnection);
    software_ = drawsInSoftware(*context());
    renderer_ = std::make_unique<VtkFieldRenderer>(
        VtkFieldRenderer::Context{[this] { return QOpenGLContext::currentContext() == context(); },
                                  [this] {
                                      // Not when it is current already: Qt would bind its
                                      // framebuffer behind VTK's back.
                                      if (QOpenGLContext::currentContext() != context()) {
                                          makeCurrent();
                                      }
                                  }});
    sceneVersion_ = 0;
    renderedVersion_ = 0;
    pixels_ = QSize();
    reference_ = QRectF();
    warmUp_ = 2;
}

void GlFieldCanvas::upload(const FieldLayout& layout, const FigureStyle& style,
                           const QSize& pixels) {
    const QRectF region = view_->visible_;
    const bool moved = reference_ != view_->home_;
    if (moved) {
        reference_ = view_->home_;
        renderer_->setReference(reference_);
    }
    const double ratio = devicePixelRatioF();
    const bool changed = moved || sceneVersion_ != view_->sceneVersion_;
    if (changed) {
        sceneVersion_ = view_->sceneVersion_;
        renderer_->setBackground(style.theme.ground);
        renderer_->setScene(view_->scene_, style.lineWidth * ratio);
    }
    if (changed || region != region_ || pixels != pixels_) {
        std::vector<Polyline> lines;
        const QRgb color = gridColor(style.theme).rgba();
        const FieldTicks ticks = fieldTicks(layout, region, style);
        for (const Tick& tick : ticks.x) {
            lines.push_back(
                {{{tick.position, region.top()}, {tick.position, region.bottom()}}, color, false});
        }
        for (const Tick& tick : ticks.y) {
            lines.push_back(
                {{{region.left(), tick.position}, {region.right(), tick.position}}, color, false});
        }
        renderer_->setGrid(lines, 1.0);
        renderer_->setPoints(
            visibleDots(view_->data_, view_->options_, region, pixels, style.theme),
            std::max(1.0, std::round((view_->scene_.heat.smooth ? 1.5 : 2.4) * style.lineWidth *
                                     ratio)));
        std::vector<Disc> discs = view_->scene_.dots;
        discs.insert(discs.end(), view_->scene_.discs.begin(), view_->scene_.discs.end());
        renderer_->setDiscs(discs,
                            style.lineWidth * region.width() / std::max(1.0, layout.plot.width()));
    }
}

void GlFieldCanvas::blit(const QRect& target, const QSize& surface) {
    QOpenGLExtraFunctions* gl = context()->extraFunctions();
    gl->glBindFramebuffer(GL_READ_FRAMEBUFFER, renderer_->framebuffer());
    gl->glReadBuffer(GL_COLOR_ATTACHMENT0);
    gl->glBindFramebuffer(GL_DRAW_FRAMEBUFFER, defaultFramebufferObject());
    gl->glDisable(GL_SCISSOR_TEST);
    const int bottom = surface.height() - target.y() - target.height();
    gl->glBlitFramebuffer(0, 0, target.width(), target.height(), target.x(), bottom,
                          target.x() + target.width(), bottom + target.height(),
                          GL_COLOR_BUFFER_BIT, GL_NEAREST);
    gl->glBindFramebuffer(GL_FRAMEBUFFER, defaultFramebufferObject());
    // VTK leaves alpha below 1 where something translucent was; Qt would let the window through.
    gl->glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_TRUE);
    gl->glClearColor(0.0F, 0.0F, 0.0F, 1.0F);
    gl->glClear(GL_COLOR_BUFFER_BIT);
    gl->glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
}

void GlFieldCanvas::paintGL() {
    QElapsedTimer clock;
    clock.start();
    view_->prepare();
    const FigureStyle style = view_->figureStyle();
    const FieldLayout layout = view_->layoutNow();
    const double ratio = devicePixelRatioF();
    const QSize surface(static_cast<int>(std::lround(width() * ratio)),
                        static_cast<int>(std::lround(height() * ratio)));
    const QRect target(static_cast<int>(std::lround(layout.plot.left() * ratio)),
                       static_cast<int>(std::lround(layout.plot.top() * ratio)),
                       static_cast<int>(std::lround(layout.plot.width() * ratio)),
                       static_cast<int>(std::lround(layout.plot.height() * ratio)));
    QOpenGLExtraFunctions* gl = context()->extraFunctions();
    double renderSeconds = 0.0;
    const bool drawable = renderer_ && !target.isEmpty() && !view_->visible_.isEmpty();
    if (drawable) {
        upload(layout, style, target.size());
        const int samples = view_->smooth_ || view_->resting_ ? 4 : 0;
        const bool render = sceneVersion_ != renderedVersion_ || region_ != view_->visible_ ||
                            samples_ != samples || pixels_ != target.size();
        if (render) {
            renderedVersion_ = sceneVersion_;
            region_ = view_->visible_;
            pixels_ = target.size();
            samples_ = samples;
            renderer_->render(region_, pixels_, samples_);
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
        blit(target, surface);
    }
    if (renderSeconds > 0.0) {
        if (warmUp_ > 0) {
            --warmUp_;
        } else {
            view_->notePaint(renderSeconds);
        }
    }
}

FieldOverlay::FieldOverlay(FieldView* view) : QWidget(view), view_(view) {
    setObjectName(QStringLiteral("fieldOverlay"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void FieldOverlay::paintEvent(QPaintEvent*) {
    view_->prepare();
    QPainter painter(this);
    view_->drawOverlay(painter);
}

PainterFieldCanvas::PainterFieldCanvas(FieldView* view) : QWidget(view), view_(view) {
    setObjectName(QStringLiteral("fieldCanvas"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_OpaquePaintEvent);
}

void PainterFieldCanvas::paintEvent(QPaintEvent*) {
    QElapsedTimer clock;
    clock.start();
    view_->prepare();
    const FigureStyle style = view_->figureStyle();
    const FieldLayout layout = view_->layoutNow();
    QPainter painter(this);
    painter.fillRect(rect(), style.theme.ground);
    if (!layout.plot.isEmpty() && !view_->visible_.isEmpty()) {
        drawFieldGrid(painter, layout, view_->visible_, style);
        drawFieldData(painter, layout, view_->visible_, view_->data_, view_->options_,
                      view_->scene_, style, &dots_);
    }
    view_->notePaint(1e-9 * static_cast<double>(clock.nsecsElapsed()));
}

} // namespace scorescope::views
