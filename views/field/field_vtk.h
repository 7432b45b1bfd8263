// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/field/field_dots.h"
#include "views/field/field_scene.h"
#include "views/gl/gl_context.h"

#include <QRectF>
#include <QSize>

#include <memory>
#include <vector>

namespace scorescope::views {

/// Draws a FieldScene with VTK into a framebuffer of its own, in a current OpenGL context that
/// somebody else owns. Create, use and destroy it with that context current.
///
/// Geometry is handed to the graphics card relative to a frame of reference (the home region), so
/// that single precision is enough however large or far from zero the coordinates are.
class VtkFieldRenderer {
public:
    explicit VtkFieldRenderer(GlContext context);
    ~VtkFieldRenderer();
    VtkFieldRenderer(const VtkFieldRenderer&) = delete;
    VtkFieldRenderer& operator=(const VtkFieldRenderer&) = delete;

    /// The rectangle that single precision numbers are relative to; call before any geometry.
    void setReference(const QRectF& region);
    void setBackground(const QColor& color);
    /// Arrows, lines and heat map. `lineWidth` in pixels.
    void setScene(const FieldScene& scene, double lineWidth);
    /// Lines behind the data.
    void setGrid(const std::vector<Polyline>& lines, double lineWidth);

    void setPoints(const Dots& dots, double diameter);
    /// Discs whose size does not follow the zoom; `lineWidth` in axis units, at the zoom now shown.
    void setDiscs(const std::vector<Disc>& discs, double lineWidth);

    /// Renders the region into the framebuffer, whose size in pixels is `size`, with
    /// `samples` per pixel (0 = no smoothing of edges).
    void render(const QRectF& region, const QSize& size, int samples);
    /// The framebuffer with the last picture, without multisampling, to blit from.
    [[nodiscard]] unsigned framebuffer() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace scorescope::views
