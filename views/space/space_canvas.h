// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/space/space_axes.h"
#include "views/space/space_vtk.h"

#include <QOpenGLWidget>

#include <cstdint>
#include <memory>

namespace scorescope::views {

class SpaceView;

/// The surface a SpaceView draws on. It only draws: the mouse reaches the view behind it.
class SpaceCanvas {
public:
    virtual ~SpaceCanvas() = default;
    [[nodiscard]] virtual QWidget* widget() = 0;
    [[nodiscard]] virtual bool usesOpenGl() const = 0;
};

/// VTK in a QOpenGLWidget. At rest pictures are rendered twice as fine and scaled down.
class GlSpaceCanvas : public QOpenGLWidget, public SpaceCanvas {
    Q_OBJECT

public:
    explicit GlSpaceCanvas(SpaceView* view);
    ~GlSpaceCanvas() override;
    [[nodiscard]] QWidget* widget() override { return this; }
    [[nodiscard]] bool usesOpenGl() const override { return true; }

protected:
    void initializeGL() override;
    void paintGL() override;

private:
    void releaseRenderer();
    void blit(const QSize& rendered, const QRect& target, const QSize& surface);

    SpaceView* view_;
    std::unique_ptr<VtkSpaceRenderer> renderer_;
    bool software_ = false;
    int largest_ = 4096; ///< side of a picture in pixels
    // What the last picture was rendered from; another one is only rendered when that changes.
    std::uint64_t sceneVersion_ = 0;
    std::uint64_t pictureVersion_ = 0;
    QSize pixels_;
    int warmUp_ = 0; ///< pictures that still compile shaders and would mislead the pace
};

/// Axes, text and marks over the canvas, painted by QPainter's raster engine.
class SpaceOverlay : public QWidget {
    Q_OBJECT

public:
    explicit SpaceOverlay(SpaceView* view);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    SpaceView* view_;
};

/// QPainter in a plain widget.
class PainterSpaceCanvas : public QWidget, public SpaceCanvas {
    Q_OBJECT

public:
    explicit PainterSpaceCanvas(SpaceView* view);
    [[nodiscard]] QWidget* widget() override { return this; }
    [[nodiscard]] bool usesOpenGl() const override { return false; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    SpaceView* view_;
};

} // namespace scorescope::views
