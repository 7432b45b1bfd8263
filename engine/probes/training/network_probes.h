// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"

namespace scorescope::probes {

/// A network that learns to tell images, and linear classifier probes of all its layers while it
/// does (§9.3, Figures 9.2 and 9.3). Probes are analyses: training with and without them gives the
/// same weights, bit for bit.
[[nodiscard]] ExperimentKind networkProbesKind();

} // namespace scorescope::probes
