// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/field/dot_layer.h"
#include "views/field/field_data.h"
#include "views/field/field_options.h"
#include "views/field/field_panel.h"
#include "views/field/field_scene.h"
#include "views/field/field_vtk.h"
#include "views/figure_panel.h"
#include "views/gl/gl_canvas.h"

#include <QFont>
#include <QImage>
#include <QRectF>
#include <QWidget>

#include <functional>
#include <memory>

namespace scorescope::views {

/// What a canvas shows. Two pictures of one scene differ only in what is said beside it.
struct FieldPicture {
    std::shared_ptr<const FieldScene> scene; ///< never null
    FieldData data;                          ///< its points are drawn as they can be told apart
    FieldOptions options;
    QRectF region; ///< what the plot spans, axis units; empty: nothing is shown yet
    QRectF home;   ///< a region of about the data's place and size
    FieldLayout layout;
    FigureStyle style;
    bool smooth = true; ///< edges are smoothed, where that can be switched
};

/// A surface that draws fields. It only draws: the mouse reaches the widget behind it.
class FieldCanvas {
public:
    /// Asked for the picture whenever one is painted.
    using Source = std::function<FieldPicture()>;
    /// Told how many seconds a painting took, and whether it counts for the pace.
    using Painted = std::function<void(double, bool)>;

    virtual ~FieldCanvas() = default;
    [[nodiscard]] virtual QWidget* widget() = 0;
    [[nodiscard]] virtual bool usesOpenGl() const = 0;
};

/// VTK in a QOpenGLWidget.
class GlFieldCanvas : public GlCanvas, public FieldCanvas {
    Q_OBJECT

public:
    GlFieldCanvas(Source source, const Painted& painted, QWidget* parent);
    ~GlFieldCanvas() override;
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
    void upload(const QSize& target, double devicePixelRatio);

    Source source_;
    FieldPicture picture_;
    std::unique_ptr<VtkFieldRenderer> renderer_;
    // What the last picture was rendered from.
    std::shared_ptr<const FieldScene> scene_;
    QRectF region_;
    QRectF reference_;
    QSize pixels_;
    bool smooth_ = false;
};

/// QPainter in a plain widget: where no graphics card draws, the fastest. The picture is kept: what
/// lies over it (axes, a cursor, a menu) changes more often than it does.
class PainterFieldCanvas : public QWidget, public FieldCanvas {
    Q_OBJECT

public:
    PainterFieldCanvas(Source source, Painted painted, QWidget* parent);
    [[nodiscard]] QWidget* widget() override { return this; }
    [[nodiscard]] bool usesOpenGl() const override { return false; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paint(const FieldPicture& picture);

    Source source_;
    Painted painted_;
    DotLayer dots_;
    QImage image_;
    // What it was painted from.
    std::shared_ptr<const FieldScene> scene_;
    QRectF region_;
    QRectF plot_;
    QFont font_;
    double fontSize_ = 0.0;
};

} // namespace scorescope::views
