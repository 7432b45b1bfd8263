// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/analysis.h"
#include "engine/core/parameters.h"
#include "engine/issgd/training/importance_learner.h"

#include <cstdint>

/// The verdict on a run of importance sampling: the same for every experiment that has one.
namespace scorescope::issgd {

/// The artifact, and the analysis that makes it.
inline constexpr const char* verdictName = "verdict";

/// To be made while somebody looks. It is of the state at `step`, and of those parameters that it
/// depends on.
[[nodiscard]] AnalysisRequest verdictRequest(const Parameters& parameters, std::uint64_t step);

/// Measures all examples' gradients and what steps cost on this machine, in the learner's present
/// state, and judges (see doesItPay()).
/// \param scoredForStep examples that others score while one step is made, at least 0
[[nodiscard]] AnalysisWork verdictWork(const ImportanceLearner& learner, double scoredForStep);

} // namespace scorescope::issgd
