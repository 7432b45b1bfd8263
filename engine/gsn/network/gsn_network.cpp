// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/gsn_network.h"

#include "engine/gsn/network/gaussian_output.h"
#include "engine/gsn/network/gsn_layers.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace scorescope::gsn {
namespace {

constexpr std::size_t mostLayers = 17;

} // namespace

GsnShape::GsnShape(std::vector<std::size_t> layers) : layers_(std::move(layers)) {
    if (layers_.size() < 2 || layers_.size() > mostLayers ||
        std::find(layers_.begin(), layers_.end(), std::size_t{0}) != layers_.end()) {
        throw std::invalid_argument(
            "a network has a visible and 1 to 16 hidden layers, none empty");
    }
    for (std::size_t k = 1; k < layers_.size(); ++k) {
        weights_.push_back(size_);
        size_ += layers_[k - 1] * layers_[k];
    }
    for (const std::size_t units : layers_) {
        biases_.push_back(size_);
        size_ += units;
    }
}

std::vector<float> initialWeights(const GsnShape& shape, std::uint64_t seed) {
    std::vector<float> weights(shape.parameters(), 0.0F);
    for (std::size_t k = 1; k <= shape.depth(); ++k) {
        RandomStream random(seed, Purpose::initialization, static_cast<std::uint32_t>(k));
        const double limit =
            std::sqrt(6.0 / static_cast<double>(shape.units(k - 1) + shape.units(k)));
        const auto first = weights.begin() + static_cast<std::ptrdiff_t>(shape.weightAt(k));
        std::generate_n(first, shape.units(k - 1) * shape.units(k),
                        [&] { return static_cast<float>(random.uniform(-limit, limit)); });
    }
    return weights;
}

GsnState beginChains(const GsnShape& shape, std::vector<float> x) {
    if (x.size() % shape.units(0) != 0) {
        throw std::invalid_argument("chains begin at whole images");
    }
    GsnState state;
    state.rows = x.size() / shape.units(0);
    state.corrupted = x;
    state.mean = x;
    state.x = std::move(x);
    for (std::size_t k = 1; k <= shape.depth(); ++k) {
        state.hidden.emplace_back(state.rows * shape.units(k), 0.0F);
    }
    return state;
}

GsnSampler::GsnSampler(GsnShape shape, int threads)
    : shape_(std::move(shape)), threads_(threads), loops_(threads) {}

void GsnSampler::step(const float* weights, const GsnNoise& noise, const GsnDraws& draws,
                      GsnState& state, float scale, const GsnOutput& output) const {
    for (const StepPart each : {StepPart::corrupt, StepPart::encode, StepPart::decode}) {
        part(each, weights, noise, draws, state, scale, output);
    }
}

void GsnSampler::part(StepPart part, const float* weights, const GsnNoise& noise,
                      const GsnDraws& draws, GsnState& state, float scale,
                      const GsnOutput& output) const {
    using namespace detail;
    checkOutput(output, {scale});
    const std::size_t rows = state.rows;
    const std::size_t depth = shape_.depth();
    switch (part) {
    case StepPart::corrupt:
        corrupt(noise, draws, 0, rows, shape_.units(0), state.x.data(), state.corrupted.data(),
                loops_, threads_);
        break;
    case StepPart::encode:
        for (const std::size_t parity : {std::size_t{1}, std::size_t{2}}) { // odd, then even
            for (std::size_t k = parity; k <= depth; k += 2) {
                const float* below = k == 1 ? state.corrupted.data() : state.hidden[k - 2].data();
                const float* above = k < depth ? state.hidden[k].data() : nullptr;
                std::vector<float>& h = state.hidden[k - 1];
                preActivation(shape_, weights, k, rows, below, above, h.data(), threads_);
                activate(noise, draws, 0, k, rows, shape_.units(k), h.data(), nullptr, h.data(),
                         loops_);
            }
        }
        break;
    case StepPart::decode:
        logits(shape_, weights, rows, state.hidden[0].data(), state.mean.data(), threads_);
        drawVisible(output, scale, draws, 0, rows, shape_.units(0), state.mean.data(),
                    state.mean.data(), state.x.data(), loops_, threads_);
        break;
    }
}

} // namespace scorescope::gsn
