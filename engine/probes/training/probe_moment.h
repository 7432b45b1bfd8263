// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace scorescope::probes {

/// What the probe of one point found (§9.3.2). Errors are shares, losses are cross-entropies in
/// nats.
struct ProbeFinding {
    double trainError = 0.0;
    double validationError = 0.0;
    double testError = 0.0;
    double trainLoss = 0.0; ///< without the penalty
    double validationLoss = 0.0;
    double testLoss = 0.0;
    double penalty = 0.0;  ///< λ of λ/2 ‖W‖², as validation chose it
    double gap = 0.0;      ///< the penalized loss is at most so much above its least value
    double errorGap = 0.0; ///< share of the training examples whose answer that could change
    std::size_t features = 0;
    std::size_t examples = 0; ///< that it was trained on

    /// Fewer examples than features: a linear probe can fit any labels, and says little.
    [[nodiscard]] bool tooFewExamples() const noexcept { return examples < features; }
    /// H(Y) − held-out cross-entropy in bits (Xu et al. 2020): what a linear reader can use of what
    /// the layer knows about the class. May be negative.
    [[nodiscard]] double usableBits(double priorLoss) const;
};

/// The probes of all points of a network at one step.
struct ProbeMoment {
    std::uint64_t step = 0;
    std::vector<ProbeFinding> findings; ///< one for each point
    double networkError = 0.0;          ///< of the network itself on the test images
    double networkLoss = 0.0;           ///< nats, of its training images that probes see
};

/// What each probe answers for the test images of the newest moment: [points × test images].
struct ProbeAnswers {
    std::size_t images = 0;
    std::vector<std::uint32_t> classes;

    [[nodiscard]] const std::uint32_t* of(std::size_t point) const {
        return classes.data() + point * images;
    }
};

/// Into and out of a checkpoint. Reading throws InputError for other numbers of points or images,
/// numbers that are not finite, or classes that are not below `classes`.
void saveMoments(Checkpoint& checkpoint, const std::vector<ProbeMoment>& moments);
[[nodiscard]] std::vector<ProbeMoment> loadMoments(const Checkpoint& checkpoint,
                                                   std::size_t points);
void saveAnswers(Checkpoint& checkpoint, const ProbeAnswers& answers);
[[nodiscard]] ProbeAnswers loadAnswers(const Checkpoint& checkpoint, std::size_t points,
                                       std::size_t images, std::size_t classes);

} // namespace scorescope::probes
