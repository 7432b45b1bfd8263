// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/gsn/boltzmann/restricted_boltzmann.h"
#include "engine/stats/estimates.h"

#include <cstddef>
#include <cstdint>
#include <vector>

/// log Z of a restricted Boltzmann machine: exactly where one layer is small, and from both sides
/// by annealed importance sampling.
namespace scorescope::gsn {

/// Units of the smaller layer whose states can all be added up.
inline constexpr std::size_t mostExactUnits = 20;

/// The sum over all states of the smaller layer, in double precision: 2^units times the other
/// layer's size, some seconds for 20 units and 784. Throws std::invalid_argument when both layers
/// have more than mostExactUnits; Cancelled when asked to stop.
[[nodiscard]] double exactLogPartition(const RestrictedBoltzmann& machine,
                                       const stats::LongWork& work = {});

/// Independent draws of v from the machine, [count × visible]: h from its exact distribution, then
/// v | h. Throws std::invalid_argument when there are more than mostExactUnits hidden units.
[[nodiscard]] std::vector<float> exactSamples(const RestrictedBoltzmann& machine, std::size_t count,
                                              std::uint64_t seed, const stats::LongWork& work = {});

struct AnnealingOptions {
    std::size_t runs = 100; ///< forward; ≥ 1. Backward there is one for each sample
    /// Inverse temperatures, rising from 0 to 1; see annealingSchedule().
    std::vector<double> temperatures;
    std::uint64_t seed = 1;
};

/// `steps` + 1 inverse temperatures from 0 to 1, in the shares of R. Salakhutdinov and I. Murray
/// ("On the quantitative analysis of deep belief networks", ICML 2008): of 29 steps one to 0.5,
/// eight to 0.9 and twenty to 1. Throws std::invalid_argument for fewer than 29 steps.
[[nodiscard]] std::vector<double> annealingSchedule(std::size_t steps);

/// log Z by annealing, in nats.
struct AnnealedPartition {
    /// The interval is that of other runs, by bootstrap; it knows nothing of what all runs missed.
    stats::Estimate logPartition;
    std::vector<double> logWeights; ///< of each run
    double effectiveRuns = 0.0;     ///< (Σ w)²/Σ w²; near 1: one run says it all
};

/// Forward, from a machine without weights whose visible biases are `baseBias` (empty: zeros; the
/// logits of the data's means are a good choice) to this one (Salakhutdinov & Murray 2008). Z
/// itself is estimated without bias, so that log Z is too low in expectation: log-likelihoods come
/// out too high.
///
/// O(runs steps visible hidden); the same numbers for any number of threads. Throws
/// std::invalid_argument for options out of range; Cancelled when asked to stop.
[[nodiscard]] AnnealedPartition annealForward(const RestrictedBoltzmann& machine,
                                              const std::vector<float>& baseBias,
                                              const AnnealingOptions& options,
                                              const stats::LongWork& work = {});

/// Backward, from `samples` [rows × visible] of this machine to the one without weights (Y. Burda,
/// R. Grosse, R. Salakhutdinov, AISTATS 2015; R. Grosse et al. 2015): 1/Z is estimated without
/// bias, so that log Z is too high in expectation, provided that the samples are the machine's.
/// Chains that have not reached it (or miss modes) void the bound.
[[nodiscard]] AnnealedPartition annealBackward(const RestrictedBoltzmann& machine,
                                               const std::vector<float>& baseBias,
                                               const std::vector<float>& samples,
                                               const AnnealingOptions& options,
                                               const stats::LongWork& work = {});

} // namespace scorescope::gsn
