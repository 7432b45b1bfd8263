// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"
#include "engine/gsn/boltzmann/log_partition.h"
#include "engine/gsn/likelihood/judging_images.h"
#include "engine/gsn/likelihood/table_models.h"
#include "engine/stats/estimates.h"
#include "engine/stats/parzen_likelihood.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What stands in a row of Table 5.1, and beside it. Pure; any thread.
namespace scorescope::gsn {

struct JudgingOptions {
    std::vector<double> deviations; ///< σ of the Parzen windows that are tried
    std::uint64_t seed = 1;
    std::size_t kept = 100; ///< of the samples, that a row keeps
};

/// A Parzen estimate (5.5.2): nats, and the window that validation data chose.
struct ParzenScore {
    double mean = 0.0;
    double standardError = 0.0;
    double deviation = 0.0;
    bool atEdge = false; ///< of the deviations that were tried
};

struct RowMeasures {
    std::size_t samples = 0;
    ParzenScore parzen;                         ///< of images as they are told to be
    ParzenScore greyParzen;                     ///< of grey images
    std::vector<double> validation;             ///< mean log-density at each deviation tried
    std::optional<stats::MeanOverPoints> bound; ///< log 1/S Σ P(x | h_s) on images of 0 and 1 (CSL)
    std::vector<double> logDensities; ///< Parzen, of each test image: `parzen` is their mean
    std::vector<double> bounds;       ///< of each test image: `bound` is their mean; or empty
    // Draws against test images of 0 and 1, as many of each.
    stats::Estimate area; ///< a classifier tells them apart
    stats::Estimate energy;
    stats::Estimate precision;
    stats::Estimate recall;
    stats::Estimate coverage;
    stats::Estimate nearer;  ///< P(a draw is nearer to its training image than a test image is)
    std::vector<float> kept; ///< some of the means, evenly spaced over all chains
};

/// How many of a row's samples are shown.
inline constexpr std::size_t shownSamples = 12;

/// Throws std::invalid_argument as the statistics do: fewer than 20 samples or test images, …;
/// Cancelled when asked to stop.
[[nodiscard]] RowMeasures measureRow(const RowSamples& samples, const JudgingImages& images,
                                     const JudgingOptions& options, const stats::LongWork& work);

/// log P(x) of test images under a restricted Boltzmann machine, nats, means over the images.
struct MachineLikelihood {
    stats::Estimate forward;     ///< annealed from a machine without weights: too high, if at all
    stats::Estimate backward;    ///< annealed back from its samples: too low, if they are its own
    std::optional<double> exact; ///< where it has few hidden units
};

/// `samples` [rows × pixels] of the machine, for the way back; `steps` temperatures, ≥ 29.
[[nodiscard]] MachineLikelihood machineLikelihood(const RestrictedBoltzmann& machine,
                                                  const std::vector<float>& binaryTest,
                                                  const std::vector<float>& samples,
                                                  std::size_t runs, std::size_t steps,
                                                  std::uint64_t seed, const stats::LongWork& work);

/// Into a checkpoint and back, under names that begin with `prefix`. Throws InputError when they
/// are damaged.
void saveMeasures(const RowMeasures& measures, const std::string& prefix, Checkpoint& checkpoint);
[[nodiscard]] RowMeasures loadMeasures(const Checkpoint& checkpoint, const std::string& prefix);
void saveLikelihood(const MachineLikelihood& likelihood, const std::string& name,
                    Checkpoint& checkpoint);
[[nodiscard]] MachineLikelihood loadLikelihood(const Checkpoint& checkpoint,
                                               const std::string& name);

} // namespace scorescope::gsn
