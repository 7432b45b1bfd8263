// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <cstddef>
#include <string>
#include <vector>

/// Markov chains with finitely many states, exactly. As in the thesis a transition matrix K acts on
/// columns: K(i, j) is the probability to go from j to i, its columns sum to 1, and a stationary
/// distribution satisfies K π = π. Pure functions; any thread. Sizes up to a few hundred states:
/// O(n³).
namespace scorescope::gsn {

/// Why a matrix is no transition matrix: not square, empty, an entry that is not finite or negative
/// beyond rounding, a column that does not sum to 1 (within 1e-9). Names the place. Empty when it
/// is one.
[[nodiscard]] std::string notStochastic(const Eigen::MatrixXd& k);

/// A set of states that can all be reached from each other.
struct StateClass {
    std::vector<std::size_t> states; ///< increasing
    bool closed = false;             ///< the chain never leaves it
    std::size_t period = 1;          ///< greatest common divisor of all ways back; 0 without any
};
/// All of them, in the order of their first states. Entries ≤ 0 are no transitions. One closed
/// class that holds every state: the chain is irreducible; with period 1, ergodic. Throws
/// std::invalid_argument for a matrix that is not square.
[[nodiscard]] std::vector<StateClass> classesOf(const Eigen::MatrixXd& k);
/// How many of them the chain never leaves: with one, it has a single stationary distribution.
[[nodiscard]] std::size_t closedCount(const std::vector<StateClass>& classes);
[[nodiscard]] bool isErgodic(const Eigen::MatrixXd& k);

/// The matrix with one entry changed to `value` in [0, 1], the others of its column in their old
/// proportions; where they were all 0, each gets the same. Throws std::invalid_argument for a place
/// outside the matrix, a value out of range, or a single state and a value other than 1.
[[nodiscard]] Eigen::MatrixXd withEntry(Eigen::MatrixXd k, Eigen::Index to, Eigen::Index from,
                                        double value);

/// The stationary distribution of a chain with one closed class (0 on all other states), by the
/// elimination of Grassmann, Taksar and Heyman ("Regenerative analysis and steady state
/// distributions for Markov chains", Operations Research 33, 1985), which subtracts nothing and so
/// loses no digits. Throws std::invalid_argument for what is no transition matrix or has several
/// closed classes: then there is one for each.
[[nodiscard]] Eigen::VectorXd stationaryDistribution(const Eigen::MatrixXd& k);
/// The one that lives on a closed class.
[[nodiscard]] Eigen::VectorXd stationaryDistribution(const Eigen::MatrixXd& k,
                                                     const StateClass& closed);

/// The second largest modulus of an eigenvalue: distances to the stationary distribution shrink by
/// that factor in a step, in the end. 1 for a chain that is not ergodic.
[[nodiscard]] double secondEigenvalue(const Eigen::MatrixXd& k);

/// Theorem 4 (Schweitzer 1968): ‖π − π̃‖₁ ≤ ‖Z‖ ‖K − K̃‖ with Z = (I − K + C)⁻¹, the columns of C
/// all being π.
///
/// The thesis prints ‖·‖∞, the largest sum of a row, as in its source, where distributions are
/// rows. For matrices that act on columns the same norm is the largest sum of a *column* (of
/// absolute values), because π − π̃ = Z (K − K̃) π̃; with sums of rows the inequality can fail.
struct PerturbationBound {
    double sensitivity = 0.0; ///< ‖Z‖
    double change = 0.0;      ///< ‖K − K̃‖
    double distance = 0.0;    ///< ‖π − π̃‖₁, in 0 … 2
    [[nodiscard]] double bound() const noexcept { return sensitivity * change; }
};
/// Throws std::invalid_argument as stationaryDistribution(), and for matrices of different sizes.
[[nodiscard]] PerturbationBound perturbationBound(const Eigen::MatrixXd& k,
                                                  const Eigen::MatrixXd& perturbed);
/// The largest sum of absolute values of a column.
[[nodiscard]] double columnNorm(const Eigen::MatrixXd& m);

/// A distribution over states x + values · h as one over x: the sum over h. Throws
/// std::invalid_argument unless its length is a multiple of `values`.
[[nodiscard]] Eigen::VectorXd overValues(const Eigen::VectorXd& p, std::size_t values);

/// Σ |p − q|.
[[nodiscard]] double l1Distance(const Eigen::VectorXd& p, const Eigen::VectorXd& q);

} // namespace scorescope::gsn
