// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/benchmark.h"

#include <vector>

namespace scorescope::manifold {

/// Measures on M = 1000 points, σ = 0.31, the density of figure_3_3, one thread, each pair in one
/// run: `rcae_solve`, the O(M) elimination against Eigen's dense LDLᵀ of the same equations;
/// `dae_solve`, weights by distance against a direct sum with M² exponentials; `slider`, both
/// solves and the table of the density together, as one move of the σ slider needs them. Throws
/// std::runtime_error when two sides disagree.
[[nodiscard]] std::vector<BenchRow> benchNonparametric();

} // namespace scorescope::manifold
