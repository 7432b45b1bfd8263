// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/parameters.h"
#include "engine/nn/layers/layered_network.h"

/// Networks as people write them, for images as they choose them (data::imageParameters()).
namespace scorescope::nn {

/// The layers of the parameter "layers" and a linear layer over the classes behind them. Throws
/// InputError (pointer "/parameters/layers") for text that is no network, for one that the input
/// does not fit, and for what Classifier refuses.
[[nodiscard]] LayeredNetwork chosenNetwork(const Parameters& parameters, const ImageShape& input,
                                           std::size_t classes);
/// The same before images are read, by what their sets are known to be.
[[nodiscard]] LayeredNetwork chosenNetwork(const Parameters& parameters);

} // namespace scorescope::nn
