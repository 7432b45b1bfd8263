// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/moment_pace.h"

#include <algorithm>

namespace scorescope {
namespace {

constexpr double shortestSeconds = 0.4;
constexpr double shareOfTime = 0.02;
constexpr double turnoverSeconds = 10.0;
constexpr double unnoticedSeconds = 0.02; ///< what nobody feels after pressing a key

} // namespace

double secondsUntilNextMoment(const MomentCost& last, Occasion occasion) {
    if (occasion == Occasion::resting) {
        return last.seconds > unnoticedSeconds ? last.seconds : 0.0;
    }
    const double byTime = last.seconds * (1.0 / shareOfTime - 1.0);
    const double byBytes =
        turnoverSeconds * static_cast<double>(last.bytes) / static_cast<double>(last.budgetBytes);
    return std::max({shortestSeconds, byTime, byBytes});
}

} // namespace scorescope
