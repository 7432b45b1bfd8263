// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shared_limits.h"

#include <algorithm>

namespace scorescope::views {

std::optional<ColorLimits> limitsNamed(const std::vector<FigurePanel::Limits>& limits,
                                       const std::string& option) {
    const auto found = std::find_if(limits.begin(), limits.end(),
                                    [&](const auto& each) { return each.option == option; });
    return found == limits.end() ? std::nullopt
                                 : std::optional(ColorLimits{found->low, found->high});
}

bool SharedLimits::put(const std::optional<ColorLimits>& limits, std::optional<ColorLimits>& lock) {
    if (!(lock == put_) || limits == put_) {
        return false;
    }
    put_ = limits;
    lock = limits;
    return true;
}

} // namespace scorescope::views
