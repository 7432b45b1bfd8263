// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/field/dot_layer.h"
#include "views/field/field_panel.h"
#include "views/field/field_vtk.h"

#include <QOpenGLWidget>
#include <QPointer>

#include <cstdint>
#include <memory>

namespace scorescope::views {

class FieldView;

/// The surface a FieldView draws on. It only draws: the mouse reaches the view behind it.
class FieldCanvas {
public:
    virtual ~FieldCanvas() = default;
    [[nodiscard]] virtual QWidget* widget() = 0;
    [[nodiscard]] virtual bool usesOpenGl() const = 0;
};

/// VTK in a QOpenGLWidget.
class GlFieldCanvas : public QOpenGLWidget, public FieldCanvas {
    Q_OBJECT

public:
    explicit GlFieldCanvas(FieldView* view);
    ~GlFieldCanvas() override;
    [[nodiscard]] QWidget* widget() override { return this; }
    [[nodiscard]] bool usesOpenGl() const override { return true; }

protected:
    void initializeGL() override;
    void paintGL() override;

private:
    void releaseRenderer();
    void upload(const FieldLayout& layout, const FigureStyle& style, const QSize& pixels);
    void blit(const QRect& target, const QSize& surface);

    FieldView* view_;
    std::unique_ptr<VtkFieldRenderer> renderer_;
    bool software_ = false;
    std::uint64_t sceneVersion_ = 0;
    // What the last picture was rendered from; another one is only rendered when that changes.
    std::uint64_t renderedVersion_ = 0;
    QRectF region_;
    QRectF reference_;
    QSize pixels_;
    int samples_ = 0;
    int warmUp_ = 0; ///< pictures that still compile shaders and would mislead the pace
};

/// Axes, text and rubber bands, over the canvas. Painted by QPainter's raster engine, so that text
/// is as crisp as in the rest of the window and VTK's and Qt's ideas of OpenGL's state never meet.
class FieldOverlay : public QWidget {
    Q_OBJECT

public:
    explicit FieldOverlay(FieldView* view);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    FieldView* view_;
};

/// QPainter in a plain widget: where no graphics card draws, the fastest.
class PainterFieldCanvas : public QWidget, public FieldCanvas {
    Q_OBJECT

public:
    explicit PainterFieldCanvas(FieldView* view);
    [[nodiscard]] QWidget* widget() override { return this; }
    [[nodiscard]] bool usesOpenGl() const override { return false; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    FieldView* view_;
    DotLayer dots_;
};

} // namespace scorescope::views
