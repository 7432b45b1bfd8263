// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/gl/gl_context.h"

#include <QImage>
#include <QSize>
#include <QString>

#include <condition_variable>
#include <cstdint>
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

/// One after the other, in the order in which they asked: whoever renders picture after picture
/// lets others in between two of them.
class FairMutex {
public:
    void lock();
    void unlock();
    /// How many wait for it at this moment.
    [[nodiscard]] std::uint64_t waiting();

private:
    std::mutex mutex_; ///< of what follows
    std::condition_variable changed_;
    std::uint64_t next_ = 0;   ///< number of the next one who asks
    std::uint64_t served_ = 0; ///< whose turn it is, or will be
};

/// Held while one of these contexts is made, used or let go: VTK loads the functions of OpenGL into
/// variables that all its windows share. A view in space waits for one picture of each other one,
/// and for one of an export. The window's own canvases (GlCanvas) do not take it: they must not
/// wait for a thread of less priority, and find the same functions there.
[[nodiscard]] std::unique_lock<FairMutex> takeOpenGlTurn();

} // namespace scorescope::views
