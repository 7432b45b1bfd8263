// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/command.h"
#include "engine/core/device.h"
#include "engine/core/mailbox.h"
#include "engine/core/recovery.h"

#include <cstdint>
#include <functional>
#include <memory>

namespace scorescope {

class Registry;

struct SessionOptions {
    double framesPerSecond = 30.0;
    std::size_t historyBytes = std::size_t{256} << 20U;
    Device device;
    int threads = 1;
    /// How much the engine thread and the threads it starts give way to others (Linux' nice value,
    /// 0 to 19). A window sets it, so that drawing comes first where both want the same cores.
    int niceness = 0;
    /// Where series go that are longer than memory is to hold (SeriesStore); empty: nowhere.
    std::string seriesFolder;
    /// Whether, where and how often the run is kept for the case that the program is killed.
    RecoveryOptions recovery;
    /// Called from the engine thread when the mailbox went from empty to full: at most one wake-up
    /// is pending at any time. Must return at once and must not call the Session.
    std::function<void()> wake;
};

/// Owns the engine thread. Every public function may be called from any thread and never waits for
/// the engine; only the destructor does (stop flag, wake, join: one step at most, or until work
/// that can be cancelled looks up).
class Session {
public:
    /// Opens `scene` paused at step 0, on the engine thread: frames without artifacts and
    /// Mail::work until it is there. Throws InputError, before anything is started, for parameters
    /// that break a rule or need more memory than there is; what goes wrong later comes as a
    /// Notice, and the state is `failed`.
    Session(const Registry& registry, Scene scene, SessionOptions options);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    void post(Command command);
    /// Tells a running session to go as slowly as that many steps per second (0 = as fast as it
    /// can).
    void setSpeed(double stepsPerSecond);
    /// Gives up the opening or the replay under way (Mail::work tells of it): what was there before
    /// stays. Nothing when there is none.
    void cancelWork();
    /// Takes what is new. Frames of older generations were already dropped.
    [[nodiscard]] Mail take();
    /// Share of engine time spent on pictures and moments while running, in [0, 1].
    [[nodiscard]] double publishingShare() const;

private:
    class Engine;
    std::unique_ptr<Engine> engine_;
};

} // namespace scorescope
