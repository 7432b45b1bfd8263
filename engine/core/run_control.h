// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/frame.h"

#include <cstdint>
#include <string>

namespace scorescope {

class Experiment;

/// Whether a run goes on: its state as frames tell it, and where it is to stop. Owned by the engine
/// thread.
class RunControl {
public:
    [[nodiscard]] const FrameStatus& status() const noexcept { return status_; }
    [[nodiscard]] bool isRunning() const noexcept { return status_.state == RunState::running; }

    /// Runs on to the end of the scene.
    void run();
    /// Makes `count` steps from `step` on, then pauses. Presses that come faster than steps add up.
    void runSteps(std::uint64_t step, std::uint64_t count);
    /// Nothing but a run pauses. \returns whether it ran.
    bool pause();
    /// Paused, and nothing of before is told any more.
    void reset() { status_ = {}; }
    /// The end of the scene, or `why` further steps change nothing.
    void finish(const std::string& why) { status_ = {RunState::finished, why, ""}; }
    /// The first failure stands: what fails after it (an analysis that was still under way) is
    /// often its consequence.
    void fail(const std::string& message, const std::string& advice) {
        if (status_.state != RunState::failed) {
            status_ = {RunState::failed, message, advice};
        }
    }
    /// After a step: pauses or finishes where it was asked to. `totalSteps` of the scene, 0 = no
    /// end.
    void stepped(const Experiment& experiment, std::uint64_t totalSteps);
    /// The scene has another number of steps: what has finished can go on when there are more.
    void extended(std::uint64_t step, std::uint64_t totalSteps);

private:
    FrameStatus status_;
    std::uint64_t stopAt_ = 0; ///< pause there, 0 = run on
};

/// Whether a run that was asked for that many steps (0 = no end) has made them.
[[nodiscard]] inline bool isAtEnd(std::uint64_t step, std::uint64_t totalSteps) {
    return totalSteps != 0 && step >= totalSteps;
}

} // namespace scorescope
