// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/issgd/sampling/alias_table.h"

#include <Eigen/Core>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace scorescope::issgd {

/// The covariance of one draw p/q f(x), x ~ q.
struct ProposalTrace {
    /// Tr Σ(q) by equation 7.13: Σ p²/q ‖f‖² − ‖μ‖². Infinite where q is 0 at a point with p f ≠ 0.
    double value = 0.0;
    /// Points k with q_k = 0 and p_k f_k ≠ 0, rising. Section 7.3 asks for q > 0 wherever p > 0; it
    /// does no harm where f is 0 as well.
    std::vector<std::size_t> unreachable;
    /// [d] what the estimate's mean lacks of μ: −Σ p f over the unreachable points.
    Eigen::VectorXd bias;
    /// The covariance's trace about the mean that the estimate does have: `value` where there is no
    /// unreachable point, and finite otherwise, which is why many draws alone do not give it away.
    double drawnValue = 0.0;
    std::string note; ///< a sentence where there are unreachable points, else empty
};

/// E_p[f] over K points, f with values in R^d (§7.3), and what importance sampling makes of it. In
/// double precision; immutable, any thread.
class FiniteExpectation {
public:
    /// \param p [K] probabilities, ≥ 0, which come to 1 within 1e-9
    /// \param f [K × d], finite
    /// Throws std::invalid_argument for no points, no dimensions, more points than
    /// AliasTable::maximumSize, rows that differ in number, or numbers out of range.
    FiniteExpectation(Eigen::VectorXd p, Eigen::MatrixXd f);

    [[nodiscard]] Eigen::Index points() const noexcept { return p_.size(); }
    [[nodiscard]] Eigen::Index dimensions() const noexcept { return f_.cols(); }
    [[nodiscard]] const Eigen::VectorXd& probabilities() const noexcept { return p_; }
    [[nodiscard]] const Eigen::MatrixXd& values() const noexcept { return f_; }
    /// μ = Σ p f [d].
    [[nodiscard]] const Eigen::VectorXd& mean() const noexcept { return mean_; }
    /// q* = p ‖f‖₂ / Z (equation 7.5); p where Z is 0, i.e. f is 0 wherever p is not.
    [[nodiscard]] Eigen::VectorXd optimalProposal() const;
    /// (E_p ‖f‖₂)² − ‖μ‖² (Theorem 1), not below 0.
    [[nodiscard]] double optimalTrace() const;
    /// \param q [K] ≥ 0 and finite; divided by its sum. Throws std::invalid_argument otherwise, and
    /// where all are 0.
    [[nodiscard]] ProposalTrace trace(const Eigen::VectorXd& q) const;

private:
    Eigen::VectorXd p_;
    Eigen::MatrixXd f_;
    Eigen::VectorXd norms_;
    Eigen::VectorXd mean_;
};

/// Monte Carlo estimates 1/N Σ p(x_n)/q(x_n) f(x_n), x_n ~ q (below equation 7.1). Immutable, any
/// thread.
class ImportanceEstimator {
public:
    /// q as for FiniteExpectation::trace(); points that it cannot reach are left out, as they are
    /// by any who draw from it.
    ImportanceEstimator(const FiniteExpectation& expectation, const Eigen::VectorXd& q);

    /// Repetition r of N = `draws` ≥ 1 draws: a function of (seed, r, N) alone, so that many can be
    /// made in pieces, in any order. [d]. Throws std::invalid_argument for no draws.
    [[nodiscard]] Eigen::VectorXd estimate(std::size_t draws, std::uint64_t seed,
                                           std::uint64_t repetition) const;
    /// Repetitions first … first + count − 1, [count × d]; the same for any number of threads (see
    /// threadCount()).
    [[nodiscard]] Eigen::MatrixXd estimates(std::size_t draws, std::uint64_t seed,
                                            std::uint64_t first, std::size_t count,
                                            int threads = 1) const;

private:
    void estimateInto(std::size_t draws, std::uint64_t seed, std::uint64_t repetition,
                      Eigen::VectorXd& out) const;

    AliasTable table_;
    Eigen::MatrixXd scaled_; ///< [d × K] p/q f
};

} // namespace scorescope::issgd
