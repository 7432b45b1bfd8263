// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"
#include "engine/core/experiment.h"
#include "engine/core/frame.h"
#include "engine/core/run.h"
#include "engine/core/scene.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

/// What it takes to put two runs, or two moments of one, beside each other.
namespace scorescope {

/// A run read from disk.
struct StoredRun {
    Scene scene;
    Checkpoint checkpoint;
    std::uint64_t step = 0;
};

/// Reads the folder that `run --out` wrote (run.json and checkpoint/), or a checkpoint's own
/// folder. Throws InputError, naming the folder or the file: there is none, it is neither, its
/// checkpoint is missing, the run was never finished or its parts belong to different runs, it was
/// written by a newer version, it is damaged.
[[nodiscard]] StoredRun readStoredRun(const Registry& registry, const std::string& folder);

/// Live parameters that say where and how finely an experiment samples its fields
/// (ParameterSpec::followsView).
using Region = std::map<std::string, ParameterValue>;
[[nodiscard]] Region regionOf(const Parameters& parameters);
/// The region a frame shows: its scene's, or without a scene what its fields say of themselves
/// (RegionParameters).
[[nodiscard]] Region regionOf(const Frame& frame);

/// An experiment kept for its pictures: runs or restores once, then publishes any region. Lives on
/// one thread.
class ComparedRun {
public:
    /// Throws InputError when the experiment cannot be made.
    ComparedRun(const Registry& registry, Scene scene, const Device& device, int threads);
    /// Takes over the state of a stored run of the same scene. Throws InputError.
    void restore(const Checkpoint& checkpoint);
    /// Steps to the scene's end or until it converges. `goOn` is asked after each step; \returns
    /// false when it said no. Throws InputError for an endless scene, RunError.
    bool runToEnd(const std::function<bool(std::uint64_t step)>& goOn);
    /// Takes the values that this experiment has live parameters for; the rest is left alone.
    /// Values that are not allowed here change nothing. \returns whether any value changed.
    bool follow(const Region& region);
    /// A complete frame with what is wanted, and the scene with the parameters in force. `goOn`
    /// ends the wait for its analyses.
    [[nodiscard]] FramePtr publish(const Interest& interest,
                                   const std::function<bool()>& goOn = {});
    [[nodiscard]] const Scene& scene() const noexcept { return run_.scene(); }
    [[nodiscard]] std::uint64_t step() const { return run_.step(); }

private:
    SceneRun run_;
};

/// A frame made of two.
struct CombinedFrame {
    FramePtr frame;
    std::size_t combined = 0; ///< artifacts that were made of both, not merely taken over
    /// Why artifacts are missing from it, one sentence each.
    std::vector<std::string> problems;
};

/// a − b for the named artifacts, as difference() has it. What cannot be subtracted but is the same
/// in both (the data points) is taken over; what is missing or cannot be subtracted is told.
[[nodiscard]] CombinedFrame differenceFrame(const Frame& a, const Frame& b,
                                            const std::vector<std::string>& names);

/// Both frames' series under one roof: those of `a` under their names, those of `b` under
/// overlayName() as dashed lines; titles begin with "A: " and "B: ". References that are the same
/// in both are there once. Lines and histograms of `b` are told as problems.
[[nodiscard]] CombinedFrame overlayFrame(const Frame& a, const Frame& b,
                                         const std::vector<std::string>& names);
/// The name of the second run's series in an overlay.
[[nodiscard]] std::string overlayName(const std::string& name);

} // namespace scorescope
