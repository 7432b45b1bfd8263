// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/session.h"

#include "engine/core/error.h"
#include "engine/core/experiment.h"
#include "engine/core/session_engine.h"

#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <new>
#include <utility>

namespace scorescope {
namespace {

double secondsBetween(std::chrono::steady_clock::time_point from,
                      std::chrono::steady_clock::time_point to) {
    return std::chrono::duration<double>(to - from).count();
}

/// How far below the engine its analyses stand.
constexpr int analysisNiceness = 10;
/// How often the lane of running analyses is drawn while nothing else moves.
constexpr double laneSeconds = 0.1;

} // namespace

Session::Engine::Engine(const Registry& registry, Scene scene, SessionOptions options)
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

Session::Engine::~Engine() {
    inbox_.stop();
    cancelWork_ = true;
    thread_.join();
}

AnalysesOptions Session::Engine::analysesOptions() {
    AnalysesOptions options;
    options.niceness = std::min(19, options_.niceness + analysisNiceness);
    options.wake = [this] { inbox_.nudge(); };
    return options;
}

template <class Work> void Session::Engine::guarded(const Work& work) {
    try {
        work();
    } catch (const RunError& error) {
        fail(error.what(), error.advice());
    } catch (const std::exception& error) { // even going back failed
        fail(error.what(), "reset the run");
    }
}

void Session::Engine::loop() {
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

bool Session::Engine::waitForWork() {
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

void Session::Engine::start() {
    pace_.start();
    beat_.start();
    followSchedule(); // one that was given up is begun again
}

void Session::Engine::takeAnalyses() {
    Analyses::News own = analyses().deliver(experiment());
    for (RunEvent& event : own.ended) {
        timeline_.note(std::move(event));
    }
    for (const Analyses::News& news : {std::move(own), past_.deliver()}) {
        dirty_ = dirty_ || news.any;
        for (const std::string& complaint : news.complaints) {
            notify(Notice::Level::error, complaint);
        }
    }
}

void Session::Engine::revivePast() {
    try {
        past_.revive(timeline_.history(), [this](const Scene& scene) { return createPast(scene); });
    } catch (const Cancelled&) {
        notify(Notice::Level::information, "cancelled: the moment is shown as it was stored");
    }
    dirty_ = true;
}

void Session::Engine::runSlice() {
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

void Session::Engine::fail(const std::string& message, const std::string& advice) {
    control_.fail(message, advice);
    dirty_ = true;
}

FramePtr Session::Engine::seenNow() {
    const bool sparing = control_.isRunning() && !hurry_;
    return pictures_.take(experiment(), analyses(), interest_, sparing, beat_.interval());
}

void Session::Engine::keepMoment(bool always) {
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
        // With what holds at this moment, for when it is looked back at.
        auto stored = std::make_shared<Frame>(*seen);
        stored->scene = open_->sharedScene();
        stored->clock = clock_;
        timeline_.keep(experiment(), open_->scene().parameters, stored);
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

std::shared_ptr<Frame> Session::Engine::picture() {
    if (!open_) {
        return std::make_shared<Frame>();
    }
    return past_.isShown() ? past_.picture(interest_, experiment())
                           : std::make_shared<Frame>(*seenNow());
}

void Session::Engine::publish() {
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
    if (!past_.isShown()) { // else it is that moment's
        frame->clock = clock_;
    }
    frame->stepsPerSecond = control_.isRunning() ? pace_.stepsPerSecond() : 0.0;
    frame->status = control_.status();
    frame->scene = past_.isShown() ? past_.scene() : open_ ? open_->sharedScene() : refused_;
    frame->events = timeline_.events().list();
    frame->line = line_.id;
    frame->lines = lines_.list();
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

void Session::Engine::describe(Checkpoint& checkpoint) const {
    checkpoint.meta["clock"] = clock_;
    checkpoint.meta["events"] = timeline_.events().json();
}

void Session::Engine::keepForRecovery() {
    recovery_.follow(*open_, clock_, [this](Checkpoint& checkpoint) { describe(checkpoint); });
    if (std::string complaint = recovery_.takeComplaint(); !complaint.empty()) {
        notify(Notice::Level::error, std::move(complaint));
    }
}

void Session::Engine::tellOfTheDisk() {
    if (series_ && !series_->problem().empty() && !toldOfTheDisk_) {
        toldOfTheDisk_ = true;
        notify(Notice::Level::error,
               "the run's long series stay in memory, which will fill: " + series_->problem());
    }
}

void Session::Engine::notify(Notice::Level level, std::string text) {
    mailbox_.put(Notice{level, std::move(text)});
}

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
