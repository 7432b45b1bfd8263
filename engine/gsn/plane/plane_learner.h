// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"
#include "engine/data/minibatches.h"
#include "engine/data/point_set.h"
#include "engine/gsn/plane/gaussian_denoiser.h"
#include "engine/gsn/plane/walks.h"
#include "engine/nn/trainer.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace scorescope::gsn {

struct LearnerOptions {
    nn::ModelOptions network;
    nn::TrainerOptions trainer;
    double deviation = 0.01;  ///< s to begin with, > 0
    double startScale = 0.05; ///< see nn::ModelStart::scale
    /// Of L-BFGS, which sees all examples: walks are made anew every so many steps. ≥ 1
    std::size_t redrawEvery = 20;
    std::size_t batchSize = 100; ///< of the other optimizers, which draw walks at every step
    std::uint64_t seed = 1;
};

/// A denoiser and its training by walkback. Deterministic; not thread-safe.
class PlaneLearner {
public:
    /// Throws std::invalid_argument for options out of range.
    PlaneLearner(LearnerOptions options, std::shared_ptr<const data::PointSet> examples);

    [[nodiscard]] const std::vector<double>& weights() const noexcept { return trainer_.weights(); }
    [[nodiscard]] const GaussianDenoiser& denoiser() const noexcept { return denoiser_; }
    [[nodiscard]] double deviation() const { return denoiser_.deviation(weights().data()); }

    /// One update with the walks of step `at`, counted from 0. A report that is not finite means
    /// that nothing changed.
    [[nodiscard]] nn::TrainerReport step(std::uint64_t at, const WalkOptions& walk);
    /// Replaces s, and forgets what the optimizer knows; nothing where s is that already.
    void setDeviation(double deviation);
    void setTrainer(const nn::TrainerOptions& options);

    /// The walks of the latest step, with the weights that it began with; none before the first.
    [[nodiscard]] const Walks* walks() const noexcept { return walks_ ? &*walks_ : nullptr; }
    /// The examples they began at, [count × d].
    [[nodiscard]] const std::vector<double>& walked() const noexcept { return walked_; }

    /// Weights, optimizer, and what the walks follow from.
    void save(Checkpoint& checkpoint) const;
    /// Throws InputError when it does not fit; nothing changed then.
    void load(const Checkpoint& checkpoint);

private:
    /// What walks follow from besides the examples.
    struct Origin {
        WalkOptions options;
        std::uint64_t key = 0;
        std::vector<double> weights;
    };
    [[nodiscard]] std::vector<double> walkersAt(std::uint64_t step);
    void walkAgain();

    LearnerOptions options_;
    std::shared_ptr<const data::PointSet> examples_;
    GaussianDenoiser denoiser_;
    nn::Trainer trainer_;
    data::Minibatches batches_;
    std::optional<Origin> origin_; ///< of walks_
    std::vector<double> walked_;
    std::optional<Walks> walks_;
};

} // namespace scorescope::gsn
