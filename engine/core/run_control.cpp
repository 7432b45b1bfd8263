// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/run_control.h"

#include "engine/core/experiment.h"

namespace scorescope {

void RunControl::run() {
    stopAt_ = 0;
    status_ = {RunState::running, "", ""};
}

void RunControl::runSteps(std::uint64_t step, std::uint64_t count) {
    stopAt_ = (isRunning() && stopAt_ != 0 ? stopAt_ : step) + count;
    status_ = {RunState::running, "", ""};
}

bool RunControl::pause() {
    const bool ran = isRunning();
    if (ran) {
        status_.state = RunState::paused;
    }
    return ran;
}

void RunControl::stepped(const Experiment& experiment, std::uint64_t totalSteps) {
    if (isAtEnd(experiment.stepsDone(), totalSteps) && stopAt_ == 0) {
        finish("");
    } else if (stopAt_ != 0 && experiment.stepsDone() >= stopAt_) {
        pause();
    } else if (const std::string why = experiment.converged(); !why.empty()) {
        finish(why);
    }
}

void RunControl::extended(std::uint64_t step, std::uint64_t totalSteps) {
    if (status_.state == RunState::finished && !isAtEnd(step, totalSteps)) {
        status_.state = RunState::paused;
    }
}

} // namespace scorescope
