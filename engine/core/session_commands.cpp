// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a Session is asked for.
#include "engine/core/error.h"
#include "engine/core/experiment.h"
#include "engine/core/scene_actions.h"
#include "engine/core/session_engine.h"
#include "engine/core/work_report.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <exception>
#include <new>
#include <utility>
#include <variant>

namespace scorescope {

template <class Make> auto Session::Engine::opening(const Scene& scene, const Make& make) {
    cancelWork_ = inbox_.stopping();
    WorkReport work(mailbox_, cancelWork_,
                    "opening " + (scene.title.empty() ? scene.id : scene.title));
    return make([&work](double share) { return work.report(share); });
}

void Session::Engine::handle(Command command) {
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

void Session::Engine::perform(command::Run&&) {
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

void Session::Engine::perform(command::Pause&&) {
    if (control_.pause()) {
        keepMoment();
    }
    dirty_ = true;
}

void Session::Engine::perform(command::Step&& step) {
    leavePast();
    if (step.count > 0 && experiment().converged().empty()) {
        control_.runSteps(experiment().stepsDone(), step.count);
        start();
    }
    dirty_ = true;
}

void Session::Engine::perform(command::StepBack&& back) {
    if (past_.isShown()) { // more is left than those steps
        const std::uint64_t from = past_.step();
        branchTo(from > back.count ? from - back.count : 0);
        return;
    }
    const std::uint64_t from = experiment().stepsDone();
    rewindTo(from > back.count ? from - back.count : 0);
}

void Session::Engine::perform(command::Reset&&) {
    auto left = experiment().stepsDone() > 0 ? presentLine(0) : nullptr;
    begin(create(open_->scene()));
    if (left) {
        keepLine(std::move(left));
    }
}

void Session::Engine::perform(command::Open&& open) {
    openScene(std::move(open.scene));
}

void Session::Engine::perform(command::Set&& set) {
    if (!open_->scene().parameters.table().spec(set.name).live) {
        throw InputError("", "/parameters/" + set.name,
                         "cannot change while running; reset to apply it");
    }
    const ParameterValue before = open_->scene().parameters.value(set.name);
    open_->setAll({{set.name, set.value}});
    followSchedule();
    past_.set(set.name, set.value);
    timeline_.noteSet(experiment().stepsDone(), open_->scene().parameters.table().spec(set.name),
                      before, open_->scene().parameters.value(set.name));
    hurry_ = true;
    dirty_ = true;
}

void Session::Engine::perform(command::Act&& act) {
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
    timeline_.noteAction(experiment().stepsDone(), std::move(act.action));
    hurry_ = true;
    dirty_ = true;
}

void Session::Engine::perform(command::Save&& save) {
    Checkpoint checkpoint = open_->checkpoint();
    describe(checkpoint);
    saveCheckpoint(checkpoint, save.folder);
    timeline_.note({experiment().stepsDone(), RunEvent::Kind::saved, save.folder});
    dirty_ = true;
    notify(Notice::Level::information, "checkpoint saved in " + save.folder);
}

void Session::Engine::perform(command::Load&& load) {
    const Checkpoint checkpoint = loadCheckpoint(load.folder);
    auto next = create(sceneOf(checkpoint, registry_));
    next->restore(checkpoint); // when that does not fit, what is open stays open
    adopt(std::move(next));
    if (const auto events = checkpoint.meta.find("events"); events != checkpoint.meta.end()) {
        timeline_.restoreEvents(*events);
    }
    if (const auto clock = checkpoint.meta.find("clock");
        clock != checkpoint.meta.end() && clock->is_number()) {
        clock_ = clock->get<double>();
    }
    notify(Notice::Level::information,
           (load.outcome.empty() ? "checkpoint loaded from " + load.folder : load.outcome) +
               (seriesLeftOut(checkpoint) ? "; its curves were too long to be kept, and begin "
                                            "anew at step " +
                                                std::to_string(open_->step())
                                          : ""));
}

void Session::Engine::perform(command::Seek&& seek) {
    control_.pause();
    keepMoment();
    FramePtr found = timeline_.history().nearestFrame(seek.step);
    if (!found || seek.step >= experiment().stepsDone() ||
        found->step >= experiment().stepsDone()) {
        leavePast();
        return;
    }
    past_.show(std::move(found), open_->sharedScene());
    ++generation_;
    dirty_ = true;
}

void Session::Engine::perform(command::Branch&& branch) {
    if (branch.step > experiment().stepsDone()) {
        throw InputError("branch", "",
                         "step " + std::to_string(branch.step) +
                             " has not been reached; allowed is 0 to " +
                             std::to_string(experiment().stepsDone()));
    }
    branchTo(branch.step);
}

void Session::Engine::perform(command::Return&& back) {
    const KeptLine* const wanted = lines_.find(back.line);
    if (wanted == nullptr) {
        throw InputError("line", "", "is no longer kept");
    }
    Scene scene = *wanted->line.scene; // but for where views look, and how far it is to run
    for (const ParameterSpec& spec : scene.parameters.table().specs()) {
        if (spec.followsView) {
            scene.parameters.setValue(spec.name, open_->scene().parameters.value(spec.name));
        }
    }
    scene.steps = totalSteps();
    auto next = create(scene);
    next->restore(wanted->state);
    auto left = presentLine(wanted->line.from);
    const std::unique_ptr<KeptLine> line = lines_.take(back.line);
    begin(std::move(next));
    experiment().series() = std::move(line->series);
    timeline_ = std::move(line->timeline);
    timeline_.history().setBudget(options_.historyBytes);
    clock_ = line->line.clock;
    line_ = line->line;
    lines_.leftAt(line->line.from);
    addLine(std::move(left));
    keepMoment(true);
}

void Session::Engine::perform(command::Forget&& forget) {
    lines_.take(forget.line);
    dirty_ = true;
}

void Session::Engine::perform(command::Look&& look) {
    hurry_ = hurry_ || look.interest.all != interest_.all || look.interest.names != interest_.names;
    interest_ = std::move(look.interest);
    past_.wantMore();
    dirty_ = true;
}

void Session::Engine::perform(command::CancelAnalysis&& cancel) {
    const bool held = analyses().holdsStep();
    const bool any = analyses().cancel(cancel.name) || past_.analyses().cancel(cancel.name);
    if (any && held && !analyses().holdsStep()) {
        control_.pause(); // the next step needs what was given up
    }
    dirty_ = true;
}

void Session::Engine::perform(command::Extend&& extend) {
    open_->setEnd(extend.totalSteps);
    control_.extended(open_->step(), totalSteps());
    dirty_ = true;
}

void Session::Engine::perform(command::Moments&&) {
    keepMoment(true);
    mailbox_.put(std::make_shared<const std::vector<FramePtr>>(timeline_.history().frames()));
}

std::unique_ptr<Experiment> Session::Engine::createPast(const Scene& scene) {
    return opening(scene, [&](const Progress& progress) {
        return createExperiment(registry_, scene, options_.device, options_.threads, progress);
    });
}

std::unique_ptr<SceneRun> Session::Engine::create(const Scene& scene) {
    return opening(scene, [&](const Progress& progress) {
        return std::make_unique<SceneRun>(registry_, scene, options_.device, options_.threads,
                                          analysesOptions(), progress);
    });
}

void Session::Engine::openScene(const Scene& scene) {
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

void Session::Engine::adopt(std::unique_ptr<SceneRun> next) {
    lines_.clear();
    begin(std::move(next));
    line_ = {++lastLine_, 1};
}

void Session::Engine::begin(std::unique_ptr<SceneRun> next) {
    recovery_.forget();
    open_ = std::move(next);
    for (std::string& each : actionsOn(open_->scene(), registry_.kind(open_->scene().experiment),
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

void Session::Engine::pauseAtNewHead() {
    past_.leave();
    control_.reset();
    pictures_.forget();
    ++generation_;
    dirty_ = true;
}

void Session::Engine::leavePast() {
    if (past_.isShown()) {
        past_.leave();
        ++generation_;
        dirty_ = true;
    }
}

void Session::Engine::rewindTo(std::uint64_t step) {
    const std::uint64_t head = experiment().stepsDone();
    keepMoment();
    const FramePtr before = timeline_.history().nearestFrame(step);
    cancelWork_ = inbox_.stopping();
    WorkReport work(mailbox_, cancelWork_, "going back to step " + std::to_string(step));
    const auto goOn = [&](std::uint64_t at, std::uint64_t from) {
        const double all = static_cast<double>(std::max<std::uint64_t>(step - from, 1));
        return work.report(static_cast<double>(at - from) / all);
    };
    try {
        if (!timeline_.rewind(experiment(), analyses(), open_->scene().parameters, step, goOn)) {
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
    if (before && before->clock > 0.0 && step < head) {
        clock_ = before->clock;
    }
    followSchedule();
    keepMoment(true);
    if (const std::uint64_t at = experiment().stepsDone();
        at != step && !experiment().reproducible()) {
        notify(Notice::Level::information,
               "this run cannot be repeated: step " + std::to_string(at) +
                   " is the last one stored before step " + std::to_string(step));
    }
}

void Session::Engine::branchTo(std::uint64_t step) {
    std::unique_ptr<KeptLine> left;
    if (step < experiment().stepsDone()) {
        left = presentLine(step);
    }
    try {
        rewindTo(step);
    } catch (const InputError&) { // nothing has changed
        throw;
    } catch (const Cancelled&) {
        throw;
    } catch (...) {
        keepLine(std::move(left));
        throw;
    }
    keepLine(std::move(left));
}

std::unique_ptr<KeptLine> Session::Engine::presentLine(std::uint64_t from) {
    RunLine line = line_;
    line.from = from;
    line.to = experiment().stepsDone();
    line.clock = clock_;
    line.scene = open_->sharedScene();
    auto kept = std::make_unique<KeptLine>(
        KeptLine{std::move(line), fullCheckpoint(experiment(), &analyses(), open_->scene(), 0),
                 experiment().series().detachedCopy(), timeline_});
    if (const auto newest = timeline_.history().checkpointAtOrBefore(UINT64_MAX)) {
        kept->state.shareWith(*newest);
    }
    kept->timeline.history().setBudget(options_.historyBytes / RunLines::mostLines);
    return kept;
}

void Session::Engine::keepLine(std::unique_ptr<KeptLine> left) {
    if (!left) {
        return;
    }
    const std::uint64_t step = left->line.from;
    std::uint64_t number = left->line.number;
    lines_.leftAt(step);
    timeline_.note({step, RunEvent::Kind::branch, std::to_string(number)});
    addLine(std::move(left));
    if (const RunLineList& all = lines_.list()) {
        for (const RunLine& each : *all) {
            number = std::max(number, each.number);
        }
    }
    line_ = {++lastLine_, number + 1};
    dirty_ = true;
}

void Session::Engine::addLine(std::unique_ptr<KeptLine> left) {
    if (const auto gone = lines_.add(std::move(left))) {
        notify(Notice::Level::information,
               "line " + std::to_string(gone->line.number) + " was let go: at most " +
                   std::to_string(RunLines::mostLines) + " lines are kept");
    }
    dirty_ = true;
}

} // namespace scorescope
