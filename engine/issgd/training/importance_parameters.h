// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"
#include "engine/issgd/training/importance_learner.h"

#include <cstdint>
#include <optional>
#include <vector>

/// The parameters of importance-sampled training, and what they mean.
namespace scorescope::issgd {

/// All of them; by default so many images to train on and to test on.
[[nodiscard]] std::vector<ParameterSpec> importanceSpecs(std::int64_t training, std::int64_t test);
/// Those of one run.
[[nodiscard]] ParameterTable importanceParameters();

/// Those of one run whose workers are real.
[[nodiscard]] ParameterTable workersParameters();

[[nodiscard]] ClusterOptions clusterOptions(const Parameters& parameters);
[[nodiscard]] Smoothing smoothingOf(const Parameters& parameters);
[[nodiscard]] std::optional<double> stalenessLimit(const Parameters& parameters);
/// Of the parameters that there are: a table may leave learning rate and smoothing out. One that
/// does not tell who scores is of real workers, whom the caller has to open.
[[nodiscard]] LearnerOptions learnerOptions(const Parameters& parameters,
                                            nn::LayeredNetwork network, std::uint64_t seed,
                                            int threads);
/// Rules between them. Throws InputError.
void checkImportance(const Parameters& parameters);
/// Bytes of a learner beside its images, at most.
[[nodiscard]] double learnerBytes(const Parameters& parameters);

} // namespace scorescope::issgd
