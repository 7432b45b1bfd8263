// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/stats/estimates.h"

/// Estimates as tables print them. Pure; any thread.
namespace scorescope::stats {

/// "0.97 (0.95 to 0.99)", each number by one printf conversion; the three numbers behind it.
[[nodiscard]] TableCell estimateCell(const char* format, const Estimate& estimate);
/// The same, or the value with why it has no interval.
[[nodiscard]] TableCell estimateCell(const char* format, const Uncertain& uncertain);

} // namespace scorescope::stats
