// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

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
