// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"

#include <vector>

namespace scorescope::app {

/// Runs every built-in scene in a Session for a few seconds as a window would (30 frames a second,
/// its views' artifacts) and measures the share of the engine's time that goes into pictures:
/// `ratio` is stepping time over publishing time, so 50 or more means 2 % or less.
[[nodiscard]] std::vector<BenchRow> benchPublishing(const Registry& registry, int threads);

} // namespace scorescope::app
