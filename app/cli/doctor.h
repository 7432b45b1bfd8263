// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace scorescope::app {

/// `scorescope doctor`: prints on stdout what this machine has, where which work runs, and what
/// would make it faster. `describeGraphics`: lines about display, OpenGL and fonts; empty in a
/// build without a window. \returns the exit status, 0.
int doctor(const std::function<std::vector<std::string>()>& describeGraphics, int threads);

} // namespace scorescope::app
