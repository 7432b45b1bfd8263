// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/probes/features/feature_scaling.h"
#include "engine/probes/features/features.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace scorescope::probes {

/// A linear classifier f_k(h) = softmax(W h + b) (§9.3.2). A value.
struct Probe {
    std::size_t classes = 0;
    std::size_t examples = 0;         ///< it was fitted to
    std::vector<std::uint32_t> known; ///< the classes that these had, rising
    Standardization standardization;  ///< of the training features
    std::vector<double> weights;      ///< [known × dimension], of standardized features
    std::vector<double> bias;         ///< [known]

    [[nodiscard]] std::size_t dimension() const noexcept { return standardization.dimension(); }
};

/// What a probe says of examples. Where A of the classes were not among the N training examples,
/// these have A/(N + A) of the probability together, the same each: else one example of such a
/// class would cost infinitely many bits.
struct Judgement {
    std::vector<std::uint32_t> named; ///< the likeliest class of each; the first of equals
    std::vector<double> losses;       ///< −log P(label), nats
    std::vector<double> changeCosts;  ///< see costOfAnotherClass(), of the known classes
    std::size_t errors = 0;           ///< how often `named` is not the label

    [[nodiscard]] std::size_t count() const noexcept { return named.size(); }
    [[nodiscard]] double errorRate() const;
    [[nodiscard]] double meanLoss() const; ///< cross-entropy, nats
    /// 1 for each error, else 0. Throws std::invalid_argument for another number of labels.
    [[nodiscard]] std::vector<double> mistakes(const std::vector<std::uint32_t>& labels) const;
};

/// The same numbers for any number of threads. Throws std::invalid_argument for features of another
/// dimension, no rows, another number of labels, or a label that is not below the classes;
/// Cancelled when asked to stop.
[[nodiscard]] Judgement judge(const Probe& probe, const Features& features,
                              const std::vector<std::uint32_t>& labels,
                              const stats::LongWork& work = {});

} // namespace scorescope::probes
