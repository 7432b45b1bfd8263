// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/rng.h"
#include "engine/data/point_set.h"

#include <cstddef>
#include <vector>

namespace scorescope::gsn {

/// P(X | X̃) without parameters, from examples x_i, for Gaussian corruption (§5.5.1, "continuous
/// data"; Figure 5.3).
enum class ParzenConditional {
    /// A Parzen estimate of the joint density of the pairs (x_i, x̃_i), conditioned on x̃:
    /// Σ_i w_i N(x; x_i, s² I), w_i ∝ N(x̃; x̃_i, s² I), with a kernel of width s.
    pairs,
    /// Bayes' rule for the Parzen density p(x) = 1/n Σ_i N(x; x_i, s² I) and the known corruption:
    /// w_i ∝ N(x̃; x_i, (s² + σ²) I), then N(x; (σ² x_i + s² x̃)/(s² + σ²), s²σ²/(s² + σ²) I). By
    /// Proposition 1 the chain's stationary distribution is p(x), exactly.
    bayes,
};

/// Draws from it. Immutable; any thread.
class ParzenDenoiser {
public:
    /// \param copies ≥ 1: how often each example is corrupted, for `pairs`
    /// \param sigma of the corruption, > 0
    /// \param bandwidth s, > 0
    /// The corruption of pair j is drawn from (seed, a purpose of its own, 0, j). Throws
    /// std::invalid_argument for parameters out of range or no examples.
    ParzenDenoiser(const data::PointSet& examples, std::size_t copies, double sigma,
                   double bandwidth, ParzenConditional conditional, std::uint64_t seed);

    [[nodiscard]] std::size_t dimensions() const noexcept { return clean_.dimensions; }
    /// The weights w_i of the pairs (or examples) for a corrupted point x̃ [d]; they sum to 1.
    [[nodiscard]] std::vector<double> weights(const double* corrupted) const;
    /// x̃ ~ C(X̃ | x), then x ~ P(X | x̃): one step of the chain, in place [d].
    void step(double* x, RandomStream& random) const;

private:
    data::PointSet clean_;     ///< x of each pair
    data::PointSet corrupted_; ///< where its kernel for x̃ stands
    double sigma_;
    double bandwidth_;
    ParzenConditional conditional_;
};

} // namespace scorescope::gsn
