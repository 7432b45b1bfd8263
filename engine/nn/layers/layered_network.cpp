// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/layers/layered_network.h"

#include "engine/core/rng.h"
#include "engine/core/text.h"
#include "engine/core/threads.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

namespace scorescope::nn {
namespace {

constexpr std::size_t mostNumbers = std::size_t{1} << 28U;

std::string shapeText(const ImageShape& shape) {
    return std::to_string(shape.channels) +
           (shape.channels == 1 ? " channel of " : " channels of ") + std::to_string(shape.rows) +
           " x " + std::to_string(shape.columns);
}

bool within(std::initializer_list<std::size_t> factors) {
    std::size_t left = mostNumbers;
    for (const std::size_t factor : factors) {
        if (factor > left) {
            return false;
        }
        left /= std::max<std::size_t>(factor, 1);
    }
    return true;
}

/// How often a window fits along one direction; 0: not at all.
std::size_t steps(std::size_t length, std::size_t kernel, std::size_t padding, std::size_t stride,
                  std::size_t dilation) {
    const std::size_t reach = dilation * (kernel - 1) + 1;
    const std::size_t whole = length + 2 * padding;
    return whole < reach ? 0 : (whole - reach) / stride + 1;
}

} // namespace

LayeredNetwork::LayeredNetwork(const ImageShape& input, std::vector<Layer> layers) : input_(input) {
    if (input.size() == 0 || !within({input.channels, input.rows, input.columns})) {
        throw std::invalid_argument("the input of a network must have from 1 to 2^28 numbers");
    }
    if (layers.empty()) {
        throw std::invalid_argument("a network needs at least one layer");
    }
    for (Layer& layer : layers) {
        stages_.push_back({std::move(layer), {}, {}});
    }
    for (std::size_t i = 0; i < stages_.size(); ++i) {
        stages_[i].in = i == 0 ? input_ : stages_[i - 1].out;
        add(i);
    }
}

std::string LayeredNetwork::nameOf(std::size_t stage) const {
    return "layer " + std::to_string(stage + 1) + " (" +
           printable(layerText(stages_[stage].layer), 80) + ")";
}

void LayeredNetwork::add(std::size_t stage) {
    Stage& s = stages_[stage];
    const Layer& layer = s.layer;
    const auto demand = [&](bool holds, const std::string& what) {
        if (!holds) {
            throw std::invalid_argument(nameOf(stage) + ": " + what);
        }
    };
    const bool pool = layer.kind == LayerKind::maxPool || layer.kind == LayerKind::averagePool;
    const bool convolution = layer.kind == LayerKind::convolution;
    demand(layer.sharesWith.empty() || layer.kind == LayerKind::linear || convolution,
           "only linear layers and convolutions share weights");
    s.out = s.in;
    if (convolution || pool) {
        const auto small = [](const Window& window) {
            return window.rows <= mostNumbers && window.columns <= mostNumbers;
        };
        demand(small(layer.kernel) && small(layer.stride) && small(layer.padding) &&
                   small(layer.dilation),
               "no size may be above 2^28");
        demand(layer.kernel.rows * layer.kernel.columns > 0 &&
                   layer.stride.rows * layer.stride.columns > 0 &&
                   layer.dilation.rows * layer.dilation.columns > 0,
               "kernel, stride and dilation must be at least 1");
        demand(layer.padding.rows < layer.kernel.rows &&
                   layer.padding.columns < layer.kernel.columns,
               "the padding must be below the kernel's size, or windows would see nothing else");
        demand(convolution || layer.dilation == Window{}, "only convolutions have a dilation");
        demand(layer.kind != LayerKind::averagePool || layer.padding == (Window{0, 0}),
               "averages have no padding");
        s.out.rows = steps(s.in.rows, layer.kernel.rows, layer.padding.rows, layer.stride.rows,
                           layer.dilation.rows);
        s.out.columns = steps(s.in.columns, layer.kernel.columns, layer.padding.columns,
                              layer.stride.columns, layer.dilation.columns);
        demand(s.out.positions() > 0,
               "the window does not fit what comes before it, " + shapeText(s.in));
    }
    if (convolution) {
        demand(layer.outputs > 0, "must have at least 1 channel");
        demand(layer.groups > 0 && s.in.channels % layer.groups == 0 &&
                   layer.outputs % layer.groups == 0,
               "the groups must divide the channels before (" + std::to_string(s.in.channels) +
                   ") and behind (" + std::to_string(layer.outputs) + ")");
        const std::size_t before = s.in.channels / layer.groups;
        demand(within({layer.outputs, before, layer.kernel.rows, layer.kernel.columns}),
               "has more than 2^28 weights");
        s.out.channels = layer.outputs;
        addWeights(stage, {layer.outputs, before, layer.kernel.rows, layer.kernel.columns},
                   layer.bias ? layer.outputs : 0);
    } else if (layer.kind == LayerKind::linear) {
        demand(layer.outputs > 0, "must have at least 1 unit");
        demand(stage == 0 || s.in.flat(),
               "comes after " + shapeText(s.in) + ": put flatten between them");
        demand(within({layer.outputs, s.in.size()}), "has more than 2^28 weights");
        s.out = {layer.outputs, 1, 1};
        addWeights(stage, {layer.outputs, s.in.size()}, layer.bias ? layer.outputs : 0);
    } else if (layer.kind == LayerKind::batchNorm) {
        addWeights(stage, {s.in.channels}, s.in.channels);
    } else if (layer.kind == LayerKind::flatten) {
        s.out = {s.in.size(), 1, 1};
    }
    demand(within({s.out.channels, s.out.rows, s.out.columns}), "has more than 2^28 outputs");
}

void LayeredNetwork::addWeights(std::size_t stage, std::vector<std::size_t> shape,
                                std::size_t biases) {
    Stage& s = stages_[stage];
    const std::string name = "layer" + std::to_string(stage + 1);
    s.weights =
        std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<std::size_t>());
    if (s.layer.sharesWith.empty()) {
        s.weightAt = parameters_;
        parts_.push_back({name + ".weight", parameters_, std::move(shape)});
        parameters_ += s.weights;
    } else {
        const auto other = std::find_if(parts_.begin(), parts_.end(), [&](const NamedPart& part) {
            return part.name == s.layer.sharesWith + ".weight";
        });
        if (other == parts_.end() || other->shape != shape) {
            throw std::invalid_argument(nameOf(stage) +
                                        ": shares the weights of an earlier layer, named like "
                                        "layer1, that has weights of its own of the same shape");
        }
        s.weightAt = other->offset;
    }
    s.biases = biases;
    if (biases > 0) {
        s.biasAt = parameters_;
        parts_.push_back({name + ".bias", parameters_, {biases}});
        parameters_ += biases;
    }
}

