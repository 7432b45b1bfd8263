// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/stats/classifier_network.h"
#include "engine/stats/estimates.h"
#include "engine/stats/parzen_likelihood.h"

#include <vector>

namespace scorescope::stats {

/// A classifier that is trained to tell samples from data.
struct ClassifierOptions : NetworkOptions {
    std::size_t folds = 5; ///< ≥ 2: each part is judged by a classifier that never saw it
};

/// How well samples are told from data (D. Lopez-Paz, M. Oquab, "Revisiting classifier two-sample
/// tests", ICLR 2017), by area instead of accuracy.
struct ClassifierVerdict {
    /// The probability that a held-out data point looks more like data than a held-out sample does:
    /// ½ where the classifiers cannot tell them apart, 1 where they always can. The mean over
    /// folds; the interval is that of other held-out points, for the classifiers trained here.
    Estimate area;
    std::vector<double> folds; ///< the area of each
    /// That an area as large comes about where both have one distribution (one-sided, Mann and
    /// Whitney in each fold; independent points).
    double pValue = 1.0;
};

/// Trains one classifier for each fold on all others: a network with one layer of rectified units
/// (or none), the logistic loss, Adam on minibatches (see ClassifierNetwork). Folds, order and
/// initial weights come from the seed; the same numbers for any number of threads. O(epochs folds
/// (n + m) d hidden).
///
/// Both sets should be taken at random from what they stand for: MNIST in its own order goes from
/// writer to writer, and images 1 to 2000 are told from the next 2000 with an area near 0.59.
///
/// Throws std::invalid_argument for sets of different dimension, a fold without a point of each
/// kind, a coordinate that is not finite, or options out of range; Cancelled when asked to stop.
[[nodiscard]] ClassifierVerdict tellApart(const Points& data, const Points& samples,
                                          const ClassifierOptions& options = {},
                                          const LongWork& work = {});

} // namespace scorescope::stats
