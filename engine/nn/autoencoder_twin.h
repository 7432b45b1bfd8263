// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "engine/nn/fused_autoencoder.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace scorescope::nn {

/// Floating-point type of a LibTorch computation.
enum class TorchType { float32, float64 };

/// The auto-encoder of §3.3.4 by LibTorch and its autograd: what FusedAutoEncoder is tested against
/// and measured beside, and the way to a GPU. Weights and data stay on the device between calls, so
/// that timing a call times the computation. Settings as fast as LibTorch goes: products with the
/// bias in the same call (addmm), squared error by the fused mse_loss, no gradient with respect to
/// the data. One object serves one thread at a time.
class AutoEncoderTwin {
public:
    virtual ~AutoEncoderTwin() = default;

    /// Copies the flat parameters (layout: parameterLayout) to the device.
    virtual void setParameters(const std::vector<double>& parameters) = 0;

    /// Copies inputs and targets, [count x d] row-major, to the device.
    virtual void setData(const std::vector<double>& inputs, const std::vector<double>& targets) = 0;

    /// Copies points, [count x d], to the device for reconstruct().
    virtual void setPoints(const std::vector<double>& points) = 0;

    /// (1/N) sum ||r(inputs) - targets||^2; its gradient stays on the device until gradient() is
    /// called.
    virtual double lossAndGradient() = 0;

    /// The gradient of the last lossAndGradient(), in the flat layout.
    [[nodiscard]] virtual std::vector<double> gradient() const = 0;

    /// r at the points of setPoints, computed and kept on the device in chunks that fit in cache.
    virtual void reconstruct() = 0;

    /// What the last reconstruct() computed, [count x d].
    [[nodiscard]] virtual std::vector<double> reconstruction() const = 0;
};

/// device: "cpu", "cuda", "cuda:0", ... Throws std::invalid_argument, with LibTorch's words, if
/// there is no such device in this build or machine.
[[nodiscard]] std::unique_ptr<AutoEncoderTwin>
makeAutoEncoderTwin(const AutoEncoderShape& shape, TorchType type,
                    const std::string& device = "cpu");

/// Seconds for one product of two size x size matrices by LibTorch's BLAS: best of the rounds.
/// 2 size^3 operations. This machine's practical arithmetic peak.
double timeMatrixProduct(std::size_t size, TorchType type, int rounds);

/// Seconds for tanh of count numbers in place of nothing but LibTorch's own kernel: best of the
/// rounds.
double timeTorchTanh(std::size_t count, TorchType type, int rounds);

} // namespace scorescope::nn
