// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/layers/layered_network.h"
#include "engine/nn/layers/position_norms.h"

#include <cstddef>
#include <vector>

namespace scorescope::nn {

/// A convolution as products of matrices, over examples whose channels lie side by side: x [n ×
/// rows × columns × channels]. What the kernel sees at each position is laid out as a row of A
/// ("unfolded"), so y = A Wᵀ + b, ∂L/∂W = ∂L/∂yᵀ A, and ∂L/∂x folds ∂L/∂y W back.
///
/// Examples are done in blocks of a fixed number, each by one thread, and what is summed over
/// examples is summed in an order that is fixed as well: the same numbers for any number of
/// threads. One object serves one thread at a time.
class Convolution {
public:
    /// Of that stage of a network, which must be a convolution. Threads: see threadCount().
    Convolution(const LayeredNetwork::Stage& stage, NormForm form, int threads);

    /// y [n × rows × columns × channels].
    /// \param weights W as LayeredNetwork has it; \param bias null: none
    void forward(const float* weights, const float* bias, const float* x, std::size_t n, float* y);

    /// What backward() is to make; null: not that.
    struct Wanted {
        float* inputGradient = nullptr;  ///< ∂L/∂x, as x
        float* weightGradient = nullptr; ///< Σ_m factor_m ∂L_m/∂W is added to it, as W
        float* biasGradient = nullptr;   ///< likewise of b
        const float* factors = nullptr;  ///< [n]; with weightGradient
        double* squares = nullptr; ///< [n]: ‖∂L_m/∂W‖² + ‖∂L_m/∂b‖² is added to it, without factors
    };
    /// \param weights W as forward() had it
    /// \param outputGradient ∂L_m/∂y of each example's own loss, as y
    void backward(const float* weights, const float* x, std::size_t n, const float* outputGradient,
                  const Wanted& wanted);

    /// Squared norms that were made again in double, since the object was made.
    [[nodiscard]] std::size_t recomputed() const noexcept;
    /// Of what it keeps between calls.
    [[nodiscard]] std::size_t bytes() const noexcept;

private:
    /// Of one thread.
    struct Scratch {
        std::vector<float> unfolded; ///< A of one block and group; then ∂L/∂A
        std::vector<float> outputs;  ///< of one block and group: without the other groups between
        NormScratch norms;
        std::size_t recomputed = 0;
    };
    /// Sums over consecutive blocks.
    struct Strand {
        std::vector<float> weights; ///< in the order of unfold()
        std::vector<double> biases;
    };

    [[nodiscard]] std::size_t groupInputs() const;  ///< d: numbers that a kernel sees
    [[nodiscard]] std::size_t groupOutputs() const; ///< p
    [[nodiscard]] std::size_t blocksOf(std::size_t n) const;
    [[nodiscard]] bool isUnfolded() const; ///< kernels of 1 × 1 see x as it is
    [[nodiscard]] MatrixView see(const float* x, std::size_t examples, std::size_t group,
                                 Scratch& scratch) const;
    template <class Visit> void eachRun(std::size_t examples, const Visit& visit) const;
    void unfold(const float* x, std::size_t examples, std::size_t group, float* a) const;
    void fold(const float* a, std::size_t examples, std::size_t group, float* x) const;
    void pack(const float* weights);
    void backwardBlock(const float* x, std::size_t first, std::size_t examples,
                       const float* outputGradient, const Wanted& wanted, Strand* strand,
                       Scratch& scratch) const;
    void weightsOfBlock(const MatrixView& a, std::size_t group, std::size_t first,
                        std::size_t examples, const float* outputGradient, const Wanted& wanted,
                        Strand* strand, Scratch& scratch) const;
    void biasesOfBlock(std::size_t first, std::size_t examples, const float* outputGradient,
                       const Wanted& wanted, Strand* strand) const;
    void inputsOfBlock(std::size_t group, std::size_t examples, const float* outputGradient,
                       float* inputGradient, Scratch& scratch) const;
    void addStrands(std::size_t strands, const Wanted& wanted) const;

    LayeredNetwork::Stage stage_;
    NormForm form_;
    int threads_;
    std::size_t blockExamples_;
    std::vector<float> packed_; ///< W in the order of unfold(): rows, columns, channels
    std::vector<Scratch> scratches_;
    std::vector<Strand> strands_;
};

} // namespace scorescope::nn
