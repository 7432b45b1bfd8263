// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/gsn_network.h"

#include "engine/core/threads.h"
#include "engine/gsn/network/gsn_layers.h"
#include "engine/nn/products.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace scorescope::gsn {
namespace {

constexpr std::size_t mostLayers = 17;
constexpr std::uint64_t layersOfStep = 32; ///< steps of draws are numbered with t and k
constexpr std::uint64_t walkbacks = 256;

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

namespace detail {

nn::NoiseKey keyOf(const GsnDraws& draws, Purpose purpose, std::size_t t, std::size_t k) {
    nn::NoiseKey key;
    key.seed = draws.seed;
    key.purpose = purpose;
    key.step = (draws.step * walkbacks + t) * layersOfStep + k;
    key.firstRow = draws.firstRow;
    return key;
}

void preActivation(const GsnShape& shape, const float* weights, std::size_t k, std::size_t rows,
                   const float* below, const float* above, float* a, int threads) {
    const std::size_t n = shape.units(k);
    const float* bias = weights + shape.biasAt(k);
    for (std::size_t row = 0; row < rows; ++row) {
        std::copy_n(bias, n, a + row * n);
    }
    const std::size_t under = shape.units(k - 1);
    nn::multiply(nn::MatrixView::of(below, rows, under),
                 nn::MatrixView::of(weights + shape.weightAt(k), under, n), 1.0F, a, threads);
    if (above != nullptr) {
        const std::size_t over = shape.units(k + 1);
        nn::multiply(nn::MatrixView::of(above, rows, over),
                     nn::MatrixView::of(weights + shape.weightAt(k + 1), n, over).t(), 1.0F, a,
                     threads);
    }
}

void logits(const GsnShape& shape, const float* weights, std::size_t rows, const float* h1,
            float* z, int threads) {
    const std::size_t n = shape.units(0);
    const float* bias = weights + shape.biasAt(0);
    for (std::size_t row = 0; row < rows; ++row) {
        std::copy_n(bias, n, z + row * n);
    }
    nn::multiply(nn::MatrixView::of(h1, rows, shape.units(1)),
                 nn::MatrixView::of(weights + shape.weightAt(1), n, shape.units(1)).t(), 1.0F, z,
                 threads);
}

void activate(const GsnNoise& noise, const GsnDraws& draws, std::size_t t, std::size_t k,
              std::size_t rows, std::size_t units, const float* a, float* tanh, float* h,
              const nn::NoiseLoops& loops) {
    const bool noisy = k > 1 || noise.onFirstLayer;
    loops.noisyTanh(keyOf(draws, insideNoise, t, k), noisy ? noise.inside : 0.0F,
                    keyOf(draws, outsideNoise, t, k), noisy ? noise.outside : 0.0F, rows, units, a,
                    tanh, h);
}

} // namespace detail

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
                      GsnState& state, float scale) const {
    using namespace detail;
    const std::size_t rows = state.rows;
    const std::size_t depth = shape_.depth();
    loops_.saltAndPepper(keyOf(draws, inputNoise, 0, 0), noise.saltAndPepper, rows, shape_.units(0),
                         state.x.data(), state.corrupted.data());
    for (const std::size_t parity : {std::size_t{1}, std::size_t{2}}) { // odd layers, then even
        for (std::size_t k = parity; k <= depth; k += 2) {
            const float* below = k == 1 ? state.corrupted.data() : state.hidden[k - 2].data();
            const float* above = k < depth ? state.hidden[k].data() : nullptr;
            std::vector<float>& h = state.hidden[k - 1];
            preActivation(shape_, weights, k, rows, below, above, h.data(), threads_);
            activate(noise, draws, 0, k, rows, shape_.units(k), h.data(), nullptr, h.data(),
                     loops_);
        }
    }
    logits(shape_, weights, rows, state.hidden[0].data(), state.mean.data(), threads_);
    if (scale != 1.0F) {
        for (float& z : state.mean) {
            z *= scale;
        }
    }
    loops_.bernoulli(keyOf(draws, visibleDraws, 0, 0), rows, shape_.units(0), state.mean.data(),
                     state.mean.data(), state.x.data());
}

} // namespace scorescope::gsn
