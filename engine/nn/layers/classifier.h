// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/layers/convolution.h"
#include "engine/nn/layers/layered_network.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace scorescope::nn {

struct ClassifierOptions {
    int threads = 0; ///< see threadCount()
    /// Examples go through the network in chunks whose activations and gradients take about that
    /// much, at least one example; ≥ 1.
    std::size_t chunkBytes = std::size_t{128} << 20U;
    NormForm normForm = NormForm::automatic; ///< of convolutions
};

/// Examples that somebody else holds: images [count × inputs], each as channels × rows × columns,
/// and the class of each.
struct LabelledImages {
    const float* images = nullptr;
    const std::uint32_t* labels = nullptr;
    std::size_t count = 0;
};

/// What a pass found of each example m; all [count], but for what it was not asked.
struct ExampleScores {
    std::vector<double> losses;        ///< L_m = −log P(label | x)
    std::vector<std::uint8_t> correct; ///< 1: the label has the highest score (first of equals)
    /// ‖∂L_m/∂θ‖², θ all weights: of the example's own loss, not divided by a number of examples
    /// nor multiplied by a factor.
    std::vector<double> squaredNorms;
    /// ‖∂L_m/∂z‖ = ‖softmax(z) − onehot(label)‖ with the last layer's outputs z: what Katharopoulos
    /// and Fleuret (2018) rank examples by. Times a constant of the network (one that bounds all
    /// its layers' slopes and inputs, and is not computed here) it is above the norm.
    std::vector<double> outputNorms;
    /// ‖∂L_m/∂z‖ √(‖h‖² + 1), h the last layer's input (+ 1 if it has a bias): exactly the norm of
    /// the gradient for the last layer's own weights, and so never above the norm for all.
    std::vector<double> lastLayerNorms;
};

/// A feed-forward network that guesses classes by softmax and cross-entropy, its weights, and its
/// derivatives by a backward pass written out by hand. What Proposition 3 (§7.3.3; Goodfellow 2015)
/// finds for layers y = W x + b, ‖∂L_m/∂W‖² = ‖x_m‖² ‖∂L_m/∂y_m‖² and ‖∂L_m/∂b‖² = ‖∂L_m/∂y_m‖²,
/// comes with the pass; convolutions have theirs from their positions (position_norms.h).
///
/// All in single precision; losses, norms and sums of many small terms are added up in double. The
/// same numbers for any number of threads. Other chunks, and other numbers of examples at once,
/// change no more than the rounding. Where weights have diverged, losses, norms and gradients come
/// out infinite or not a number, as they are.
///
/// Keeps what a pass needs from one to the next. One object serves one thread at a time.
class Classifier {
public:
    /// Weights are 0 until set() is called.
    ///
    /// Throws std::invalid_argument, which names the layer: when the last layer is not linear with
    /// at least 2 units, for a batch normalization (an example's loss depends on the others, so
    /// that it has no gradient of its own), for shared weights (the norm is not the sum over
    /// layers), for options out of range.
    explicit Classifier(LayeredNetwork network, const ClassifierOptions& options = {});

    [[nodiscard]] const LayeredNetwork& network() const noexcept { return network_; }
    [[nodiscard]] std::size_t classes() const { return network_.outputs(); }

    /// [network().parameters()] in its order. Throws std::invalid_argument for another number or
    /// for one that is not finite.
    void set(std::vector<float> weights);
    [[nodiscard]] const std::vector<float>& weights() const noexcept { return weights_; }
    /// For optimizers, which change them where they are.
    [[nodiscard]] float* mutableWeights() noexcept { return weights_.data(); }

    // All of these throw std::invalid_argument, and say which example, for a label that is no class
    // and an image with a number that is not finite. No examples give empty results.

    /// Losses and correctness: forward only.
    [[nodiscard]] ExampleScores evaluate(const LabelledImages& examples);
    /// With outputNorms and lastLayerNorms: forward only.
    [[nodiscard]] ExampleScores lastLayer(const LabelledImages& examples);
    /// With squaredNorms: forward and backward, but without gradients of weights and of the images.
    [[nodiscard]] ExampleScores norms(const LabelledImages& examples);

    enum class Norms { without, with };
    /// gradient = (1/M) Σ_m c_m ∂L_m/∂θ over the M examples; 0 for none.
    /// \param factors c_m [count], finite; null: all are 1
    /// \param gradient [network().parameters()]
    /// \param norms with: squaredNorms, too, which know nothing of the factors
    [[nodiscard]] ExampleScores gradient(const LabelledImages& examples, const float* factors,
                                         float* gradient, Norms norms = Norms::without);

    /// What comes out of the first `layers` layers, as channels × rows × columns: [count × size of
    /// the last of them]. All of them: the scores z. Throws std::invalid_argument for 0 layers,
    /// more than there are, or images that are not finite.
    [[nodiscard]] std::vector<float> outputs(const float* images, std::size_t count,
                                             std::size_t layers);

    /// Squared norms of convolutions that were made again in double since the object was made,
    /// because their terms cancelled.
    [[nodiscard]] std::size_t recomputedNorms() const noexcept;
    /// Memory that it keeps beside the weights.
    [[nodiscard]] std::size_t bytes() const noexcept;
    /// Examples in a chunk.
    [[nodiscard]] std::size_t chunk() const noexcept { return chunk_; }

private:
    struct Wanted {
        const float* factors = nullptr;
        float* gradient = nullptr;
        bool norms = false;
        bool lastLayer = false;
        float keep = 0.0F; ///< 1: a later chunk, which adds to the gradient
    };
    static constexpr std::size_t given = static_cast<std::size_t>(-1);

    void planStorage();
    void check(const LabelledImages& examples) const;
    void checkImages(const float* images, std::size_t count) const;
    [[nodiscard]] ExampleScores pass(const LabelledImages& examples, const Wanted& wanted);
    void forward(const float* images, std::size_t n, std::size_t layers);
    void forwardStage(std::size_t stage, std::size_t n);
    void judge(const LabelledImages& examples, std::size_t first, std::size_t n,
               const Wanted& wanted, ExampleScores& scores);
    void backward(std::size_t n, const Wanted& wanted, double* squares);
    void backwardLinear(std::size_t stage, std::size_t n, const Wanted& wanted, double* squares,
                        bool needsInput);
    void backwardConvolution(std::size_t stage, std::size_t n, const Wanted& wanted,
                             double* squares, bool needsInput);
    [[nodiscard]] const float* inputOf(std::size_t stage) const;
    [[nodiscard]] const float* outputOf(std::size_t stage) const;

    LayeredNetwork network_;
    ClassifierOptions options_;
    std::vector<float> weights_;
    std::vector<Convolution> convolutions_;
    std::vector<std::size_t> convolutionOf_; ///< of a stage, its place in convolutions_
    std::size_t firstWithWeights_ = 0;
    std::size_t chunk_ = 1;
    std::size_t widest_ = 0; ///< the largest output of a stage

    // Of the chunk that is worked on.
    const float* images_ = nullptr;
    std::size_t inputPlace_ = given;                  ///< buffer of the input; given: as it came
    std::vector<std::size_t> places_;                 ///< of each stage's output
    std::vector<std::size_t> sizes_;                  ///< of a buffer, numbers for each example
    std::vector<std::vector<float>> buffers_;         ///< activations
    std::vector<std::vector<std::uint32_t>> winners_; ///< of each stage; empty: no maxPool
    std::vector<float> above_;                        ///< ∂L/∂ of a stage's output
    std::vector<float> below_;                        ///< and of its input
    std::vector<float> scales_;                       ///< c_m / M
};

} // namespace scorescope::nn
