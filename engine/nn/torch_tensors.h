// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/fused_autoencoder.h"

#include <cstdint>
#include <string>
#include <vector>

namespace at {
class Tensor;
}
namespace c10 {
struct TensorOptions;
}

/// Between arrays of doubles, row by row, and LibTorch's tensors. For files X_torch.cpp.
namespace scorescope::nn {

/// Type and device together. Throws std::invalid_argument with LibTorch's reason when it has no
/// such device.
[[nodiscard]] c10::TensorOptions tensorOptions(bool singlePrecision, const std::string& device);
/// A copy, [rows × columns].
[[nodiscard]] at::Tensor toTensor(const double* from, std::int64_t rows, std::int64_t columns,
                                  const c10::TensorOptions& options);
/// All values of a tensor, wherever it is.
[[nodiscard]] std::vector<double> toVector(const at::Tensor& tensor);
/// The same for several, one after the other.
[[nodiscard]] std::vector<double> toVector(const std::vector<at::Tensor>& tensors);
/// The parameters of an auto-encoder of one hidden layer, ready for gradients, in the order of
/// parameterLayout(): encoder [H × d], bias [H], decoder [d × H] unless tied, offset [d]. Throws
/// std::invalid_argument when there are not as many as the shape has.
[[nodiscard]] std::vector<at::Tensor> parameterTensors(const AutoEncoderShape& shape,
                                                       const std::vector<double>& parameters,
                                                       const c10::TensorOptions& options);

} // namespace scorescope::nn
