// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <cstddef>
#include <utility>
#include <vector>

/// Denoising auto-encoders of infinite capacity on finitely many values (§5.3.1): corruption and
/// reconstruction are matrices whose columns are distributions, and the chain that alternates them
/// is their product. Pure functions; any thread.
namespace scorescope::gsn {

/// How a value x in 0 … n − 1 is corrupted, C(x̃ | x).
enum class DiscreteCorruption {
    uniform,   ///< with probability `strength` any value, each as likely: support everywhere
    geometric, ///< decays with the distance on the line by the factor `strength`: also everywhere
    local,     ///< each value at most `reach` away (on the line) as likely: finite support (§5.A)
};
struct CorruptionChoice {
    DiscreteCorruption kind = DiscreteCorruption::uniform;
    double strength = 0.5; ///< uniform: in [0, 1]; geometric: in [0, 1)
    std::size_t reach = 1; ///< local
};
/// C, [n × n], column x holds C(· | x). Throws std::invalid_argument for no values or a strength
/// out of range.
[[nodiscard]] Eigen::MatrixXd corruptionMatrix(std::size_t values, const CorruptionChoice& choice);

/// P(X | X̃) by Bayes' rule, [n × ñ]: column x̃ holds C(x̃ | x) p(x) over x, normalized (5.1). A x̃ of
/// probability 0 is never met; its column is p.
[[nodiscard]] Eigen::MatrixXd posterior(const Eigen::MatrixXd& corruption,
                                        const Eigen::VectorXd& p);

/// A pair (X, X̃) of an example and its corrupted version.
using CorruptedPair = std::pair<std::size_t, std::size_t>;
/// P(X | X̃) by maximum likelihood: counts of x among the pairs with x̃ (Figure 5.3), each cell with
/// `pseudocount` ≥ 0 more. A x̃ that was never seen with a pseudocount of 0 has the empirical
/// distribution of x; `unseen` (may be null) receives how many there are.
[[nodiscard]] Eigen::MatrixXd countedPosterior(const std::vector<CorruptedPair>& pairs,
                                               std::size_t values, std::size_t corrupted,
                                               double pseudocount, std::size_t* unseen = nullptr);

/// The chain on X that corrupts and then reconstructs: K = P(X | X̃) C.
[[nodiscard]] Eigen::MatrixXd denoisingChain(const Eigen::MatrixXd& reconstruction,
                                             const Eigen::MatrixXd& corruption);

/// The value at which the sum of p passes `uniform`, a number in [0, 1): a draw of p from a draw of
/// the uniform distribution. Values of probability 0 are never drawn.
[[nodiscard]] std::size_t drawFrom(const Eigen::Ref<const Eigen::VectorXd>& p, double uniform);
/// How often each value occurs, divided by their number.
[[nodiscard]] Eigen::VectorXd histogramOf(const std::vector<std::size_t>& values, std::size_t n);

} // namespace scorescope::gsn
