// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/probes/probe/probe_fit.h"
#include "engine/stats/estimates.h"

#include <cstddef>
#include <vector>

namespace scorescope::probes {

/// A probe at one penalty of a path.
struct PathPoint {
    double penalty = 0.0;
    double trainingLoss = 0.0;
    double validationLoss = 0.0;     ///< cross-entropy, nats
    stats::Estimate validationError; ///< with Wilson's interval
    Certificate certificate;
};

/// Probes from the strongest penalty to the weakest, and the one of the least validation loss.
struct PenaltyPath {
    std::vector<PathPoint> points; ///< as the penalties were given, falling
    std::size_t chosen = 0;        ///< the first of equals, so the strongest penalty
    bool atEdge = false;           ///< it is the first or the last: look further
    FittedProbe fitted;            ///< the one chosen
};

/// `count` penalties from `high` down to `low`, each the same factor below the one before. Throws
/// std::invalid_argument unless 0 < low ≤ high, both finite, and count ≥ 1.
[[nodiscard]] std::vector<double> penaltyGrid(double high, double low, std::size_t count);

/// Fits a probe for each penalty, each begun where the one before ended. The same numbers for any
/// number of threads. Throws as fitProbe(), for no penalties, and for penalties that do not fall;
/// Cancelled when asked to stop.
[[nodiscard]] PenaltyPath
fitPenaltyPath(const PreparedFeatures& training, const std::vector<std::uint32_t>& labels,
               std::size_t classes, const HeldOut& validation, const std::vector<double>& penalties,
               const ProbeOptions& options = {}, const stats::LongWork& work = {});

} // namespace scorescope::probes
