// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/run_pace.h"

#include <algorithm>
#include <cmath>

namespace scorescope {

std::uint64_t stepsForBudget(std::uint64_t previousSteps, double previousSeconds,
                             double budgetSeconds) {
    if (previousSteps == 0 || !(previousSeconds > 0.0) || !(budgetSeconds > 0.0)) {
        return std::max<std::uint64_t>(1, std::min<std::uint64_t>(previousSteps * 2, 1U << 20U));
    }
    const double perStep = previousSeconds / static_cast<double>(previousSteps);
    const double wanted = std::floor(budgetSeconds / perStep);
    const double low = std::max(1.0, std::floor(static_cast<double>(previousSteps) / 2.0));
    const double high = std::min(1048576.0, static_cast<double>(previousSteps) * 2.0);
    return static_cast<std::uint64_t>(std::clamp(wanted, low, std::max(low, high)));
}

void RunPace::start() {
    sliceSteps_ = 1;
    rate_ = 0.0;
    counted_ = 0;
    since_ = Clock::now();
}

void RunPace::taken(std::uint64_t steps, double seconds) {
    sliceSteps_ = stepsForBudget(steps, seconds, sliceSeconds);
    counted_ += steps;
    const auto now = Clock::now();
    const double elapsed = std::chrono::duration<double>(now - since_).count();
    if (elapsed > 0.5) {
        const double rate = static_cast<double>(counted_) / elapsed;
        rate_ = rate_ == 0.0 || elapsed > 2.0 ? rate : 0.5 * rate_ + 0.5 * rate;
        counted_ = 0;
        since_ = now;
    }
}

} // namespace scorescope