std::vector<float> firstWeights(const LayeredNetwork& network, FirstWeights rule,
                                std::uint64_t seed, int threads) {
    std::vector<float> weights(network.parameters(), 0.0F);
    for (std::size_t i = 0; i < network.stages().size(); ++i) {
        const LayeredNetwork::Stage& s = network.stages()[i];
        if (s.layer.kind == LayerKind::batchNorm) {
            std::fill_n(weights.begin() + static_cast<std::ptrdiff_t>(s.weightAt), s.weights, 1.0F);
        }
        if (s.weights == 0 || s.layer.kind == LayerKind::batchNorm || !s.layer.sharesWith.empty()) {
            continue;
        }
        const std::size_t rows = s.layer.outputs;
        const std::size_t in = s.weights / rows;
        const std::size_t window = s.layer.kernel.rows * s.layer.kernel.columns;
        const std::size_t out = rows / s.layer.groups * window;
        const double bound =
            std::sqrt(6.0 / static_cast<double>(in + (rule == FirstWeights::glorot ? out : 0)));
        constexpr std::size_t numbersAtOnce = 16384;
        parallelFor(
            rows, threads, numbersAtOnce / in + 1, [&](std::size_t first, std::size_t last) {
                for (std::size_t row = first; row < last; ++row) {
                    RandomStream stream(seed, Purpose::initialization,
                                        static_cast<std::uint32_t>(i + 1), row);
                    std::generate_n(
                        weights.begin() + static_cast<std::ptrdiff_t>(s.weightAt + row * in), in,
                        [&] { return static_cast<float>(stream.uniform(-bound, bound)); });
                }
            });
    }
    return weights;
}

} // namespace scorescope::nn
