// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"

namespace scorescope::gsn {

/// The experiment `plane_denoising` (§5.3.1, 5.3.2; Figures 5.1 and 5.2): a denoiser of points in
/// the plane is trained with or without walkback, and its chain is run half a step at a time.
[[nodiscard]] ExperimentKind planeDenoisingKind();

} // namespace scorescope::gsn
