// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/action.h"
#include "engine/core/analyses.h"
#include "engine/core/experiment.h"
#include "engine/core/history.h"
#include "engine/core/parameters.h"
#include "engine/core/run_event.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace scorescope {

/// What was done to the experiment besides stepping.
struct Edit {
    struct Set {
        std::string name;
        ParameterValue value;
    };
    std::uint64_t step = 0; ///< after which it was done
    std::variant<Set, Action> what;
};

/// The past of a run: moments stored under a budget, and the edits between them, from which any
/// earlier step is made again exactly. Owned by the engine thread.
class Timeline {
public:
    explicit Timeline(std::size_t historyBytes) : history_(historyBytes) {}

    /// Another experiment: nothing is known.
    void clear();
    /// A live parameter was set after `step`, or the experiment acted upon: to be done again, and
    /// an event. `spec`: where a view looks is no event.
    void noteSet(std::uint64_t step, const ParameterSpec& spec, const ParameterValue& before,
                 const ParameterValue& after);
    void noteAction(std::uint64_t step, Action action);
    /// Another event.
    void note(RunEvent event) { events_.add(std::move(event)); }
    [[nodiscard]] const RunEvents& events() const noexcept { return events_; }
    /// Those that a checkpoint tells of (RunEvents::json()).
    void restoreEvents(const nlohmann::ordered_json& stored) { events_.restore(stored); }
    [[nodiscard]] History& history() noexcept { return history_; }
    [[nodiscard]] const History& history() const noexcept { return history_; }
    /// Stores the experiment's present moment with what is seen of it.
    void keep(const Experiment& experiment, const Parameters& inForce, const FramePtr& seen);

    /// Brings the experiment back to `step` ≤ its own: the nearest moment before it, then the same
    /// steps and edits again, with the analyses that were due. What came after is forgotten.
    /// `now`: the live parameters that hold from there on, whatever was in force back then; they
    /// are told to the experiment and noted as edits. `goOn` is asked after every step, with the
    /// step and the first step of the replay.
    ///
    /// Steps of an experiment that is not reproducible cannot be made again: it is brought to the
    /// nearest moment itself, at or before `step`.
    ///
    /// \returns false when `goOn` said no: all is as it was. Throws InputError when no such moment
    /// is stored; what a step of the replay throws: the experiment is then as far as the replay
    /// came.
    bool rewind(Experiment& experiment, Analyses& analyses, const Parameters& now,
                std::uint64_t step,
                const std::function<bool(std::uint64_t step, std::uint64_t from)>& goOn);

    /// After trouble that may have left the experiment half changed: the newest moment stored.
    /// Nothing when there is none.
    void restoreNewest(Experiment& experiment, Analyses& analyses);

private:
    static void apply(Experiment& experiment, const Edit& edit);
    void hold(Experiment& experiment, const Parameters& then, const Parameters& now);
    void load(Experiment& experiment, Analyses& analyses, const Checkpoint& moment);
    void forgetAfter(Analyses& analyses, std::uint64_t step);

    History history_;
    std::vector<Edit> edits_;
    RunEvents events_;
};

} // namespace scorescope
