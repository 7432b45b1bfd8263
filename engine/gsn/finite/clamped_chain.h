// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <cstddef>
#include <vector>

/// Clamping a chain with an encoder f(h | x) and a decoder g(x | h) on finitely many values (§5.3.6
/// and 5.B, Propositions 3 to 5). Pure functions; any thread.
namespace scorescope::gsn {

/// An encoder F, [m × n], column x holds f(h | x); a decoder G, [n × m], column h holds g(x | h).
struct EncoderDecoder {
    Eigen::MatrixXd encoder;
    Eigen::MatrixXd decoder;
};

/// What clamping X to a set S does, beside what it should do.
struct ClampedChain {
    Eigen::VectorXd stationary;  ///< π(x) of the free chain
    Eigen::VectorXd conditional; ///< π(x | x ∈ S): what clamping should give
    Eigen::VectorXd clamped;     ///< π_S(x): what the clamped chain has
    Eigen::MatrixXd
        transition;        ///< of the clamped chain on x, [n × n]; it never enters what S lacks
    Eigen::VectorXd left;  ///< Σ_{x ∈ S} π(x | x ∈ S) f(h | x), over h: left side of (5.5)
    Eigen::VectorXd right; ///< π(h | x ∈ S): its right side
    /// Whether the columns g(· | h, x ∈ S) are linearly independent: then (5.5) is necessary, too
    /// (Proposition 4).
    bool independent = false;

    /// Σ_h |left − right| of (5.5): 0 when its condition holds.
    [[nodiscard]] double conditionError() const;
    /// ‖π_S − π(· | S)‖₁.
    [[nodiscard]] double distance() const;
};

/// Alternates f(h | x) and g(x | h, x ∈ S) ∝ g(x | h) 1(x ∈ S). `allowed`: one per value of x.
/// Throws std::invalid_argument when shapes do not fit, nothing is allowed, a hidden value that S
/// leads to has no weight on S (the clamped chain could not go on), or a chain has several closed
/// classes.
[[nodiscard]] ClampedChain clampChain(const EncoderDecoder& model,
                                      const std::vector<bool>& allowed);

/// Both conditionals of one joint distribution π(x, h), [n × m]: mutually compatible. Throws
/// std::invalid_argument for weights that are negative or a row or column of zeros.
[[nodiscard]] EncoderDecoder compatiblePair(const Eigen::MatrixXd& joint);

} // namespace scorescope::gsn
