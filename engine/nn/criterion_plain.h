// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/autoencoder_model.h"

#include <cstddef>

namespace scorescope::nn {

/// The criterion of a network with one hidden layer and its gradient written down plainly from the
/// formulas, in double and serially: the reference of the tests. Layout of the parameters:
/// parameterLayout({inputDim, hiddenUnits[0], tied}). inputs, targets: [count × inputDim];
/// gradient: parameterCount() values or null. Of the options it reads sizes, units and `tied`.
/// count 0 gives 0. Throws std::invalid_argument as checkCriterion does, and for a deep network.
[[nodiscard]] double plainLossAndGradient(const ModelOptions& options, const Criterion& criterion,
                                          const double* parameters, const double* inputs,
                                          const double* targets, std::size_t count,
                                          double* gradient);

} // namespace scorescope::nn
