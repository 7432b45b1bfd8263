// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/gl/gl_context.h"
#include "views/space/space_axes.h"
#include "views/space/space_scene.h"

#include <QSize>

#include <memory>
#include <vector>

namespace scorescope::views {

/// Draws a SpaceScene with VTK into a framebuffer of its own, in a current OpenGL context that
/// somebody else owns. Create, use and destroy it with that context current.
class VtkSpaceRenderer {
public:
    explicit VtkSpaceRenderer(GlContext context);
    ~VtkSpaceRenderer();
    VtkSpaceRenderer(const VtkSpaceRenderer&) = delete;
    VtkSpaceRenderer& operator=(const VtkSpaceRenderer&) = delete;

    /// The colour that fog takes on, and the one behind everything.
    void setGround(const QColor& color, const QColor& background);
    void setScene(const SpaceScene& scene);
    /// The walls behind the data; none where somebody else draws them.
    void setWalls(const std::vector<SpaceSegment>& walls, const Theme& theme);
    /// Renders what the projection sees into the framebuffer, whose size in pixels is `size`.
    /// \param lineWidth of curves in pixels
    void render(const SpaceProjection& projection, const QSize& size, double lineWidth);
    /// The framebuffer with the last picture, to blit or read from.
    [[nodiscard]] unsigned framebuffer() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace scorescope::views
