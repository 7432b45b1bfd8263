// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/session.h"

#include "engine/core/error.h"
#include "engine/core/experiment.h"
#include "engine/core/inbox.h"
#include "engine/core/past_moment.h"
#include "engine/core/pictures.h"
#include "engine/core/run.h"
#include "engine/core/run_pace.h"
#include "engine/core/timeline.h"
#include "engine/core/work_report.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <exception>
#include <new>
#include <thread>
#include <utility>

namespace scorescope {
namespace {

using Clock = std::chrono::steady_clock;

double secondsBetween(Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double>(to - from).count();
}

/// How far below the engine its analyses stand.
constexpr int analysisNiceness = 10;
/// How often the lane of running analyses is drawn while nothing else moves.
constexpr double laneSeconds = 0.1;

} // namespace

/// Everything between inbox and mailbox. But for these two, and what is atomic, it belongs to the
/// engine thread alone.
class Session::Engine {
public:
    Engine(const Registry& registry, Scene scene, SessionOptions options)
        : registry_(registry), options_(std::move(options)), mailbox_(options_.wake),
          analyses_(analysesOptions()), past_(analysesOptions()), timeline_(options_.historyBytes) {
        registry_.checkFits(scene.experiment, scene.parameters);
        inbox_.post(command::Open{std::move(scene)});
        thread_ = std::thread([this] { loop(); });
    }

    ~Engine() {
        inbox_.stop();
        cancelWork_ = true;
        thread_.join();
    }

    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    void post(Command command) { inbox_.post(std::move(command)); }
    void setSpeed(double stepsPerSecond) { inbox_.setSpeed(stepsPerSecond); }
    void cancelWork() { cancelWork_ = true; }

    Mail take() { return mailbox_.take(); }

    double publishingShare() const {
        const double total = publishingSeconds_ + steppingSeconds_;
        return total > 0.0 ? publishingSeconds_ / total : 0.0;
    }

private:
    AnalysesOptions analysesOptions() {
        AnalysesOptions options;
        options.niceness = std::min(19, options_.niceness + analysisNiceness);
        options.wake = [this] { inbox_.nudge(); };
        return options;
    }

