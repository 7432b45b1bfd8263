// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/inbox.h"
#include "engine/core/past_moment.h"
#include "engine/core/picture_clock.h"
#include "engine/core/pictures.h"
#include "engine/core/run.h"
#include "engine/core/run_control.h"
#include "engine/core/run_lines.h"
#include "engine/core/run_pace.h"
#include "engine/core/session.h"
#include "engine/core/timeline.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <utility>

namespace scorescope {

/// Everything between inbox and mailbox. But for these two, and what is atomic, it belongs to the
/// engine thread alone. Public functions: as Session's.
class Session::Engine {
public:
    Engine(const Registry& registry, Scene scene, SessionOptions options);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    void post(Command command) { inbox_.post(std::move(command)); }
    void setSpeed(double stepsPerSecond) { inbox_.setSpeed(stepsPerSecond); }
    void cancelWork() { cancelWork_ = true; }
    Mail take() { return mailbox_.take(); }
    double publishingShare() const { return beat_.share(); }

private:
    using Clock = std::chrono::steady_clock;

    // session.cpp: the loop, steps, moments and pictures
    Experiment& experiment() { return open_->experiment(); }
    Analyses& analyses() { return open_->analyses(); }
    std::uint64_t totalSteps() const { return open_ ? open_->scene().steps : 0; }
    AnalysesOptions analysesOptions();
    void loop();
    template <class Work> void guarded(const Work& work);
    /// Sleeps until there is a command, an analysis has ended or a step is to be taken; false when
    /// the session ends.
    bool waitForWork();
    void start();
    /// Begins what a schedule asks for in the present state.
    void followSchedule() { analyses().follow(experiment(), nobody_); }
    void takeAnalyses();
    void revivePast();
    void runSlice();
    void fail(const std::string& message, const std::string& advice);
    FramePtr seenNow();
    /// Stores this moment, if it is worth storing yet. A moment that cannot be stored (no memory,
    /// an artifact that cannot be made) is a failure to be shown, not one to end the program by.
    void keepMoment(bool always = false);
    /// What is on screen now.
    std::shared_ptr<Frame> picture();
    void publish();
    /// What a checkpoint on disk holds besides what every full one does.
    void describe(Checkpoint& checkpoint) const;
    void keepForRecovery();
    void tellOfTheDisk();
    void notify(Notice::Level level, std::string text);

    // session_commands.cpp: what is asked of it
    void handle(Command command);
    void perform(command::Run&& run);
    void perform(command::Pause&& pause);
    void perform(command::Step&& step);
    void perform(command::StepBack&& back);
    void perform(command::Reset&& reset);
    void perform(command::Open&& open);
    void perform(command::Set&& set);
    void perform(command::Act&& act);
    void perform(command::Save&& save);
    void perform(command::Load&& load);
    void perform(command::Seek&& seek);
    void perform(command::Branch&& branch);
    void perform(command::Return&& back);
    void perform(command::Forget&& forget);
    void perform(command::Look&& look);
    void perform(command::CancelAnalysis&& cancel);
    void perform(command::Extend&& extend);
    void perform(command::Moments&& moments);
    /// Hands on what making takes as long work that can be given up.
    template <class Make> auto opening(const Scene& scene, const Make& make);
    std::unique_ptr<SceneRun> create(const Scene& scene);
    std::unique_ptr<Experiment> createPast(const Scene& scene);
    void openScene(const Scene& scene);
    /// Another scene: it has no lines yet.
    void adopt(std::unique_ptr<SceneRun> next);
    /// Puts it in the place of what was open, with nothing of that one's past.
    void begin(std::unique_ptr<SceneRun> next);
    /// Another state than before is at the head: nothing runs, nothing is looked back at, and
    /// frames of the old one are stale.
    void pauseAtNewHead();
    /// From a past moment back to the head.
    void leavePast();
    /// Makes `step` the head: nearest checkpoint before it, then the same steps and edits again.
    void rewindTo(std::uint64_t step);
    /// rewindTo(), after which what came after it is a line.
    void branchTo(std::uint64_t step);
    /// The run as it is, to be returned to. `from`: where it will be left.
    std::unique_ptr<KeptLine> presentLine(std::uint64_t from);
    /// The run goes on as a line of its own; `left` is the one that it was.
    void keepLine(std::unique_ptr<KeptLine> left);
    void addLine(std::unique_ptr<KeptLine> left);

    // ---------------------------------------------------------------- shared with other threads
    const Registry registry_;
    const SessionOptions options_;
    Mailbox mailbox_;
    Inbox inbox_;
    std::atomic<bool> cancelWork_{false};
    PictureClock beat_; ///< its share
    // ---------------------------------------------------------------- the engine thread's alone
    const Interest nobody_{false, {}, {}};
    std::unique_ptr<SceneRun> open_;       ///< null until the first scene is there
    std::shared_ptr<const Scene> refused_; ///< the first one, when it could not be opened
    std::shared_ptr<SeriesStore> series_;  ///< may be null
    bool toldOfTheDisk_ = false;
    Recovery recovery_;
    PastMoment past_;
    Timeline timeline_;
    RunLines lines_;
    RunLine line_;               ///< the one at the head: its id and number
    std::uint64_t lastLine_ = 0; ///< the last id given
    Pictures pictures_;
    RunPace pace_;
    Interest interest_;
    RunControl control_;
    std::uint64_t generation_ = 0;
    double speedNow_ = 0.0; ///< the speed asked for when this slice began
    double clock_ = 0.0;
    Clock::time_point lastStepAt_ = Clock::now();
    bool dirty_ = false;
    bool hurry_ =
        false; ///< the next picture is complete, whatever it costs: somebody did something
    std::thread thread_; ///< last, so that it starts when all else is there
};

} // namespace scorescope
