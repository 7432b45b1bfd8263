// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/work_report.h"

#include "engine/core/analysis_request.h"

namespace scorescope {

WorkReport::~WorkReport() {
    if (told_) {
        mailbox_.put(EngineWork{});
    }
}

bool WorkReport::report(double share) {
    constexpr double firstSeconds = 0.15;
    constexpr double nextSeconds = 0.05;
    const auto seconds = [](Clock::time_point from, Clock::time_point to) {
        return std::chrono::duration<double>(to - from).count();
    };
    const auto now = Clock::now();
    if (seconds(last_, now) > (told_ ? nextSeconds : firstSeconds)) {
        mailbox_.put(
            EngineWork{what_, share, analysisSecondsLeft(share, seconds(begin_, now), 0.0)});
        told_ = true;
        last_ = now;
    }
    return !cancelled_;
}

} // namespace scorescope
