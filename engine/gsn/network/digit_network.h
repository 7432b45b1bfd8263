// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"

namespace scorescope::gsn {

/// The experiment `digit_network` (§5.3.2 to 5.5.2): a denoising auto-encoder or a generative
/// stochastic network with latent layers learns digits by walkback, and its chains draw them.
[[nodiscard]] ExperimentKind digitNetworkKind();

} // namespace scorescope::gsn
