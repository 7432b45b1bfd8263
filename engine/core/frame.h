// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/analysis_request.h"
#include "engine/core/artifact.h"
#include "engine/core/placement.h"
#include "engine/core/run_event.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace scorescope {

enum class RunState {
    paused,   ///< waiting for a command
    running,  ///< stepping freely
    finished, ///< reached the scene's number of steps; Run with more steps continues
    failed,   ///< stopped by trouble; the frame shows the last good state
};

/// The state's name as people read it: "paused", "running", "finished", "failed".
[[nodiscard]] std::string stateName(RunState state);

struct Scene;

/// What the engine says besides artifacts.
struct FrameStatus {
    RunState state = RunState::paused;
    std::string message; ///< empty, or what happened ("loss is not finite at step 12")
    std::string advice;  ///< what can be done about it
};

/// A line of a run that was left by a branch or a reset, and can be returned to.
struct RunLine {
    std::uint64_t id = 0;     ///< never given twice in a session
    std::uint64_t number = 0; ///< among those of the scene, from 1: "line 1"
    std::uint64_t from = 0;   ///< the step from which it is another one than the run on screen
    std::uint64_t to = 0;     ///< its newest step
    double clock = 0.0;       ///< seconds spent stepping it
    std::shared_ptr<const Scene> scene = nullptr; ///< with the parameters in force at its end
};
/// Oldest first. Null for none.
using RunLineList = std::shared_ptr<const std::vector<RunLine>>;

/// One immutable picture of an experiment, built once on the engine thread and shared by views,
/// history, recorder and exporter.
struct Frame {
    std::uint64_t generation =
        0;                  ///< changes on reset, load, seek and branch; older frames are stale
    std::uint64_t step = 0; ///< steps of the experiment behind this picture
    std::uint64_t head = 0; ///< newest step reached; > step while looking back
    std::uint64_t totalSteps = 0; ///< steps the scene asks for, 0 = no end
    double clock = 0.0;           ///< seconds spent stepping until this picture
    double stepsPerSecond = 0.0;  ///< smoothed; 0 when paused
    /// False when its numbers depend on other machines: the same scene would not give them again.
    bool reproducible = true;
    FrameStatus status;
    /// With the parameters in force at this step; null in hand-made frames.
    std::shared_ptr<const Scene> scene;
    std::map<std::string, std::shared_ptr<const Artifact>> artifacts;
    /// Artifacts that show an older state than this frame's, and the step they are of: found by an
    /// analysis, or too costly to be made anew for every picture of a run.
    std::map<std::string, std::uint64_t> older;
    /// Artifacts that there cannot be for these data, and why: "is of a plane; these data have 5
    /// dimensions". Views say so in their place.
    std::map<std::string, std::string> unavailable;
    std::vector<AnalysisStatus> analyses;    ///< waiting or under way
    std::vector<Placement> placements;       ///< where the experiment's work runs
    std::vector<std::uint64_t> historySteps; ///< steps the history can show, increasing
    RunEventList events;                     ///< of the whole run, also while looking back
    std::uint64_t line = 0;                  ///< RunLine::id of the run on screen
    RunLineList lines;                       ///< those that were left
    std::size_t historyBytes = 0;
    std::size_t seriesDiskBytes = 0; ///< of the run's series, in SessionOptions::seriesFolder

    /// The artifact of that name, or null.
    [[nodiscard]] std::shared_ptr<const Artifact> find(const std::string& name) const;
    /// The newest finite value of a series, or NaN.
    [[nodiscard]] double lastValue(const std::string& seriesName) const;
    /// The finite point of a series that holds at the frame's own step: the newest one at or before
    /// it, for while looking back series go on to the head. Nothing when there is none yet.
    [[nodiscard]] std::optional<SeriesPoint> valueNow(const std::string& seriesName) const;
};

using FramePtr = std::shared_ptr<const Frame>;

/// What somebody is looking at: names of artifacts, and where the cursor is. `all` is for runs
/// without a window. Leaves no trace in an experiment's state.
struct Interest {
    bool all = true;
    std::set<std::string> names;
    /// The point under the cursor in the data's coordinates; empty while it is nowhere.
    std::vector<double> cursor = {};
    [[nodiscard]] bool wants(const std::string& name) const {
        return all || names.count(name) != 0;
    }
};

/// Seconds of some clock that never goes back.
using SecondsClock = std::function<double()>;
/// Those of std::chrono::steady_clock.
[[nodiscard]] double steadySeconds();

/// Where an experiment puts its artifacts while it publishes.
class FrameBuilder {
public:
    /// `clock`: what seconds() are measured by.
    FrameBuilder(Frame& frame, const Interest& interest, SecondsClock clock = steadySeconds)
        : frame_(frame), interest_(interest), clock_(std::move(clock)) {}
    /// Whether anybody looks at the artifact; compute only what is wanted.
    [[nodiscard]] bool wants(const std::string& name) const {
        return interest_.wants(name) && skipped_.count(name) == 0;
    }
    /// Where the person points, in the data's coordinates; empty for nowhere.
    [[nodiscard]] const std::vector<double>& cursor() const noexcept { return interest_.cursor; }
    void add(Artifact artifact);
    /// Adds an artifact that did not change since the last frame without copying it.
    void add(std::shared_ptr<const Artifact> artifact);
    /// Adds one that shows the state of an earlier step.
    void addOfStep(std::shared_ptr<const Artifact> artifact, std::uint64_t step);

    /// Adds one that was made before and still holds.
    void addAsItWas(std::shared_ptr<const Artifact> artifact);

    /// Says why there is no artifact of that name for these data.
    void cannot(const std::string& name, const std::string& why);

    /// Artifacts that are not to be made this time, although somebody looks.
    void skip(std::set<std::string> names) { skipped_ = std::move(names); }
    /// Seconds that making each artifact took: what passed before it was added.
    [[nodiscard]] const std::map<std::string, double>& seconds() const noexcept { return seconds_; }

private:
    Frame& frame_;
    const Interest& interest_;
    std::set<std::string> skipped_;
    std::map<std::string, double> seconds_;
    SecondsClock clock_;
    double last_ = clock_(); ///< when the last artifact was added, or the picture begun
};

} // namespace scorescope
