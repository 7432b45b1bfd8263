// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/timeline.h"

#include "engine/core/error.h"
#include "engine/core/overloaded.h"
#include "engine/core/run.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace scorescope {
namespace {

void setLive(Experiment& experiment, const Parameters& parameters) {
    for (const ParameterSpec& spec : parameters.table().specs()) {
        if (spec.live) {
            experiment.set(spec.name, parameters.value(spec.name));
        }
    }
}

} // namespace

void Timeline::clear() {
    history_.clear();
    edits_.clear();
    events_.clear();
}

void Timeline::noteSet(std::uint64_t step, const ParameterSpec& spec, const ParameterValue& before,
                       const ParameterValue& after) {
    edits_.push_back({step, Edit::Set{spec.name, after}});
    if (!spec.followsView && before != after) {
        events_.add({step, RunEvent::Kind::edit, spec.name, toText(before), toText(after)});
    }
}

void Timeline::noteAction(std::uint64_t step, Action action) {
    events_.add({step, RunEvent::Kind::action, action.name});
    edits_.push_back({step, std::move(action)});
}

void Timeline::keep(const Experiment& experiment, const Parameters& inForce, const FramePtr& seen) {
    history_.store([&] {
        auto checkpoint = std::make_shared<Checkpoint>();
        experiment.save(*checkpoint);
        checkpoint->meta["parameters"] = inForce.json();
        checkpoint->meta["edits"] = edits_.size();
        return History::Moment{seen, std::move(checkpoint)};
    });
}

void Timeline::apply(Experiment& experiment, const Edit& edit) {
    std::visit(Overloaded{[&](const Edit::Set& set) { experiment.set(set.name, set.value); },
                          [&](const Action& action) { experiment.act(action); }},
               edit.what);
}

void Timeline::load(Experiment& experiment, Analyses& analyses, const Checkpoint& moment) {
    experiment.load(moment);
    const std::uint64_t step = experiment.stepsDone();
    experiment.series().truncateAfter(static_cast<double>(step));
    analyses.rejoin(experiment, step);
}

void Timeline::forgetAfter(Analyses& analyses, std::uint64_t step) {
    history_.truncateAfter(step);
    analyses.cutAfter(step);
    events_.cutAfter(step);
}

void Timeline::hold(Experiment& experiment, const Parameters& then, const Parameters& now) {
    Parameters inForce = then;
    for (const Edit& each : edits_) {
        if (const auto* set = std::get_if<Edit::Set>(&each.what)) {
            inForce.setValue(set->name, set->value);
        }
    }
    for (const ParameterSpec& spec : now.table().specs()) {
        if (spec.live) {
            const ParameterValue& value = now.value(spec.name);
            experiment.set(spec.name, value);
            noteSet(experiment.stepsDone(), spec, inForce.value(spec.name), value);
        }
    }
}

bool Timeline::rewind(Experiment& experiment, Analyses& analyses, const Parameters& now,
                      std::uint64_t step,
                      const std::function<bool(std::uint64_t, std::uint64_t)>& goOn) {
    const auto moment = history_.checkpointAtOrBefore(step);
    if (!moment) {
        throw InputError("step back", "",
                         "no moment before step " + std::to_string(step) +
                             " is stored; the oldest is step " +
                             std::to_string(history_.steps().front()));
    }
    // To return to when the person gives up half way.
    Checkpoint present;
    experiment.save(present);
    const SeriesSet series = experiment.series();
    const std::uint64_t head = experiment.stepsDone();

    // The parameters of then come first: setting one may touch state (a new corruption makes L-BFGS
    // forget its curvature) that loading puts right.
    Parameters then(now.table());
    then.setAll(moment->meta.at("parameters"));
    setLive(experiment, then);
    load(experiment, analyses, *moment);
    const std::uint64_t from = experiment.stepsDone();
    if (!experiment.reproducible()) {
        step = from;
    }
    // Not more than there are: a moment stored before a replay that failed may count edits that
    // were dropped with it.
    std::size_t edit = std::min(moment->meta.at("edits").get<std::size_t>(), edits_.size());
    const auto goOnHere = [&](std::uint64_t at) { return !goOn || goOn(at, from); };
    std::exception_ptr trouble;
    try {
        for (;;) {
            while (edit < edits_.size() && edits_[edit].step <= experiment.stepsDone()) {
                if (experiment.stepsDone() == step && edits_[edit].step == step &&
                    (from != step || !experiment.reproducible())) {
                    break; // done at the moment that is asked for, so after it
                }
                apply(experiment, edits_[edit]);
                ++edit;
            }
            if (experiment.stepsDone() >= step) {
                break;
            }
            const std::uint64_t next =
                edit < edits_.size() ? std::min(step, edits_[edit].step) : step;
            const RunEnd end = runTo(experiment, analyses, next, goOnHere);
            if (end == RunEnd::stopped) {
                setLive(experiment, now);
                experiment.load(present);
                experiment.series() = series;
                analyses.rejoin(experiment, head);
                return false;
            }
            if (end == RunEnd::converged && edit >= edits_.size()) {
                break;
            }
        }
    } catch (...) {
        trouble = std::current_exception(); // the head is then as far as the replay came
        step = experiment.stepsDone();
    }
    edits_.erase(edits_.begin() + static_cast<std::ptrdiff_t>(edit), edits_.end());
    forgetAfter(analyses, step);
    hold(experiment, then, now);
    if (trouble) {
        std::rethrow_exception(trouble);
    }
    return true;
}

void Timeline::restoreNewest(Experiment& experiment, Analyses& analyses) {
    const auto moment = history_.checkpointAtOrBefore(UINT64_MAX);
    if (!moment) {
        return;
    }
    load(experiment, analyses, *moment);
    const std::uint64_t step = experiment.stepsDone();
    forgetAfter(analyses, step);
    edits_.erase(std::remove_if(edits_.begin(), edits_.end(),
                                [step](const Edit& edit) { return edit.step > step; }),
                 edits_.end());
}

} // namespace scorescope
