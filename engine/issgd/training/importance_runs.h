// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"

namespace scorescope::issgd {

/// Importance-sampled and plain SGD, both with some seeds and some settings, all at once: medians
/// and quartiles as in Figures 7.2 to 7.4, and Table 7.1.
[[nodiscard]] ExperimentKind importanceRunsKind();

} // namespace scorescope::issgd
