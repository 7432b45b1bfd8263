// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"
#include "engine/core/frame.h"
#include "engine/core/scene.h"
#include "engine/core/sweep_spec.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

/// One scene run several times, with one number (or word) changed: sweeps over σ, or over seeds.
namespace scorescope {

/// One run of a sweep.
struct SweepRun {
    ParameterValue value;
    std::string label;  ///< as above a picture: "σ = 0.02"
    std::string folder; ///< a name for its files, without spaces or separators: "corruption=0.02"
    Scene scene;        ///< with the value; without expectations, which hold for the scene as it is
};

/// `count` values from `low` to `high`, both included, equally far apart, or equally far apart in
/// their logarithm. Ends are exact. Throws InputError: fewer than 1 or more than mostRuns, numbers
/// that are not finite, a logarithm of what is not above 0.
[[nodiscard]] std::vector<double> sweepRange(double low, double high, std::size_t count,
                                             bool logarithmic);

/// Reads "NAME=v1,v2,…", "NAME=low:high:count" or "NAME=low:high:count:log", as after --over.
/// Integers (and seeds) from a range are rounded, and repeated ones left out. Throws InputError
/// (where = "--over") for a name that is not one of the scene's or cannot be swept, with the
/// nearest one, for values that are not allowed, twice the same value, none, or too many.
[[nodiscard]] SweepSpec parseSweep(const Scene& scene, const std::string& text);

/// The runs of a sweep, in the order of the values, each checked as it would be before it runs.
/// Pure. `steps` replaces the scene's where it is above 0. Throws InputError: a value out of range,
/// a rule between parameters that one of them breaks, an endless run, too little memory for one.
[[nodiscard]] std::vector<SweepRun> planSweep(const Registry& registry, const Scene& scene,
                                              const SweepSpec& spec, std::uint64_t steps = 0);

/// How far a sweep is.
struct SweepProgress {
    std::size_t run = 0; ///< the one under way
    std::size_t runs = 0;
    std::uint64_t step = 0; ///< of that run
    std::uint64_t steps = 0;
    double share = 0.0;        ///< of all steps, in [0, 1]
    double secondsLeft = -1.0; ///< from what was measured; below 0 when nothing was
};

/// What came of one run.
struct SweepResult {
    std::size_t run = 0;
    FramePtr frame;      ///< at its end, every artifact included; the last good one when it failed
    std::string trouble; ///< why it failed and what can be done, or empty
    double seconds = 0.0;
};

/// Both are called on the thread that runs the sweep.
struct SweepWatch {
    /// At every step; must return at once. false ends the sweep after the step in progress.
    std::function<bool(const SweepProgress&)> progress;
    /// What the frames of the results hold.
    Interest interest = {};
    /// When a run has ended by itself; an interrupted one is not told.
    std::function<void(const SweepResult&)> done;
};

/// Makes the runs one after another. Each gives the numbers that it gives alone. A run that fails
/// (RunError) is told as such, and the next begins. \returns false when `watch` ended it. Throws
/// InputError when an experiment cannot be made.
bool runSweep(const Registry& registry, const std::vector<SweepRun>& runs, const Device& device,
              int threads, const SweepWatch& watch);

/// Seconds that one step of the scene takes here, from at least `least` steps and up to about
/// `budget` seconds of an experiment made for that. Throws InputError and RunError.
[[nodiscard]] double measureStep(const Registry& registry, const Scene& scene, const Device& device,
                                 int threads, double budget = 0.3, std::size_t least = 2);

/// The last values of every series by run, as CSV: a column of values named after what was swept,
/// "steps", then a column for each series; empty where a run has none. `results` may lack runs.
[[nodiscard]] std::string sweepCsv(const std::string& name, const std::vector<SweepRun>& runs,
                                   const std::vector<SweepResult>& results);

} // namespace scorescope
