// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <cstddef>
#include <vector>

/// A generative stochastic network on finitely many values, exactly (§5.3.4): Theorem 3 asks that
/// H₀ have the distribution of H₁ given X₀, and its scene shows what becomes of π when it has not.
/// Pure functions; any thread.
namespace scorescope::gsn {

/// An encoder with a memory, f(h | h′, x): one matrix [m × m] for each value of x, column h′ holds
/// the distribution of the next h.
using LatentEncoder = std::vector<Eigen::MatrixXd>;

/// Where the chain of a training example begins.
enum class InitialState {
    zero,         ///< always at h = 0, as in the thesis' experiments
    burnIn,       ///< at 0, then so many draws of f( · | h, x₀) (Algorithm 1)
    previousVisit ///< at the H₁ of the last time: in the long run the fixed point of f( · | · , x₀)
};

/// P(H₁ | X₀), [m × n], for that beginning. Throws std::invalid_argument when shapes do not fit, a
/// column is no distribution, or f( · | · , x) has several closed classes (previousVisit).
[[nodiscard]] Eigen::MatrixXd firstHidden(const LatentEncoder& encoder, InitialState initial,
                                          std::size_t burnInSteps);

/// The trained chain, with the decoder g(x | h) = P(X₀ = x | H₁ = h) of infinite capacity.
struct LatentChain {
    Eigen::MatrixXd decoder;    ///< [n × m]
    Eigen::MatrixXd transition; ///< of the state (x, h), x + n h, [n m × n m]
    Eigen::VectorXd joint;      ///< its stationary distribution
    Eigen::VectorXd visible;    ///< π(x)
    double initialError = 0.0; ///< E over x₀ of ‖P(H₀ | x₀) − P(H₁ | x₀)‖₁: Theorem 3's condition
    double distance = 0.0; ///< ‖π − P(X₀)‖₁: 0 by Theorem 3 where that is 0
};
/// Trains (one Bayes' rule) and runs the chain for the data distribution p. Throws as
/// firstHidden(), and for a chain with several closed classes.
[[nodiscard]] LatentChain trainLatentChain(const LatentEncoder& encoder, const Eigen::VectorXd& p,
                                           InitialState initial, std::size_t burnInSteps);

} // namespace scorescope::gsn
