// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/autoencoder_model.h"

#include <vector>

namespace scorescope::nn {

/// First parameters in the layout of AutoEncoderModel, drawn from stream Purpose::initialization
/// of `start.seed`.
///
/// One hidden layer of tanh units generalizes what was measured on the spiral of §3.3.4 (see
/// manifold::AutoEncoderInitialization): rows of W have uniformly random directions and log-uniform
/// lengths in [0.15, 1] / scale, b puts every hinge, where b + W x = 0, on a random point of
/// `data`, V ~ N(0, (0.02 scale)²) and c = 0. So scale = 0.05 — five times the corruption σ = 0.01
/// over which the field turns — gives that spiral's lengths 3 to 20 and V of 0.001. Tied, lengths
/// are in [0.3, 1.2] whatever the scale, because V = Wᵀ multiplies by |w|² per unit. Without data
/// b ~ N(0, 1).
///
/// Sigmoid units are the same function written with them: σ(z) = (1 + tanh(z/2))/2 doubles W, b and
/// V and moves c (tied: W and b are as for tanh; c takes out the units' mean of 1/2). Sigmoid
/// outputs: V is four times as large, for their greatest slope is 1/4, and c makes the mean of the
/// data, kept within [0.01, 0.99], the reconstruction that training starts from.
///
/// Deeper: the first layer as above; the others by Glorot's uniform rule, ± √(6 / (in + out)) (four
/// times that for sigmoid units, Glorot and Bengio 2010), zero biases; V a tenth of Glorot's.
///
/// Throws std::invalid_argument for a scale that is not positive and finite, or non-finite data.
[[nodiscard]] std::vector<double> firstParameters(const ModelOptions& options,
                                                  const ModelStart& start);

/// Length of the flat parameter vector. The options must have passed checkModelOptions().
[[nodiscard]] std::size_t parameterCount(const ModelOptions& options);

} // namespace scorescope::nn
