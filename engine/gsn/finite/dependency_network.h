// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <cstddef>
#include <vector>

/// Dependency networks on d binary variables as generative stochastic networks (§5.3.7): each has a
/// conditional P_i(x_i | x_{−i}) of its own, of which no joint distribution need exist. States are
/// numbered by their bits, x_0 the lowest. Pure functions; any thread.
namespace scorescope::gsn {

/// P_i(x_i = 1 | x_{−i}) for every i (rows) and every state x (columns; bit i of x does not count):
/// [d × 2^d].
struct DependencyNetwork {
    Eigen::MatrixXd conditionals;
    [[nodiscard]] std::size_t variables() const noexcept {
        return static_cast<std::size_t>(conditionals.rows());
    }
};

/// The conditionals of a joint distribution over 2^d states, all > 0. Throws std::invalid_argument
/// for another length, or weights that are not positive.
[[nodiscard]] DependencyNetwork conditionalsOf(const Eigen::VectorXd& joint);

/// Resamples variable i and leaves the others: [2^d × 2^d].
[[nodiscard]] Eigen::MatrixXd resampling(const DependencyNetwork& network, std::size_t i);
/// Resamples one variable, each as likely: the chain of Proposition 6.
[[nodiscard]] Eigen::MatrixXd randomScan(const DependencyNetwork& network);
/// Resamples all variables in this order, as one step: the pseudo-Gibbs sampler. Throws
/// std::invalid_argument unless `order` holds every variable once.
[[nodiscard]] Eigen::MatrixXd orderedScan(const DependencyNetwork& network,
                                          const std::vector<std::size_t>& order);
/// The ordered scan as a chain that remembers which variable is next: states x + 2^d · next. It is
/// periodic, with a period of d.
[[nodiscard]] Eigen::MatrixXd rememberingScan(const DependencyNetwork& network,
                                              const std::vector<std::size_t>& order);

/// How far the conditionals are from those of one joint: Σ_i E_π |P_i − π_i| over the stationary
/// distribution π of the random scan. 0 when they are consistent.
[[nodiscard]] double inconsistency(const DependencyNetwork& network);

} // namespace scorescope::gsn
