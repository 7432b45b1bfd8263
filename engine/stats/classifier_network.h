// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/rng.h"
#include "engine/stats/parzen_likelihood.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace scorescope::stats {

/// A small network that guesses classes, and how it is trained.
struct NetworkOptions {
    std::size_t hidden = 64; ///< rectified units; 0: logistic regression on the coordinates
    std::size_t epochs = 20; ///< ≥ 1
    std::size_t batch = 100; ///< ≥ 1
    double rate = 1e-3;      ///< of Adam, > 0
    double decay = 1e-4; ///< of the weights: ½ decay ‖W‖² is added to the mean loss; ≥ 0
    std::uint64_t seed = 1;
};

/// Throws std::invalid_argument for options out of range.
void checkNetworkOptions(const NetworkOptions& options);

/// Points that somebody else holds in any form: load(i, row) writes point i < count as
/// [dimension] numbers. It is called by the thread that asks for the work, not by its helpers.
struct PointRows {
    std::size_t count = 0;
    std::size_t dimension = 0;
    std::function<void(std::size_t i, float* row)> load;

    /// These, which must outlive it.
    [[nodiscard]] static PointRows of(const Points& points);
};

/// 0 … count − 1 in an order that the stream gives (Fisher and Yates).
[[nodiscard]] std::vector<std::size_t> shuffledOrder(std::size_t count, RandomStream stream);

/// Logits z = W₂ max(0, W₁ x + b₁) + b₂, or W x + b without hidden units. Two classes have one
/// logit, of class 1 (logistic loss); more have one each (softmax, cross-entropy). Points are
/// centred by the mean of the training points and divided by their deviation over all coordinates,
/// so coordinates should be on one scale, as pixels are.
///
/// A value: copies go their own ways. Const functions may be called by several threads at once.
class ClassifierNetwork {
public:
    /// Random weights from the stream `member` of the seed (He et al. 2015); the last ones small,
    /// or 0 without hidden units. Throws std::invalid_argument for no dimension, fewer than two
    /// classes, or options out of range.
    ClassifierNetwork(std::size_t dimension, std::size_t classes, const NetworkOptions& options,
                      std::uint32_t member = 0);

    /// Adam on minibatches, in an order that comes from the seed and the member. The same numbers
    /// for any number of threads. O(epochs · count · dimension · hidden).
    ///
    /// Throws std::invalid_argument for no points, points of another dimension, a coordinate that
    /// is not finite, labels of another count or above the classes; RunError when the loss
    /// diverges; Cancelled when asked to stop.
    void train(const PointRows& points, const std::vector<std::uint32_t>& labels,
               const LongWork& work = {});

    [[nodiscard]] std::size_t classes() const noexcept { return classes_; }
    [[nodiscard]] std::size_t dimension() const noexcept { return dimension_; }
    /// Of each point: [count × logits], one for two classes, else one for each class. Throws
    /// std::invalid_argument for points of another dimension, as below.
    [[nodiscard]] std::vector<float> logits(const PointRows& points, int threads = 0) const;
    /// P(class | x), [count × classes]; each row adds up to 1.
    [[nodiscard]] std::vector<float> probabilities(const PointRows& points, int threads = 0) const;

    /// What train() lessens: the mean of −log P(label | x), plus the decay; with its gradient by
    /// parameters(). Throws as train().
    struct Loss {
        double value = 0.0;
        std::vector<float> gradient;
    };
    [[nodiscard]] Loss loss(const PointRows& points, const std::vector<std::uint32_t>& labels,
                            int threads = 0) const;
    /// W₁ [dimension × hidden], b₁, W₂ [hidden × logits], b₂; without hidden units W
    /// [dimension × logits] and b.
    [[nodiscard]] const std::vector<float>& parameters() const noexcept { return parameters_; }
    /// Throws std::invalid_argument for another number of them.
    void setParameters(std::vector<float> parameters);

private:
    /// What a few rows need while they are computed.
    struct Batch {
        std::size_t rows = 0;
        std::vector<float> inputs;  ///< [rows × dimension], standardized
        std::vector<float> units;   ///< [rows × hidden]
        std::vector<float> outputs; ///< [rows × logits]; then the loss' derivatives by them
    };
    template <class IndexOf>
    void forward(Batch& batch, const PointRows& points, std::size_t rows, const IndexOf& indexOf,
                 int threads) const;
    [[nodiscard]] double lossOf(Batch& batch, const std::uint32_t* labels) const;
    void backward(Batch& batch, std::vector<float>& gradient, int threads) const;
    void standardize(const PointRows& points);
    void check(const PointRows& points) const;
    void check(const PointRows& points, const std::vector<std::uint32_t>& labels) const;

    // Where the parts of the parameters are.
    [[nodiscard]] std::size_t biasAt() const { return dimension_ * hidden_; }
    [[nodiscard]] std::size_t lastAt() const { return hidden_ == 0 ? 0 : biasAt() + hidden_; }
    [[nodiscard]] std::size_t lastInputs() const { return hidden_ == 0 ? dimension_ : hidden_; }
    [[nodiscard]] std::size_t lastBiasAt() const { return lastAt() + lastInputs() * outputs_; }

    std::size_t dimension_;
    std::size_t classes_;
    std::size_t outputs_;
    std::size_t hidden_;
    NetworkOptions options_;
    std::uint32_t member_;
    std::vector<float> parameters_;
    std::vector<float> mean_; ///< of the training points
    float scale_ = 1.0F;
};

} // namespace scorescope::stats
