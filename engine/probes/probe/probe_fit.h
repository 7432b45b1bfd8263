// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/probes/probe/certificate.h"
#include "engine/probes/probe/probe.h"
#include "engine/probes/probe/softmax_loss.h"
#include "engine/probes/probe/top_directions.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace scorescope::probes {

/// How a probe is fitted.
struct ProbeOptions {
    /// λ of the mean cross-entropy + λ/2 ‖W‖², W of standardized features, > 0. With scikit-learn's
    /// C it is 1/(C N).
    double penalty = 1e-3;
    /// A fit ends when its certified gap is within this share of the objective, > 0.
    double tolerance = 1e-2;
    std::size_t evaluations = 2000; ///< passes over the features at most, ≥ 2
    FeatureScale scale = FeatureScale::deviations;
    std::size_t directions = 64; ///< that the fit is made round in (see TopDirections); 0: none
    std::size_t directionRows = 2048; ///< examples that they are taken from, ≥ 1
    std::uint64_t seed = 1;           ///< of these
    SoftmaxPath path = SoftmaxPath::automatic;
};

/// Training features and what every fit to them shares, whatever the labels and the penalty.
struct PreparedFeatures {
    const Features& features; ///< must outlive it
    Standardization standardization;
    TopDirections directions;
};
/// Throws std::invalid_argument as standardize() and for options out of range; Cancelled when asked
/// to stop.
[[nodiscard]] PreparedFeatures prepare(const Features& training, const ProbeOptions& options = {},
                                       const stats::LongWork& work = {});

/// Examples that no probe is fitted to.
struct HeldOut {
    const Features& features; ///< must outlive it
    const std::vector<std::uint32_t>& labels;
};

/// "Early stopping based on a validation set" (Figure 9.3): the probe on the way to the optimum
/// that has the fewest validation errors, the one of the least loss among those.
struct EarlyStopping {
    std::size_t every = 5;    ///< iterations from one look to the next, ≥ 1
    std::size_t patience = 5; ///< looks without a better probe before the end, ≥ 1
};

struct FittedProbe {
    Probe probe;
    Certificate certificate;
    std::size_t evaluations = 0; ///< passes over the training features
    std::size_t iterations = 0;
    bool stoppedEarly = false; ///< its certificate says how far from the optimum that was
};

/// Where a fit begins and what it looks at besides the training examples.
struct FitSurroundings {
    const Probe* start = nullptr; ///< an earlier probe of as many features (warm start), or none
    const HeldOut* heldOut = nullptr; ///< for the certificate's estimate, and for early stopping
    std::optional<EarlyStopping> early;
};

/// The minimizer of 1/N Σ −log p_i(y_i) + λ/2 ‖W‖² up to the tolerance: L-BFGS (ConvexSearch) in
/// coordinates in which the directions of largest variance are as steep as the rest, one pass over
/// the features an evaluation. Classes without training examples are left out of it (see
/// Judgement). The model whose features these are is not touched: it is not known here.
///
/// The same numbers for any number of threads. A fit that cannot reach its tolerance (single
/// precision, or too few evaluations) ends with certificate.converged false and its true gap.
///
/// Throws std::invalid_argument for labels that do not fit (SoftmaxLoss), training labels all of
/// one class, options out of range, early stopping without held-out examples, or a start of another
/// dimension or other classes; RunError where sums are beyond single precision; Cancelled when
/// asked to stop.
[[nodiscard]] FittedProbe fitProbe(const PreparedFeatures& training,
                                   const std::vector<std::uint32_t>& labels, std::size_t classes,
                                   const ProbeOptions& options = {},
                                   const FitSurroundings& surroundings = {},
                                   const stats::LongWork& work = {});

} // namespace scorescope::probes
