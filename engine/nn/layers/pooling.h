// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/layers/layered_network.h"

#include <cstddef>
#include <cstdint>

/// Layers without weights, over examples whose channels lie side by side: x [n × rows × columns ×
/// channels]. `threads`: see threadCount(); the numbers are the same for any.
namespace scorescope::nn {

/// The largest of each window; `winners`, as y, says at which position of the image it stood. The
/// first of several, or the last that is not a number.
void maxPool(const LayeredNetwork::Stage& stage, const float* x, std::size_t n, float* y,
             std::uint32_t* winners, int threads);
/// ∂L/∂x from ∂L/∂y.
void maxPoolBackward(const LayeredNetwork::Stage& stage, const float* outputGradient,
                     const std::uint32_t* winners, std::size_t n, float* inputGradient,
                     int threads);

void averagePool(const LayeredNetwork::Stage& stage, const float* x, std::size_t n, float* y,
                 int threads);
void averagePoolBackward(const LayeredNetwork::Stage& stage, const float* outputGradient,
                         std::size_t n, float* inputGradient, int threads);

/// From channels that lie side by side to channels × rows × columns, which is how images are stored
/// and what flat layers count by, and back.
void toPlanes(const ImageShape& shape, const float* x, std::size_t n, float* planes, int threads);
void fromPlanes(const ImageShape& shape, const float* planes, std::size_t n, float* x, int threads);

/// y = max(0, x) or tanh(x) of `count` numbers; y may be x.
void activate(LayerKind kind, const float* x, std::size_t count, float* y, int threads);
/// gradient *= ∂y/∂x, which is told from y.
void activateBackward(LayerKind kind, const float* y, std::size_t count, float* gradient,
                      int threads);

} // namespace scorescope::nn
