// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/gsn_layers.h"

#include "engine/core/threads.h"
#include "engine/gsn/network/gaussian_output.h"
#include "engine/nn/products.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace scorescope::gsn::detail {
namespace {

constexpr std::uint64_t layersOfStep = 32; ///< steps of draws are numbered with t and k
constexpr std::uint64_t walkbacks = 256;
constexpr std::size_t chunk = 8; ///< rows that a thread takes at once

} // namespace

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

void corrupt(const GsnNoise& noise, const GsnDraws& draws, std::size_t t, std::size_t rows,
             std::size_t units, const float* x, float* out, const nn::NoiseLoops& loops,
             int threads) {
    const nn::NoiseKey replacing = keyOf(draws, inputNoise, t, 0);
    if (noise.gaussian == 0.0F && noise.pepper == 0.0F && noise.salt == 1.0F) {
        loops.saltAndPepper(replacing, noise.saltAndPepper, rows, units, x, out);
        return;
    }
    // First what becomes of each pixel: ½ where it is kept, 0 or 1 where not.
    constexpr float kept = 0.5F;
    std::vector<float> fate(rows * units, kept);
    loops.saltAndPepper(replacing, noise.saltAndPepper, rows, units, fate.data(), fate.data());
    std::vector<float> added;
    if (noise.gaussian != 0.0F) {
        added.resize(rows * units);
        loops.normals(keyOf(draws, addedNoise, t, 0), rows, units, added.data());
    }
    parallelFor(rows, threads, chunk, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first * units; i < last * units; ++i) {
            const float noisy = added.empty() ? x[i] : x[i] + noise.gaussian * added[i];
            const float replaced = fate[i] < kept ? noise.pepper : noise.salt;
            out[i] = fate[i] == kept ? noisy : replaced;
        }
    });
}

void drawVisible(const GsnOutput& output, float scale, const GsnDraws& draws, std::size_t t,
                 std::size_t rows, std::size_t units, const float* z, float* mean, float* x,
                 const nn::NoiseLoops& loops, int threads) {
    const nn::NoiseKey key = keyOf(draws, visibleDraws, t, 0);
    const std::size_t size = rows * units;
    if (output.kind == GsnOutput::Kind::gaussian) {
        if (mean != z) {
            std::copy_n(z, size, mean);
        }
        if (x == nullptr) {
            return;
        }
        loops.normals(key, rows, units, x);
        const auto deviation = static_cast<float>(std::sqrt(varianceOf(output, scale)));
        parallelFor(rows, threads, chunk, [&](std::size_t first, std::size_t last) {
            for (std::size_t i = first * units; i < last * units; ++i) {
                x[i] = mean[i] + deviation * x[i];
            }
        });
        return;
    }
    const float* scaled = z;
    if (scale != 1.0F) {
        std::transform(z, z + size, mean, [scale](float each) { return scale * each; });
        scaled = mean;
    }
    loops.bernoulli(key, rows, units, scaled, mean, x);
}

} // namespace scorescope::gsn::detail
