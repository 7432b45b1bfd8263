// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/session.h"

#include "engine/core/error.h"
#include "engine/core/history.h"
#include "engine/core/overloaded.h"
#include "engine/core/run.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <new>
#include <optional>
#include <thread>
#include <utility>

namespace scorescope {
namespace {

using Clock = std::chrono::steady_clock;

double secondsBetween(Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double>(to - from).count();
}

/// As a duration of the clock. Longer waits than an hour are cut: they would not fit its integers.
Clock::duration waiting(double seconds) {
    return std::chrono::duration_cast<Clock::duration>(
        std::chrono::duration<double>(std::min(seconds, 3600.0)));
}

/// How long the engine may be deaf to commands; one step may take longer, two never do.
constexpr double stepBudgetSeconds = 0.010;

} // namespace

std::uint64_t stepsForBudget(std::uint64_t previousSteps, double previousSeconds,
                             double budgetSeconds) {
    if (previousSteps == 0 || !(previousSeconds > 0.0) || !(budgetSeconds > 0.0)) {
        return std::max<std::uint64_t>(1, std::min<std::uint64_t>(previousSteps * 2, 1U << 20U));
    }
    const double perStep = previousSeconds / static_cast<double>(previousSteps);
    const double wanted = std::floor(budgetSeconds / perStep);
    const double low = std::max(1.0, std::floor(static_cast<double>(previousSteps) / 2.0));
    const double high = std::min(1048576.0, static_cast<double>(previousSteps) * 2.0);
    return static_cast<std::uint64_t>(std::clamp(wanted, low, std::max(low, high)));
}

/// Everything behind the mailbox. Members above the line belong to the engine thread alone, those
/// below it are shared under `mutex_` or atomic.
class Session::Engine {
public:
    Engine(const Registry& registry, Scene scene, SessionOptions options)
        : registry_(registry), options_(std::move(options)), history_(options_.historyBytes) {
        // Created here, on the caller's thread, so that a scene that cannot run is refused by the
        // constructor; from then on only the engine thread touches it.
        openScene(std::move(scene));
        thread_ = std::thread([this] { loop(); });
    }

    ~Engine() {
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            stop_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }

    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    void post(Command command) {
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            queue_.push_back(std::move(command));
        }
        changed_.notify_all();
    }

    void setSpeed(double stepsPerSecond) {
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            speed_ = stepsPerSecond;
        }
        changed_.notify_all();
    }

    Mail take() {
        const std::lock_guard<std::mutex> lock(mutex_);
        Mail mail;
        mail.frame = std::move(mailbox_);
        mailbox_ = nullptr;
        mail.notices.swap(notices_);
        mail.moments = std::move(moments_);
        moments_ = nullptr;
        return mail;
    }

    double publishingShare() const {
        const double publishing = publishingSeconds_ + historySeconds_;
        const double total = publishing + steppingSeconds_;
        return total > 0.0 ? publishing / total : 0.0;
    }

