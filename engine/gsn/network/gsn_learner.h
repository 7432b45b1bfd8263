// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"
#include "engine/gsn/network/gsn_network.h"
#include "engine/gsn/network/unrolled_graph.h"
#include "engine/gsn/network/walkback.h"
#include "engine/nn/optimizers.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace scorescope::gsn {

struct GsnLearnerOptions {
    WalkbackOptions walkback; ///< its scales are the learner's to fill in
    enum class Factors {
        none,    ///< all are 1
        ofSteps, ///< α_1 … α_K, one for each walkback step (§5.3.3)
        shared   ///< one for all steps: what a Gaussian without factors has for a variance
    };
    Factors factors = Factors::none;
    double scaleRate = 0.0; ///< they learn by plain gradient steps of this rate on their logarithms
    nn::OptimizerOptions optimizer;
    /// Even layers begin where the example's previous visit left them (Theorem 3); else at 0.
    bool fromPreviousVisit = false;
    std::size_t examples = 0; ///< of the training set
};

/// A network that learns by walkback, one minibatch at a time (§5.5.2): its weights, the scaling
/// factors, the optimizer's moments, and what each example's last visit left. Lives on one thread.
class GsnLearner {
public:
    /// Weights as initialWeights(). Throws std::invalid_argument for options out of range.
    GsnLearner(GsnShape shape, GsnLearnerOptions options, std::uint64_t seed, int threads = 0);

    /// b_0 = log p/(1 − p) of each pixel's mean over the data [n_0], which is kept within [0.005,
    /// 0.995]: the best that x can be told without h.
    void startBiasesAtMeans(const std::vector<double>& means);
    void setRate(double rate) { optimizer_.setRate(rate); }
    void setNoise(const GsnNoise& noise) { options_.walkback.noise = noise; }

    /// One minibatch.
    /// \param batch [chosen.size() × n_0] in [0, 1]
    /// \param chosen which examples of the training set they are
    /// \param number of the minibatch, from 0: its random numbers
    /// Throws RunError when loss or gradient are not finite; the weights are then as they were.
    WalkbackPass::Result step(const std::vector<float>& batch,
                              const std::vector<std::size_t>& chosen, std::uint64_t number);

    [[nodiscard]] const GsnShape& shape() const noexcept { return shape_; }
    [[nodiscard]] const std::vector<float>& weights() const noexcept { return weights_; }
    /// α_1 … α_K; empty where they are not learned.
    [[nodiscard]] const std::vector<float>& scales() const noexcept { return scales_; }
    /// The factor that chains draw with: α_1 ("the scaling factor from the first walkback step").
    [[nodiscard]] float scaleToDraw() const { return scales_.empty() ? 1.0F : scales_.front(); }
    /// The family of P(x | h).
    [[nodiscard]] const GsnOutput& output() const noexcept { return options_.walkback.output; }
    [[nodiscard]] std::size_t walkbackSteps() const noexcept { return options_.walkback.steps; }
    [[nodiscard]] Unrolling unrolling() const { return unrollingOf(shape_, options_.walkback); }
    /// What the first example of the last minibatch went through (unrolledActivations()). Only
    /// after a step; `batch` is the one it was called with.
    [[nodiscard]] UnrolledActivations unrolled(const std::vector<float>& batch) const;

    /// All that a checkpoint holds of it, checked; take() then cannot fail.
    struct State {
        std::vector<float> weights;
        std::vector<float> scales;
        nn::BasicOptimizer<float> optimizer;
        std::vector<std::vector<float>> visits;
    };
    void save(Checkpoint& checkpoint) const;
    /// Throws InputError when the checkpoint does not fit this network.
    [[nodiscard]] State read(const Checkpoint& checkpoint) const;
    void take(State state);

private:
    [[nodiscard]] StoredTensor part(std::size_t at, std::vector<std::size_t> shape) const;

    GsnShape shape_;
    GsnLearnerOptions options_;
    std::uint64_t seed_;
    std::vector<float> weights_;
    std::vector<float> scales_;
    std::vector<float> gradient_;
    nn::BasicOptimizer<float> optimizer_;
    WalkbackPass pass_;
    // Of the last minibatch.
    WalkbackOptions used_;
    std::uint64_t number_ = 0;
    std::vector<std::vector<float>> firstStart_; ///< H_0 of its first example; empty: at zero
    std::vector<std::vector<float>> visits_;     ///< hidden layers of every example; empty: at zero
};

} // namespace scorescope::gsn
