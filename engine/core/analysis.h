// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/checkpoint.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

/// Work too long for a step or a picture: a Hessian spectrum, a probe of one layer, basins of
/// attraction. An analysis is a pure function of a snapshot of the experiment and a request, so it
/// runs on a thread of its own while training goes on; Analyses owns that thread.
namespace scorescope {

/// Which analysis of which moment. Equal keys give equal bits.
struct AnalysisKey {
    std::string name;       ///< snake_case, "basins"
    std::uint64_t step = 0; ///< of the state it is made from: the last step that changed it
    std::string settings;   ///< everything else it depends on, as text ("x −1..1, 44 nodes")

    friend bool operator==(const AnalysisKey& a, const AnalysisKey& b) {
        return a.step == b.step && a.name == b.name && a.settings == b.settings;
    }
    friend bool operator<(const AnalysisKey& a, const AnalysisKey& b) {
        return std::tie(a.name, a.step, a.settings) < std::tie(b.name, b.step, b.settings);
    }
};

/// Why an analysis is made.
enum class AnalysisCause {
    /// A parameter says so ("spectrum_every"). Its scalars become points of series at the step they
    /// are of; a run without a window waits for it before it ends. Part of the state: stored,
    /// saved,
    /// found again on step back, cut on branch.
    schedule,
    /// Somebody looks. Artifacts only; the newest moment wins, and nothing of it is kept.
    interest,
};

/// When its result is handed over.
enum class AnalysisDelivery {
    whenReady,  ///< step() must not depend on it
    beforeStep, ///< the next step waits for it, and may use it (scheduled ones only)
};

struct AnalysisRequest {
    AnalysisKey key;
    std::string title;               ///< as people read it: "Basins of attraction"
    std::vector<double> cursor = {}; ///< of the interest that asked; empty for none
    AnalysisCause cause = AnalysisCause::interest;
    AnalysisDelivery delivery = AnalysisDelivery::whenReady;
    double seconds = 0.0; ///< expected, 0 = not known beforehand
    double bytes = 0.0;   ///< expected beside what the experiment holds, 0 = little
};

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

private:
    std::atomic<bool> cancelled_{false};
    std::atomic<double> share_{0.0};
};

/// Owns (or shares, immutable) all that it uses: it outlives the step it was asked for. Called
/// once, on the thread of the analyses. Throws InputError or RunError with words for people.
using AnalysisWork = std::function<AnalysisFindings(AnalysisWatch&)>;

/// What the lane above the scrubber shows of one that waits or is under way.
struct AnalysisStatus {
    AnalysisRequest request;
    bool running = false;
    double share = 0.0;
    double secondsSoFar = 0.0;
    double secondsLeft = -1.0; ///< below 0: not known yet
};

/// Seconds left from what was measured: in proportion to the share done once 2 % are, before that
/// what was expected (0 = unknown), less what has passed; below 0 when neither says. Pure.
[[nodiscard]] double analysisSecondsLeft(double share, double secondsSoFar, double expected);

} // namespace scorescope
