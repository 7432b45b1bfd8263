// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>

namespace scorescope {

/// Steps to take before the next look at queue and clock, from measured times: enough to fill
/// `budget` seconds, moving towards it by at most a factor of 2 at a time, at least 1. Pure.
[[nodiscard]] std::uint64_t stepsForBudget(std::uint64_t previousSteps, double previousSeconds,
                                           double budgetSeconds);

/// How many steps a slice of a run takes, and how many it makes a second.
class RunPace {
public:
    /// How long the engine may be deaf to commands; one step may take longer, two never do.
    static constexpr double sliceSeconds = 0.010;

    /// A run begins.
    void start();
    [[nodiscard]] std::uint64_t sliceSteps() const noexcept { return sliceSteps_; }
    /// A slice of `steps` ≥ 1 took `seconds`.
    void taken(std::uint64_t steps, double seconds);
    /// Smoothed over about a second; 0 at first.
    [[nodiscard]] double stepsPerSecond() const noexcept { return rate_; }

private:
    using Clock = std::chrono::steady_clock;
    std::uint64_t sliceSteps_ = 1;
    double rate_ = 0.0;
    std::uint64_t counted_ = 0;
    Clock::time_point since_ = Clock::now();
};

} // namespace scorescope
