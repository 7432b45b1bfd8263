// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/inbox.h"

#include <atomic>
#include <chrono>

namespace scorescope {

/// When a run's next picture is due, and which share of the engine's time pictures and moments
/// take. Owned by the engine thread; share() from any.
class PictureClock {
public:
    using Clock = std::chrono::steady_clock;

    explicit PictureClock(double picturesPerSecond) : interval_(1.0 / picturesPerSecond) {}

    /// Seconds from one picture to the next.
    [[nodiscard]] double interval() const noexcept { return interval_; }
    [[nodiscard]] const Clock::time_point& next() const noexcept { return next_; }
    [[nodiscard]] bool isDue(Clock::time_point now) const { return now >= next_; }

    /// A run begins.
    void start() { next_ = Clock::now() + clockDuration(interval_); }
    /// A picture that was begun then is done. Of a `running` run, that took time from its steps.
    void published(Clock::time_point begin, bool running) {
        const auto now = Clock::now();
        if (running) {
            stored(std::chrono::duration<double>(now - begin).count());
        }
        // Kept in beat, so that waiting for a step to end does not add up to fewer pictures a
        // second.
        const auto beat = clockDuration(interval_);
        next_ = next_ + beat < now ? now + beat : next_ + beat;
    }
    /// A moment was stored while running.
    void stored(double seconds) { publishingSeconds_ = publishingSeconds_ + seconds; }
    void stepped(double seconds) { steppingSeconds_ = steppingSeconds_ + seconds; }

    /// Of pictures and moments while running, in [0, 1].
    [[nodiscard]] double share() const {
        const double total = publishingSeconds_ + steppingSeconds_;
        return total > 0.0 ? publishingSeconds_ / total : 0.0;
    }

private:
    const double interval_;
    Clock::time_point next_ = Clock::now();
    std::atomic<double> publishingSeconds_{0.0};
    std::atomic<double> steppingSeconds_{0.0};
};

} // namespace scorescope
