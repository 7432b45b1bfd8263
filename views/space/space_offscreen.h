// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/space/space_scene.h"

#include <QImage>
#include <QSize>
#include <QString>

namespace scorescope::views {

/// Renders a scene with OpenGL and no display: an EGL context without a surface, on a thread of its
/// own so that no context of the caller's is disturbed. Any thread; calls take turns.
///
/// \param pixels size of the picture, which shows the projection's plot
/// \param lineWidth of curves in those pixels
/// \returns the picture over nothing (premultiplied alpha), smoothed; null when there is no OpenGL
///     to be had, which offscreenOpenGl() explains
[[nodiscard]] QImage renderOffscreen(const SpaceScene& scene, const SpaceProjection& projection,
                                     const QSize& pixels, double lineWidth, const QColor& ground);

struct OffscreenOpenGl {
    bool works = false;
    QString text; ///< version and device, or why there is none
};
[[nodiscard]] OffscreenOpenGl offscreenOpenGl();

} // namespace scorescope::views
