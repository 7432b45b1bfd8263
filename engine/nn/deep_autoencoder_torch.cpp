// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/torch_threads.h"
#include "engine/nn/autoencoder_start.h"
#include "engine/nn/torch_nn.h"
#include "engine/nn/torch_tensors.h"

#include <torch/torch.h>

#include <algorithm>
#include <stdexcept>

namespace scorescope::nn {

namespace {

constexpr double chunkBytes = 256.0 * 1024 * 1024;

/// Activations of one chunk and, where asked for, their tangents: ∂/∂x_j in row j.
struct Pass {
    torch::Tensor logits;         ///< [n × d], what the output units see
    torch::Tensor reconstruction; ///< [n × d]
    torch::Tensor codeTangents;   ///< [n × d × units of the code]
    torch::Tensor tangents;       ///< [n × d × d], ∂r_k/∂x_j at (j, k)
};

class TorchModel final : public AutoEncoderModel {
public:
    explicit TorchModel(const ModelOptions& options) : options_(options) {
        working_ = tensorOptions(options.singlePrecision, options.device);
        exact_ = tensorOptions(false, options.device);
    }

    const ModelOptions& options() const override { return options_; }
    std::size_t parameterCount() const override { return nn::parameterCount(options_); }
    std::vector<double> initialParameters(const ModelStart& start) const override {
        return firstParameters(options_, start);
    }

    double lossAndGradient(const Criterion& criterion, const double* parameters,
                           const double* inputs, const double* targets, std::size_t count,
                           double* gradient) override {
        checkCriterion(criterion, options_);
        if (count == 0) {
            if (gradient != nullptr) {
                std::fill(gradient, gradient + parameterCount(), 0.0);
            }
            return 0.0;
        }
        return guarded(count, [&] {
            const torch::AutoGradMode mode(gradient != nullptr);
            const torch::Tensor flat =
                flatTensor(parameters, working_).requires_grad_(gradient != nullptr);
            const Penalty penalty = criterion.weight > 0.0 ? criterion.penalty : Penalty::none;
            torch::Tensor total = torch::zeros({}, exact_);
            torch::Tensor slope = torch::zeros({integer(parameterCount())}, exact_);
            forChunks(count, penalty != Penalty::none, [&](std::size_t first, std::int64_t n) {
                const torch::Tensor x = toTensor(inputs + first * d(), n, integer(d()), working_);
                const torch::Tensor y = toTensor(targets + first * d(), n, integer(d()), working_);
                const torch::Tensor sum =
                    sumOver(criterion, penalty, forward(flat, x, penalty), y) +
                    (x * 0.0).sum(); // units saturate at infinite inputs
                if (gradient != nullptr) {
                    slope += torch::autograd::grad({sum}, {flat})[0].to(torch::kFloat64);
                }
                total += sum.detach().to(torch::kFloat64);
            });
            const double scale = 1.0 / static_cast<double>(count);
            if (gradient != nullptr) {
                toHost(slope * scale, gradient);
            }
            return total.item<double>() * scale;
        });
    }

    void reconstruct(const double* parameters, const double* points, std::size_t count,
                     double* out) override {
        guarded(count, [&] {
            const torch::NoGradGuard noGradient;
            const torch::Tensor flat = flatTensor(parameters, working_);
            forChunks(count, false, [&](std::size_t first, std::int64_t n) {
                const torch::Tensor x = toTensor(points + first * d(), n, integer(d()), working_);
                toHost(forward(flat, x, Penalty::none).reconstruction, out + first * d());
            });
            return 0.0;
        });
    }

    void reconstructWithJacobian(const double* parameters, const double* points, std::size_t count,
                                 double* reconstruction, double* jacobian) override {
        guarded(count, [&] {
            const torch::NoGradGuard noGradient;
            const torch::Tensor flat = flatTensor(parameters, exact_);
            forChunks(count, true, [&](std::size_t first, std::int64_t n) {
                const torch::Tensor x = toTensor(points + first * d(), n, integer(d()), exact_);
                const Pass pass = forward(flat, x, Penalty::reconstructionJacobian);
                toHost(pass.reconstruction, reconstruction + first * d());
                toHost(pass.tangents.transpose(1, 2), jacobian + first * d() * d());
            });
            return 0.0;
        });
    }

private:
    static std::int64_t integer(std::size_t value) { return static_cast<std::int64_t>(value); }
    std::size_t d() const { return options_.inputDim; }
    std::size_t codeLayer() const { return (options_.hiddenUnits.size() - 1) / 2; }

    /// Threads for that many examples. LibTorch's threads gather for every operation, and each one
    /// that shares its core with other programs is late by a time slice: more of them only where an
    /// operation takes longer than that.
    int threadsFor(std::size_t count) const {
        constexpr double productsPerThread = 1.6e7; // some milliseconds
        double largest = 0.0;
        std::size_t before = d();
        for (const std::size_t units : options_.hiddenUnits) {
            largest = std::max(largest, static_cast<double>(before) * static_cast<double>(units));
            before = units;
        }
        const double worth = 1.0 + largest * static_cast<double>(count) / productsPerThread;
        return static_cast<int>(
            std::min(static_cast<double>(hostThreadCount(options_.threads)), worth));
    }

