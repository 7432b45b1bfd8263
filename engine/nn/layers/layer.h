// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <vector>

/// Layers of a feed-forward network, one after the other, and the text that people write for them.
/// Value types; any thread.
namespace scorescope::nn {

enum class LayerKind {
    linear,      ///< y = W x + b
    convolution, ///< over two dimensions: each output is a linear function of a window
    relu,        ///< max(0, x)
    tanh,
    maxPool,     ///< the largest of each window
    averagePool, ///< the mean of each window
    flatten,     ///< channels × rows × columns as one row, in this order
    batchNorm,   ///< each channel by the mean and the deviation of the minibatch
};

/// Two numbers, down and across.
struct Window {
    std::size_t rows = 1;
    std::size_t columns = 1;

    friend bool operator==(const Window& a, const Window& b) noexcept {
        return a.rows == b.rows && a.columns == b.columns;
    }
    friend bool operator!=(const Window& a, const Window& b) noexcept { return !(a == b); }
};

/// One layer; what its kind does not have keeps its default.
struct Layer {
    LayerKind kind = LayerKind::relu;
    std::size_t outputs = 0; ///< linear: units; convolution: channels; ≥ 1
    Window kernel;           ///< convolution and pooling; ≥ 1
    Window stride;           ///< likewise
    Window padding{0, 0};    ///< convolution: zeros; maxPool: nothing; below the kernel
    Window dilation;         ///< convolution: steps between the numbers of a window; ≥ 1
    std::size_t groups = 1;  ///< convolution: so many parts of the channels that do not meet
    bool bias = true;        ///< linear and convolution
    std::string sharesWith;  ///< its weights are those of this layer ("layer1"); empty: its own

    [[nodiscard]] static Layer linear(std::size_t units, bool bias = true);
    [[nodiscard]] static Layer convolution(std::size_t channels, Window kernel,
                                           Window padding = {0, 0}, Window stride = {});
    [[nodiscard]] static Layer of(LayerKind kind);
    /// Windows side by side.
    [[nodiscard]] static Layer pool(LayerKind kind, Window kernel);
};

[[nodiscard]] bool operator==(const Layer& a, const Layer& b) noexcept;

/// Whether it has weights of its own to learn or shares them with another.
[[nodiscard]] bool hasWeights(LayerKind kind) noexcept;

/// The layers that a text names, separated by commas:
///
///     linear UNITS [no bias] [shares LAYER]
///     conv CHANNELS SIZE [stride SIZE] [pad SIZE] [dilation SIZE] [groups N] [no bias]
///          [shares LAYER]
///     maxpool SIZE [stride SIZE] [pad SIZE]
///     avgpool SIZE [stride SIZE]
///     relu | tanh | flatten | batchnorm
///
/// SIZE is one number, or rows x columns as "5x5"; a pool's stride is its size unless given; LAYER
/// is "layer" and the place of the other in the list, from 1. Case and spaces do not matter.
///
/// Throws std::invalid_argument: at which character, from 1, what stands there and what may.
[[nodiscard]] std::vector<Layer> parseLayers(const std::string& text);

/// As parseLayers() reads it, in one form only.
[[nodiscard]] std::string layerText(const Layer& layer);
[[nodiscard]] std::string layersText(const std::vector<Layer>& layers);

} // namespace scorescope::nn