    void loop() {
        if (options_.niceness > 0) {
            // On Linux this is the thread's own value, inherited by the threads that it starts.
            setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), options_.niceness);
        }
        while (waitForWork()) {
            for (Command& command : inbox_.take()) {
                handle(std::move(command));
            }
            if (inbox_.stopping()) {
                return;
            }
            if (!experiment_) {
                publish();
                continue;
            }
            guarded([this] {
                takeAnalyses();
                if (past_.wantsMore()) {
                    revivePast();
                }
            });
            if (state_ == RunState::running) {
                guarded([this] { runSlice(); });
            }
            if (dirty_ && (state_ != RunState::running || frameIsDue(Clock::now()))) {
                publish();
                if (state_ == RunState::running) {
                    keepMoment(); // here its picture is at hand
                }
            }
        }
    }

    template <class Work> void guarded(const Work& work) {
        try {
            work();
        } catch (const RunError& error) {
            fail(error.what(), error.advice());
        } catch (const std::exception& error) { // even going back failed
            fail(error.what(), "reset the run");
        }
    }

    /// Sleeps until there is a command, an analysis has ended or a step is to be taken; false when
    /// the session ends.
    bool waitForWork() {
        if (past_.wantsMore()) {
            return !inbox_.stopping();
        }
        const bool held = analyses_.holdsStep();
        if (state_ == RunState::running && !held) {
            speedNow_ = inbox_.waitForStep(lastStepAt_, dirty_ ? &nextFrame_ : nullptr);
        } else if (state_ == RunState::running && dirty_) {
            inbox_.waitUntil(nextFrame_);
        } else if (analyses_.pending() || past_.analyses().pending()) {
            // The lane of running analyses moves although nothing else does.
            inbox_.waitUntil(Clock::now() + clockDuration(laneSeconds));
            dirty_ = true;
        } else {
            inbox_.wait();
        }
        return !inbox_.stopping();
    }

    void handle(Command command) {
        try {
            if (!experiment_ && !std::holds_alternative<command::Open>(command) &&
                !std::holds_alternative<command::Load>(command) &&
                !std::holds_alternative<command::Look>(command)) {
                return; // there is nothing to do it to; why was told when opening failed
            }
            std::visit([this](auto&& each) { perform(std::move(each)); }, std::move(command));
        } catch (const InputError& error) {
            notify(Notice::Level::error, error.what());
        } catch (const Cancelled&) {
            notify(Notice::Level::information, "cancelled: nothing changed");
        } catch (const RunError& error) {
            fail(error.what(), error.advice());
        } catch (const std::bad_alloc&) {
            fail("there was not enough memory for that",
                 "close other programs or make the scene smaller");
        } catch (const std::exception& error) {
            fail(error.what(), "go back to an earlier moment, or reset");
        }
    }

    void perform(command::Run&&) {
        leavePast();
        if (atEnd()) {
            state_ = RunState::finished;
            notify(Notice::Level::information, "the run has reached its " +
                                                   std::to_string(totalSteps_) +
                                                   " steps; raise the number of steps to go on");
        } else if (const std::string why = experiment_->converged(); why.empty()) {
            start(0);
        } else {
            finish(why);
        }
        dirty_ = true;
    }

    void perform(command::Pause&&) {
        if (state_ == RunState::running) {
            state_ = RunState::paused;
            keepMoment();
        }
        dirty_ = true;
    }

    void perform(command::Step&& step) {
        leavePast();
        if (step.count > 0 && experiment_->converged().empty()) {
            // Presses that come faster than steps add up.
            const bool underWay = state_ == RunState::running && stopAt_ != 0;
            start((underWay ? stopAt_ : experiment_->stepsDone()) + step.count);
        }
        dirty_ = true;
    }

    void perform(command::StepBack&& back) {
        const std::uint64_t from = past_.isShown() ? past_.step() : experiment_->stepsDone();
        rewindTo(from > back.count ? from - back.count : 0);
    }

    void perform(command::Reset&&) { openScene(Scene(*scene_)); }

    void perform(command::Open&& open) { openScene(std::move(open.scene)); }

    void perform(command::Set&& set) {
        const ParameterSpec& spec = scene_->parameters.table().spec(set.name);
        if (!spec.live) {
            throw InputError("", "/parameters/" + set.name,
                             "cannot change while running; reset to apply it");
        }
        auto next = std::make_shared<Scene>(*scene_);
        next->parameters.setValue(set.name, set.value);
        if (const auto& check = registry_.kind(next->experiment).check) {
            check(next->parameters);
        }
        experiment_->set(set.name, set.value);
        scene_ = std::move(next);
        analyses_.parametersChanged(scene_->parameters);
        followSchedule();
        past_.set(set.name, set.value);
        timeline_.note({experiment_->stepsDone(), Edit::Set{set.name, set.value}});
        hurry_ = true;
        dirty_ = true;
    }

    void perform(command::Act&& act) {
        if (past_.isShown()) {
            // It would change the head, which is not on screen.
            throw InputError("", "",
                             "this is a past moment: branch from here, or return to the head, "
                             "before doing that");
        }
        checkAction(registry_.kind(scene_->experiment).actions, act.action);
        experiment_->act(act.action);
        followSchedule();
        timeline_.note({experiment_->stepsDone(), std::move(act.action)});
        hurry_ = true;
        dirty_ = true;
    }

    void perform(command::Save&& save) {
        saveCheckpoint(fullCheckpoint(*experiment_, &analyses_, *scene_), save.folder);
        notify(Notice::Level::information, "checkpoint saved in " + save.folder);
    }

    void perform(command::Load&& load) {
        const Checkpoint checkpoint = loadCheckpoint(load.folder);
        Scene scene = sceneOf(checkpoint, registry_);
        auto next = create(scene);
        // Its state and series first: when they do not fit, what is open stays open.
        Analyses trial;
        restoreFull(registry_, scene, options_.device, options_.threads, *next, trial, checkpoint);
        adopt(std::move(next), std::move(scene), &checkpoint);
        notify(Notice::Level::information, "checkpoint loaded from " + load.folder);
    }

    void perform(command::Seek&& seek) {
        if (state_ == RunState::running) {
            state_ = RunState::paused;
        }
        keepMoment();
        FramePtr found = timeline_.history().nearestFrame(seek.step);
        if (!found || seek.step >= experiment_->stepsDone() ||
            found->step >= experiment_->stepsDone()) {
            leavePast();
            return;
        }
        past_.show(std::move(found));
        ++generation_;
        dirty_ = true;
    }

    void perform(command::Branch&& branch) {
        if (branch.step > experiment_->stepsDone()) {
            throw InputError("branch", "",
                             "step " + std::to_string(branch.step) +
                                 " has not been reached; allowed is 0 to " +
                                 std::to_string(experiment_->stepsDone()));
        }
        rewindTo(branch.step);
    }

    void perform(command::Look&& look) {
        hurry_ =
            hurry_ || look.interest.all != interest_.all || look.interest.names != interest_.names;
        interest_ = std::move(look.interest);
        past_.wantMore();
        dirty_ = true;
    }

    void perform(command::CancelAnalysis&& cancel) {
        const bool held = analyses_.holdsStep();
        const bool any = analyses_.cancel(cancel.name) || past_.analyses().cancel(cancel.name);
        if (any && held && state_ == RunState::running && !analyses_.holdsStep()) {
            state_ = RunState::paused; // the next step needs what was given up
        }
        dirty_ = true;
    }

    void perform(command::Extend&& extend) {
        totalSteps_ = extend.totalSteps;
        auto next = std::make_shared<Scene>(*scene_);
        next->steps = totalSteps_;
        scene_ = std::move(next);
        if (state_ == RunState::finished && !atEnd()) {
            state_ = RunState::paused;
        }
        dirty_ = true;
    }

    void perform(command::Moments&&) {
        keepMoment(true);
        mailbox_.put(std::make_shared<const std::vector<FramePtr>>(timeline_.history().frames()));
    }

    std::unique_ptr<Experiment> create(const Scene& scene) {
        cancelWork_ = inbox_.stopping();
        WorkReport work(mailbox_, cancelWork_,
                        "opening " + (scene.title.empty() ? scene.id : scene.title));
        return createExperiment(registry_, scene, options_.device, options_.threads,
                                [&work](double share) { return work.report(share); });
    }

    void openScene(Scene scene) {
        try {
            auto next = create(scene);
            adopt(std::move(next), std::move(scene), nullptr);
        } catch (const std::exception& error) {
            if (!experiment_) { // the first one: there is nothing to fall back on
                scene_ = std::make_shared<const Scene>(std::move(scene));
                fail(error.what(), "open another scene");
            }
            throw;
        }
    }

    void adopt(std::unique_ptr<Experiment> next, Scene scene, const Checkpoint* from) {
        experiment_ = std::move(next);
        scene_ = std::make_shared<const Scene>(std::move(scene));
        totalSteps_ = scene_->steps;
        timeline_.clear();
        pictures_.clear();
        clock_ = 0.0;
        analyses_.restart(scene_->parameters);
        if (from != nullptr) {
            restoreFull(registry_, *scene_, options_.device, options_.threads, *experiment_,
                        analyses_, *from);
        }
        followSchedule();
        pauseAtNewHead();
        keepMoment();
    }

    /// Another state than before is at the head: nothing runs, nothing is looked back at, and
    /// frames of the old one are stale.
    void pauseAtNewHead() {
        past_.leave();
        state_ = RunState::paused;
        message_.clear();
        advice_.clear();
        pictures_.forget();
        ++generation_;
        dirty_ = true;
    }

    bool atEnd() const { return totalSteps_ != 0 && experiment_->stepsDone() >= totalSteps_; }

    void start(std::uint64_t stopAt) {
        stopAt_ = stopAt;
        state_ = RunState::running;
        message_.clear();
        advice_.clear();
        pace_.start();
        nextFrame_ = Clock::now() + clockDuration(1.0 / options_.framesPerSecond);
        followSchedule(); // one that was given up is begun again
    }

    /// Begins what a schedule asks for in the present state.
    void followSchedule() { analyses_.follow(*experiment_, nobody_); }

    void takeAnalyses() {
        for (const Analyses::News& news : {analyses_.deliver(*experiment_), past_.deliver()}) {
            dirty_ = dirty_ || news.any;
            for (const std::string& complaint : news.complaints) {
                notify(Notice::Level::error, complaint);
            }
        }
    }

    /// From a past moment back to the head.
    void leavePast() {
        if (past_.isShown()) {
            past_.leave();
            ++generation_;
            dirty_ = true;
        }
    }

    void revivePast() {
        try {
            past_.revive(timeline_.history(), scene_->parameters,
                         [this] { return create(*scene_); });
        } catch (const Cancelled&) {
            notify(Notice::Level::information, "cancelled: the moment is shown as it was stored");
        }
        dirty_ = true;
    }

    /// Makes `step` the head: nearest checkpoint before it, then the same steps and edits again.
    void rewindTo(std::uint64_t step) {
        keepMoment();
        cancelWork_ = inbox_.stopping();
        WorkReport work(mailbox_, cancelWork_, "going back to step " + std::to_string(step));
        const auto goOn = [&](std::uint64_t at, std::uint64_t from) {
            const double all = static_cast<double>(std::max<std::uint64_t>(step - from, 1));
            return work.report(static_cast<double>(at - from) / all);
        };
        try {
            if (!timeline_.rewind(*experiment_, analyses_, scene_->parameters, step, goOn)) {
                throw Cancelled();
            }
        } catch (const InputError&) {
            throw;
        } catch (const Cancelled&) {
            throw;
        } catch (...) {
            pauseAtNewHead();
            throw;
        }
        pauseAtNewHead();
        followSchedule();
        keepMoment(true);
    }

    void runSlice() {
        const auto begin = Clock::now();
        std::uint64_t taken = 0;
        const std::uint64_t wanted = speedNow_ > 0.0 ? 1 : pace_.sliceSteps();
        if (analyses_.holdsStep() ||
            (speedNow_ > 0.0 && begin - lastStepAt_ < clockDuration(0.999 / speedNow_))) {
            return; // woken early, by a command or for a picture
        }
        lastStepAt_ = begin;
        try {
            while (taken < wanted && state_ == RunState::running && !analyses_.holdsStep()) {
                experiment_->step();
                ++taken;
                followSchedule();
                if (atEnd() && stopAt_ == 0) {
                    finish("");
                } else if (stopAt_ != 0 && experiment_->stepsDone() >= stopAt_) {
                    state_ = RunState::paused;
                } else if (const std::string why = experiment_->converged(); !why.empty()) {
                    finish(why);
                }
                const auto now = Clock::now();
                if (secondsBetween(begin, now) > 2.0 * RunPace::sliceSeconds || frameIsDue(now)) {
                    break; // steps got slower than the last slice promised, or a picture is due
                }
            }
        } catch (const RunError& error) {
            fail(error.what(), error.advice());
        } catch (const std::bad_alloc&) {
            timeline_.restoreNewest(*experiment_, analyses_);
            fail("there was not enough memory to go on", "make the scene smaller, or reset");
        } catch (const std::exception& error) {
            timeline_.restoreNewest(*experiment_, analyses_);
            fail(error.what(), "this is the last stored moment; step back further, or reset");
        }
        const double seconds = secondsBetween(begin, Clock::now());
        clock_ += seconds;
        steppingSeconds_ = steppingSeconds_ + seconds;
        dirty_ = true;
        if (taken > 0) {
            pace_.taken(taken, seconds);
        }
        if (state_ != RunState::running) {
            keepMoment();
        }
    }

    void finish(const std::string& message) {
        state_ = RunState::finished;
        message_ = message;
        advice_.clear();
    }

    void fail(const std::string& message, const std::string& advice) {
        state_ = RunState::failed;
        message_ = message;
        advice_ = advice;
        dirty_ = true;
    }

    FramePtr seenNow() {
        const bool sparing = state_ == RunState::running && !hurry_;
        return pictures_.take(*experiment_, analyses_, interest_, sparing,
                              1.0 / options_.framesPerSecond);
    }

    /// Stores this moment, if it is worth storing yet. A moment that cannot be stored (no memory,
    /// an artifact that cannot be made) is a failure to be shown, not one to end the program by.
    void keepMoment(bool always = false) {
        const bool running = state_ == RunState::running;
        const std::uint64_t step = experiment_->stepsDone();
        if (past_.isShown() ||
            (!always &&
             !timeline_.history().wants(step, running ? Occasion::running : Occasion::resting))) {
            return;
        }
        const double before = timeline_.history().storingSeconds();
        try {
            // The picture is apart from what storing costs: at rest it is made anyway.
            const FramePtr& last = pictures_.last();
            const FramePtr seen = running && last && last->step == step ? last : seenNow();
            timeline_.keep(*experiment_, scene_->parameters, seen);
        } catch (const std::bad_alloc&) {
            fail("there was not enough memory to store this moment",
                 "make the scene smaller, or reset");
        } catch (const std::exception& error) {
            fail(error.what(), "this moment could not be stored; reset, or change the scene");
        }
        if (running) {
            publishingSeconds_ = publishingSeconds_ + timeline_.history().storingSeconds() - before;
        }
    }

    [[nodiscard]] bool frameIsDue(Clock::time_point now) const { return now >= nextFrame_; }

    /// What is on screen now.
    std::shared_ptr<Frame> picture() {
        if (!experiment_) {
            return std::make_shared<Frame>();
        }
        return past_.isShown() ? past_.picture(interest_, *experiment_)
                               : std::make_shared<Frame>(*seenNow());
    }

    void publish() {
        const auto begin = Clock::now();
        std::shared_ptr<Frame> frame;
        try {
            frame = picture();
        } catch (const std::exception& error) {
            fail(error.what(), "the picture could not be made; reset, or make it smaller");
            frame = std::make_shared<Frame>();
            frame->step = experiment_->stepsDone();
        }
        frame->generation = generation_;
        frame->head = experiment_ ? experiment_->stepsDone() : 0;
        frame->totalSteps = totalSteps_;
        frame->clock = clock_;
        frame->stepsPerSecond = state_ == RunState::running ? pace_.stepsPerSecond() : 0.0;
        frame->status = {state_, message_, advice_};
        frame->scene = scene_;
        frame->analyses = past_.isShown() ? past_.analyses().status() : analyses_.status();
        frame->historySteps = timeline_.history().steps();
        frame->historyBytes = timeline_.history().bytes();
        const bool running = state_ == RunState::running;
        dirty_ = false;
        hurry_ = false;
        const auto now = Clock::now();
        if (running) { // the cost that competes with stepping
            publishingSeconds_ = publishingSeconds_ + secondsBetween(begin, now);
        }
        // Kept in beat, so that waiting for a step to end does not add up to fewer frames a second.
        const auto interval = clockDuration(1.0 / options_.framesPerSecond);
        nextFrame_ = nextFrame_ + interval < now ? now + interval : nextFrame_ + interval;
        mailbox_.put(FramePtr(std::move(frame)));
    }

    void notify(Notice::Level level, std::string text) {
        mailbox_.put(Notice{level, std::move(text)});
    }

    // ---------------------------------------------------------------- shared with other threads
    const Registry registry_;
    const SessionOptions options_;
    Mailbox mailbox_;
    Inbox inbox_;
    std::atomic<bool> cancelWork_{false};
    std::atomic<double> publishingSeconds_{0.0};
    std::atomic<double> steppingSeconds_{0.0};
    // ---------------------------------------------------------------- the engine thread's alone
    const Interest nobody_{false, {}, {}};
    std::unique_ptr<Experiment> experiment_; ///< null until the first scene is there
    std::shared_ptr<const Scene> scene_;
    Analyses analyses_;
    PastMoment past_;
    Timeline timeline_;
    Pictures pictures_;
    RunPace pace_;
    Interest interest_;
    RunState state_ = RunState::paused;
    std::string message_;
    std::string advice_;
    std::uint64_t generation_ = 0;
    std::uint64_t totalSteps_ = 0;
    std::uint64_t stopAt_ = 0; ///< pause there, 0 = run on
    double speedNow_ = 0.0;    ///< the speed asked for when this slice began
    double clock_ = 0.0;
    Clock::time_point nextFrame_ = Clock::now();
    Clock::time_point lastStepAt_ = Clock::now();
    bool dirty_ = false;
    bool hurry_ =
        false; ///< the next picture is complete, whatever it costs: somebody did something
    std::thread thread_; ///< last, so that it starts when all else is there
};

Session::Session(const Registry& registry, Scene scene, SessionOptions options)
    : engine_(std::make_unique<Engine>(registry, std::move(scene), std::move(options))) {}

Session::~Session() = default;

void Session::post(Command command) {
    engine_->post(std::move(command));
}

void Session::setSpeed(double stepsPerSecond) {
    engine_->setSpeed(stepsPerSecond);
}

void Session::cancelWork() {
    engine_->cancelWork();
}

Mail Session::take() {
    return engine_->take();
}

double Session::publishingShare() const {
    return engine_->publishingShare();
}

} // namespace scorescope