    /// Calls the work on `count` examples.
    template <typename Work> double guarded(std::size_t count, const Work& work) const {
        try {
            if (working_.device().is_cpu()) {
                useTorchThreads(threadsFor(count));
            }
            return work();
        } catch (const c10::Error& error) {
            throw std::runtime_error(std::string("LibTorch: ") + error.what_without_backtrace());
        }
    }

    torch::Tensor flatTensor(const double* parameters, const torch::TensorOptions& options) const {
        return toTensor(parameters, 1, integer(parameterCount()), options).squeeze(0);
    }

    static void toHost(const torch::Tensor& tensor, double* to) {
        const torch::Tensor host = tensor.detach().to(torch::kCPU, torch::kFloat64).contiguous();
        std::copy(host.data_ptr<double>(), host.data_ptr<double>() + host.numel(), to);
    }

    /// Calls work(first, n) for consecutive chunks.
    template <typename Work> void forChunks(std::size_t count, bool tangents, const Work& work) {
        double perExample = static_cast<double>(d());
        for (const std::size_t units : options_.hiddenUnits) {
            perExample += static_cast<double>(units);
        }
        // What autograd keeps: activations, products and, d times, tangents before and after units.
        perExample *= 8.0 * 3.0 * (tangents ? 1.0 + static_cast<double>(d()) : 1.0);
        const auto chunk =
            static_cast<std::size_t>(std::clamp(chunkBytes / perExample, 1.0, 1048576.0));
        for (std::size_t first = 0; first < count; first += chunk) {
            work(first, integer(std::min(chunk, count - first)));
        }
    }

    Pass forward(const torch::Tensor& flat, const torch::Tensor& x, Penalty penalty) const {
        Pass pass;
        torch::Tensor a = x;
        torch::Tensor tangents; // [n × d × units]
        std::int64_t at = 0;
        const auto part = [&](std::int64_t rows, std::int64_t columns) {
            const torch::Tensor values = flat.narrow(0, at, rows * columns).view({rows, columns});
            at += rows * columns;
            return values;
        };
        torch::Tensor weights;
        const bool untilCode = penalty == Penalty::codeJacobian;
        for (std::size_t layer = 0; layer < options_.hiddenUnits.size(); ++layer) {
            const std::int64_t units = integer(options_.hiddenUnits[layer]);
            weights = part(units, a.size(1));
            const torch::Tensor z = torch::addmm(part(1, units), a, weights.t());
            const bool wanted = penalty != Penalty::none && !(untilCode && layer > codeLayer());
            if (options_.activation == Activation::tanh) {
                a = z.tanh();
            } else {
                a = z.sigmoid();
            }
            if (wanted) {
                const torch::Tensor slope =
                    options_.activation == Activation::tanh ? 1.0 - a * a : a * (1.0 - a);
                // W's columns are the tangents before the units of the first layer.
                const torch::Tensor before =
                    layer == 0 ? weights.t().unsqueeze(0) : torch::matmul(tangents, weights.t());
                tangents = before * slope.unsqueeze(1);
                if (layer == codeLayer()) {
                    pass.codeTangents = tangents;
                }
            }
        }
        const torch::Tensor decoder = options_.tied ? weights.t() : part(integer(d()), a.size(1));
        pass.logits = torch::addmm(part(1, integer(d())), a, decoder.t());
        const bool sigmoid = options_.output == OutputUnit::sigmoid;
        pass.reconstruction = sigmoid ? pass.logits.sigmoid() : pass.logits;
        if (penalty == Penalty::reconstructionJacobian) {
            pass.tangents = torch::matmul(tangents, decoder.t());
            if (sigmoid) {
                const torch::Tensor r = pass.reconstruction;
                pass.tangents = pass.tangents * (r * (1.0 - r)).unsqueeze(1);
            }
        }
        return pass;
    }

    /// The criterion summed, not averaged, over a chunk.
    torch::Tensor sumOver(const Criterion& criterion, Penalty penalty, const Pass& pass,
                          const torch::Tensor& y) const {
        torch::Tensor sum;
        if (criterion.loss == ReconstructionLoss::crossEntropy) {
            // From the logit: log(1 + e^u) − y u is finite for y = 0 and 1, too.
            sum =
                torch::binary_cross_entropy_with_logits(pass.logits, y, {}, {}, at::Reduction::Sum);
        } else {
            sum = torch::mse_loss(pass.reconstruction, y, at::Reduction::Sum);
        }
        if (penalty == Penalty::reconstructionJacobian) {
            sum = sum + criterion.weight * pass.tangents.square().sum();
        } else if (penalty == Penalty::codeJacobian) {
            sum = sum + criterion.weight * pass.codeTangents.square().sum();
        }
        return sum;
    }

    ModelOptions options_;
    torch::TensorOptions working_;
    torch::TensorOptions exact_;
};

} // namespace

std::unique_ptr<AutoEncoderModel> by_torch::autoEncoder(const ModelOptions& options) {
    checkModelOptions(options);
    return std::make_unique<TorchModel>(options);
}

} // namespace scorescope::nn
