// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/session.h"

#include "engine/core/error.h"
#include "engine/core/experiment.h"
#include "engine/core/inbox.h"
#include "engine/core/past_moment.h"
#include "engine/core/picture_clock.h"
#include "engine/core/pictures.h"
#include "engine/core/run.h"
#include "engine/core/run_control.h"
#include "engine/core/run_pace.h"
#include "engine/core/scene_actions.h"
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
          beat_(options_.framesPerSecond), recovery_(options_.recovery), past_(analysesOptions()),
          timeline_(options_.historyBytes) {
        registry_.checkFits(scene.experiment, scene.parameters);
        if (!options_.seriesFolder.empty()) {
            series_ = std::make_shared<SeriesStore>(SeriesStore::Options{options_.seriesFolder});
        }
        inbox_.post(command::Open{std::move(scene)});
        thread_ = std::thread([this] { loop(); });
    }

    ~Engine() {
        inbox_.stop();
        cancelWork_ = true;
        thread_.join();
    }

    void post(Command command) { inbox_.post(std::move(command)); }
    void setSpeed(double stepsPerSecond) { inbox_.setSpeed(stepsPerSecond); }
    void cancelWork() { cancelWork_ = true; }
    Mail take() { return mailbox_.take(); }
    double publishingShare() const { return beat_.share(); }

