// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace scorescope::views {

/// An OpenGL context that somebody else owns, as a renderer sees it.
struct GlContext {
    std::function<bool()> isCurrent;
    std::function<void()> makeCurrent;
};

} // namespace scorescope::views
