// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"
#include "engine/core/frame.h"
#include "engine/core/mailbox.h"
#include "engine/core/scene.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace scorescope {

/// What a window (or a test) can ask of a Session. All are answered in the order they were posted.
namespace command {
struct Run {};   ///< run freely; from a past moment: return to the head first
struct Pause {}; ///< stop after the step in progress
struct Step {
    std::uint64_t count = 1;
}; ///< run that many steps, then pause
struct StepBack {
    std::uint64_t count = 1;
};               ///< exact: nearest checkpoint, then the same steps again
struct Reset {}; ///< to the same start: same parameters, same seed
struct Open {
    Scene scene;
}; ///< another scene, or the same with non-live parameters changed
struct Set {
    std::string name;
    ParameterValue value;
}; ///< a live parameter
struct Act {
    Action action;
};
struct Save {
    std::string folder;
}; ///< checkpoint to disk; the outcome comes as a Notice
struct Load {
    std::string folder;
}; ///< checkpoint from disk
struct Seek {
    std::uint64_t step;
}; ///< show the history's frame nearest to that step, pause
struct Branch {
    std::uint64_t step;
}; ///< make that step the head; what came after is forgotten
struct Look {
    Interest interest;
}; ///< what visible views want, and where the cursor is; leaves no trace in the run
struct CancelAnalysis {
    std::string name;
}; ///< give up the analysis of that name
struct Extend {
    std::uint64_t totalSteps;
};                 ///< a new end of the run, 0 = none
struct Moments {}; ///< hand out the history's frames, for a film; they come as Mail::moments
} // namespace command

using Command =
    std::variant<command::Run, command::Pause, command::Step, command::StepBack, command::Reset,
                 command::Open, command::Set, command::Act, command::Save, command::Load,
                 command::Seek, command::Branch, command::Look, command::CancelAnalysis,
                 command::Extend, command::Moments>;

struct SessionOptions {
    double framesPerSecond = 30.0;
    std::size_t historyBytes = std::size_t{256} << 20U;
    Device device;
    int threads = 1;
    /// How much the engine thread and the threads it starts give way to others (Linux' nice value,
    /// 0 to 19). A window sets it, so that drawing comes first where both want the same cores.
    int niceness = 0;
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
