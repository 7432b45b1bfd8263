// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/gl/gl_context.h"

#include <QImage>
#include <QSize>
#include <QString>

#include <memory>
#include <mutex>
#include <string>

/// OpenGL without a window, on threads other than the GUI's.
namespace scorescope::views {

/// An OpenGL 3.2 core context without a surface, current on the thread that made it while it lives.
class EglContext {
public:
    EglContext();
    ~EglContext();
    EglContext(const EglContext&) = delete;
    EglContext& operator=(const EglContext&) = delete;

    /// Why there is none; empty when there is.
    [[nodiscard]] const std::string& problem() const;
    [[nodiscard]] bool isCurrent() const;
    bool makeCurrent() const;
    /// As a renderer sees it, as long as it lives.
    [[nodiscard]] GlContext handle() const;

    // With the context current:
    /// The side of the largest picture, in pixels.
    [[nodiscard]] int largestSide() const;
    /// Version and device.
    [[nodiscard]] QString name() const;
    /// The picture in a framebuffer, in premultiplied RGBA; null when it cannot be read.
    [[nodiscard]] QImage read(unsigned framebuffer, const QSize& size) const;

private:
    class Handles; ///< EGL's headers define macros that Qt's and VTK's stumble over
    std::unique_ptr<Handles> handles_;
    std::string problem_;
};

/// Held while one of these contexts is made, used or let go: VTK loads the functions of OpenGL into
/// variables that all its windows share. The window's own canvases (GlCanvas) do not take it: they
/// must not wait for a thread of less priority, and find the same functions there.
[[nodiscard]] std::unique_lock<std::mutex> takeOpenGlTurn();

} // namespace scorescope::views
