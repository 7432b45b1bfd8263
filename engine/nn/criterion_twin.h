// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/autoencoder_model.h"
#include "engine/nn/autoencoder_twin.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace scorescope::nn {

/// How LibTorch comes to the Jacobian of a penalty.
enum class JacobianBy {
    /// By autograd: one vector-Jacobian product per row with the graph kept, and autograd through
    /// it. What works for any network, whatever is inside. For the code's penalty, where there are
    /// as many rows as units, the rows of all units come from one product, because a unit depends
    /// on its own pre-activation alone.
    doubleBackward,
    /// By the closed form V diag(f') W in batched tensor operations, and autograd through them.
    closedForm,
};

/// Every criterion of a network with one hidden layer by LibTorch's autograd: what the fused
/// kernels are tested against and measured beside. Weights and data stay on the device between
/// calls, so that timing a call times the computation. One object serves one thread at a time.
class CriterionTwin {
public:
    virtual ~CriterionTwin() = default;

    /// Copies the flat parameters (layout: parameterLayout) to the device.
    virtual void setParameters(const std::vector<double>& parameters) = 0;
    /// Copies inputs and targets, [count × d] row-major, to the device.
    virtual void setData(const std::vector<double>& inputs, const std::vector<double>& targets) = 0;
    /// The criterion; its gradient stays on the device until gradient() is called. Examples go
    /// through `chunk` at a time (0: all at once): chunks whose activations stay in cache can be
    /// faster.
    virtual double lossAndGradient(const Criterion& criterion, JacobianBy way,
                                   std::size_t chunk = 0) = 0;
    /// The gradient of the last lossAndGradient(), in the flat layout.
    [[nodiscard]] virtual std::vector<double> gradient() const = 0;
};

/// Options as for makeAutoEncoder, with one hidden layer; `type` replaces singlePrecision. Throws
/// std::invalid_argument as that does.
[[nodiscard]] std::unique_ptr<CriterionTwin> makeCriterionTwin(const ModelOptions& options,
                                                               TorchType type);

} // namespace scorescope::nn
