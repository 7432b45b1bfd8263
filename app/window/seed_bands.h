// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"

#include <functional>
#include <vector>

namespace scorescope::app {

/// What a band around the mean of several runs shows.
enum class BandStatistic {
    range,         ///< the smallest and the largest value
    standardError, ///< the mean less and more its standard error, sd/√n with n − 1 in sd²
};

/// The mean of several runs' series and a band around it, at the steps that all of them have: until
/// the shortest ends. Where a run's value is not finite there is a gap. The label says the
/// statistic and the number of runs. Pure; any thread. \param series at least two  \param goOn
/// asked every few thousand points; when it says no the result is cut short
[[nodiscard]] SeriesArtifact seedBand(const std::vector<Series>& series, BandStatistic statistic,
                                      const std::function<bool()>& goOn = {});

} // namespace scorescope::app
