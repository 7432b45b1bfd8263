// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command_line.h"

namespace scorescope::app {

/// Shows the window and returns when it is closed, with the exit status: 0, or 2 when no scene at
/// all can be shown. Call it from main()'s thread, once. A scene that cannot be used is told in the
/// window, which then shows the last scene or the first built-in one. `registry` must outlive the
/// call.
[[nodiscard]] int runWindow(const Registry& registry, const WindowRequest& request);

} // namespace scorescope::app
