// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"

namespace scorescope::gsn {

/// The experiment `grey_network` (§5.3.3, 5.5.3, Figures 5.8 and 5.10): a generative stochastic
/// network learns grey images, faces or a person's own, whose pixels are real numbers, with or
/// without scaling factors.
[[nodiscard]] ExperimentKind greyNetworkKind();

} // namespace scorescope::gsn
