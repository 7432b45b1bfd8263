// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"

namespace scorescope::issgd {

/// Importance-sampled SGD beside plain SGD (§7.4, §7.5): one run, with a simulated cluster or an
/// oracle, Tr Σ and the verdict.
[[nodiscard]] ExperimentKind importanceSgdKind();

} // namespace scorescope::issgd
