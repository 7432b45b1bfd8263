// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"

namespace scorescope::manifold {

/// The experiment `denoising_autoencoder` (§3.3.4, Figures 3.5): a two-layer auto-encoder learns a
/// curve in the plane from corrupted points; r(x) − x is watched while it trains.
///
/// One step is one iteration of L-BFGS, or one minibatch update. Artifacts: data, field,
/// optimal_field, magnitude, error_field, the same for a close-up, series loss, held_out_loss,
/// optimal_loss, loss_ratio, field_error, gradient_norm, step_length, and the table inspector that
/// answers the action "probe" {x₀, x₁}.
[[nodiscard]] ExperimentKind denoisingAutoencoderKind();

} // namespace scorescope::manifold
