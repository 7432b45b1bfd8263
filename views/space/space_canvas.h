// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/gl/gl_canvas.h"
#include "views/space/space_picture.h"
#include "views/space/space_render_thread.h"
#include "views/space/space_vtk.h"

#include <QImage>
#include <QWidget>

#include <functional>
#include <memory>
#include <optional>

namespace scorescope::views {

/// A picture in space as QPainter draws it, kept: what lies over it changes more often.
class SpaceImage {
public:
    /// Paints it onto a widget; draws it first where it is another than the one kept.
    /// \returns the seconds that took, if it was drawn
    std::optional<double> paint(QWidget& widget, const SpacePicture& picture);

private:
    std::optional<SpacePicture> drawn_;
    QImage image_;
};

/// A surface that draws in space. It only draws: the mouse reaches the widget behind it.
class SpaceCanvas {
public:
    /// Asked for the picture whenever one is painted.
    using Source = std::function<SpacePicture()>;
    /// Told what was painted, how many seconds it took, and whether it counts for the pace.
    using Painted = std::function<void(const SpacePicture&, double, bool)>;

    virtual ~SpaceCanvas() = default;
    [[nodiscard]] virtual QWidget* widget() = 0;
    [[nodiscard]] virtual bool usesOpenGl() const = 0;
    /// The picture on screen, where that lags behind the one asked for.
    [[nodiscard]] virtual const SpacePicture* shown() const { return nullptr; }
    /// Whether the latest picture asked for is still being rendered.
    [[nodiscard]] virtual bool isBehind() const { return false; }
};

/// VTK in a QOpenGLWidget. Fine pictures are rendered twice as large and scaled down.
class GlSpaceCanvas : public GlCanvas, public SpaceCanvas {
    Q_OBJECT

public:
    GlSpaceCanvas(Source source, const Painted& painted, QWidget* parent);
    ~GlSpaceCanvas() override;
    [[nodiscard]] QWidget* widget() override { return this; }
    [[nodiscard]] bool usesOpenGl() const override { return true; }

protected:
    void paintGL() override;
    [[nodiscard]] QRectF place() const override;
    [[nodiscard]] QColor ground() const override { return picture_.style.theme.ground; }
    void createRenderer(const GlContext& context) override;
    void destroyRenderer() override { renderer_.reset(); }
    [[nodiscard]] bool hasRenderer() const override { return renderer_ != nullptr; }
    [[nodiscard]] bool isStale(const QSize& target) const override;
    QSize render(const QSize& target, double devicePixelRatio) override;
    [[nodiscard]] unsigned framebuffer() const override { return renderer_->framebuffer(); }

private:
    /// How many times as large as it is seen a picture is drawn.
    [[nodiscard]] int fineness(const QSize& target) const;

    Source source_;
    SpacePicture picture_;
    std::unique_ptr<VtkSpaceRenderer> renderer_;
    std::optional<SpacePicture> rendered_; ///< the last one, and its size
    QSize pixels_;
};

/// VTK on a thread of its own, its pictures in a plain widget: where the processor plays the
/// graphics card. A picture follows the one asked for as soon as it is rendered, and the window
/// never waits for it. Where even that OpenGL is missing, QPainter draws.
class ThreadSpaceCanvas : public QWidget, public SpaceCanvas {
    Q_OBJECT

public:
    ThreadSpaceCanvas(Source source, Painted painted, QWidget* parent);
    ~ThreadSpaceCanvas() override;
    [[nodiscard]] QWidget* widget() override { return this; }
    [[nodiscard]] bool usesOpenGl() const override { return !failed_; }
    [[nodiscard]] const SpacePicture* shown() const override;
    [[nodiscard]] bool isBehind() const override {
        return !failed_ && (latest_.picture != asked_ || latest_.image.size() != askedPixels_);
    }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void ask(const SpacePicture& picture);
    void take(const SpaceRendering& rendering);

    Source source_;
    Painted painted_;
    SpaceRenderThread* thread_; ///< the application's
    bool failed_ = false;
    SpaceImage software_;               ///< where there is no OpenGL after all
    std::optional<SpacePicture> asked_; ///< the latest request, and its size
    QSize askedPixels_{0, 0};
    SpaceRendering latest_;
};

/// QPainter in a plain widget.
class PainterSpaceCanvas : public QWidget, public SpaceCanvas {
    Q_OBJECT

public:
    PainterSpaceCanvas(Source source, Painted painted, QWidget* parent);
    [[nodiscard]] QWidget* widget() override { return this; }
    [[nodiscard]] bool usesOpenGl() const override { return false; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Source source_;
    Painted painted_;
    SpaceImage image_;
};

} // namespace scorescope::views
