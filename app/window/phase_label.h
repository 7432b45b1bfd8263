// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

namespace scorescope::app {

/// A stretch of the time line, in pixels from its left end.
struct Stretch {
    int from = 0;
    int to = 0;
};

/// Where the name of a phase begins: at the left of the phase, or right of the handle where that
/// would cover it. Nothing where it has no room. Pure.
/// \param width of the name
[[nodiscard]] std::optional<int> phaseLabelPlace(Stretch phase, int width, Stretch handle);

} // namespace scorescope::app
