// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/issgd/training/importance_learner.h"
#include "engine/issgd/training/training_measure.h"

namespace scorescope::issgd {

/// Seconds by the clock of this machine, the least of some rounds taken in turns: they differ from
/// run to run, and what is made of them does, too.
struct StepCosts {
    double uniform = 0.0;    ///< of a step with a uniformly drawn minibatch
    double importance = 0.0; ///< of one that draws by weights that are there
    double renewal = 0.0;    ///< of bringing weights and sampler up to date once
    double renewals = 1.0;   ///< how often a run does that, of a step
    double example = 0.0;    ///< of scoring one example

    /// C of VerdictSetting: what a run pays, which renews only when scores have changed.
    [[nodiscard]] double ratio() const { return ratioWithScoring(0.0); }
    /// C with `examples` scored for each step.
    [[nodiscard]] double ratioWithScoring(double examples) const {
        return (importance + renewals * renewal + examples * example) / uniform;
    }
};

/// \param request with sampling
/// \param learner what is drawn how; peers' steps give their examples' norms along
/// \param upkeep of the run that the costs are of
/// Throws Cancelled when asked to stop.
[[nodiscard]] StepCosts measureStepCosts(const MeasureRequest& request,
                                         const LearnerOptions& learner, const SamplerUpkeep& upkeep,
                                         const stats::LongWork& work);

} // namespace scorescope::issgd
