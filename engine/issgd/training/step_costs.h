// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/issgd/training/importance_learner.h"
#include "engine/issgd/training/training_measure.h"

namespace scorescope::issgd {

/// Seconds by the clock of this machine, medians of some rounds taken in turns: they differ from
/// run to run, and what is made of them does, too.
struct StepCosts {
    double uniform = 0.0;    ///< of a step with a uniformly drawn minibatch
    double importance = 0.0; ///< of one that makes a proposal of the scores, and draws by it
    double example = 0.0;    ///< of scoring one example

    /// C of VerdictSetting.
    [[nodiscard]] double ratio() const { return importance / uniform; }
    /// C with `examples` scored for each step.
    [[nodiscard]] double ratioWithScoring(double examples) const {
        return (importance + examples * example) / uniform;
    }
};

/// \param request with sampling \param batch M \param by what examples are scored by
/// Throws Cancelled when asked to stop.
[[nodiscard]] StepCosts measureStepCosts(const MeasureRequest& request, std::size_t batch,
                                         SampledBy by, const stats::LongWork& work);

} // namespace scorescope::issgd
