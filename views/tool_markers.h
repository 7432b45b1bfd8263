// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace scorescope::views {

/// Whether markers of that kind only serve the hand and the eye at work: handles to drag, and where
/// a chain is and wants to go. Figures leave them out unless asked (FigureStyle::tools).
[[nodiscard]] inline bool isToolMarker(const std::string& kind) {
    return kind == "handle" || kind == "current" || kind == "accepted" || kind == "rejected";
}

} // namespace scorescope::views
