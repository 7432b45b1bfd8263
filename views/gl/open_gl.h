// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSurfaceFormat>

class QOpenGLContext;

/// What the canvases ask of OpenGL. GUI thread.
namespace scorescope::views {

/// A core profile of version 3.2, as VTK wants it.
[[nodiscard]] QSurfaceFormat openGlFormat();
/// Whether this machine gives us such a context at all, for a window that shows what it draws.
[[nodiscard]] bool openGlAvailable();
/// Whether the context, which is current, draws with the processor.
[[nodiscard]] bool drawsInSoftware(QOpenGLContext& context);

} // namespace scorescope::views
