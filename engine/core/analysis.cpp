// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/analysis.h"

#include "engine/core/error.h"

#include <algorithm>
#include <utility>

namespace scorescope {

void AnalysisWatch::report(double share) {
    if (cancelled_) {
        throw Cancelled();
    }
    share_ = std::clamp(share, 0.0, 1.0);
}

void AnalysisWatch::show(std::shared_ptr<const Artifact> artifact) {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        shown_.push_back(std::move(artifact));
    }
    if (onShow_) {
        onShow_();
    }
}

std::vector<std::shared_ptr<const Artifact>> AnalysisWatch::takeShown() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::exchange(shown_, {});
}

double analysisSecondsLeft(double share, double secondsSoFar, double expected) {
    if (share >= 0.02 && secondsSoFar > 0.0) {
        return secondsSoFar * (1.0 - share) / share;
    }
    return expected > 0.0 ? std::max(expected - secondsSoFar, 0.0) : -1.0;
}

} // namespace scorescope
