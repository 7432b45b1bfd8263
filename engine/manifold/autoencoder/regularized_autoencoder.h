// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"

#include <memory>

namespace scorescope::manifold {

/// The experiment "regularized_autoencoder": an auto-encoder of chapter 3 on data in any number of
/// dimensions. Trains by the DAE's, RCAE's or CAE's criterion, shows the field and its geometry,
/// and runs Markov chains on the density it has learned.
[[nodiscard]] ExperimentKind regularizedAutoencoderKind();

/// What that kind creates. Throws InputError for parameters that do not go together.
[[nodiscard]] std::unique_ptr<Experiment>
makeRegularizedAutoencoder(const ExperimentContext& context);

/// The experiment "criteria_comparison": two of them on the same data with the same seed, one for
/// each of two criteria (Proposition 1). Artifacts and series carry the prefixes "left_" and
/// "right_"; besides there are `difference_field` and the series `field_difference`.
[[nodiscard]] ExperimentKind criteriaComparisonKind();

} // namespace scorescope::manifold
