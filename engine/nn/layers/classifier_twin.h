// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/autoencoder_twin.h"
#include "engine/nn/layers/layered_network.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace scorescope::nn {

/// A layered network with softmax and cross-entropy by LibTorch's autograd: what the pass that is
/// written out is tested against and measured beside. Weights and examples stay where they are
/// between calls, so that timing a call times the computation. One object serves one thread at a
/// time.
class ClassifierTwin {
public:
    virtual ~ClassifierTwin() = default;

    /// In the order of LayeredNetwork.
    virtual void setWeights(const std::vector<double>& weights) = 0;
    /// Images [count × inputs], each as channels × rows × columns, and their classes.
    virtual void setExamples(const std::vector<double>& images,
                             const std::vector<std::uint32_t>& labels) = 0;
    /// −log P(label | x) of each.
    [[nodiscard]] virtual std::vector<double> losses() const = 0;
    /// (1/M) Σ c_m L_m and its gradient in one graph, which stays until gradient() is called.
    /// \param factors c_m; empty: all are 1
    virtual double lossAndGradient(const std::vector<double>& factors) = 0;
    [[nodiscard]] virtual std::vector<double> gradient() const = 0;
    /// weights −= rate · gradient, in place.
    virtual void descend(double rate) = 0;
    /// ‖∂L_m/∂θ‖², one example at a time.
    [[nodiscard]] virtual std::vector<double> squaredNorms() const = 0;
};

/// Threads: see threadCount(). Throws std::invalid_argument for a network with batch normalization.
[[nodiscard]] std::unique_ptr<ClassifierTwin> makeClassifierTwin(const LayeredNetwork& network,
                                                                 TorchType type, int threads = 0);

} // namespace scorescope::nn
