// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/gl/gl_context.h"

#include <QSize>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkNew.h>
#include <vtkRenderer.h>

namespace scorescope::views {

/// VTK in a context that somebody else owns, drawing into a framebuffer of its own. Create, use and
/// destroy it with that context current.
class VtkSurface {
public:
    explicit VtkSurface(GlContext context);
    ~VtkSurface();
    VtkSurface(const VtkSurface&) = delete;
    VtkSurface& operator=(const VtkSurface&) = delete;

    [[nodiscard]] vtkRenderer& renderer() { return *renderer_; }
    /// \param samples for each pixel; 0: edges are not smoothed
    void render(const QSize& size, int samples);
    /// The framebuffer with the last picture, to blit or read from.
    [[nodiscard]] unsigned framebuffer() const;

private:
    void observe(unsigned long event, void (*answer)(VtkSurface&, void*));

    GlContext context_;
    vtkNew<vtkGenericOpenGLRenderWindow> window_;
    vtkNew<vtkRenderer> renderer_;
};

} // namespace scorescope::views
