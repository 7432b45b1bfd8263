// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/action.h"
#include "engine/core/analysis.h"
#include "engine/core/benchmark.h"
#include "engine/core/checkpoint.h"
#include "engine/core/device.h"
#include "engine/core/frame.h"
#include "engine/core/parameters.h"
#include "engine/core/placement.h"
#include "engine/core/progress.h"
#include "engine/core/shared_cache.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace scorescope {

/// What an experiment is made from.
struct ExperimentContext {
    Parameters parameters;
    std::uint64_t seed = 1;
    Device device;
    int threads = 1;
    /// Where data sets are shared with other experiments; may be null (a test), then each reads its
    /// own. Registry::create() puts the registry's in its place.
    std::shared_ptr<SharedCache> cache = nullptr;
    /// Told while data are read, in the constructor; may be empty.
    Progress progress = nullptr;
};

/// Options, state and one bounded step. Lives on one thread (the Session's or the command line's).
///
/// Contract: step() does one natural unit of the thesis' work and never looks at the clock;
/// publish() is const and draws no random numbers, so that looking never changes the result; two
/// experiments with equal contexts give equal numbers, and save() then load() continues bit for
/// bit.
class Experiment {
public:
    virtual ~Experiment() = default;
    Experiment() = default;
    Experiment(const Experiment&) = delete;
    Experiment& operator=(const Experiment&) = delete;

    /// One step(), and then what the scene does at that step (see follow()). What every run loop
    /// calls. Throws as step().
    void advance();
    /// Actions of the scene, checked. Those of the present step are done now.
    void follow(std::vector<TimedAction> actions);

    /// Advances by one unit. Throws RunError when the numbers stop being finite; the state is then
    /// still the last good one.
    virtual void step() = 0;
    /// Steps done since the start.
    [[nodiscard]] virtual std::uint64_t stepsDone() const = 0;
    /// Why further steps change nothing ("the optimizer finds no lower loss"); empty while they do.
    [[nodiscard]] virtual std::string converged() const { return {}; }
    /// Where its kinds of work run at present, and why there; empty when all of it runs on the
    /// processor and could not run elsewhere. Cheap: asked for every picture.
    [[nodiscard]] virtual std::vector<Placement> placements() const { return {}; }
    /// Fills in the artifacts somebody wants.
    virtual void publish(FrameBuilder& frame) const = 0;
    /// The analyses that are due in the present state: those that a parameter schedules at this
    /// step, whoever looks, and those whose artifacts `interest` wants. Cheap: asked after every
    /// step. Draws no random numbers.
    [[nodiscard]] virtual std::vector<AnalysisRequest> due(const Interest& interest) const {
        static_cast<void>(interest);
        return {};
    }
    /// Artifacts that are not there until an analysis that a parameter schedules has been: views of
    /// a run that has not begun may name them.
    [[nodiscard]] virtual std::set<std::string> scheduledArtifacts() const { return {}; }
    /// The work of one that is due, made from the present state. Called right after due().
    [[nodiscard]] virtual AnalysisWork analysis(const AnalysisRequest& request) const;
    /// What a scheduled analysis found; also after load(), for those known then.
    virtual void take(const AnalysisResult& result) { static_cast<void>(result); }
    /// Changes a live parameter. Called only with declared, checked, live parameters.
    virtual void set(const std::string& name, const ParameterValue& value) = 0;
    /// Takes what the person did: an action of the kind's table, its numbers checked
    /// (checkAction()).
    virtual void act(const Action& action) { static_cast<void>(action); }
    /// Coordinates of a point of the data's space, as actions and the cursor give it; 0 where there
    /// is no such space.
    [[nodiscard]] virtual std::size_t dimensions() const { return 0; }
    /// The whole state, except the series (the owner keeps or cuts those).
    virtual void save(Checkpoint& checkpoint) const = 0;
    /// Restores it. Throws InputError when the checkpoint is of another shape; then nothing
    /// changed.
    virtual void load(const Checkpoint& checkpoint) = 0;
    /// Its scalar series, appended to by step().
    [[nodiscard]] SeriesSet& series() noexcept { return series_; }
    [[nodiscard]] const SeriesSet& series() const noexcept { return series_; }
    /// As its kind declares (ExperimentKind::reproducible), once a registry has created it.
    [[nodiscard]] bool reproducible() const noexcept { return reproducible_; }

protected:
    SeriesSet series_;

private:
    void performActions();

