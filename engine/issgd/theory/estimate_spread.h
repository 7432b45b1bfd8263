// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"
#include "engine/issgd/theory/finite_expectation.h"
#include "engine/stats/estimates.h"

#include <Eigen/Core>

#include <cstddef>
#include <string>

namespace scorescope::issgd {

/// What repeated Monte-Carlo estimates of one expectation show of it: their mean, and how much they
/// scatter. Sums only: as many estimates as one likes take no memory. One thread.
class EstimateSpread {
public:
    EstimateSpread() = default;
    /// \param centre [d] a value near their mean: deviations are summed about it, so that none is
    /// lost where they are small \param draws N ≥ 1 of one estimate
    EstimateSpread(Eigen::VectorXd centre, std::size_t draws);

    /// [count × d], a row for each estimate.
    void add(const Eigen::MatrixXd& estimates);
    [[nodiscard]] std::size_t count() const noexcept { return static_cast<std::size_t>(count_); }
    /// Of all estimates, [d]; the centre before the first.
    [[nodiscard]] Eigen::VectorXd mean() const;
    /// Of one coordinate of mean(), by the scatter of all: √(trace().value / (N count d)). NaN for
    /// fewer than two estimates.
    [[nodiscard]] double standardError() const;
    /// N times the estimates' scatter about their mean, N/(count − 1) Σ ‖estimate − mean‖²: without
    /// bias the trace of one draw's covariance, Tr Σ(q). The interval holds the true one in 95 % of
    /// cases, nearly, from a few dozen estimates on; where few draws carry much weight, from many
    /// more on. NaN for fewer than two estimates.
    [[nodiscard]] stats::Estimate trace() const;

    /// The sums. Centre and N are not stored.
    void save(Checkpoint& checkpoint, const std::string& name) const;
    /// Throws InputError for sums that are no such, or of other dimensions; nothing changed then.
    void load(const Checkpoint& checkpoint, const std::string& name);

private:
    Eigen::VectorXd centre_;
    double draws_ = 1.0;
    double count_ = 0.0;
    Eigen::VectorXd sum_;  ///< Σ deviation, [d]
    double squares_ = 0.0; ///< Σ ‖deviation‖²
    double fourths_ = 0.0; ///< Σ ‖deviation‖⁴
};

/// Σ(q), the covariance of one draw p/q f(x), x ~ q, about the mean that such draws have, [d × d];
/// its trace is ProposalTrace::drawnValue. \param q as for FiniteExpectation::trace(). O(K d²).
[[nodiscard]] Eigen::MatrixXd estimatorCovariance(const FiniteExpectation& expectation,
                                                  const Eigen::VectorXd& q);

} // namespace scorescope::issgd
