// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"

namespace scorescope::manifold {

/// The experiment `nonparametric_score` (§3.3.3, Figures 3.2 to 3.4): auto-encoders of infinite
/// capacity on a line, solved exactly, and the scores they estimate.
///
/// The density is a sum of up to four bumps (live `height_i`, `mean_i`, `width_i`) or a preset
/// (live `density`); `sigma` is live. One step measures the next σ of a sweep from large to small
/// and appends to the series rcae_error, dae_error, rcae_dae_difference (weightedDifference() of
/// the estimates and the true score) and sweep_sigma.
///
/// Artifacts: density, density_handles (draggable), score, score_sigma_1_00, score_sigma_0_31,
/// score_sigma_0_16, score_sigma_0_06 (Figure 3.4), convergence (errors against σ for the density
/// as it is now), reconstruction, reconstruction_points (draggable), reconstruction_arrows, and
/// the table inspector of the point under the cursor.
[[nodiscard]] ExperimentKind nonparametricScoreKind();

} // namespace scorescope::manifold
