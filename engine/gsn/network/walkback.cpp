// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/walkback.h"

#include "engine/core/threads.h"
#include "engine/gsn/network/gaussian_output.h"
#include "engine/gsn/network/gsn_layers.h"
#include "engine/nn/products.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace scorescope::gsn {
namespace {

constexpr std::size_t mostSteps = 255;
constexpr std::size_t chunk = 8; ///< rows that a thread takes at once

using nn::MatrixView;

/// Column sums of [rows × n] are added to `to`.
void addColumns(const float* values, std::size_t rows, std::size_t n, float* to) {
    for (std::size_t row = 0; row < rows; ++row) {
        const float* from = values + row * n;
        for (std::size_t i = 0; i < n; ++i) {
            to[i] += from[i];
        }
    }
}

} // namespace

WalkbackPass::WalkbackPass(GsnShape shape, int threads)
    : shape_(std::move(shape)), threads_(threads), loops_(threads) {
    h_.resize(shape_.depth() + 1);
    tanh_.resize(shape_.depth() + 1);
    da_.resize(shape_.depth() + 1);
    first_.resize(shape_.depth() + 1);
}

const float* WalkbackPass::layer(std::size_t t, std::size_t k) const {
    return h_.at(k).data() + t * rows_ * shape_.units(k);
}

const float* WalkbackPass::mean(std::size_t t) const {
    return mean_.data() + t * rows_ * shape_.units(0);
}

void WalkbackPass::prepare(std::size_t steps, std::size_t rows) {
    rows_ = rows;
    steps_ = steps;
    for (std::size_t k = 0; k <= shape_.depth(); ++k) {
        const std::size_t size = steps * rows * shape_.units(k);
        h_[k].resize(size);
        da_[k].resize(size);
        if (k > 0) {
            tanh_[k].resize(size);
        }
    }
    mean_.resize(steps * rows * shape_.units(0));
    logits_.resize(mean_.size());
    x_.resize(rows * shape_.units(0));
}

void WalkbackPass::forward(const float* weights, const WalkbackOptions& options,
                           const GsnDraws& draws, const float* x,
                           const std::vector<std::vector<float>>* start) {
    using namespace detail;
    const std::size_t n = shape_.units(0);
    const std::size_t depth = shape_.depth();
    for (std::size_t k = 2; k <= depth; k += 2) {
        if (start != nullptr) {
            first_[k] = (*start)[k - 1];
        } else {
            first_[k].assign(rows_ * shape_.units(k), 0.0F);
        }
    }
    std::copy_n(x, rows_ * n, x_.data());
    for (std::size_t t = 0; t < steps_; ++t) {
        corrupt(options.noise, draws, t, rows_, n, x_.data(), h(t, 0), loops_, threads_);
        for (const std::size_t parity : {std::size_t{1}, std::size_t{2}}) {
            for (std::size_t k = parity; k <= depth; k += 2) {
                const bool odd = k % 2 == 1;
                const auto neighbour = [&](std::size_t which) -> const float* {
                    if (odd && which > 0) { // an even layer, as it was
                        return t > 0 ? h(t - 1, which) : first_[which].data();
                    }
                    return h(t, which);
                };
                // Layers above that are still at 0 add nothing.
                const bool zeros = odd && t == 0 && start == nullptr;
                const float* below = neighbour(k - 1);
                const float* above = k < depth && !zeros ? neighbour(k + 1) : nullptr;
                preActivation(shape_, weights, k, rows_, below, above, h(t, k), threads_);
                activate(options.noise, draws, t, k, rows_, shape_.units(k), h(t, k), tanhOf(t, k),
                         h(t, k), loops_);
            }
        }
        float* z = logits_.data() + t * rows_ * n;
        logits(shape_, weights, rows_, h(t, 1), z, threads_);
        const float scale = options.scales.empty() ? 1.0F : options.scales[t];
        drawVisible(options.output, scale, draws, t, rows_, n, z, mean_.data() + t * rows_ * n,
                    t + 1 < steps_ ? x_.data() : nullptr, loops_, threads_);
    }
}

