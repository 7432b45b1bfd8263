// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/benchmark.h"

namespace scorescope {

/// "history": the share of the engine's time that storing moments of a large model takes, measured
/// over whole periods from one moment to the next. The model has the 3.3 million parameters of a
/// LeNet under Adam, in float and in double, and every number of it changes at each step. `seconds`
/// is what storing took, `referenceSeconds` the stepping around it: a ratio of 49 is 2 % of the
/// time.
[[nodiscard]] Benchmark historyBenchmark();

} // namespace scorescope
