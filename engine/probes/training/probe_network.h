// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/layers/training_images.h"
#include "engine/probes/points/probe_points.h"
#include "engine/probes/reduction/feature_reduction.h"
#include "engine/probes/training/probe_moment.h"
#include "engine/stats/parzen_likelihood.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace scorescope::probes {

/// Probes of all points of a network with the weights that it has at one step. Owns or shares all
/// that it uses, so that training may go on meanwhile.
struct ProbingRequest {
    std::uint64_t step = 0;
    nn::LayeredNetwork network{{1, 1, 1}, {nn::Layer::linear(2)}};
    std::shared_ptr<const std::vector<float>> weights;
    std::shared_ptr<const nn::TrainingImages> images;
    std::vector<ProbePoint> points;
    std::shared_ptr<const std::vector<FeatureReduction>> reductions; ///< one for each point
    std::size_t examples = 2000; ///< training examples that probes see, the first so many
    /// λ, falling: that of the least validation loss is kept (PathExtent::untilLossRises).
    std::vector<double> penalties;
    double tolerance = 1e-3; ///< see ProbeOptions
    std::uint64_t seed = 1;
};

struct ProbingResult {
    ProbeMoment moment;
    ProbeAnswers answers;
};

/// Fits them: features are made by one pass for each point and are gone when its probe is fitted.
/// Training examples set the standardization and the weights, validation examples the penalty, and
/// test examples nothing.
///
/// Throws std::invalid_argument as fitPenaltyPath(); Cancelled when asked to stop.
[[nodiscard]] ProbingResult probeNetwork(const ProbingRequest& request,
                                         const stats::LongWork& work = {});

} // namespace scorescope::probes
