// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>

/// How much of a picture is drawn while it moves, so that it keeps its pace. Pure; any thread.
namespace scorescope::views {

/// Seconds a picture took at each stride (index; 0 is not used), 0 where not yet known.
constexpr std::size_t largestStride = 8;
using PaintTimes = std::array<double, largestStride + 1>;
/// The next stride from measured times. Larger when the picture misses the budget, unless the next
/// larger one is known to save less than a tenth (then it is not the arrows that take the time);
/// smaller when the finer one is foreseen (time ∝ arrows) to stay below 60 % of the budget, so that
/// it does not swing. Pure; in 1 … largestStride.
[[nodiscard]] std::size_t nextStride(std::size_t stride, const PaintTimes& times, double budget);

} // namespace scorescope::views
