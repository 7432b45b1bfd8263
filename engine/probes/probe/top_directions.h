// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/probes/features/feature_scaling.h"
#include "engine/probes/features/features.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace scorescope::probes {

/// The directions in which standardized features vary most, roughly: what makes a probe slow to fit
/// is that a few of them vary thousands of times as much as the rest.
struct TopDirections {
    std::size_t dimension = 0;
    std::vector<double> directions; ///< [count × dimension], orthonormal
    std::vector<double>
        variances; ///< [count], falling; never above the true ones, but for rounding

    [[nodiscard]] std::size_t count() const noexcept { return variances.size(); }
};

/// By a randomized Nyström sketch (J. Tropp, A. Yurtsever, M. Udell, V. Cevher, "Fixed-rank
/// approximation of a positive-semidefinite matrix from streaming data", NeurIPS 2017, algorithm 3)
/// of at most `sampledRows` of the rows, evenly spread: they shape the way of a fit and not its
/// end, so a few thousand do. One pass, O(rows · d · count). The same numbers for any number of
/// threads.
///
/// Fewer than `count` come out where rows or coordinates are fewer. Throws std::invalid_argument
/// for a standardization of another dimension or no rows to sample; Cancelled when asked to stop.
[[nodiscard]] TopDirections topDirections(const Features& training,
                                          const Standardization& standardization, std::size_t count,
                                          std::size_t sampledRows, std::uint64_t seed,
                                          const stats::LongWork& work = {});

/// The symmetric map S = I + Uᵀ (s − 1) U that makes a quadratic of curvature c Σ + λ I round in
/// the directions U: s = √((c v_last + λ)/(c v + λ)).
class Preconditioner {
public:
    /// The identity where there are no directions, which must outlive it.
    Preconditioner(const TopDirections& directions, double curvature, double penalty);
    /// rows [count × dimension] = S of each of them, in place.
    void apply(double* rows, std::size_t count, int threads) const;
    /// rows = S⁻¹ of each of them.
    void applyInverse(double* rows, std::size_t count, int threads) const;

private:
    void apply(const std::vector<double>& factors, double* rows, std::size_t count,
               int threads) const;

    const TopDirections& directions_;
    std::vector<double> factors_;  ///< s − 1
    std::vector<double> inverses_; ///< 1/s − 1
};

} // namespace scorescope::probes
