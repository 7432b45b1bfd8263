// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/space/space_picture.h"

#include <QImage>
#include <QThread>

#include <condition_variable>
#include <mutex>
#include <optional>

namespace scorescope::views {

/// A picture to render; its box is valid.
struct SpaceRequest {
    SpacePicture picture;
    QSize pixels;
    double lineWidth = 1.0; ///< of curves, in pixels
};

/// The image of a picture, opaque.
struct SpaceRendering {
    QImage image;
    std::optional<SpacePicture> picture; ///< none: nothing was rendered yet
    double seconds = 0.0;
    bool counts = true; ///< the first ones compile shaders
};

/// Renders with OpenGL where the processor plays the graphics card: a picture takes it a twentieth
/// of a second, for which a window must not stand still. Belongs to the application and ends with
/// it; stop() ends it earlier, without waiting. GUI thread only.
class SpaceRenderThread : public QThread {
    Q_OBJECT

public:
    SpaceRenderThread();
    ~SpaceRenderThread() override;

    /// Renders that next; what was asked before and is not begun is forgotten.
    void ask(SpaceRequest request);
    /// After what is being rendered the thread ends, and is deleted.
    void stop();

Q_SIGNALS:
    void rendered(const scorescope::views::SpaceRendering& rendering);
    /// There is no OpenGL to be had here.
    void failed();

protected:
    void run() override;

private:
    /// Waits for it; nothing once stopped.
    [[nodiscard]] std::optional<SpaceRequest> next();

    std::mutex mutex_; ///< of what follows
    std::condition_variable wake_;
    std::optional<SpaceRequest> request_;
    bool stop_ = false;
};

} // namespace scorescope::views
