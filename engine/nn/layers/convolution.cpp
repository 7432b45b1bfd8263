// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/layers/convolution.h"

#include "engine/core/threads.h"

#include <algorithm>
#include <utility>

namespace scorescope::nn {
namespace {

constexpr std::size_t rowsAtOnce = 256;           ///< positions of a block, if several examples
constexpr std::size_t mostStrandBytes = 1U << 25; ///< of all strands' sums together
constexpr std::size_t mostStrands = 8;

} // namespace

Convolution::Convolution(const LayeredNetwork::Stage& stage, NormForm form, int threads)
    : stage_(stage), form_(form), threads_(threads),
      blockExamples_(std::max<std::size_t>(1, rowsAtOnce / stage.out.positions())) {}

std::size_t Convolution::groupInputs() const {
    return stage_.weights / stage_.layer.outputs;
}
std::size_t Convolution::groupOutputs() const {
    return stage_.layer.outputs / stage_.layer.groups;
}
std::size_t Convolution::blocksOf(std::size_t n) const {
    return (n + blockExamples_ - 1) / blockExamples_;
}

bool Convolution::isUnfolded() const {
    const Layer& layer = stage_.layer;
    return layer.kernel == Window{} && layer.stride == Window{} && layer.padding == Window{0, 0};
}

/// Calls visit(row of A, column of A, place in x, numbers) for each run of numbers that lie side by
/// side in both. What is left of A are zeros, which the padding stands for.
template <class Visit> void Convolution::eachRun(std::size_t examples, const Visit& visit) const {
    const Layer& layer = stage_.layer;
    const ImageShape& in = stage_.in;
    const ImageShape& out = stage_.out;
    const std::size_t channels = in.channels / layer.groups;
    const bool together = layer.groups == 1 && layer.dilation.columns == 1;
    const std::size_t length = layer.kernel.columns * channels; // of a kernel's row
    for (std::size_t row = 0; row < examples * out.positions(); ++row) {
        const std::size_t example = row / out.positions();
        const std::size_t position = row % out.positions();
        const std::size_t top = position / out.columns * layer.stride.rows;
        const std::size_t left = position % out.columns * layer.stride.columns;
        for (std::size_t i = 0; i < layer.kernel.rows; ++i) {
            // Above the image the difference wraps around, to beyond its last row.
            const std::size_t y = top + i * layer.dilation.rows - layer.padding.rows;
            if (y >= in.rows) {
                continue;
            }
            const std::size_t line = (example * in.rows + y) * in.columns;
            if (together) {
                const std::size_t skipped =
                    left < layer.padding.columns ? layer.padding.columns - left : 0;
                const std::size_t x = left + skipped - layer.padding.columns;
                const std::size_t most = x < in.columns ? in.columns - x : 0;
                if (skipped < layer.kernel.columns && most > 0) {
                    visit(row, i * length + skipped * channels, (line + x) * channels,
                          std::min(layer.kernel.columns - skipped, most) * channels);
                }
                continue;
            }
            for (std::size_t j = 0; j < layer.kernel.columns; ++j) {
                const std::size_t x = left + j * layer.dilation.columns - layer.padding.columns;
                if (x < in.columns) {
                    visit(row, i * length + j * channels, (line + x) * in.channels, channels);
                }
            }
        }
    }
}

void Convolution::unfold(const float* x, std::size_t examples, std::size_t group, float* a) const {
    const std::size_t d = groupInputs();
    if (stage_.layer.padding != Window{0, 0}) {
        std::fill_n(a, examples * stage_.out.positions() * d, 0.0F);
    }
    const float* const from = x + group * (stage_.in.channels / stage_.layer.groups);
    eachRun(examples,
            [&](std::size_t row, std::size_t column, std::size_t place, std::size_t numbers) {
                std::copy_n(from + place, numbers, a + row * d + column);
            });
}

void Convolution::fold(const float* a, std::size_t examples, std::size_t group, float* x) const {
    const std::size_t d = groupInputs();
    float* const to = x + group * (stage_.in.channels / stage_.layer.groups);
    eachRun(examples,
            [&](std::size_t row, std::size_t column, std::size_t place, std::size_t numbers) {
                const float* const run = a + row * d + column;
                for (std::size_t i = 0; i < numbers; ++i) {
                    to[place + i] += run[i];
                }
            });
}

/// A of a group for a block of examples.
MatrixView Convolution::see(const float* x, std::size_t examples, std::size_t group,
                            Scratch& scratch) const {
    const std::size_t rows = examples * stage_.out.positions();
    const std::size_t d = groupInputs();
    if (isUnfolded()) {
        return {x + group * d, rows, d, stage_.in.channels, false};
    }
    scratch.unfolded.resize(rows * d);
    unfold(x, examples, group, scratch.unfolded.data());
    return MatrixView::of(scratch.unfolded.data(), rows, d);
}

void Convolution::pack(const float* weights) {
    const std::size_t window = stage_.layer.kernel.rows * stage_.layer.kernel.columns;
    const std::size_t d = groupInputs();
    const std::size_t channels = d / window;
    packed_.resize(stage_.weights);
    for (std::size_t o = 0; o < stage_.layer.outputs; ++o) {
        for (std::size_t c = 0; c < channels; ++c) {
            for (std::size_t k = 0; k < window; ++k) {
                packed_[o * d + k * channels + c] = weights[o * d + c * window + k];
            }
        }
    }
}

void Convolution::forward(const float* weights, const float* bias, const float* x, std::size_t n,
                          float* y) {
    pack(weights);
    scratches_.resize(static_cast<std::size_t>(threadCount(threads_)));
    const std::size_t all = stage_.layer.outputs;
    const std::size_t p = groupOutputs();
    const std::size_t d = groupInputs();
    parallelFor(blocksOf(n), threads_, 1, [&](std::size_t from, std::size_t to) {
        Scratch& scratch = scratches_[static_cast<std::size_t>(currentThread())];
        for (std::size_t block = from; block < to; ++block) {
            const std::size_t first = block * blockExamples_;
            const std::size_t examples = std::min(blockExamples_, n - first);
            const std::size_t rows = examples * stage_.out.positions();
            float* const out = y + first * stage_.out.size();
            for (std::size_t row = 0; row < rows; ++row) {
                if (bias != nullptr) {
                    std::copy_n(bias, all, out + row * all);
                } else {
                    std::fill_n(out + row * all, all, 0.0F);
                }
            }
            for (std::size_t group = 0; group < stage_.layer.groups; ++group) {
                const MatrixView a = see(x + first * stage_.in.size(), examples, group, scratch);
                const MatrixView w = MatrixView::of(packed_.data() + group * p * d, p, d);
                if (p == all) {
                    multiply(a, w.t(), 1.0F, out, 1);
                    continue;
                }
                scratch.outputs.resize(rows * p);
                multiply(a, w.t(), 0.0F, scratch.outputs.data(), 1);
                for (std::size_t row = 0; row < rows; ++row) {
                    for (std::size_t k = 0; k < p; ++k) {
                        out[row * all + group * p + k] += scratch.outputs[row * p + k];
                    }
                }
            }
        }
    });
}

void Convolution::backward(const float* weights, const float* x, std::size_t n,
                           const float* outputGradient, const Wanted& wanted) {
    pack(weights);
    scratches_.resize(static_cast<std::size_t>(threadCount(threads_)));
    const std::size_t blocks = blocksOf(n);
    std::size_t strands = blocks; // without sums, each block stands for itself
    if (wanted.weightGradient != nullptr) {
        const std::size_t each = std::max<std::size_t>(1, stage_.weights * sizeof(float));
        strands =
            std::min({std::clamp<std::size_t>(mostStrandBytes / each, 1, mostStrands), blocks});
        strands_.resize(std::max(strands_.size(), strands));
        for (std::size_t s = 0; s < strands; ++s) {
            strands_[s].weights.assign(stage_.weights, 0.0F);
            strands_[s].biases.assign(stage_.biases, 0.0);
        }
    }
    parallelFor(strands, threads_, 1, [&](std::size_t from, std::size_t to) {
        Scratch& scratch = scratches_[static_cast<std::size_t>(currentThread())];
        for (std::size_t s = from; s < to; ++s) {
            Strand* const strand = wanted.weightGradient != nullptr ? &strands_[s] : nullptr;
            for (std::size_t block = s * blocks / strands; block < (s + 1) * blocks / strands;
                 ++block) {
                const std::size_t first = block * blockExamples_;
                backwardBlock(x, first, std::min(blockExamples_, n - first), outputGradient, wanted,
                              strand, scratch);
            }
        }
    });
    if (wanted.weightGradient != nullptr) {
        addStrands(strands, wanted);
    }
}

void Convolution::backwardBlock(const float* x, std::size_t first, std::size_t examples,
                                const float* outputGradient, const Wanted& wanted, Strand* strand,
                                Scratch& scratch) const {
    const float* const above = outputGradient + first * stage_.out.size();
    float* below = nullptr;
    if (wanted.inputGradient != nullptr) {
        below = wanted.inputGradient + first * stage_.in.size();
        std::fill_n(below, examples * stage_.in.size(), 0.0F);
    }
    for (std::size_t group = 0; group < stage_.layer.groups; ++group) {
        if (strand != nullptr || wanted.squares != nullptr) {
            const MatrixView a = see(x + first * stage_.in.size(), examples, group, scratch);
            weightsOfBlock(a, group, first, examples, above, wanted, strand, scratch);
        }
        if (below != nullptr) {
            inputsOfBlock(group, examples, above, below, scratch);
        }
    }
    if (stage_.biases > 0) {
        biasesOfBlock(first, examples, above, wanted, strand);
    }
}

void Convolution::weightsOfBlock(const MatrixView& a, std::size_t group, std::size_t first,
                                 std::size_t examples, const float* outputGradient,
                                 const Wanted& wanted, Strand* strand, Scratch& scratch) const {
    const std::size_t positions = stage_.out.positions();
    const std::size_t d = groupInputs();
    const std::size_t p = groupOutputs();
    const std::size_t all = stage_.layer.outputs;
    const MatrixView b{outputGradient + group * p, examples * positions, p, all, false};
    float* const sum = strand != nullptr ? strand->weights.data() + group * p * d : nullptr;
    const bool ghost = takesGhost(form_, positions, d, p);
    for (std::size_t m = 0; wanted.squares != nullptr && m < examples; ++m) {
        const std::size_t row = m * positions;
        const MatrixView ofA{a.data + row * a.stride, positions, d, a.stride, false};
        const MatrixView ofB{b.data + row * b.stride, positions, p, b.stride, false};
        wanted.squares[first + m] +=
            gradientSquare(form_, ofA, ofB, scratch.norms, scratch.recomputed);
        if (sum != nullptr && !ghost) { // the example's own gradient is there already
            const float factor = wanted.factors[first + m];
            const float* const product = scratch.norms.product.data();
            for (std::size_t i = 0; i < p * d; ++i) {
                sum[i] += factor * product[i];
            }
        }
    }
    if (sum == nullptr || (wanted.squares != nullptr && !ghost)) {
        return;
    }
    scratch.outputs.resize(b.rows * p);
    for (std::size_t row = 0; row < b.rows; ++row) {
        const float factor = wanted.factors[first + row / positions];
        for (std::size_t k = 0; k < p; ++k) {
            scratch.outputs[row * p + k] = factor * b.data[row * all + k];
        }
    }
    multiply(MatrixView::of(scratch.outputs.data(), b.rows, p).t(), a, 1.0F, sum, 1);
}

void Convolution::biasesOfBlock(std::size_t first, std::size_t examples,
                                const float* outputGradient, const Wanted& wanted,
                                Strand* strand) const {
    const std::size_t positions = stage_.out.positions();
    std::vector<double> sums(stage_.biases);
    for (std::size_t m = 0; m < examples; ++m) {
        std::fill(sums.begin(), sums.end(), 0.0);
        for (std::size_t t = 0; t < positions; ++t) {
            const float* const row = outputGradient + (m * positions + t) * stage_.biases;
            for (std::size_t k = 0; k < stage_.biases; ++k) {
                sums[k] += static_cast<double>(row[k]);
            }
        }
        for (std::size_t k = 0; k < stage_.biases; ++k) {
            if (wanted.squares != nullptr) {
                wanted.squares[first + m] += sums[k] * sums[k];
            }
            if (strand != nullptr) {
                strand->biases[k] += static_cast<double>(wanted.factors[first + m]) * sums[k];
            }
        }
    }
}

void Convolution::inputsOfBlock(std::size_t group, std::size_t examples,
                                const float* outputGradient, float* inputGradient,
                                Scratch& scratch) const {
    const std::size_t d = groupInputs();
    const std::size_t p = groupOutputs();
    const std::size_t all = stage_.layer.outputs;
    const std::size_t rows = examples * stage_.out.positions();
    const MatrixView b{outputGradient + group * p, rows, p, all, false};
    const MatrixView w = MatrixView::of(packed_.data() + group * p * d, p, d);
    if (isUnfolded() && p == all) {
        multiply(b, w, 0.0F, inputGradient, 1);
        return;
    }
    scratch.unfolded.resize(rows * d);
    multiply(b, w, 0.0F, scratch.unfolded.data(), 1);
    fold(scratch.unfolded.data(), examples, group, inputGradient);
}

void Convolution::addStrands(std::size_t strands, const Wanted& wanted) const {
    const std::size_t window = stage_.layer.kernel.rows * stage_.layer.kernel.columns;
    const std::size_t d = groupInputs();
    const std::size_t channels = d / window;
    for (std::size_t i = 0; i < stage_.weights; ++i) {
        float sum = 0.0F;
        for (std::size_t s = 0; s < strands; ++s) {
            sum += strands_[s].weights[i];
        }
        const std::size_t k = i % d;
        wanted.weightGradient[i - k + k % channels * window + k / channels] += sum;
    }
    for (std::size_t k = 0; k < stage_.biases; ++k) {
        double sum = 0.0;
        for (std::size_t s = 0; s < strands; ++s) {
            sum += strands_[s].biases[k];
        }
        wanted.biasGradient[k] += static_cast<float>(sum);
    }
}

std::size_t Convolution::recomputed() const noexcept {
    std::size_t sum = 0;
    for (const Scratch& each : scratches_) {
        sum += each.recomputed;
    }
    return sum;
}

std::size_t Convolution::bytes() const noexcept {
    std::size_t numbers = packed_.capacity();
    for (const Scratch& each : scratches_) {
        numbers += each.unfolded.capacity() + each.outputs.capacity() +
                   each.norms.product.capacity() + each.norms.gramA.capacity() +
                   each.norms.gramB.capacity();
    }
    for (const Strand& each : strands_) {
        numbers += each.weights.capacity() + 2 * each.biases.capacity();
    }
    return numbers * sizeof(float);
}

} // namespace scorescope::nn
