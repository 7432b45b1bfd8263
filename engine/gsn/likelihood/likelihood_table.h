// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"

namespace scorescope::gsn {

/// The experiment `likelihood_table` (Table 5.1): models of digits are trained side by side, and
/// their samples judged by a Parzen estimate and by measures that are harder to please.
[[nodiscard]] ExperimentKind likelihoodTableKind();

} // namespace scorescope::gsn
