// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/torch_tensors.h"

#include <torch/torch.h>

#include <stdexcept>

namespace scorescope::nn {

c10::TensorOptions tensorOptions(bool singlePrecision, const std::string& device) {
    try {
        // TensorOptions::device(string) is noexcept: a name it cannot read would end the program.
        const auto options = torch::TensorOptions()
                                 .dtype(singlePrecision ? torch::kFloat32 : torch::kFloat64)
                                 .device(torch::Device(device));
        torch::zeros({1}, options).sum().item<double>(); // is the device really there?
        return options;
    } catch (const c10::Error& error) {
        throw std::invalid_argument("LibTorch cannot use device \"" + device +
                                    "\": " + error.what_without_backtrace());
    }
}

at::Tensor toTensor(const double* from, std::int64_t rows, std::int64_t columns,
                    const c10::TensorOptions& options) {
    // from_blob only looks at the memory, which is never written; to() copies it.
    return torch::from_blob(const_cast<double*>(from), {rows, columns},
                            torch::TensorOptions().dtype(torch::kFloat64))
        .to(options, /*non_blocking=*/false, /*copy=*/true);
}

std::vector<double> toVector(const at::Tensor& tensor) {
    const torch::Tensor host = tensor.detach().to(torch::kCPU, torch::kFloat64).contiguous();
    const double* from = host.data_ptr<double>();
    return std::vector<double>(from, from + host.numel());
}

std::vector<double> toVector(const std::vector<at::Tensor>& tensors) {
    std::vector<double> all;
    for (const at::Tensor& each : tensors) {
        const std::vector<double> values = toVector(each);
        all.insert(all.end(), values.begin(), values.end());
    }
    return all;
}

std::vector<at::Tensor> parameterTensors(const AutoEncoderShape& shape,
                                         const std::vector<double>& parameters,
                                         const c10::TensorOptions& options) {
    const AutoEncoderLayout at = parameterLayout(shape);
    if (parameters.size() != at.count) {
        throw std::invalid_argument("wrong number of parameters");
    }
    const auto hidden = static_cast<std::int64_t>(shape.hiddenUnits);
    const auto dim = static_cast<std::int64_t>(shape.inputDim);
    const double* const from = parameters.data();
    std::vector<at::Tensor> tensors{toTensor(from + at.encoder, hidden, dim, options),
                                    toTensor(from + at.bias, 1, hidden, options).squeeze(0)};
    if (!shape.tied) {
        tensors.push_back(toTensor(from + at.decoder, dim, hidden, options));
    }
    tensors.push_back(toTensor(from + at.offset, 1, dim, options).squeeze(0));
    for (at::Tensor& each : tensors) {
        each.requires_grad_();
    }
    return tensors;
}

} // namespace scorescope::nn
