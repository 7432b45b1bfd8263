// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/gsn/network/gsn_network.h"

#include <cstddef>
#include <vector>

/// Training by walkback (§5.3.2, 5.5.2, Figure 5.5): the chain runs a few steps from a training
/// example, and every reconstruction on the way is to be that example. (Algorithm 1 draws the
/// number of steps and counts the last one alone.)
namespace scorescope::gsn {

struct WalkbackOptions {
    std::size_t steps = 4;    ///< K ≥ 1, at most 255; the thesis: twice the number of layers
    bool lastOnly = false;    ///< only the last reconstruction counts (Proposition 2: either does)
    bool throughChain = true; ///< gradients go back through the hidden layers of earlier steps
    /// α_1 … α_K of §5.3.3; empty: all 1, and none is learned. One that all steps share (the model
    /// without scaling factors, when σ is to be learned) has the sum of their gradients for its
    /// own.
    std::vector<float> scales;
    GsnNoise noise;
    GsnOutput output; ///< its scaling factor at step t is α_t
};

/// Loss and gradient of one minibatch.
///
/// The loss is Σ_t −log P(x | h^{(t)})/B, factorized Bernoulli, x in [0, 1], or Gaussian, x real;
/// x^{(t+1)} is drawn from P(x | h^{(t)}), and no gradient goes through that draw, although for a
/// Gaussian it could: in walkback what is drawn is data (§5.3.2). Even layers begin at `start`, or
/// at 0. All buffers are kept from one minibatch to the next. Not thread-safe.
class WalkbackPass {
public:
    WalkbackPass(GsnShape shape, int threads = 0);

    struct Result {
        double loss = 0.0;                ///< nats per example, summed over the steps that count
        std::vector<double> stepLosses;   ///< of every step, nats per example
        std::vector<float> scaleGradient; ///< ∂loss/∂α_t, as many as there are scales
    };
    /// \param x [rows × n_0]
    /// \param start null, or the hidden layers h_1 … h_D with which the examples begin (only even
    ///   ones matter); they are replaced by those of the first step, H_1, as Theorem 3 wants
    /// \param gradient [shape.parameters()], overwritten
    /// Throws std::invalid_argument for options out of range.
    Result run(const float* weights, const WalkbackOptions& options, const GsnDraws& draws,
               const float* x, std::size_t rows, std::vector<std::vector<float>>* start,
               float* gradient);

    /// After run(): what layer k held at step t (k = 0: the corrupted x̃), [rows × n_k], and the
    /// mean of P(x | h) there.
    [[nodiscard]] const float* layer(std::size_t t, std::size_t k) const;
    [[nodiscard]] const float* mean(std::size_t t) const;

private:
    void prepare(std::size_t steps, std::size_t rows);
    void forward(const float* weights, const WalkbackOptions& options, const GsnDraws& draws,
                 const float* x, const std::vector<std::vector<float>>* start);
    /// Losses of a step, and the gradient by its z where it counts.
    void reconstruction(std::size_t t, const WalkbackOptions& options, const float* x,
                        Result& result);
    void backward(const float* weights, const WalkbackOptions& options, float* gradient);
    [[nodiscard]] float* h(std::size_t t, std::size_t k) {
        return h_[k].data() + t * rows_ * shape_.units(k);
    }
    [[nodiscard]] float* tanhOf(std::size_t t, std::size_t k) {
        return tanh_[k].data() + t * rows_ * shape_.units(k);
    }
    /// Gradient by a_k at step t; of layer 0 by the logits.
    [[nodiscard]] float* da(std::size_t t, std::size_t k) {
        return da_[k].data() + t * rows_ * shape_.units(k);
    }

    GsnShape shape_;
    int threads_;
    nn::NoiseLoops loops_;
    std::size_t rows_ = 0;
    std::size_t steps_ = 0;
    // By layer, all steps one after the other: what is needed for a weight's gradient is one
    // matrix.
    std::vector<std::vector<float>> h_;    ///< layer 0: x̃
    std::vector<std::vector<float>> tanh_; ///< 1 … D
    std::vector<std::vector<float>> da_;
    std::vector<std::vector<float>> first_; ///< even layers before the first step
    std::vector<float> mean_;               ///< of P(x | h) at every step
    std::vector<float> logits_;             ///< z, before it is scaled
    std::vector<float> scaled_;             ///< one step's, scaled
    std::vector<double> rowLoss_;           ///< of one step
    std::vector<double> rowScale_;          ///< its derivative by α
    std::vector<float> x_;                  ///< what was drawn
};

} // namespace scorescope::gsn
