// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/figure_panel.h"
#include "views/gl/gl_canvas.h"
#include "views/space/space_axes.h"
#include "views/space/space_scene.h"
#include "views/space/space_vtk.h"

#include <QWidget>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace scorescope::views {

/// What a canvas shows.
struct SpacePicture {
    std::shared_ptr<const SpaceScene> scene;   ///< never null
    SpaceBox box;                              ///< not valid: nothing is shown yet
    std::optional<SpaceProjection> projection; ///< as long as the box is valid
    QRectF plot;                               ///< in the widget's pixels
    FigureStyle style;
    std::uint64_t version = 0; ///< another one: scene, camera or colours changed
    bool fine = false;         ///< there is time for four times the pixels
};

/// A surface that draws in space. It only draws: the mouse reaches the widget behind it.
class SpaceCanvas {
public:
    /// Asked for the picture whenever one is painted.
    using Source = std::function<SpacePicture()>;
    /// Told how many seconds a painting took, and whether it counts for the pace.
    using Painted = std::function<void(double, bool)>;

    virtual ~SpaceCanvas() = default;
    [[nodiscard]] virtual QWidget* widget() = 0;
    [[nodiscard]] virtual bool usesOpenGl() const = 0;
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
    // What the last picture was rendered from.
    std::shared_ptr<const SpaceScene> scene_;
    std::uint64_t version_ = 0;
    QSize pixels_;
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
};

} // namespace scorescope::views