private:
    struct Event { ///< what was done to the experiment besides stepping, for exact replay
        std::uint64_t step;
        std::variant<command::Set, command::Act> what;
    };

    void loop() {
        if (options_.niceness > 0) {
            // On Linux this is the thread's own value, inherited by the threads that it starts.
            setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), options_.niceness);
        }
        publish();
        while (waitForWork()) {
            std::deque<Command> commands;
            {
                const std::lock_guard<std::mutex> lock(mutex_);
                commands.swap(queue_);
            }
            for (std::size_t i = 0; i < commands.size(); ++i) {
                // A dragged slider sends values faster than some of them can be put in force: of
                // values for one parameter that waited together only the last counts.
                if (i + 1 == commands.size() || !isOverwritten(commands[i], commands[i + 1])) {
                    handle(std::move(commands[i]));
                }
            }
            if (stopping()) {
                return;
            }
            if (state_ == RunState::running) {
                try {
                    runSlice();
                } catch (const std::exception& error) { // even going back failed
                    fail(error.what(), "reset the run");
                }
            }
            if (dirty_ && (state_ != RunState::running || frameIsDue(Clock::now()))) {
                publish();
            }
        }
    }

    static bool isOverwritten(const Command& command, const Command& next) {
        const auto* first = std::get_if<command::Set>(&command);
        const auto* second = std::get_if<command::Set>(&next);
        return first != nullptr && second != nullptr && first->name == second->name;
    }

    bool stopping() {
        const std::lock_guard<std::mutex> lock(mutex_);
        return stop_;
    }

    /// Sleeps until there is a command or a step to take; false when the session ends.
    bool waitForWork() {
        std::unique_lock<std::mutex> lock(mutex_);
        const auto hasNews = [this] { return stop_ || !queue_.empty(); };
        if (state_ != RunState::running) {
            changed_.wait(lock, hasNews);
        } else {
            // A limited run sleeps until its next step or its next picture is due, but answers
            // commands at once, and a new speed changes what is due.
            while (!hasNews() && speed_ > 0.0) {
                auto due = lastStepAt_ + waiting(1.0 / speed_);
                if (dirty_) {
                    due = std::min(due, nextFrame_);
                }
                if (Clock::now() >= due) {
                    break;
                }
                changed_.wait_until(lock, due);
            }
        }
        pace_ = speed_;
        return !stop_;
    }

    void handle(Command command) {
        try {
            std::visit([this](auto&& each) { perform(std::move(each)); }, std::move(command));
        } catch (const InputError& error) {
            notify(Notice::Level::error, error.what());
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
        } else if (!experiment_->converged()) {
            start(0);
        } else {
            state_ = RunState::finished;
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
        if (step.count > 0 && !experiment_->converged()) {
            // Presses that come faster than steps add up.
            const bool underWay = state_ == RunState::running && stopAt_ != 0;
            start((underWay ? stopAt_ : experiment_->stepsDone()) + step.count);
        }
        dirty_ = true;
    }

    void perform(command::StepBack&& back) {
        const std::uint64_t from = past_ ? past_->step : experiment_->stepsDone();
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
        revivePast();
        if (pastExperiment_) {
            pastExperiment_->set(set.name, set.value);
        }
        events_.push_back({experiment_->stepsDone(), std::move(set)});
        dirty_ = true;
    }

    void perform(command::Act&& act) {
        experiment_->act(act.action);
        revivePast();
        if (pastExperiment_) {
            pastExperiment_->act(act.action);
        }
        events_.push_back({experiment_->stepsDone(), std::move(act)});
        dirty_ = true;
    }

    void perform(command::Save&& save) {
        saveCheckpoint(fullCheckpoint(*experiment_, *scene_), save.folder);
        notify(Notice::Level::information, "checkpoint saved in " + save.folder);
    }

    void perform(command::Load&& load) {
        const Checkpoint checkpoint = loadCheckpoint(load.folder);
        Scene scene = sceneOf(checkpoint, registry_);
        auto next = createExperiment(registry_, scene, options_.device, options_.threads);
        restoreFull(*next, checkpoint);
        adopt(std::move(next), std::move(scene));
        notify(Notice::Level::information, "checkpoint loaded from " + load.folder);
    }

    void perform(command::Seek&& seek) {
        if (state_ == RunState::running) {
            state_ = RunState::paused;
        }
        keepMoment();
        FramePtr found = history_.nearestFrame(seek.step);
        if (!found || seek.step >= experiment_->stepsDone() ||
            found->step >= experiment_->stepsDone()) {
            leavePast();
            return;
        }
        past_ = std::move(found);
        pastExperiment_ = nullptr;
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
        interest_ = std::move(look.interest);
        revivePast();
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
        auto moments = std::make_shared<const std::vector<FramePtr>>(history_.frames());
        deliver([&] { moments_ = std::move(moments); });
    }

    void openScene(Scene scene) {
        auto next = createExperiment(registry_, scene, options_.device, options_.threads);
        adopt(std::move(next), std::move(scene));
    }

    void adopt(std::unique_ptr<Experiment> next, Scene scene) {
        experiment_ = std::move(next);
        scene_ = std::make_shared<const Scene>(std::move(scene));
        totalSteps_ = scene_->steps;
        history_.clear();
        events_.clear();
        clock_ = 0.0;
        pauseAtNewHead();
        keepMoment();
    }

    /// Another state than before is at the head: nothing runs, nothing is looked back at, and
    /// frames of the old one are stale.
    void pauseAtNewHead() {
        past_ = nullptr;
        pastExperiment_ = nullptr;
        state_ = RunState::paused;
        message_.clear();
        advice_.clear();
        ++generation_;
        dirty_ = true;
    }

    bool atEnd() const { return totalSteps_ != 0 && experiment_->stepsDone() >= totalSteps_; }

    void start(std::uint64_t stopAt) {
        stopAt_ = stopAt;
        state_ = RunState::running;
        message_.clear();
        advice_.clear();
        sliceSteps_ = 1;
        rateSince_ = Clock::now();
        nextFrame_ = rateSince_ + waiting(1.0 / options_.framesPerSecond);
        rateSteps_ = 0;
        rate_ = 0.0;
    }

    /// From a past moment back to the head.
    void leavePast() {
        if (past_) {
            past_ = nullptr;
            pastExperiment_ = nullptr;
            ++generation_;
            dirty_ = true;
        }
    }

    /// A stored frame shows what was looked at back then. When something else is wanted of that
    /// moment (another region of the field, a probe, a view just opened), an experiment of its own
    /// is brought to that moment and publishes it anew.
    void revivePast() {
        if (!past_ || pastExperiment_) {
            return;
        }
        const auto checkpoint = history_.checkpointAtOrBefore(past_->step);
        if (!checkpoint) {
            return;
        }
        auto then = createExperiment(registry_, *scene_, options_.device, options_.threads);
        then->load(*checkpoint);
        if (then->stepsDone() == past_->step) {
            pastExperiment_ = std::move(then);
        }
    }

    /// Makes `step` the head: nearest checkpoint before it, then the same steps and edits again.
    void rewindTo(std::uint64_t step) {
        keepMoment();
        const auto checkpoint = history_.checkpointAtOrBefore(step);
        if (!checkpoint) {
            throw InputError("step back", "",
                             "no moment before step " + std::to_string(step) +
                                 " is stored; the oldest is step " +
                                 std::to_string(history_.steps().front()));
        }
        // The parameters of then come first: setting one may touch state (a new corruption makes
        // L-BFGS forget its curvature) that loading puts right.
        Parameters then(scene_->parameters.table());
        then.setAll(checkpoint->meta.at("parameters"));
        setLive(then);
        experiment_->load(*checkpoint);
        experiment_->series().truncateAfter(static_cast<double>(experiment_->stepsDone()));
        // Not more than there are: a moment stored before a replay that failed may count events
        // that were dropped with it.
        auto event = std::min(checkpoint->meta.at("events").get<std::size_t>(), events_.size());
        const auto replayEvents = [&] {
            while (event < events_.size() && events_[event].step <= experiment_->stepsDone()) {
                std::visit(
                    Overloaded{
                        [this](const command::Set& set) { experiment_->set(set.name, set.value); },
                        [this](const command::Act& act) { experiment_->act(act.action); }},
                    events_[event].what);
                ++event;
            }
        };
        std::exception_ptr trouble;
        try {
            replayEvents();
            while (experiment_->stepsDone() < step && !stopping()) {
                experiment_->step();
                if (experiment_->stepsDone() < step) {
                    replayEvents();
                }
            }
        } catch (...) {
            trouble = std::current_exception(); // the head is then as far as the replay came
            step = experiment_->stepsDone();
        }
        events_.erase(events_.begin() + static_cast<std::ptrdiff_t>(event), events_.end());
        history_.truncateAfter(step);
        // What the panel shows now holds from here on, whatever was in force back then.
        for (const ParameterSpec& spec : scene_->parameters.table().specs()) {
            if (spec.live) {
                command::Set now{spec.name, scene_->parameters.value(spec.name)};
                experiment_->set(now.name, now.value);
                events_.push_back({experiment_->stepsDone(), std::move(now)});
            }
        }
        pauseAtNewHead();
        if (trouble) {
            std::rethrow_exception(trouble);
        }
        keepMoment(true);
    }

    void setLive(const Parameters& parameters) {
        for (const ParameterSpec& spec : parameters.table().specs()) {
            if (spec.live) {
                experiment_->set(spec.name, parameters.value(spec.name));
            }
        }
    }

    void runSlice() {
        const auto begin = Clock::now();
        std::uint64_t taken = 0;
        const std::uint64_t wanted = pace_ > 0.0 ? 1 : sliceSteps_;
        if (pace_ > 0.0 && begin - lastStepAt_ < waiting(0.999 / pace_)) {
            return; // woken early, by a command or for a picture
        }
        lastStepAt_ = begin;
        try {
            while (taken < wanted && state_ == RunState::running) {
                experiment_->step();
                ++taken;
                if (atEnd() && stopAt_ == 0) {
                    finish("");
                } else if (stopAt_ != 0 && experiment_->stepsDone() >= stopAt_) {
                    state_ = RunState::paused;
                } else if (experiment_->converged()) {
                    finish("the optimizer has converged: it finds no lower loss");
                }
                const auto now = Clock::now();
                if (secondsBetween(begin, now) > 2.0 * stepBudgetSeconds || frameIsDue(now)) {
                    break; // steps got slower than the last slice promised, or a picture is due
                }
            }
        } catch (const RunError& error) {
            fail(error.what(), error.advice());
        } catch (const std::bad_alloc&) {
            restoreLast();
            fail("there was not enough memory to go on", "make the scene smaller, or reset");
        } catch (const std::exception& error) {
            restoreLast();
            fail(error.what(), "this is the last stored moment; step back further, or reset");
        }
        const double seconds = secondsBetween(begin, Clock::now());
        clock_ += seconds;
        steppingSeconds_ = steppingSeconds_ + seconds;
        dirty_ = true;
        if (taken > 0) {
            sliceSteps_ = stepsForBudget(taken, seconds, stepBudgetSeconds);
            countRate(taken);
        }
        keepMoment();
    }

    void countRate(std::uint64_t taken) {
        rateSteps_ += taken;
        const auto now = Clock::now();
        const double elapsed = secondsBetween(rateSince_, now);
        if (elapsed > 0.5) {
            const double rate = static_cast<double>(rateSteps_) / elapsed;
            rate_ = rate_ == 0.0 || elapsed > 2.0 ? rate : 0.5 * rate_ + 0.5 * rate;
            rateSteps_ = 0;
            rateSince_ = now;
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

    /// After trouble that may have left the experiment half changed.
    void restoreLast() {
        const auto checkpoint = history_.checkpointAtOrBefore(UINT64_MAX);
        if (!checkpoint) {
            return;
        }
        experiment_->load(*checkpoint);
        const std::uint64_t step = experiment_->stepsDone();
        experiment_->series().truncateAfter(static_cast<double>(step));
        events_.erase(std::remove_if(events_.begin(), events_.end(),
                                     [step](const Event& event) { return event.step > step; }),
                      events_.end());
    }

    static std::shared_ptr<Frame> makeFrame(const Experiment& experiment,
                                            const Interest& interest) {
        auto frame = std::make_shared<Frame>();
        frame->step = experiment.stepsDone();
        frame->head = frame->step;
        FrameBuilder builder(*frame, interest);
        experiment.publish(builder);
        return frame;
    }

    /// Stores this moment, if it is worth storing yet. A moment that cannot be stored (no memory,
    /// an artifact that cannot be made) is a failure to be shown, not one to end the program by.
    void keepMoment(bool always = false) {
        const Occasion occasion =
            state_ == RunState::running ? Occasion::running : Occasion::resting;
        if (past_ || (!always && !history_.wants(experiment_->stepsDone(), occasion))) {
            return;
        }
        try {
            history_.store([this] {
                auto checkpoint = std::make_shared<Checkpoint>();
                experiment_->save(*checkpoint);
                checkpoint->meta["parameters"] = scene_->parameters.json();
                checkpoint->meta["events"] = events_.size();
                return History::Moment{makeFrame(*experiment_, interest_), std::move(checkpoint)};
            });
        } catch (const std::bad_alloc&) {
            fail("there was not enough memory to store this moment",
                 "make the scene smaller, or reset");
        } catch (const std::exception& error) {
            fail(error.what(), "this moment could not be stored; reset, or change the scene");
        }
        historySeconds_ = history_.storingSeconds();
    }

    [[nodiscard]] bool frameIsDue(Clock::time_point now) const { return now >= nextFrame_; }

    void publish() {
        const auto begin = Clock::now();
        std::shared_ptr<Frame> frame;
        try {
            if (past_) {
                frame = pastExperiment_ ? makeFrame(*pastExperiment_, interest_)
                                        : std::make_shared<Frame>(*past_);
                // Curves stay whole while looking back; the step tells where to put the marker.
                const auto now = makeFrame(*experiment_, interest_);
                for (const auto& [name, artifact] : now->artifacts) {
                    if (std::holds_alternative<SeriesArtifact>(artifact->data)) {
                        frame->artifacts[name] = artifact;
                    }
                }
            } else {
                frame = makeFrame(*experiment_, interest_);
            }
        } catch (const std::exception& error) {
            fail(error.what(), "the picture could not be made; reset, or make it smaller");
            frame = std::make_shared<Frame>();
            frame->step = experiment_->stepsDone();
        }
        frame->generation = generation_;
        frame->head = experiment_->stepsDone();
        frame->totalSteps = totalSteps_;
        frame->clock = clock_;
        frame->stepsPerSecond = state_ == RunState::running ? rate_ : 0.0;
        frame->status = {state_, message_, advice_};
        frame->scene = scene_;
        frame->historySteps = history_.steps();
        frame->historyBytes = history_.bytes();
        const bool running = state_ == RunState::running;
        dirty_ = false;
        const auto now = Clock::now();
        if (running) { // the cost that competes with stepping
            publishingSeconds_ = publishingSeconds_ + secondsBetween(begin, now);
        }
        // Kept in beat, so that waiting for a step to end does not add up to fewer frames a second.
        const auto interval = waiting(1.0 / options_.framesPerSecond);
        nextFrame_ = nextFrame_ + interval < now ? now + interval : nextFrame_ + interval;
        deliver([&] { mailbox_ = std::move(frame); });
    }

    void notify(Notice::Level level, std::string text) {
        deliver([&] { notices_.push_back({level, std::move(text)}); });
    }

    template <class Change> void deliver(Change change) {
        bool wasEmpty = false;
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            wasEmpty = mailbox_ == nullptr && notices_.empty() && moments_ == nullptr;
            change();
        }
        if (wasEmpty && options_.wake) {
            options_.wake();
        }
    }

    const Registry registry_;
    const SessionOptions options_;
    std::unique_ptr<Experiment> experiment_;
    std::shared_ptr<const Scene> scene_;
    History history_;
    std::vector<Event> events_;
    FramePtr past_;                              ///< the stored frame shown while looking back
    std::unique_ptr<Experiment> pastExperiment_; ///< see revivePast()
    Interest interest_;
    RunState state_ = RunState::paused;
    std::string message_;
    std::string advice_;
    std::uint64_t generation_ = 0;
    std::uint64_t totalSteps_ = 0;
    std::uint64_t stopAt_ = 0; ///< pause there, 0 = run on
    std::uint64_t sliceSteps_ = 1;
    double pace_ = 0.0; ///< the speed asked for when this slice began
    double clock_ = 0.0;
    double rate_ = 0.0;
    std::uint64_t rateSteps_ = 0;
    Clock::time_point rateSince_ = Clock::now();
    Clock::time_point nextFrame_ = Clock::now();
    Clock::time_point lastStepAt_ = Clock::now();
    bool dirty_ = false;
    // ---------------------------------------------------------------- shared with other threads
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Command> queue_;
    FramePtr mailbox_;
    std::vector<Notice> notices_;
    std::shared_ptr<const std::vector<FramePtr>> moments_;
    bool stop_ = false;
    double speed_ = 0.0; ///< steps a second, 0 = as fast as it can
    std::atomic<double> publishingSeconds_{0.0};
    std::atomic<double> historySeconds_{0.0};
    std::atomic<double> steppingSeconds_{0.0};
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

Session::Mail Session::take() {
    return engine_->take();
}

double Session::publishingShare() const {
    return engine_->publishingShare();
}

} // namespace scorescope