void WalkbackPass::reconstruction(std::size_t t, const WalkbackOptions& options, const float* x,
                                  Result& result) {
    const std::size_t n = shape_.units(0);
    const bool counts = !options.lastOnly || t + 1 == steps_;
    const bool learned = !options.scales.empty();
    const float scale = learned ? options.scales[t] : 1.0F;
    const float by = counts ? 1.0F / static_cast<float>(rows_) : 0.0F;
    const float* z = logits_.data() + t * rows_ * n;
    const float* p = mean(t);
    float* d = da(t, 0);
    rowLoss_.resize(rows_);
    rowScale_.assign(rows_, 0.0);
    if (options.output.kind == GsnOutput::Kind::gaussian) {
        const double variance = varianceOf(options.output, scale);
        squaredMisses(rows_, n, p, x, rowLoss_.data(), threads_);
        for (std::size_t row = 0; row < rows_; ++row) {
            rowScale_[row] =
                static_cast<double>(by) *
                gaussianLossByScale(rowLoss_[row], n, variance, static_cast<double>(scale));
            rowLoss_[row] = gaussianLoss(rowLoss_[row], n, variance);
        }
        const auto factor = static_cast<float>(static_cast<double>(by) / variance);
        parallelFor(rows_, threads_, chunk, [&](std::size_t first, std::size_t last) {
            for (std::size_t i = first * n; i < last * n; ++i) {
                d[i] = factor * (p[i] - x[i]);
            }
        });
    } else {
        const float* scaled = z;
        if (scale != 1.0F) {
            scaled_.resize(rows_ * n);
            std::transform(z, z + rows_ * n, scaled_.begin(),
                           [scale](float each) { return scale * each; });
            scaled = scaled_.data();
        }
        loops_.crossEntropy(rows_, n, scaled, x, rowLoss_.data());
        parallelFor(rows_, threads_, chunk, [&](std::size_t first, std::size_t last) {
            for (std::size_t row = first; row < last; ++row) {
                const std::size_t at = row * n;
                if (learned) {
                    double byScale = 0.0;
                    for (std::size_t i = at; i < at + n; ++i) {
                        byScale +=
                            static_cast<double>(by * (p[i] - x[i])) * static_cast<double>(z[i]);
                    }
                    rowScale_[row] = byScale;
                }
                for (std::size_t i = at; i < at + n; ++i) {
                    d[i] = scale * by * (p[i] - x[i]);
                }
            }
        });
    }
    double bySum = 0.0;
    for (std::size_t row = 0; row < rows_; ++row) { // in order: the same for any threads
        result.stepLosses[t] += rowLoss_[row] / static_cast<double>(rows_);
        bySum += rowScale_[row];
    }
    if (learned) {
        result.scaleGradient[t] = static_cast<float>(bySum);
    }
    result.loss += counts ? result.stepLosses[t] : 0.0;
}

