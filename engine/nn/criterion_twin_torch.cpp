// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/torch_nn.h"
#include "engine/nn/torch_tensors.h"

#include <torch/torch.h>

#include <algorithm>
#include <stdexcept>

namespace scorescope::nn {

namespace {

struct State {
    ModelOptions options;
    torch::TensorOptions type;
    std::vector<torch::Tensor> parameters; ///< as parameterTensors()
    torch::Tensor inputs;
    torch::Tensor targets;
    std::vector<torch::Tensor> gradients;

    const torch::Tensor& encoder() const { return parameters[0]; }
    torch::Tensor units(const torch::Tensor& z) const {
        return options.activation == Activation::tanh ? z.tanh() : z.sigmoid();
    }

    torch::Tensor v() const { return options.tied ? encoder().t() : parameters[2]; }

    /// ‖∂r/∂x‖² or ‖∂f/∂x‖² summed over examples.
    torch::Tensor contraction(const torch::Tensor& x, const torch::Tensor& z,
                              const torch::Tensor& code, const torch::Tensor& r, Penalty penalty,
                              JacobianBy way) const {
        if (way == JacobianBy::doubleBackward) {
            torch::Tensor sum;
            if (penalty == Penalty::codeJacobian) {
                const torch::Tensor slope = torch::autograd::grad(
                    {code.sum()}, {z}, {}, /*retain_graph=*/true, /*create_graph=*/true)[0];
                return (slope.square().sum(0) * encoder().square().sum(1)).sum();
            }
            for (std::int64_t k = 0; k < r.size(1); ++k) {
                const torch::Tensor row =
                    torch::autograd::grad({r.select(1, k).sum()}, {x}, {}, /*retain_graph=*/true,
                                          /*create_graph=*/true)[0];
                const torch::Tensor squares = row.square().sum();
                sum = sum.defined() ? sum + squares : squares;
            }
            return sum;
        }
        const torch::Tensor slope =
            options.activation == Activation::tanh ? 1.0 - code * code : code * (1.0 - code);
        if (penalty == Penalty::codeJacobian) {
            return torch::mv(slope.square(), encoder().square().sum(1)).sum();
        }
        // J_ij = Σ_h V_ih f'_h W_hj as one matrix product: [n × H] [H × d²].
        const std::int64_t d = r.size(1);
        const torch::Tensor products =
            (v().t().unsqueeze(2) * encoder().unsqueeze(1)).reshape({encoder().size(0), d * d});
        torch::Tensor jacobian = torch::mm(slope, products);
        if (options.output == OutputUnit::sigmoid) {
            jacobian = jacobian.view({-1, d, d}) * (r * (1.0 - r)).unsqueeze(2);
        }
        return jacobian.square().sum();
    }

    /// The criterion summed over examples.
    torch::Tensor sumOver(const Criterion& criterion, JacobianBy way, const torch::Tensor& examples,
                          const torch::Tensor& wanted) const {
        const bool needsInput = criterion.penalty == Penalty::reconstructionJacobian &&
                                way == JacobianBy::doubleBackward;
        const torch::Tensor x = needsInput ? examples.detach().requires_grad_() : examples;
        const torch::Tensor z = torch::addmm(parameters[1], x, encoder().t());
        const torch::Tensor code = units(z);
        const torch::Tensor logits = torch::addmm(parameters.back(), code, v().t());
        const bool sigmoid = options.output == OutputUnit::sigmoid;
        const torch::Tensor r = sigmoid ? logits.sigmoid() : logits;
        const torch::Tensor sum = criterion.loss == ReconstructionLoss::crossEntropy
                                      ? torch::binary_cross_entropy_with_logits(
                                            logits, wanted, {}, {}, at::Reduction::Sum)
                                      : torch::mse_loss(r, wanted, at::Reduction::Sum);
        if (criterion.penalty == Penalty::none) {
            return sum;
        }
        return sum + criterion.weight * contraction(x, z, code, r, criterion.penalty, way);
    }
};

class TorchTwin final : public CriterionTwin {
public:
    TorchTwin(const ModelOptions& options, TorchType type) {
        checkModelOptions(options);
        if (options.hiddenUnits.size() != 1) {
            throw std::invalid_argument("the twin knows one hidden layer");
        }
        state_.options = options;
        state_.type = tensorOptions(type == TorchType::float32, options.device);
    }

    void setParameters(const std::vector<double>& parameters) override {
        const ModelOptions& options = state_.options;
        state_.parameters = parameterTensors(
            {options.inputDim, options.hiddenUnits[0], options.tied}, parameters, state_.type);
    }

    void setData(const std::vector<double>& inputs, const std::vector<double>& targets) override {
        const auto dim = static_cast<std::int64_t>(state_.options.inputDim);
        const auto count = static_cast<std::int64_t>(inputs.size()) / dim;
        if (inputs.size() != targets.size() ||
            static_cast<std::size_t>(count * dim) != inputs.size()) {
            throw std::invalid_argument("inputs and targets must be arrays of the same shape");
        }
        state_.inputs = toTensor(inputs.data(), count, dim, state_.type);
        state_.targets = toTensor(targets.data(), count, dim, state_.type);
    }

    double lossAndGradient(const Criterion& criterion, JacobianBy way, std::size_t chunk) override {
        State& s = state_;
        checkCriterion(criterion, s.options);
        const std::int64_t count = s.inputs.size(0);
        const std::int64_t step = chunk == 0 ? count : static_cast<std::int64_t>(chunk);
        double loss = 0.0;
        for (std::int64_t first = 0; first < count; first += step) {
            const std::int64_t length = std::min(step, count - first);
            const torch::Tensor mean = s.sumOver(criterion, way, s.inputs.narrow(0, first, length),
                                                 s.targets.narrow(0, first, length)) /
                                       static_cast<double>(count);
            const std::vector<torch::Tensor> part = torch::autograd::grad({mean}, s.parameters);
            for (std::size_t i = 0; i < part.size() && first > 0; ++i) {
                s.gradients[i] += part[i];
            }
            if (first == 0) {
                s.gradients = part;
            }
            loss += mean.item<double>();
        }
        return loss;
    }

    std::vector<double> gradient() const override { return toVector(state_.gradients); }

private:
    State state_;
};

} // namespace

std::unique_ptr<CriterionTwin> by_torch::criterionTwin(const ModelOptions& options,
                                                       TorchType type) {
    return std::make_unique<TorchTwin>(options, type);
}

} // namespace scorescope::nn
