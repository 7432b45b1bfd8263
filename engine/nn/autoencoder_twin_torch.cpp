// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "engine/nn/torch_nn.h"

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

std::vector<double> toVector(const torch::Tensor& tensor) {
    const torch::Tensor host = tensor.to(torch::kCPU, torch::kFloat64).contiguous();
    const double* from = host.data_ptr<double>();
    return std::vector<double>(from, from + host.numel());
}

struct State {
    AutoEncoderShape shape;
    torch::TensorOptions options;
    torch::Tensor encoder;
    torch::Tensor bias;
    torch::Tensor decoder;
    torch::Tensor offset;
    torch::Tensor inputs;
    torch::Tensor targets;
    torch::Tensor points;
    torch::Tensor result;
    std::vector<torch::Tensor> gradients;

    torch::Tensor toDevice(const double* from, std::int64_t rows, std::int64_t columns) const {
        // from_blob only looks at the memory, to() copies it when the type or device differs; clone
        // otherwise.
        const torch::Tensor view = torch::from_blob(const_cast<double*>(from), {rows, columns},
                                                    torch::TensorOptions().dtype(torch::kFloat64));
        return view.to(options, /*non_blocking=*/false, /*copy=*/true);
    }

    torch::Tensor run(const torch::Tensor& x) const {
        const torch::Tensor hidden = torch::addmm(bias, x, encoder.t()).tanh();
        return torch::addmm(offset, hidden, shape.tied ? encoder : decoder.t());
    }
};

class TorchTwin final : public AutoEncoderTwin {
public:
    TorchTwin(const AutoEncoderShape& shape, TorchType type, const std::string& device) {
        state_.shape = shape;
        try {
            // TensorOptions::device(string) is noexcept: a name it cannot read would end the
            // program.
            state_.options =
                torch::TensorOptions().dtype(scalarType(type)).device(torch::Device(device));
            state_.result = torch::zeros({1}, state_.options); // is the device really there?
        } catch (const c10::Error& error) {
            throw std::invalid_argument("LibTorch cannot use device \"" + device +
                                        "\": " + error.what_without_backtrace());
        }
    }

    void setParameters(const std::vector<double>& parameters) override {
        const AutoEncoderLayout at = parameterLayout(state_.shape);
        if (parameters.size() != at.count) {
            throw std::invalid_argument("wrong number of parameters");
        }
        const auto hidden = static_cast<std::int64_t>(state_.shape.hiddenUnits);
        const auto dim = static_cast<std::int64_t>(state_.shape.inputDim);
        State& s = state_;
        s.encoder = s.toDevice(parameters.data() + at.encoder, hidden, dim).requires_grad_();
        s.bias = s.toDevice(parameters.data() + at.bias, 1, hidden).squeeze(0).requires_grad_();
        if (!s.shape.tied) {
            s.decoder = s.toDevice(parameters.data() + at.decoder, dim, hidden).requires_grad_();
        }
        s.offset = s.toDevice(parameters.data() + at.offset, 1, dim).squeeze(0).requires_grad_();
    }

    void setData(const std::vector<double>& inputs, const std::vector<double>& targets) override {
        const auto dim = static_cast<std::int64_t>(state_.shape.inputDim);
        const auto count = static_cast<std::int64_t>(inputs.size()) / dim;
        if (inputs.size() != targets.size() ||
            static_cast<std::size_t>(count * dim) != inputs.size()) {
            throw std::invalid_argument("inputs and targets must be arrays of the same shape");
        }
        state_.inputs = state_.toDevice(inputs.data(), count, dim);
        state_.targets = state_.toDevice(targets.data(), count, dim);
    }

    void setPoints(const std::vector<double>& points) override {
        const auto dim = static_cast<std::int64_t>(state_.shape.inputDim);
        state_.points =
            state_.toDevice(points.data(), static_cast<std::int64_t>(points.size()) / dim, dim);
        state_.result = torch::empty_like(state_.points);
    }

    double lossAndGradient() override {
        State& s = state_;
        // mse_loss sums over N d numbers; eq. (3.2) divides by N alone.
        const torch::Tensor sum = torch::mse_loss(s.run(s.inputs), s.targets, at::Reduction::Sum);
        const torch::Tensor loss = sum / static_cast<double>(s.inputs.size(0));
        std::vector<torch::Tensor> parameters{s.encoder, s.bias};
        if (!s.shape.tied) {
            parameters.push_back(s.decoder);
        }
        parameters.push_back(s.offset);
        s.gradients = torch::autograd::grad({loss}, parameters);
        return loss.item<double>();
    }

    std::vector<double> gradient() const override {
        std::vector<double> flat;
        for (const torch::Tensor& part : state_.gradients) {
            const std::vector<double> values = toVector(part);
            flat.insert(flat.end(), values.begin(), values.end());
        }
        return flat;
    }

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
