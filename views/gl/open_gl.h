// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSurfaceFormat>

class QOpenGLContext;

/// What the canvases ask of OpenGL. GUI thread. The machine is asked once: a context takes a
/// twentieth of a second.
namespace scorescope::views {

/// A core profile of version 3.2, as VTK wants it.
[[nodiscard]] QSurfaceFormat openGlFormat();
/// Whether this machine gives us such a context at all, for a window that shows what it draws.
[[nodiscard]] bool openGlAvailable();
/// Whether views draw with OpenGL in the window itself: where a graphics card does it. The
/// processor would not only play the card: Qt then sends the whole window through it, for every
/// picture. Flat pictures are then drawn by Qt's painter, those in space on a thread of their own.
/// SCORESCOPE_OPENGL in the environment says otherwise: 0 never in the window, 1 wherever there is
/// OpenGL.
[[nodiscard]] bool openGlPays();
/// Whether the context, which is current, draws with the processor.
[[nodiscard]] bool drawsInSoftware(QOpenGLContext& context);

} // namespace scorescope::views
