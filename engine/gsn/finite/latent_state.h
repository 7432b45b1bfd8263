// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"

namespace scorescope::gsn {

/// The experiment `latent_state` (§5.3.4, Theorem 3): what becomes of the stationary distribution
/// when the hidden state of an example begins at zero, after a burn-in, or where the example was
/// left. Steps draw from the chain that was trained so.
[[nodiscard]] ExperimentKind latentStateKind();

} // namespace scorescope::gsn
