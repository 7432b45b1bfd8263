// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cuda/machine.h"
#include "engine/nn/autoencoder_model.h"

#include <memory>
#include <string>

namespace scorescope::cuda {

/// "" when makeKernelAutoEncoder() takes these options, otherwise why not.
[[nodiscard]] std::string noKernelFor(const nn::ModelOptions& options);

/// The auto-encoder of §3.3.4 by our kernels: one hidden layer of tanh, linear outputs, up to 16
/// inputs, the DAE's criterion (3.2); reconstruct() and its Jacobian. nn::FusedAutoEncoder to
/// rounding: terms in float (singlePrecision) or double, sums over more than 128 examples in double
/// and in a fixed order, so that the same machine gives the same numbers. Jacobians in double.
/// Throws std::invalid_argument for what noKernelFor() refuses, and for another criterion.
[[nodiscard]] std::unique_ptr<nn::AutoEncoderModel>
makeKernelAutoEncoder(std::shared_ptr<Machine> machine, const nn::ModelOptions& options);

} // namespace scorescope::cuda
