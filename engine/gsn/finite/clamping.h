// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"

namespace scorescope::gsn {

/// The experiment `clamping` (§5.3.6, 5.B): a chain that may visit some values only, and whether it
/// has the distribution that it should have there. Steps draw from the clamped chain.
[[nodiscard]] ExperimentKind clampingKind();

} // namespace scorescope::gsn