void WalkbackPass::backward(const float* weights, const WalkbackOptions& options, float* gradient) {
    const std::size_t depth = shape_.depth();
    const auto weight = [&](std::size_t k) {
        return MatrixView::of(weights + shape_.weightAt(k), shape_.units(k - 1), shape_.units(k));
    };
    const auto matrix = [&](const float* data, std::size_t k) {
        return MatrixView::of(data, rows_, shape_.units(k));
    };
    // h = η + tanh(…): what came to h times 1 − tanh², in place.
    const auto throughTanh = [&](std::size_t t, std::size_t k) {
        float* d = da(t, k);
        const float* value = tanhOf(t, k);
        const std::size_t units = shape_.units(k);
        parallelFor(rows_, threads_, chunk, [&](std::size_t first, std::size_t last) {
            for (std::size_t i = first * units; i < last * units; ++i) {
                d[i] *= 1.0F - value[i] * value[i];
            }
        });
    };
    for (std::size_t t = steps_; t-- > 0;) {
        const bool later = t + 1 < steps_ && options.throughChain;
        for (std::size_t k = 2; k <= depth; k += 2) { // even layers reach the next step's odd ones
            float* d = da(t, k);
            if (!later) {
                std::fill_n(d, rows_ * shape_.units(k), 0.0F);
                continue;
            }
            nn::multiply(matrix(da(t + 1, k - 1), k - 1), weight(k), 0.0F, d, threads_);
            if (k < depth) {
                nn::multiply(matrix(da(t + 1, k + 1), k + 1), weight(k + 1).t(), 1.0F, d, threads_);
            }
            throughTanh(t, k);
        }
        for (std::size_t k = 1; k <= depth; k += 2) { // odd ones x and this step's even ones
            float* d = da(t, k);
            // At the last step, or without a chain to go through, even layers have no gradient.
            const bool evens = later;
            if (k == 1) {
                nn::multiply(matrix(da(t, 0), 0), weight(1), 0.0F, d, threads_);
            } else if (evens) {
                nn::multiply(matrix(da(t, k - 1), k - 1), weight(k), 0.0F, d, threads_);
            } else {
                std::fill_n(d, rows_ * shape_.units(k), 0.0F);
            }
            if (evens && k < depth) {
                nn::multiply(matrix(da(t, k + 1), k + 1), weight(k + 1).t(), 1.0F, d, threads_);
            }
            throughTanh(t, k);
        }
    }
    // All steps stacked: one product for either use of a weight.
    std::fill_n(gradient, shape_.parameters(), 0.0F);
    for (std::size_t k = 1; k <= depth; ++k) {
        const std::size_t below = shape_.units(k - 1);
        const std::size_t units = shape_.units(k);
        float* g = gradient + shape_.weightAt(k);
        const bool odd = k % 2 == 1;
        const std::size_t all = steps_ * rows_;
        // a_k holds h_{k−1} W_k: of this step where that is x̃ or an odd layer, of the step before
        // where it is an even one.
        if (k == 1 || !odd) {
            nn::multiply(MatrixView::of(h(0, k - 1), all, below).t(),
                         MatrixView::of(da(0, k), all, units), 0.0F, g, threads_);
        } else {
            nn::multiply(MatrixView::of(first_[k - 1].data(), rows_, below).t(),
                         MatrixView::of(da(0, k), rows_, units), 0.0F, g, threads_);
            nn::multiply(MatrixView::of(h(0, k - 1), all - rows_, below).t(),
                         MatrixView::of(da(1 % steps_, k), all - rows_, units), 1.0F, g, threads_);
        }
        // a_{k−1} (or the logits) holds h_k W_kᵀ.
        if (odd) { // an odd layer's, of this step
            nn::multiply(MatrixView::of(da(0, k - 1), all, below).t(),
                         MatrixView::of(h(0, k), all, units), 1.0F, g, threads_);
        } else {
            nn::multiply(MatrixView::of(da(0, k - 1), rows_, below).t(),
                         MatrixView::of(first_[k].data(), rows_, units), 1.0F, g, threads_);
            nn::multiply(MatrixView::of(da(1 % steps_, k - 1), all - rows_, below).t(),
                         MatrixView::of(h(0, k), all - rows_, units), 1.0F, g, threads_);
        }
    }
    for (std::size_t k = 0; k <= depth; ++k) {
        addColumns(da(0, k), steps_ * rows_, shape_.units(k), gradient + shape_.biasAt(k));
    }
}

WalkbackPass::Result WalkbackPass::run(const float* weights, const WalkbackOptions& options,
                                       const GsnDraws& draws, const float* x, std::size_t rows,
                                       std::vector<std::vector<float>>* start, float* gradient) {
    if (options.steps == 0 || options.steps > mostSteps || rows == 0 ||
        (!options.scales.empty() && options.scales.size() != options.steps)) {
        throw std::invalid_argument("options of walkback training are out of range");
    }
    checkOutput(options.output, options.scales);
    prepare(options.steps, rows);
    forward(weights, options, draws, x, start);
    Result result;
    result.stepLosses.assign(steps_, 0.0);
    result.scaleGradient.assign(options.scales.size(), 0.0F);
    for (std::size_t t = 0; t < steps_; ++t) {
        reconstruction(t, options, x, result);
    }
    backward(weights, options, gradient);
    if (start != nullptr) {
        for (std::size_t k = 1; k <= shape_.depth(); ++k) {
            const float* first = layer(0, k);
            (*start)[k - 1].assign(first, first + rows_ * shape_.units(k));
        }
    }
    return result;
}

} // namespace scorescope::gsn
