// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/rng.h"
#include "engine/nn/noise/noise.h"

#include <cstddef>
#include <cstdint>
#include <vector>

/// Generative stochastic networks with latent layers (§5.3.4, 5.5.2, Figure 5.5): x and hidden
/// layers h_1 … h_D, neighbours joined by tied weights W_k, used in both directions. With one
/// hidden layer it is a denoising auto-encoder.
namespace scorescope::gsn {

/// Sizes and where the parts of the flat parameter vector lie: W_1 … W_D, each [n_{k−1} × n_k]
/// row-major, then b_0 … b_D. A value.
class GsnShape {
public:
    /// \param layers n_0 (of x), n_1, …, n_D; at least two, at most 16, none 0. Throws
    /// std::invalid_argument otherwise.
    explicit GsnShape(std::vector<std::size_t> layers);

    [[nodiscard]] std::size_t depth() const noexcept { return layers_.size() - 1; } ///< D
    /// n_k
    [[nodiscard]] std::size_t units(std::size_t k) const { return layers_.at(k); }
    [[nodiscard]] std::size_t weightAt(std::size_t k) const { return weights_.at(k - 1); }
    [[nodiscard]] std::size_t biasAt(std::size_t k) const { return biases_.at(k); }
    [[nodiscard]] std::size_t parameters() const noexcept { return size_; }

    friend bool operator==(const GsnShape& a, const GsnShape& b) { return a.layers_ == b.layers_; }

private:
    std::vector<std::size_t> layers_;
    std::vector<std::size_t> weights_;
    std::vector<std::size_t> biases_;
    std::size_t size_ = 0;
};

/// W_k uniform in ±√(6/(n_{k−1} + n_k)), biases 0, from (seed, Purpose::initialization, k).
[[nodiscard]] std::vector<float> initialWeights(const GsnShape& shape, std::uint64_t seed);

/// What is random in a step.
struct GsnNoise {
    float saltAndPepper = 0.4F; ///< of x: the share of pixels replaced, in [0, 1]
    float inside = 2.0F;        ///< deviation of η_in in h = η_out + tanh(η_in + a), ≥ 0
    float outside = 2.0F;       ///< of η_out
    /// Whether h_1 has it, too. The thesis: "applied to all hidden layers except the first".
    bool onFirstLayer = false;
    // For real-valued x. The thesis corrupts faces by "input noise" of a level from 0.1 to 0.7
    // (§5.5.3) and leaves open whether that is a share or a deviation, and what replaced pixels
    // become once images have mean 0 and deviation 1. With −1 and 1 they, too, have mean 0 and
    // deviation 1.
    float gaussian = 0.0F; ///< deviation of noise added to x before pixels are replaced, ≥ 0
    float pepper = 0.0F;   ///< what a replaced pixel becomes, this or `salt`, each as likely
    float salt = 1.0F;
};

/// The family of P(x | h), with z = b_0 + h_1 W_1ᵀ and a scaling factor α > 0 (§5.3.3).
struct GsnOutput {
    enum class Kind {
        bernoulli, ///< sigmoid(α z), x in [0, 1]: a larger α is less entropy
        gaussian   ///< N(z, α σ²), x real: a larger α is more entropy
    };
    Kind kind = Kind::bernoulli;
    /// σ > 0, the same for all pixels. The thesis writes σ_i and does not say what it is; with
    /// images of deviation 1 and α learned, one σ only sets where α begins.
    float deviation = 1.0F;
};

/// Numbers that a step draws come from (seed, purposes of their own, row, step, layer).
struct GsnDraws {
    std::uint64_t seed = 1;
    std::uint64_t step = 0;
    std::uint32_t firstRow = 0; ///< number of the first chain
};

/// The state of `rows` chains: x and the hidden layers as they were last.
struct GsnState {
    std::size_t rows = 0;
    std::vector<float> x;                   ///< [rows × n_0]
    std::vector<float> corrupted;           ///< x̃ of the last step
    std::vector<float> mean;                ///< of P(X | h) of the last step
    std::vector<std::vector<float>> hidden; ///< h_1 … h_D, [rows × n_k]
};
/// Chains that begin at x, with hidden layers at 0.
[[nodiscard]] GsnState beginChains(const GsnShape& shape, std::vector<float> x);

/// What a step of the chain consists of, in this order.
enum class StepPart {
    corrupt, ///< x̃ from x
    encode,  ///< odd layers from the even ones and x̃, then even layers from the odd ones
    decode   ///< x from P(X | h_1), which is sigmoid(b_0 + h_1 W_1ᵀ) for binary x
};

/// Steps of the chain.
class GsnSampler {
public:
    GsnSampler(GsnShape shape, int threads = 0);

    [[nodiscard]] const GsnShape& shape() const noexcept { return shape_; }
    /// One step of all chains. `scale` is α of P(X | h_1) (§5.3.3). Throws std::invalid_argument as
    /// checkOutput().
    void step(const float* weights, const GsnNoise& noise, const GsnDraws& draws, GsnState& state,
              float scale = 1.0F, const GsnOutput& output = {}) const;
    /// One part of it. The three in their order, with the same draws, are step(), bit for bit.
    void part(StepPart part, const float* weights, const GsnNoise& noise, const GsnDraws& draws,
              GsnState& state, float scale = 1.0F, const GsnOutput& output = {}) const;

private:
    GsnShape shape_;
    int threads_;
    nn::NoiseLoops loops_;
};

} // namespace scorescope::gsn
