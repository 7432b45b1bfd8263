// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/layers/layer.h"
#include "engine/nn/named_parameters.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace scorescope::nn {

/// What one example is between two layers: channels × rows × columns, or, flat, so many channels.
struct ImageShape {
    std::size_t channels = 1;
    std::size_t rows = 1;
    std::size_t columns = 1;

    [[nodiscard]] std::size_t positions() const noexcept { return rows * columns; }
    [[nodiscard]] std::size_t size() const noexcept { return channels * positions(); }
    [[nodiscard]] bool flat() const noexcept { return positions() == 1; }
    friend bool operator==(const ImageShape& a, const ImageShape& b) noexcept {
        return a.channels == b.channels && a.rows == b.rows && a.columns == b.columns;
    }
};

/// A feed-forward network: its layers, the shapes between them, and where each layer's weights lie
/// in one flat vector. It holds no weights. A value; any thread.
///
/// Layers are numbered from 1, those without weights too. Parameters are named "layer1.weight" and
/// "layer1.bias", in the order of the layers: of a linear layer W [units × inputs] and b [units],
/// of a convolution W [channels × channels before / groups × rows × columns of the kernel] and b
/// [channels], of a batch normalization its scale and its offset [channels]. A layer that shares
/// another's weights has only its own bias.
class LayeredNetwork {
public:
    /// A layer with all that follows from its place.
    struct Stage {
        Layer layer;
        ImageShape in;
        ImageShape out;
        std::size_t weightAt = 0; ///< of W in the flat vector
        std::size_t weights = 0;  ///< numbers in W; 0: it has none
        std::size_t biasAt = 0;
        std::size_t biases = 0; ///< numbers in b; 0: it has none
    };

    /// An image before a linear layer needs "flatten", but for the input itself.
    ///
    /// Throws std::invalid_argument, which names the layer and says what is allowed: for no layers,
    /// an input without numbers, counts and sizes of 0, a window that is larger than what it looks
    /// at with its padding, padding that is not below the kernel, groups that do not divide the
    /// channels, weights shared with no earlier layer of the same shape, more than 2²⁸ numbers in a
    /// layer's weights or outputs.
    LayeredNetwork(const ImageShape& input, std::vector<Layer> layers);

    [[nodiscard]] const ImageShape& input() const noexcept { return input_; }
    [[nodiscard]] const std::vector<Stage>& stages() const noexcept { return stages_; }
    /// Numbers that come out.
    [[nodiscard]] std::size_t outputs() const { return stages_.back().out.size(); }
    /// Length of the flat vector.
    [[nodiscard]] std::size_t parameters() const noexcept { return parameters_; }
    /// Its parts, without gaps (see saveParameters()).
    [[nodiscard]] const std::vector<NamedPart>& parts() const noexcept { return parts_; }
    /// "layer 3 (conv 32 5x5)", for messages; `stage` from 0.
    [[nodiscard]] std::string nameOf(std::size_t stage) const;

private:
    void add(std::size_t stage);
    void addWeights(std::size_t stage, std::vector<std::size_t> shape, std::size_t biases);

    ImageShape input_;
    std::vector<Stage> stages_;
    std::vector<NamedPart> parts_;
    std::size_t parameters_ = 0;
};

/// How first weights are drawn; biases are 0, and a batch normalization begins as one that scales
/// by 1. With `in` numbers that an output is made of and `out` outputs that a number goes to:
enum class FirstWeights {
    he,     ///< uniform in ± √(6 / in) (He et al. 2015): for rectified units
    glorot, ///< uniform in ± √(6 / (in + out)) (Glorot and Bengio 2010): for tanh
};
/// Row r of W of layer l comes from stream (seed, Purpose::initialization, l, r): the same for any
/// number of threads (see threadCount()), and whatever the other layers are.
[[nodiscard]] std::vector<float> firstWeights(const LayeredNetwork& network, FirstWeights rule,
                                              std::uint64_t seed, int threads = 0);

} // namespace scorescope::nn
