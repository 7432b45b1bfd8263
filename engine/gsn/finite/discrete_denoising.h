// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"

namespace scorescope::gsn {

/// The experiment `discrete_denoising` (§5.3.1, 5.3.4, 5.A; Figures 5.3 and 5.11): a denoising
/// auto-encoder on a few values. P(X | X̃) is counted from corrupted examples, or exact; the chain
/// that alternates it with the corruption is a matrix, whose stationary distribution is computed
/// and met by its samples. One step draws `draws` samples. An entry of the matrix can be edited
/// (live `edit_from`, `edit_to`, `edit_probability`): the samples are counted anew from then on.
///
/// Series: stationary_distance (‖samples − π‖₁) and data_distance (‖samples − P‖₁).
///
/// Artifacts: distributions (data-generating, empirical, stationary, samples), transition (the
/// matrix; a click selects an entry to edit), chain_graph, corruption, reconstruction, conditional
/// (P(X | X̃ = look_at) beside P(X), Figure 5.11), perturbation (Theorem 4), classes (of states that
/// reach each other), chain_path (the latest samples).
[[nodiscard]] ExperimentKind discreteDenoisingKind();

} // namespace scorescope::gsn
