// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/stats/estimates.h"
#include "engine/stats/parzen_likelihood.h"

#include <cstddef>
#include <cstdint>

/// What stands beside a Parzen number in Table 5.1: how good samples of a model are, against data
/// that it was not trained on. A classifier that tells them apart is in sample_classifier.h.
namespace scorescope::stats {

/// Whether samples are where data are, and data where samples are. Balls around the points of a set
/// reach to each point's k-th nearest of the same set; their surface belongs to them.
struct Coverage {
    /// The share of samples that are in a ball around data (T. Kynkäänniemi et al., "Improved
    /// precision and recall metric for assessing generative models", NeurIPS 2019).
    Estimate precision;
    /// The share of data that are in a ball around samples (the same).
    Estimate recall;
    /// The share of data whose ball has a sample (M. Naeem et al., "Reliable fidelity and diversity
    /// metrics for generative models", ICML 2020). Near 1 − 2^-k where both are large, of one size
    /// and one distribution.
    Estimate coverage;
};

/// By blocks of products, exactly; O((n + m)² d). Intervals are those of a share: of other points
/// of the set that is counted, with the balls as given. All depend on the sizes of the sets:
/// compare only equal ones. Throws as nearestOthers() with k neighbours in each set.
[[nodiscard]] Coverage coverageOf(const Points& data, const Points& samples,
                                  std::size_t neighbours = 5, const LongWork& work = {});

/// Whether samples are copies of the training set (C. Meehan, K. Chaudhuri, S. Dasgupta, "A
/// non-parametric test to detect data-copying in generative models", AISTATS 2020, with one cell).
struct Copying {
    /// The probability that a sample is nearer to its nearest training point than a held-out point
    /// is to its own, P(d(sample) < d(held out)) + ½ P(equal): ½ for a model as far from the
    /// training set as new data are, 1 for copies, below ½ for one that is farther (or blurred).
    /// The interval is that of other samples and held-out points, with the training set as given.
    Estimate nearer;
    double z = 0.0; ///< Mann and Whitney's, standard normal without copying; Meehan's Z_U is −z
};

[[nodiscard]] Copying copyingOf(const Points& training, const Points& heldOut,
                                const Points& samples, const LongWork& work = {});

struct EnergyOptions {
    std::size_t batchPoints = 500;  ///< at most, of each set in a batch; ≥ 2
    std::size_t testPoints = 1000;  ///< at most, of each set in the test; ≥ 1
    std::size_t permutations = 199; ///< 0: no test, which is most of the time
    std::uint64_t seed = 1;
};

/// The energy distance (energy_distance.h) between data and samples.
struct EnergyEstimate {
    /// Without bias: means over pairs leave out those of a point with itself, so that it may be
    /// below 0. The mean over ten disjoint batches, and Student's interval of that.
    Estimate distance;
    double pValue = 1.0; ///< of twoSampleTest() for some of the points; 1 without one
};

/// Points are taken in an order that comes from the seed. Throws std::invalid_argument for sets of
/// different dimension, fewer than 20 points in one, a coordinate that is not finite or options out
/// of range; Cancelled when asked to stop.
[[nodiscard]] EnergyEstimate energyEstimate(const Points& data, const Points& samples,
                                            const EnergyOptions& options = {},
                                            const LongWork& work = {});

} // namespace scorescope::stats
