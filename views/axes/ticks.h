// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/axes/scale.h"

#include <QString>

#include <vector>

namespace scorescope::views {

struct Tick {
    double position = 0.0; ///< in the axis' units
    QString label;         ///< empty for minor ticks
    bool major = true;
};

/// Ticks of a linear axis over [low, high]: steps of 1, 2 or 5 times a power of ten, at most
/// `maximum` of them, labels with as many decimals as the step needs and a real minus sign.
/// Returns nothing when the range is empty or not finite.
[[nodiscard]] std::vector<Tick> linearTicks(double low, double high, int maximum);
/// Ticks of a logarithmic axis: decades labelled 10ⁿ (thinned when there are many), 2…9 as minor
/// ticks; below one decade it falls back on linear positions. Needs 0 < low < high.
[[nodiscard]] std::vector<Tick> logTicks(double low, double high, int maximum);
/// Ticks of an axis of that scale over the range.
[[nodiscard]] std::vector<Tick> axisTicks(const AxisScale& scale, Interval range, int maximum);

} // namespace scorescope::views
