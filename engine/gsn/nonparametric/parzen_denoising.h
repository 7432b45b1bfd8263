// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"

namespace scorescope::gsn {

/// The experiment `parzen_denoising` (§5.5.1, Figure 5.3): a chain of a denoiser without
/// parameters, on points in 2 to 10 dimensions. Steps draw from the chain.
[[nodiscard]] ExperimentKind parzenDenoisingKind();

} // namespace scorescope::gsn
