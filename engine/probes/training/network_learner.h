// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"
#include "engine/nn/layers/training_images.h"
#include "engine/nn/optimizers.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace scorescope::probes {

struct NetworkLearnerOptions {
    nn::LayeredNetwork network{{1, 1, 1}, {nn::Layer::linear(2)}};
    std::size_t batch = 64;
    nn::OptimizerOptions optimizer;
    std::uint64_t seed = 1;
    int threads = 1;
};

/// A network that learns to tell classes, minibatch by minibatch: epochs in shuffled orders. It
/// knows nothing of probes. Lives on one thread; the same numbers for any number of threads within.
class NetworkLearner {
public:
    /// Throws std::invalid_argument for options out of range, fewer images than a minibatch, and
    /// what nn::Classifier refuses.
    NetworkLearner(NetworkLearnerOptions options, std::shared_ptr<const nn::TrainingImages> images);

    /// One minibatch. Throws RunError when its loss is not finite; the weights are then as before.
    void step();
    [[nodiscard]] std::uint64_t steps() const noexcept { return steps_; }
    [[nodiscard]] double loss() const noexcept { return loss_; } ///< of the last minibatch, nats
    [[nodiscard]] std::uint64_t stepsOfEpoch() const noexcept;
    [[nodiscard]] const std::vector<float>& weights() const noexcept { return net_.weights(); }
    [[nodiscard]] const NetworkLearnerOptions& options() const noexcept { return options_; }
    /// Throws std::invalid_argument for a rate that is not positive.
    void setRate(double rate);

    void save(Checkpoint& checkpoint) const;
    /// Throws InputError for a checkpoint of another network; then nothing changed.
    void load(const Checkpoint& checkpoint);

private:
    NetworkLearnerOptions options_;
    std::shared_ptr<const nn::TrainingImages> images_;
    nn::Classifier net_;
    nn::FloatOptimizer optimizer_;
    std::vector<float> gradient_;
    std::vector<std::size_t> order_; ///< of the epoch at hand
    std::uint64_t orderOf_ = 0;      ///< that epoch, + 1
    std::uint64_t steps_ = 0;
    double loss_;
};

/// The weights that such a network begins with.
[[nodiscard]] std::vector<float> firstWeightsOf(const NetworkLearnerOptions& options,
                                                std::uint64_t seed);

} // namespace scorescope::probes
