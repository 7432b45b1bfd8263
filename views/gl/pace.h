// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <optional>

/// How much of a picture is drawn while it moves, so that it keeps its pace. Pure; any thread.
namespace scorescope::views {

/// The seconds that the latest three pictures took.
class RecentTimes {
public:
    void add(double seconds);
    void clear() noexcept { count_ = 0; }
    /// The fastest of them: one hiccup of a busy machine is no reason to thin a picture. Nothing
    /// before there are three.
    [[nodiscard]] std::optional<double> typical() const;

private:
    std::array<double, 3> times_{};
    std::size_t count_ = 0;
};

/// How many of the parts in a list are left out for each that is drawn, by powers of two: more when
/// the picture misses its budget, fewer when twice as many would keep 60 % of it. Pure; in
/// 1 … `most`.
[[nodiscard]] std::size_t nextThinning(std::size_t thin, double seconds, double budget,
                                       std::size_t most);

/// Seconds a picture took at each stride (index; 0 is not used), 0 where not yet known.
constexpr std::size_t largestStride = 8;
using PaintTimes = std::array<double, largestStride + 1>;
/// The next stride from measured times. Larger when the picture misses the budget, unless the next
/// larger one is known to save less than a tenth (then it is not the arrows that take the time);
/// smaller when the finer one is foreseen (time ∝ arrows) to stay below 60 % of the budget, so that
/// it does not swing. Pure; in 1 … largestStride.
[[nodiscard]] std::size_t nextStride(std::size_t stride, const PaintTimes& times, double budget);

} // namespace scorescope::views
