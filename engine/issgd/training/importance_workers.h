// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"

namespace scorescope::issgd {

/// Importance-sampled SGD with real workers (§7.4.2, §7.4.3): threads of this process, or processes
/// anywhere that share a Redis server with it (`scorescope worker`). Not reproducible: who is how
/// fast decides which weights a minibatch is drawn by.
[[nodiscard]] ExperimentKind importanceWorkersKind();

} // namespace scorescope::issgd
