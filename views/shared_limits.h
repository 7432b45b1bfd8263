// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/colormap.h"
#include "views/figure_panel.h"

#include <optional>
#include <string>
#include <vector>

namespace scorescope::views {

/// The limits of that option, if there are any.
[[nodiscard]] std::optional<ColorLimits> limitsNamed(const std::vector<FigurePanel::Limits>& limits,
                                                     const std::string& option);

/// Limits of colours that several pictures have in common, beside a lock that the person sets.
class SharedLimits {
public:
    /// Puts the limits into `lock`, or takes out those put there before; a lock that the person
    /// has set stays. \returns whether the lock changed.
    bool put(const std::optional<ColorLimits>& limits, std::optional<ColorLimits>& lock);

private:
    std::optional<ColorLimits> put_;
};

} // namespace scorescope::views
