// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/analyses.h"
#include "engine/core/experiment.h"
#include "engine/core/scene.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

/// The one run loop and the one frame builder: window, command line, sweeps, films, thumbnails and
/// help figures all step and look at an experiment through these.
namespace scorescope {

/// Creates the scene's experiment, on the thread that it will live on: loops that this thread
/// starts use `threads` from now on (0 = as they did). Throws InputError, told of the scene's file;
/// Cancelled when `progress` asks it to end.
[[nodiscard]] std::unique_ptr<Experiment> createExperiment(const Registry& registry,
                                                           const Scene& scene, const Device& device,
                                                           int threads,
                                                           const Progress& progress = {});

/// What the named views of a scene show; without names, what all views show that are not opened on
/// demand. Throws InputError (pointer "/views") for a name that is not there, with the nearest.
[[nodiscard]] Interest interestOf(const Scene& scene, const std::vector<std::string>& views = {});

/// A picture of the experiment as it is: what it publishes, and what `analyses` (may be null)
/// knows, of all that `interest` wants. `scene` with the parameters in force; may be null.
[[nodiscard]] std::shared_ptr<Frame> frameOf(const Experiment& experiment, const Analyses* analyses,
                                             std::shared_ptr<const Scene> scene,
                                             const Interest& interest);

/// The same, complete: first makes the analyses that `interest` wants, and waits for them. `goOn`
/// is asked every 50 ms; when it says no, the picture is as far as it is.
/// Complaints about those that failed are appended to `complaints` (may be null).
[[nodiscard]] FramePtr completeFrame(Experiment& experiment, Analyses& analyses,
                                     std::shared_ptr<const Scene> scene, const Interest& interest,
                                     const std::function<bool()>& goOn = {},
                                     std::vector<std::string>* complaints = nullptr);

/// How a run came to its end.
enum class RunEnd {
    reached,   ///< the step that was asked for
    converged, ///< further steps change nothing
    stopped,   ///< `goOn` said no
};

/// Steps until `step` is reached, with the analyses that are due on the way, and then waits for
/// those that a schedule asked for. `goOn` (may be empty) is asked after every step, and every 50
/// ms while an analysis is waited for. Throws RunError: the state is then the last good one.
RunEnd runTo(Experiment& experiment, Analyses& analyses, std::uint64_t step,
             const std::function<bool(std::uint64_t step)>& goOn = {});

/// An experiment of its own with its analyses, from a scene to pictures: what sessions, background
/// jobs and the command line hold. Lives on one thread.
class SceneRun {
public:
    /// `registry` must outlive it. Throws as createExperiment().
    SceneRun(const Registry& registry, Scene scene, const Device& device, int threads,
             AnalysesOptions analyses = {}, const Progress& progress = {});
    /// Continues from a checkpoint of the same scene, right after it was made. Throws InputError:
    /// it is then of no use any more.
    void restore(const Checkpoint& checkpoint);
    /// runTo() on the scene's experiment.
    RunEnd runTo(std::uint64_t step, const std::function<bool(std::uint64_t step)>& goOn = {}) {
        return scorescope::runTo(*experiment_, analyses_, step, goOn);
    }
    /// completeFrame() of it.
    [[nodiscard]] FramePtr frame(const Interest& interest, const std::function<bool()>& goOn = {},
                                 std::vector<std::string>* complaints = nullptr);
    /// Of the artifacts that `interest` names and `now`, its present picture, lacks: those that an
    /// analysis will make, because somebody looks or by schedule. Begins none.
    [[nodiscard]] std::set<std::string> awaited(const Interest& interest, const Frame& now) const;
    /// State, series, scene and analyses: everything a later run needs to continue bit for bit.
    [[nodiscard]] Checkpoint checkpoint() const;
    /// Sets live parameters together. Throws InputError and changes nothing when one of them, or
    /// their relation to others, is not allowed.
    void setAll(const std::vector<std::pair<std::string, ParameterValue>>& values);
    /// Another number of steps in its scene, 0 = no end.
    void setEnd(std::uint64_t steps);

    [[nodiscard]] const Scene& scene() const noexcept { return *scene_; }
    /// The same, as frames share it: it stays as it is when parameters are set.
    [[nodiscard]] const std::shared_ptr<const Scene>& sharedScene() const noexcept {
        return scene_;
    }
    [[nodiscard]] Experiment& experiment() noexcept { return *experiment_; }
    [[nodiscard]] const Experiment& experiment() const noexcept { return *experiment_; }
    [[nodiscard]] Analyses& analyses() noexcept { return analyses_; }
    [[nodiscard]] const Analyses& analyses() const noexcept { return analyses_; }
    [[nodiscard]] std::uint64_t step() const { return experiment_->stepsDone(); }
    /// Why further steps change nothing, or empty.
    [[nodiscard]] std::string converged() const { return experiment_->converged(); }

private:
    const Registry& registry_;
    Device device_;
    int threads_;
    std::shared_ptr<const Scene> scene_;
    std::unique_ptr<Experiment> experiment_;
    Analyses analyses_;
};

/// State, series, analyses (may be null) and scene, as a checkpoint on disk holds them. Series that
/// take more than `mostSeriesBytes` together are left out, which it says (seriesLeftOut).
[[nodiscard]] Checkpoint fullCheckpoint(const Experiment& experiment, const Analyses* analyses,
                                        const Scene& scene,
                                        std::size_t mostSeriesBytes = static_cast<std::size_t>(-1));
/// Whether the series of the run before this checkpoint are not in it.
[[nodiscard]] bool seriesLeftOut(const Checkpoint& checkpoint);
/// The step a checkpoint was taken at; 0 where it does not say.
[[nodiscard]] std::uint64_t stepOf(const Checkpoint& checkpoint);
/// The scene a checkpoint was taken from. Throws InputError when it carries none.
[[nodiscard]] Scene sceneOf(const Checkpoint& checkpoint, const Registry& registry);
/// Restores state and series, without analyses. Throws InputError; nothing changed then.
void restoreState(Experiment& experiment, const Checkpoint& checkpoint);
/// Restores state, series and analyses of an experiment just created for `scene`. Throws
/// InputError.
void restoreFull(const Registry& registry, const Scene& scene, const Device& device, int threads,
                 Experiment& experiment, Analyses& analyses, const Checkpoint& checkpoint);
/// An artifact for one of the experiment's series.
[[nodiscard]] Artifact seriesArtifact(const SeriesSet& series, const std::string& name,
                                      std::string title, Quantity value, bool reference = false);

} // namespace scorescope
