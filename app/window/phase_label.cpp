// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/phase_label.h"

#include <algorithm>

namespace scorescope::app {

std::optional<int> phaseLabelPlace(Stretch phase, int width, Stretch handle) {
    constexpr int before = 6;
    constexpr int after = 4;
    constexpr int besideHandle = 2;
    int left = phase.from + before;
    const bool covered = handle.to > left - besideHandle && handle.from < left + width;
    if (covered) {
        left = std::max(left, handle.to + besideHandle);
    }
    return left + width <= phase.to - after ? std::optional(left) : std::nullopt;
}

} // namespace scorescope::app
