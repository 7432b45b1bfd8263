// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/command.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>

namespace scorescope {

/// What the engine thread is told, and what it sleeps on. Any thread may post; waiting and taking
/// are the engine thread's.
class Inbox {
public:
    using Clock = std::chrono::steady_clock;

    void post(Command command);
    /// Steps a second that a run shall make, 0 = as fast as it can.
    void setSpeed(double stepsPerSecond);
    /// There is news elsewhere: an analysis has ended.
    void nudge();
    /// The session ends.
    void stop();

    [[nodiscard]] bool stopping();
    /// All that waits, in order. A dragged slider sends values faster than some of them can be put
    /// in force: of values for one parameter, and of looks, that waited together only the last
    /// counts.
    [[nodiscard]] std::deque<Command> take();

    /// Sleeps until something is posted, until `limit` at the latest.
    void wait();
    void waitUntil(Clock::time_point limit);
    /// For a run that is limited: until its next step or, when one is wanted, its next picture is
    /// due. Commands end the wait, and a new speed changes what is due; without a limit it returns
    /// at once. \returns the speed in force.
    double waitForStep(Clock::time_point lastStep, const Clock::time_point* nextPicture);

private:
    [[nodiscard]] bool hasNews() const { return stop_ || nudged_ || !queue_.empty(); }
    template <class Change> void change(Change change);

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Command> queue_;
    bool nudged_ = false;
    bool stop_ = false;
    double speed_ = 0.0;
};

/// As a duration of the clock. Longer waits than an hour are cut: they would not fit its integers.
[[nodiscard]] std::chrono::steady_clock::duration clockDuration(double seconds);

} // namespace scorescope
