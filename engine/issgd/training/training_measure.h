// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/issgd/sampling/proposal.h"
#include "engine/issgd/training/importance_learner.h"
#include "engine/nn/layers/training_images.h"
#include "engine/stats/parzen_likelihood.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

/// What §7.5 plots, measured on all examples under weights that somebody holds still.
namespace scorescope::issgd {

struct MeasureRequest {
    nn::LayeredNetwork network{{1, 1, 1}, {nn::Layer::linear(2)}};
    std::vector<float> weights;
    std::shared_ptr<const nn::TrainingImages> images;
    /// The proposal in use and what it was made of; none for losses and errors alone.
    struct Sampling {
        std::vector<double> inUse; ///< weights, [N]
        ExampleScores scores;      ///< as the store has them
        ProposalOptions how;
    };
    std::optional<Sampling> sampling;
    bool exactGradient = false; ///< ‖g_true‖ from all examples; costs half as much again
    /// Of minibatches' gradients, the mean: an upper bound of ‖g_true‖ in expectation (§7.A.4).
    double meanGradientLength = 0.0;
};

/// √Tr Σ(q) of one draw (M = 1), as in Figure 7.4. NaN where it is negative, because the bound of
/// ‖g_true‖ is too coarse; infinite where examples with a gradient have no weight.
struct Spreads {
    double uniform = 0.0; ///< equation 7.8
    double stale = 0.0;   ///< 7.9 with the scores in the store
    double inUse = 0.0;   ///< 7.9 with the weights that minibatches are drawn by
    double ideal = 0.0;   ///< 7.7
};

struct TrainingMeasure {
    double trainingLoss = 0.0;
    double trainingError = 0.0;           ///< share, in [0, 1]
    double validationError = 0.0;         ///< NaN without images to validate with
    double testError = 0.0;               ///< NaN without images to test with
    std::vector<double> norms;            ///< ‖g(x_n)‖₂ [N]; empty without sampling
    std::optional<double> gradientLength; ///< ‖g_true‖, exactly
    double lengthUsed = 0.0;              ///< that, or the bound
    Spreads spreads;
};

/// Throws Cancelled when asked to stop. The same numbers for any number of threads.
[[nodiscard]] TrainingMeasure measureTraining(const MeasureRequest& request,
                                              const stats::LongWork& work);

/// What a learner is measured by now: with `sampling`, its proposal, too.
[[nodiscard]] MeasureRequest measureRequest(const ImportanceLearner& learner, bool sampling);

/// Which examples estimates are of (Proposal::included): those within the staleness threshold, or
/// all where there is none, or no example is.
[[nodiscard]] std::vector<std::size_t> includedExamples(const ExampleScores& scores,
                                                        const ProposalOptions& how);

} // namespace scorescope::issgd
