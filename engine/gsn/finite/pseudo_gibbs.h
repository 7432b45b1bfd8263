// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"

namespace scorescope::gsn {

/// The experiment `pseudo_gibbs` (§5.3.7): conditionals of binary variables that need not fit
/// together, resampled in random order, in a fixed one, or in a fixed one that remembers whose turn
/// it is. Steps draw from that chain.
[[nodiscard]] ExperimentKind pseudoGibbsKind();

} // namespace scorescope::gsn