private:
    Experiment& experiment() { return open_->experiment(); }
    Analyses& analyses() { return open_->analyses(); }

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
            if (!open_) {
                publish();
                continue;
            }
            guarded([this] {
                takeAnalyses();
                if (past_.wantsMore()) {
                    revivePast();
                }
            });
            if (control_.isRunning()) {
                guarded([this] { runSlice(); });
            }
            keepForRecovery();
            if (dirty_ && (!control_.isRunning() || beat_.isDue(Clock::now()))) {
                publish();
                if (control_.isRunning()) {
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
        const bool held = open_ && analyses().holdsStep();
        if (control_.isRunning() && !held) {
            speedNow_ = inbox_.waitForStep(lastStepAt_, dirty_ ? &beat_.next() : nullptr);
        } else if (control_.isRunning() && dirty_) {
            inbox_.waitUntil(beat_.next());
        } else if ((open_ && analyses().pending()) || past_.analyses().pending()) {
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
            if (!open_ && !std::holds_alternative<command::Open>(command) &&
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
        if (isAtEnd(open_->step(), totalSteps())) {
            control_.finish("");
            notify(Notice::Level::information, "the run has reached its " +
                                                   std::to_string(totalSteps()) +
                                                   " steps; raise the number of steps to go on");
        } else if (const std::string why = experiment().converged(); why.empty()) {
            control_.run();
            start();
        } else {
            control_.finish(why);
        }
        dirty_ = true;
    }

    void perform(command::Pause&&) {
        if (control_.pause()) {
            keepMoment();
        }
        dirty_ = true;
    }

    void perform(command::Step&& step) {
        leavePast();
        if (step.count > 0 && experiment().converged().empty()) {
            control_.runSteps(experiment().stepsDone(), step.count);
            start();
        }
        dirty_ = true;
    }

    void perform(command::StepBack&& back) {
        const std::uint64_t from = past_.isShown() ? past_.step() : experiment().stepsDone();
        rewindTo(from > back.count ? from - back.count : 0);
    }

    void perform(command::Reset&&) { openScene(open_->scene()); }

    void perform(command::Open&& open) { openScene(std::move(open.scene)); }

    void perform(command::Set&& set) {
        if (!open_->scene().parameters.table().spec(set.name).live) {
            throw InputError("", "/parameters/" + set.name,
                             "cannot change while running; reset to apply it");
        }
        open_->setAll({{set.name, set.value}});
        followSchedule();
        past_.set(set.name, set.value);
        timeline_.note({experiment().stepsDone(), Edit::Set{set.name, set.value}});
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
        checkAction(registry_.kind(open_->scene().experiment).actions, act.action,
                    experiment().dimensions());
        experiment().act(act.action);
        followSchedule();
        timeline_.note({experiment().stepsDone(), std::move(act.action)});
        hurry_ = true;
        dirty_ = true;
    }

    void perform(command::Save&& save) {
        saveCheckpoint(open_->checkpoint(), save.folder);
        notify(Notice::Level::information, "checkpoint saved in " + save.folder);
    }

    void perform(command::Load&& load) {
        const Checkpoint checkpoint = loadCheckpoint(load.folder);
        auto next = create(sceneOf(checkpoint, registry_));
        next->restore(checkpoint); // when that does not fit, what is open stays open
        adopt(std::move(next));
        notify(Notice::Level::information,
               (load.outcome.empty() ? "checkpoint loaded from " + load.folder : load.outcome) +
                   (seriesLeftOut(checkpoint) ? "; its curves were too long to be kept, and begin "
                                                "anew at step " +
                                                    std::to_string(open_->step())
                                              : ""));
    }

    void perform(command::Seek&& seek) {
        control_.pause();
        keepMoment();
        FramePtr found = timeline_.history().nearestFrame(seek.step);
        if (!found || seek.step >= experiment().stepsDone() ||
            found->step >= experiment().stepsDone()) {
            leavePast();
            return;
        }
        past_.show(std::move(found));
        ++generation_;
        dirty_ = true;
    }

    void perform(command::Branch&& branch) {
        if (branch.step > experiment().stepsDone()) {
            throw InputError("branch", "",
                             "step " + std::to_string(branch.step) +
                                 " has not been reached; allowed is 0 to " +
                                 std::to_string(experiment().stepsDone()));
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
        const bool held = analyses().holdsStep();
        const bool any = analyses().cancel(cancel.name) || past_.analyses().cancel(cancel.name);
        if (any && held && !analyses().holdsStep()) {
            control_.pause(); // the next step needs what was given up
        }
        dirty_ = true;
    }

    void perform(command::Extend&& extend) {
        open_->setEnd(extend.totalSteps);
        control_.extended(open_->step(), totalSteps());
        dirty_ = true;
    }

    void perform(command::Moments&&) {
        keepMoment(true);
        mailbox_.put(std::make_shared<const std::vector<FramePtr>>(timeline_.history().frames()));
    }

    /// Hands on what making takes as long work that can be given up.
    template <class Make> auto opening(const Scene& scene, const Make& make) {
        cancelWork_ = inbox_.stopping();
        WorkReport work(mailbox_, cancelWork_,
                        "opening " + (scene.title.empty() ? scene.id : scene.title));
        return make([&work](double share) { return work.report(share); });
    }

    std::unique_ptr<SceneRun> create(const Scene& scene) {
        return opening(scene, [&](const Progress& progress) {
            return std::make_unique<SceneRun>(registry_, scene, options_.device, options_.threads,
                                              analysesOptions(), progress);
        });
    }

    void openScene(const Scene& scene) {
        try {
            adopt(create(scene));
        } catch (const std::exception& error) {
            if (!open_) { // the first one: there is nothing to fall back on
                refused_ = std::make_shared<const Scene>(scene);
                fail(error.what(), "open another scene");
            }
            throw;
        }
    }

    void adopt(std::unique_ptr<SceneRun> next) {
        recovery_.forget();
        open_ = std::move(next);
        for (std::string& each :
             actionsOn(open_->scene(), registry_.kind(open_->scene().experiment),
                       experiment().dimensions())
                 .leftOut) {
            notify(Notice::Level::information, std::move(each));
        }
        experiment().series().keepIn(series_);
        refused_ = nullptr;
        timeline_.clear();
        pictures_.clear();
        clock_ = 0.0;
        followSchedule();
        pauseAtNewHead();
        keepMoment();
    }

    /// Another state than before is at the head: nothing runs, nothing is looked back at, and
    /// frames of the old one are stale.
    void pauseAtNewHead() {
        past_.leave();
        control_.reset();
        pictures_.forget();
        ++generation_;
        dirty_ = true;
    }

    std::uint64_t totalSteps() const { return open_ ? open_->scene().steps : 0; }

    void start() {
        pace_.start();
        beat_.start();
        followSchedule(); // one that was given up is begun again
    }

    /// Begins what a schedule asks for in the present state.
    void followSchedule() { analyses().follow(experiment(), nobody_); }

    void takeAnalyses() {
        for (const Analyses::News& news : {analyses().deliver(experiment()), past_.deliver()}) {
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
            const Scene& scene = open_->scene();
            past_.revive(timeline_.history(), scene.parameters, [&] {
                return opening(scene, [&](const Progress& progress) {
                    return createExperiment(registry_, scene, options_.device, options_.threads,
                                            progress);
                });
            });
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
            if (!timeline_.rewind(experiment(), analyses(), open_->scene().parameters, step,
                                  goOn)) {
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
        if (const std::uint64_t at = experiment().stepsDone();
            at != step && !experiment().reproducible()) {
            notify(Notice::Level::information,
                   "this run cannot be repeated: step " + std::to_string(at) +
                       " is the last one stored before step " + std::to_string(step));
        }
    }

    void runSlice() {
        const auto begin = Clock::now();
        std::uint64_t taken = 0;
        const std::uint64_t wanted = speedNow_ > 0.0 ? 1 : pace_.sliceSteps();
        if (analyses().holdsStep() ||
            (speedNow_ > 0.0 && begin - lastStepAt_ < clockDuration(0.999 / speedNow_))) {
            return; // woken early, by a command or for a picture
        }
        lastStepAt_ = begin;
        try {
            while (taken < wanted && control_.isRunning() && !analyses().holdsStep()) {
                experiment().advance();
                ++taken;
                followSchedule();
                control_.stepped(experiment(), totalSteps());
                const auto now = Clock::now();
                if (secondsBetween(begin, now) > 2.0 * RunPace::sliceSeconds || beat_.isDue(now)) {
                    break; // steps got slower than the last slice promised, or a picture is due
                }
            }
        } catch (const RunError& error) {
            fail(error.what(), error.advice());
        } catch (const std::bad_alloc&) {
            timeline_.restoreNewest(experiment(), analyses());
            fail("there was not enough memory to go on", "make the scene smaller, or reset");
        } catch (const std::exception& error) {
            timeline_.restoreNewest(experiment(), analyses());
            fail(error.what(), "this is the last stored moment; step back further, or reset");
        }
        const double seconds = secondsBetween(begin, Clock::now());
        clock_ += seconds;
        beat_.stepped(seconds);
        dirty_ = true;
        if (taken > 0) {
            pace_.taken(taken, seconds);
        }
        if (!control_.isRunning()) {
            keepMoment();
        }
    }

    void fail(const std::string& message, const std::string& advice) {
        control_.fail(message, advice);
        dirty_ = true;
    }

    FramePtr seenNow() {
        const bool sparing = control_.isRunning() && !hurry_;
        return pictures_.take(experiment(), analyses(), interest_, sparing, beat_.interval());
    }

    /// Stores this moment, if it is worth storing yet. A moment that cannot be stored (no memory,
    /// an artifact that cannot be made) is a failure to be shown, not one to end the program by.
    void keepMoment(bool always = false) {
        const bool running = control_.isRunning();
        const std::uint64_t step = experiment().stepsDone();
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
            timeline_.keep(experiment(), open_->scene().parameters, seen);
        } catch (const std::bad_alloc&) {
            fail("there was not enough memory to store this moment",
                 "make the scene smaller, or reset");
        } catch (const std::exception& error) {
            fail(error.what(), "this moment could not be stored; reset, or change the scene");
        }
        if (running) {
            beat_.stored(timeline_.history().storingSeconds() - before);
        }
    }

    /// What is on screen now.
    std::shared_ptr<Frame> picture() {
        if (!open_) {
            return std::make_shared<Frame>();
        }
        return past_.isShown() ? past_.picture(interest_, experiment())
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
            frame->step = open_->step();
        }
        frame->generation = generation_;
        frame->head = open_ ? open_->step() : 0;
        frame->totalSteps = totalSteps();
        frame->reproducible = !open_ || experiment().reproducible();
        frame->clock = clock_;
        frame->stepsPerSecond = control_.isRunning() ? pace_.stepsPerSecond() : 0.0;
        frame->status = control_.status();
        frame->scene = open_ ? open_->sharedScene() : refused_;
        if (open_) {
            frame->analyses = (past_.isShown() ? past_.analyses() : analyses()).status();
        }
        frame->historySteps = timeline_.history().steps();
        frame->historyBytes = timeline_.history().bytes();
        frame->seriesDiskBytes = series_ ? series_->diskBytes() : 0;
        tellOfTheDisk();
        dirty_ = false;
        hurry_ = false;
        beat_.published(begin, control_.isRunning());
        mailbox_.put(FramePtr(std::move(frame)));
    }

    void keepForRecovery() {
        recovery_.follow(*open_, clock_);
        if (std::string complaint = recovery_.takeComplaint(); !complaint.empty()) {
            notify(Notice::Level::error, std::move(complaint));
        }
    }

    void tellOfTheDisk() {
        if (series_ && !series_->problem().empty() && !toldOfTheDisk_) {
            toldOfTheDisk_ = true;
            notify(Notice::Level::error,
                   "the run's long series stay in memory, which will fill: " + series_->problem());
        }
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
