// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/gl/gl_context.h"

#include <QColor>
#include <QOpenGLWidget>
#include <QRect>
#include <QRectF>
#include <QSize>

namespace scorescope::views {

/// A surface with one picture in it that a renderer draws into a framebuffer of its own, in the
/// widget's context; the canvas copies it to its place and fills the rest with the ground's colour.
/// It only draws: the mouse reaches the widget behind it. GUI thread only.
///
/// Derived classes call release() in their destructor.
class GlCanvas : public QOpenGLWidget {
    Q_OBJECT

public:
    GlCanvas(const QSurfaceFormat& format, QWidget* parent);
    ~GlCanvas() override;

Q_SIGNALS:
    /// A picture was drawn and took that long. The first ones compile shaders: they do not count.
    void rendered(double seconds, bool counts);

protected:
    /// Where the picture stands, in the widget's pixels, and the colour around it. Empty: there is
    /// none.
    [[nodiscard]] virtual QRectF place() const = 0;
    [[nodiscard]] virtual QColor ground() const = 0;
    // What follows is called with the context current.
    virtual void createRenderer(const GlContext& context) = 0;
    virtual void destroyRenderer() = 0;
    [[nodiscard]] virtual bool hasRenderer() const = 0;
    /// Whether the picture in the framebuffer is another than the one to be seen at that size in
    /// device pixels.
    [[nodiscard]] virtual bool isStale(const QSize& target) const = 0;
    /// Draws it. \returns the size of the picture in the framebuffer, which is scaled to its place
    virtual QSize render(const QSize& target, double devicePixelRatio) = 0;
    [[nodiscard]] virtual unsigned framebuffer() const = 0;

    /// Whether the processor draws.
    [[nodiscard]] bool isSoftware() const noexcept { return software_; }
    /// The side of the largest picture, in pixels.
    [[nodiscard]] int largestSide() const noexcept { return largest_; }
    void release();

    void initializeGL() override;
    void paintGL() override;

private:
    void clear(const QSize& surface);
    void blit(const QRect& target, const QSize& surface);

    bool software_ = false;
    int largest_ = 4096;
    QSize pixels_;   ///< of the picture in the framebuffer
    int warmUp_ = 0; ///< pictures that still compile shaders and would mislead the pace
};

} // namespace scorescope::views