    friend class Registry;
    bool reproducible_ = true;
    std::vector<TimedAction> actions_;
};

/// The one number that tells how a run is doing.
struct Headline {
    std::string series; ///< empty for none
    std::string label;  ///< its value stands where %1 is: "loss %1 × optimum"
};

/// A command of the program's own, besides those that every lab has ("worker").
struct Tool {
    std::string name;  ///< as typed after `scorescope`
    std::string title; ///< one line of the help
    /// Its arguments, without its name. \returns the exit status. Throws InputError for bad ones.
    std::function<int(const std::vector<std::string>& arguments)> run;
};

/// An experiment kind as labs register it.
struct ExperimentKind {
    std::string name;  ///< "regularized_autoencoder", as scenes name it
    std::string title; ///< "Denoising auto-encoder"
    std::string help;  ///< Markdown: what it computes, equations, what to try
    ParameterTable parameters;
    std::function<std::unique_ptr<Experiment>(const ExperimentContext&)> create;
    /// Bytes and seconds per step it expects to need: asked before anything is allocated.
    std::function<double(const Parameters&)> memoryBytes;
    /// Rules between parameters ("x_min must be below x_max"); throws InputError. May be empty.
    std::function<void(const Parameters&)> check = {};
    /// Names it had in older scenes, which are still read.
    std::vector<std::string> formerNames = {};
    /// Artifacts that were called otherwise in older scenes, by their former names.
    std::map<std::string, std::string> formerArtifacts = {};
    /// What a person can do in its views.
    std::vector<ActionSpec> actions = {};
    /// What the status bar says of it.
    Headline headline = {};
    /// False when its numbers depend on other machines: step back then goes to stored moments only,
    /// and window, run.json and figures say so.
    bool reproducible = true;
};

/// The experiment kinds and benchmarks of this program. A value: built once by main() through
/// registerLabs().
class Registry {
public:
    void add(ExperimentKind kind);
    void add(Benchmark benchmark);
    void add(Tool tool);
    [[nodiscard]] const std::vector<Tool>& tools() const noexcept { return tools_; }
    [[nodiscard]] const std::vector<Benchmark>& benchmarks() const noexcept { return benchmarks_; }
    /// The kind of that name, or what was once called so. Throws InputError (pointer
    /// "/experiment") with the nearest name when there is none.
    [[nodiscard]] const ExperimentKind& kind(const std::string& name) const;
    [[nodiscard]] std::vector<std::string> names() const;
    [[nodiscard]] const std::map<std::string, ExperimentKind>& kinds() const noexcept {
        return kinds_;
    }
    /// Checks the rules between parameters, and the memory they need against the machine's. Throws
    /// InputError. Cheap: nothing is allocated.
    void checkFits(const std::string& name, const Parameters& parameters) const;
    /// checkFits(), then creates. Throws InputError, and Cancelled when the context's progress asks
    /// to stop.
    [[nodiscard]] std::unique_ptr<Experiment> create(const std::string& name,
                                                     const ExperimentContext& context) const;
    /// What its experiments share.
    [[nodiscard]] const SharedCache& cache() const noexcept { return *cache_; }

private:
    std::map<std::string, ExperimentKind> kinds_;
    std::vector<Benchmark> benchmarks_;
    std::vector<Tool> tools_;
    /// One for all copies of this registry, and so for the process.
    std::shared_ptr<SharedCache> cache_ = std::make_shared<SharedCache>();
};

} // namespace scorescope
