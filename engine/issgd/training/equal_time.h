// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/issgd/training/importance_learner.h"
#include "engine/stats/estimates.h"
#include "engine/stats/parzen_likelihood.h"

#include <cstddef>
#include <memory>
#include <vector>

/// The last word on whether importance sampling pays: both methods for the same time, each with the
/// learning rate that suits it best, with several seeds. A smaller variance is no end in itself
/// (J. Kaddour et al., "No Train No Gain", 2023, found gains of this kind to vanish once rates had
/// decayed in full).
namespace scorescope::issgd {

struct EqualTimeOptions {
    LearnerOptions learner;         ///< of importance sampling; its rate and seed are not looked at
    std::size_t uniformSteps = 600; ///< of SGD: what the time is told by
    /// Seconds of a step with importance sampling over those of a uniform one. The importance runs
    /// get uniformSteps / costRatio steps, rounded, at least one.
    double costRatio = 1.0;
    std::vector<double> rates;   ///< tried with both, each decaying linearly to 0
    std::size_t tuningSeeds = 2; ///< of the trials; the comparison has others
    std::size_t seeds = 5;       ///< of the comparison, ≥ 2
    std::uint64_t firstSeed = 1;
};

struct EqualTimeSide {
    std::size_t steps = 0;
    std::vector<double> tried;  ///< [rates] mean training loss at the end; infinite: diverged
    std::size_t best = 0;       ///< which rate
    std::vector<double> losses; ///< [seeds] training loss at the end, with that rate
    std::vector<double> errors; ///< [seeds] test error
};

struct EqualTime {
    EqualTimeSide uniform;
    EqualTimeSide importance;
    /// log(loss of importance sampling / loss of SGD), the mean over seeds, which share first
    /// weights: below 0 where importance sampling is ahead.
    stats::Uncertain lossRatio;
    stats::Uncertain errorDifference; ///< test errors, importance sampling − SGD
};

/// Throws std::invalid_argument for options out of range, Cancelled when asked to stop. The same
/// numbers for any number of threads.
[[nodiscard]] EqualTime compareForEqualTime(const EqualTimeOptions& options,
                                            const std::shared_ptr<const nn::TrainingImages>& images,
                                            const stats::LongWork& work);

/// "equal_time": the comparison, with a sentence.
[[nodiscard]] Artifact equalTimeTable(const EqualTime& found, const EqualTimeOptions& options);
/// "equal_time_rates": the loss at the end over the learning rate.
[[nodiscard]] Artifact equalTimeRates(const EqualTime& found, const EqualTimeOptions& options);

} // namespace scorescope::issgd
