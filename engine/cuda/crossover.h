// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <limits>

namespace scorescope::cuda {

/// One measured call.
struct Timing {
    std::size_t items = 0; ///< examples, chains or points
    double seconds = 0.0;
};

/// Seconds of a call as `fixed` + `perItem` · items.
struct CallCost {
    double fixed = 0.0;
    double perItem = 0.0;
};

/// The line through two timings, small.items < large.items, neither coefficient below 0: noise in
/// the small one must not make the large ones look free.
[[nodiscard]] inline CallCost callCost(const Timing& small, const Timing& large) {
    const double more = static_cast<double>(large.items - small.items);
    const double rise = (large.seconds - small.seconds) / more;
    const double perItem = rise > 0.0 ? rise : 0.0;
    const double fixed = small.seconds - perItem * static_cast<double>(small.items);
    return {fixed > 0.0 ? fixed : 0.0, perItem};
}

/// No number of items is worth the device.
constexpr std::size_t never = std::numeric_limits<std::size_t>::max();

/// The smallest number of items from which on the device is the faster. `never` when it gains
/// nothing with growing size, or when a time is not a number.
[[nodiscard]] inline std::size_t crossover(const CallCost& processor, const CallCost& device) {
    const double gain = processor.perItem - device.perItem;
    const double handicap = device.fixed - processor.fixed;
    if (!(gain > 0.0) || !(handicap < 1e15 * gain)) {
        return never;
    }
    return handicap <= 0.0 ? 0 : static_cast<std::size_t>(handicap / gain) + 1;
}

} // namespace scorescope::cuda
