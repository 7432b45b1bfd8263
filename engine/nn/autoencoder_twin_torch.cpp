// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "engine/nn/torch_nn.h"
#include "engine/nn/torch_tensors.h"

#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <stdexcept>

namespace scorescope::nn {

namespace {

torch::ScalarType scalarType(TorchType type) {
    return type == TorchType::float32 ? torch::kFloat32 : torch::kFloat64;
}

struct State {
    AutoEncoderShape shape;
    torch::TensorOptions options;
    std::vector<torch::Tensor> parameters; ///< as parameterTensors()
    torch::Tensor inputs;
    torch::Tensor targets;
    torch::Tensor points;
    torch::Tensor result;
    std::vector<torch::Tensor> gradients;

    torch::Tensor run(const torch::Tensor& x) const {
        const torch::Tensor& encoder = parameters[0];
        const torch::Tensor hidden = torch::addmm(parameters[1], x, encoder.t()).tanh();
        return torch::addmm(parameters.back(), hidden, shape.tied ? encoder : parameters[2].t());
    }
};

class TorchTwin final : public AutoEncoderTwin {
public:
    TorchTwin(const AutoEncoderShape& shape, TorchType type, const std::string& device) {
        state_.shape = shape;
        state_.options = tensorOptions(type == TorchType::float32, device);
    }

    void setParameters(const std::vector<double>& parameters) override {
        state_.parameters = parameterTensors(state_.shape, parameters, state_.options);
    }

    void setData(const std::vector<double>& inputs, const std::vector<double>& targets) override {
        const auto dim = static_cast<std::int64_t>(state_.shape.inputDim);
        const auto count = static_cast<std::int64_t>(inputs.size()) / dim;
        if (inputs.size() != targets.size() ||
            static_cast<std::size_t>(count * dim) != inputs.size()) {
            throw std::invalid_argument("inputs and targets must be arrays of the same shape");
        }
        state_.inputs = toTensor(inputs.data(), count, dim, state_.options);
        state_.targets = toTensor(targets.data(), count, dim, state_.options);
    }

    void setPoints(const std::vector<double>& points) override {
        const auto dim = static_cast<std::int64_t>(state_.shape.inputDim);
        state_.points = toTensor(points.data(), static_cast<std::int64_t>(points.size()) / dim, dim,
                                 state_.options);
        state_.result = torch::empty_like(state_.points);
    }

    double lossAndGradient() override {
        State& s = state_;
        // mse_loss sums over N d numbers; eq. (3.2) divides by N alone.
        const torch::Tensor sum = torch::mse_loss(s.run(s.inputs), s.targets, at::Reduction::Sum);
        const torch::Tensor loss = sum / static_cast<double>(s.inputs.size(0));
        s.gradients = torch::autograd::grad({loss}, s.parameters);
        return loss.item<double>();
    }

    std::vector<double> gradient() const override { return toVector(state_.gradients); }

    void reconstruct() override {
        const torch::NoGradGuard noGradient;
        State& s = state_;
        // On the processor chunks keep the hidden layer in cache; a GPU wants it whole, within
        // reason.
        const std::int64_t chunk = s.points.is_cuda() ? std::int64_t(1) << 18 : 4096;
        const std::int64_t count = s.points.size(0);
        for (std::int64_t first = 0; first < count; first += chunk) {
            const std::int64_t length = std::min(chunk, count - first);
            s.result.narrow(0, first, length).copy_(s.run(s.points.narrow(0, first, length)));
        }
    }

    std::vector<double> reconstruction() const override { return toVector(state_.result); }

private:
    State state_;
};

template <typename Work> double bestSeconds(int rounds, const Work& work) {
    double best = std::numeric_limits<double>::infinity();
    work(); // warm up
    for (int round = 0; round < rounds; ++round) {
        const auto start = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
        best = std::min(best, elapsed.count());
    }
    return best;
}

} // namespace

std::unique_ptr<AutoEncoderTwin> by_torch::autoEncoderTwin(const AutoEncoderShape& shape,
                                                           TorchType type,
                                                           const std::string& device) {
    return std::make_unique<TorchTwin>(shape, type, device);
}

double by_torch::timeMatrixProduct(std::size_t size, TorchType type, int rounds) {
    const torch::NoGradGuard noGradient;
    const auto n = static_cast<std::int64_t>(size);
    const torch::Tensor a = torch::full({n, n}, 0.5, scalarType(type));
    const torch::Tensor b = torch::full({n, n}, 0.25, scalarType(type));
    torch::Tensor c = torch::empty({n, n}, scalarType(type));
    return bestSeconds(rounds, [&] { torch::mm_out(c, a, b); });
}

double by_torch::timeTanh(std::size_t count, TorchType type, int rounds) {
    const torch::NoGradGuard noGradient;
    const torch::Tensor a =
        torch::linspace(-5.0, 5.0, static_cast<std::int64_t>(count), scalarType(type));
    torch::Tensor b = torch::empty_like(a);
    return bestSeconds(rounds, [&] { torch::tanh_out(b, a); });
}

} // namespace scorescope::nn
