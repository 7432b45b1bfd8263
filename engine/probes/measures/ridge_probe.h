// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/probes/measures/bootstrap.h"
#include "engine/probes/probe/probe_fit.h"

#include <cstddef>
#include <vector>

namespace scorescope::probes {

/// A linear regression of one number on features ("is there any information about factor … in this
/// part of the model?", §9.3.6).
struct RidgeProbe {
    Standardization standardization;
    std::vector<double> weights; ///< [dimension], of standardized features
    double bias = 0.0;
    /// ‖gradient‖ of the objective, by that of W = 0: the system is solved, so it is rounding.
    double relativeGradientNorm = 0.0;
};

/// The minimizer of 1/(2N) Σ (y_i − w·x_i − b)² + λ/2 ‖w‖², x standardized by the training
/// examples: (Σ + λ I) w = Cov(x, y), by Cholesky. With scikit-learn's alpha, λ is alpha/N. O(N d²
/// + d³), with 24 d² bytes.
///
/// Throws std::invalid_argument as standardize() and jointMoments(), and unless λ > 0; Cancelled
/// when asked to stop.
[[nodiscard]] RidgeProbe fitRidge(const Features& training, const std::vector<double>& targets,
                                  double penalty, const stats::LongWork& work = {});

/// What it says of each example. Throws std::invalid_argument for another dimension.
[[nodiscard]] std::vector<double> predict(const RidgeProbe& probe, const Features& features,
                                          const stats::LongWork& work = {});

/// 1 − Σ (y − ŷ)²/Σ (y − ȳ)² over held-out examples, ȳ their mean (as scikit-learn's r2_score),
/// with a bootstrap interval over examples. At most 1, below 0 where the mean says more. Throws as
/// bootstrap(), for different counts, and for targets that are all the same.
[[nodiscard]] stats::Estimate explainedVariance(const std::vector<double>& targets,
                                                const std::vector<double>& predicted,
                                                const BootstrapOptions& options = {});

} // namespace scorescope::probes
