// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/autoencoder_model.h"

#include <memory>

namespace scorescope::nn {

/// Any number of hidden layers on any device by LibTorch and its autograd, every criterion. What
/// the penalties contract is carried forward beside the activations, as the tangents of the d
/// inputs, so that one ordinary backward pass gives their gradient. Data go through in chunks whose
/// activations take at most about 256 MiB. With singlePrecision everything but the parameters, the
/// sum over chunks and reconstructWithJacobian() is in float.
///
/// Throws std::invalid_argument as makeAutoEncoder does, with LibTorch's words for a device that is
/// not there; an exception of LibTorch later (memory) becomes std::runtime_error. On the processor
/// as many of the `threads` are used as the size of an operation is worth. On a GPU sums may differ
/// in their last digits between runs.
[[nodiscard]] std::unique_ptr<AutoEncoderModel> makeTorchAutoEncoder(const ModelOptions& options);

} // namespace scorescope::nn
