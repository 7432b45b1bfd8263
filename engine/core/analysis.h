// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/analysis_request.h"
#include "engine/core/artifact.h"
#include "engine/core/checkpoint.h"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

/// Work too long for a step or a picture: a Hessian spectrum, a probe of one layer, basins of
/// attraction. An analysis is a pure function of a snapshot of the experiment and a request, so it
/// runs on a thread of its own while training goes on; Analyses owns that thread.
namespace scorescope {

/// What an analysis found.
struct AnalysisFindings {
    /// Shown until newer ones come. Not saved to disk: an experiment makes those of a scheduled
    /// analysis again from `data`, in publish().
    std::vector<std::shared_ptr<const Artifact>> artifacts;
    std::map<std::string, double> scalars; ///< by series; of scheduled ones
    Checkpoint data;                       ///< what Experiment::take() needs; saved with the state
};

struct AnalysisResult {
    AnalysisRequest request;
    AnalysisFindings findings;
    double seconds = 0.0; ///< it took
};

/// The work's line to its owner. The work tells how far it is, at least every 100 ms; that is also
/// where a cancelled one ends.
class AnalysisWatch {
public:
    /// `share` of the whole, in [0, 1]. Throws Cancelled when nobody wants the result any more.
    void report(double share);
    [[nodiscard]] bool cancelled() const noexcept { return cancelled_; }
    /// From any thread: the next report() throws.
    void cancel() noexcept { cancelled_ = true; }
    [[nodiscard]] double share() const noexcept { return share_; }

    /// Hands over an artifact that is ready before the rest, so that it can be seen at once. The
    /// findings hold it too: they are whole. Of an analysis by interest; a scheduled one's are not
    /// shown before its end.
    void show(std::shared_ptr<const Artifact> artifact);
    /// What was handed over since the last call. From any thread.
    [[nodiscard]] std::vector<std::shared_ptr<const Artifact>> takeShown();
    /// Called after every show(), on its thread. Set before the work begins.
    void onShow(std::function<void()> call) { onShow_ = std::move(call); }

private:
    std::atomic<bool> cancelled_{false};
    std::atomic<double> share_{0.0};
    std::mutex mutex_;
    std::vector<std::shared_ptr<const Artifact>> shown_; ///< under mutex_
    std::function<void()> onShow_;
};

/// Owns (or shares, immutable) all that it uses: it outlives the step it was asked for. Called
/// once, on the thread of the analyses. Throws InputError or RunError with words for people.
using AnalysisWork = std::function<AnalysisFindings(AnalysisWatch&)>;

} // namespace scorescope
