// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/criterion.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

/// One face for all auto-encoders of chapter 3, so that an experiment trains a fused two-layer
/// network and a deep one of LibTorch by the same lines.
namespace scorescope::nn {

struct ModelOptions {
    std::size_t inputDim = 2;
    /// Hidden layers from the input to the output; one is the two-layer auto-encoder of §3.3.4.
    std::vector<std::size_t> hiddenUnits = {1000};
    Activation activation = Activation::tanh;
    OutputUnit output = OutputUnit::linear;
    bool tied = false; ///< V = Wᵀ; only with one hidden layer
    /// The pass over the data in float, reconstruct() too; sums are double either way, and so are
    /// Jacobians.
    bool singlePrecision = true;
    std::string device = "cpu"; ///< "cpu", "cuda", "cuda:0": anything but "cpu" runs in LibTorch
    int threads = 0;            ///< 0: see threadCount()
};

/// How first parameters are drawn; see firstParameters().
struct ModelStart {
    const double* data = nullptr; ///< [count × inputDim], points near which units shall have hinges
    std::size_t count = 0;
    double scale = 1.0; ///< length over which the data varies across its manifold (a few σ)
    std::uint64_t seed = 1;
};

/// Parameters are one flat vector of doubles owned by the caller: for every hidden layer from the
/// input on its weights [units × units before] row-major and its biases; then, unless tied, V
/// [inputDim × units] row-major; then c. For one hidden layer that is parameterLayout(). The code f
/// of a deep network is its middle hidden layer, the earlier one of two. Not thread-safe; a second
/// object of the same options serves another thread.
class AutoEncoderModel {
public:
    virtual ~AutoEncoderModel() = default;
    [[nodiscard]] virtual const ModelOptions& options() const = 0;
    [[nodiscard]] virtual std::size_t parameterCount() const = 0;
    /// Reproducible from `start.seed` (Purpose::initialization).
    [[nodiscard]] virtual std::vector<double> initialParameters(const ModelStart& start) const = 0;
    /// The criterion and, where `gradient` is not null, its gradient (parameterCount() values).
    /// inputs, targets: [count × inputDim]. Non-finite data give a non-finite result.
    virtual double lossAndGradient(const Criterion& criterion, const double* parameters,
                                   const double* inputs, const double* targets, std::size_t count,
                                   double* gradient) = 0;
    /// r(points), [count × inputDim].
    virtual void reconstruct(const double* parameters, const double* points, std::size_t count,
                             double* out) = 0;
    /// r and ∂r_k/∂x_j, [count × inputDim × inputDim] with k the row.
    virtual void reconstructWithJacobian(const double* parameters, const double* points,
                                         std::size_t count, double* reconstruction,
                                         double* jacobian) = 0;
};

/// Fused kernels for one hidden layer on the CPU, LibTorch for everything else. Throws
/// std::invalid_argument with what is allowed: no or empty layers, tied deep networks, a device
/// that this build or machine does not have.
[[nodiscard]] std::unique_ptr<AutoEncoderModel> makeAutoEncoder(const ModelOptions& options);

/// What makeAutoEncoder refuses before it looks at the device, by std::invalid_argument; besides
/// what is said there, more than 10⁹ parameters and a negative number of threads.
void checkModelOptions(const ModelOptions& options);

/// Throws std::invalid_argument when a criterion does not fit: cross-entropy without sigmoid
/// outputs, a negative or non-finite weight.
void checkCriterion(const Criterion& criterion, const ModelOptions& options);

} // namespace scorescope::nn
