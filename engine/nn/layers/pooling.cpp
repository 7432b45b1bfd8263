// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/layers/pooling.h"

#include "engine/core/threads.h"

#include <algorithm>
#include <cmath>

namespace scorescope::nn {
namespace {

constexpr std::size_t numbersAtOnce = 65536; ///< of cheap loops: less is not worth a second thread
constexpr std::size_t slowNumbersAtOnce = 4096;

/// Calls work(example, output position, input position) for every number of every window, in order.
template <class Work>
void eachOfWindows(const LayeredNetwork::Stage& stage, std::size_t n, int threads,
                   const Work& work) {
    const Layer& layer = stage.layer;
    const ImageShape& in = stage.in;
    const ImageShape& out = stage.out;
    parallelFor(n, threads, numbersAtOnce / in.size() + 1,
                [&](std::size_t first, std::size_t last) {
                    for (std::size_t m = first; m < last; ++m) {
                        for (std::size_t t = 0; t < out.positions(); ++t) {
                            const std::size_t top = t / out.columns * layer.stride.rows;
                            const std::size_t left = t % out.columns * layer.stride.columns;
                            for (std::size_t i = 0; i < layer.kernel.rows; ++i) {
                                for (std::size_t j = 0; j < layer.kernel.columns; ++j) {
                                    // Beyond the upper and left border the difference wraps around.
                                    const std::size_t y = top + i - layer.padding.rows;
                                    const std::size_t x = left + j - layer.padding.columns;
                                    if (y < in.rows && x < in.columns) {
                                        work(m, t, y * in.columns + x);
                                    }
                                }
                            }
                        }
                    }
                });
}

constexpr std::uint32_t nobody = 0xFFFFFFFFU;

} // namespace

void maxPool(const LayeredNetwork::Stage& stage, const float* x, std::size_t n, float* y,
             std::uint32_t* winners, int threads) {
    const std::size_t channels = stage.in.channels;
    std::fill_n(winners, n * stage.out.size(), nobody);
    eachOfWindows(stage, n, threads, [&](std::size_t m, std::size_t t, std::size_t place) {
        const float* const from = x + m * stage.in.size() + place * channels;
        float* const best = y + m * stage.out.size() + t * channels;
        std::uint32_t* const winner = winners + m * stage.out.size() + t * channels;
        for (std::size_t c = 0; c < channels; ++c) {
            if (winner[c] == nobody || from[c] > best[c] || std::isnan(from[c])) {
                best[c] = from[c];
                winner[c] = static_cast<std::uint32_t>(place);
            }
        }
    });
}

void maxPoolBackward(const LayeredNetwork::Stage& stage, const float* outputGradient,
                     const std::uint32_t* winners, std::size_t n, float* inputGradient,
                     int threads) {
    const std::size_t channels = stage.in.channels;
    const std::size_t size = stage.out.size();
    parallelFor(n, threads, numbersAtOnce / stage.in.size() + 1,
                [&](std::size_t first, std::size_t last) {
                    for (std::size_t m = first; m < last; ++m) {
                        float* const to = inputGradient + m * stage.in.size();
                        std::fill_n(to, stage.in.size(), 0.0F);
                        for (std::size_t i = 0; i < size; ++i) {
                            to[winners[m * size + i] * channels + i % channels] +=
                                outputGradient[m * size + i];
                        }
                    }
                });
}

void averagePool(const LayeredNetwork::Stage& stage, const float* x, std::size_t n, float* y,
                 int threads) {
    const std::size_t channels = stage.in.channels;
    const auto window = static_cast<float>(stage.layer.kernel.rows * stage.layer.kernel.columns);
    std::fill_n(y, n * stage.out.size(), 0.0F);
    eachOfWindows(stage, n, threads, [&](std::size_t m, std::size_t t, std::size_t place) {
        const float* const from = x + m * stage.in.size() + place * channels;
        float* const sum = y + m * stage.out.size() + t * channels;
        for (std::size_t c = 0; c < channels; ++c) {
            sum[c] += from[c] / window;
        }
    });
}

void averagePoolBackward(const LayeredNetwork::Stage& stage, const float* outputGradient,
                         std::size_t n, float* inputGradient, int threads) {
    const std::size_t channels = stage.in.channels;
    const auto window = static_cast<float>(stage.layer.kernel.rows * stage.layer.kernel.columns);
    std::fill_n(inputGradient, n * stage.in.size(), 0.0F);
    eachOfWindows(stage, n, threads, [&](std::size_t m, std::size_t t, std::size_t place) {
        const float* const from = outputGradient + m * stage.out.size() + t * channels;
        float* const to = inputGradient + m * stage.in.size() + place * channels;
        for (std::size_t c = 0; c < channels; ++c) {
            to[c] += from[c] / window;
        }
    });
}

void toPlanes(const ImageShape& shape, const float* x, std::size_t n, float* planes, int threads) {
    const std::size_t positions = shape.positions();
    parallelFor(
        n, threads, numbersAtOnce / shape.size() + 1, [&](std::size_t first, std::size_t last) {
            for (std::size_t i = first * shape.size(); i < last * shape.size(); i += shape.size()) {
                for (std::size_t c = 0; c < shape.channels; ++c) {
                    for (std::size_t t = 0; t < positions; ++t) {
                        planes[i + c * positions + t] = x[i + t * shape.channels + c];
                    }
                }
            }
        });
}

void fromPlanes(const ImageShape& shape, const float* planes, std::size_t n, float* x,
                int threads) {
    // The same exchange with the two roles turned.
    toPlanes({shape.positions(), shape.channels, 1}, planes, n, x, threads);
}

void activate(LayerKind kind, const float* x, std::size_t count, float* y, int threads) {
    if (kind == LayerKind::relu) {
        parallelFor(count, threads, numbersAtOnce, [&](std::size_t first, std::size_t last) {
            for (std::size_t i = first; i < last; ++i) {
                y[i] = x[i] < 0.0F ? 0.0F : x[i]; // what is not a number stays so
            }
        });
        return;
    }
    parallelFor(count, threads, slowNumbersAtOnce, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            y[i] = std::tanh(x[i]);
        }
    });
}

void activateBackward(LayerKind kind, const float* y, std::size_t count, float* gradient,
                      int threads) {
    parallelFor(count, threads, numbersAtOnce, [&](std::size_t first, std::size_t last) {
        if (kind == LayerKind::relu) {
            for (std::size_t i = first; i < last; ++i) {
                const float slope = gradient[i];
                gradient[i] = y[i] > 0.0F ? slope : 0.0F;
            }
            return;
        }
        for (std::size_t i = first; i < last; ++i) {
            gradient[i] *= 1.0F - y[i] * y[i];
        }
    });
}

} // namespace scorescope::nn
