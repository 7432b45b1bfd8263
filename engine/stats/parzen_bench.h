// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/benchmark.h"

namespace scorescope::stats {

/// "parzen": Table 5.1's Parzen estimate on drawn digits of 784 pixels, 10 000 samples.
///
/// Row "parzen": one σ, 10 000 points; the reference is as many multiply-adds of plain products of
/// large square matrices, so that the ratio is the share of the machine's product rate. Row
/// "parzen_grid": ten σ from 0.1 to 1 for 2000 points; the reference evaluates each by itself.
[[nodiscard]] Benchmark parzenBenchmark();

} // namespace scorescope::stats
