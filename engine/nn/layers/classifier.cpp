// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/layers/classifier.h"

#include "engine/core/finite.h"
#include "engine/core/threads.h"
#include "engine/nn/layers/pooling.h"
#include "engine/nn/products.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

namespace scorescope::nn {
namespace {

using Stage = LayeredNetwork::Stage;

constexpr std::size_t rowsAtOnce = 16;
constexpr std::size_t mostExamplesAtOnce = 4096;

bool isActivation(LayerKind kind) {
    return kind == LayerKind::relu || kind == LayerKind::tanh;
}

/// c = a b + keep · c for as many rows as there are examples: multiply(), but also cut between
/// rows, for its parts of 768 columns are too few to be shared out evenly.
void multiplyRows(const MatrixView& a, const MatrixView& b, float keep, float* c, int threads) {
    constexpr std::size_t leastRows = 128; // fewer, and b is copied more often than it pays
    constexpr std::size_t mostPieces = 8;
    const std::size_t pieces = std::min(a.rows / leastRows, mostPieces);
    if (pieces < 2) {
        multiply(a, b, keep, c, threads);
        return;
    }
    parallelFor(pieces, threads, 1, [&](std::size_t from, std::size_t to) {
        for (std::size_t piece = from; piece < to; ++piece) {
            const std::size_t first = piece * a.rows / pieces;
            MatrixView rows = a;
            rows.data += first * a.stride;
            rows.rows = (piece + 1) * a.rows / pieces - first;
            multiply(rows, b, keep, c + first * b.columns, 1);
        }
    });
}

/// sums [columns] = sums · keep + Σ of the rows of x, in double.
void addColumns(const float* x, std::size_t rows, std::size_t columns, float keep, float* sums,
                int threads) {
    constexpr std::size_t together = 64;
    parallelFor(columns, threads, together, [&](std::size_t first, std::size_t last) {
        std::array<double, together> sum{};
        for (std::size_t row = 0; row < rows; ++row) {
            for (std::size_t k = first; k < last; ++k) {
                sum[k - first] += static_cast<double>(x[row * columns + k]);
            }
        }
        for (std::size_t k = first; k < last; ++k) {
            sums[k] = (keep > 0.0F ? keep * sums[k] : 0.0F) + static_cast<float>(sum[k - first]);
        }
    });
}

/// What the last layer's outputs say of an example.
struct Judgement {
    double loss = 0.0;
    bool correct = false;
    double outputNorm = 0.0;
};

/// \param slope [classes]: softmax(z) − onehot(label)
Judgement judged(const float* z, std::size_t classes, std::size_t label, float* slope) {
    const auto best = static_cast<std::size_t>(std::max_element(z, z + classes) - z);
    const auto power = [&](std::size_t k) {
        return std::exp(static_cast<double>(z[k]) - static_cast<double>(z[best]));
    };
    double beside = 0.0; // of all but the best, so that small losses keep their digits
    double others = 0.0; // of all but the label, likewise
    for (std::size_t k = 0; k < classes; ++k) {
        beside += k != best ? power(k) : 0.0;
        others += k != label ? power(k) : 0.0;
    }
    Judgement found;
    found.loss = static_cast<double>(z[best]) - static_cast<double>(z[label]) + std::log1p(beside);
    found.correct = best == label && !std::isnan(found.loss);
    const double sum = 1.0 + beside;
    double squares = 0.0;
    for (std::size_t k = 0; k < classes; ++k) {
        const double difference = (k == label ? -others : power(k)) / sum;
        squares += difference * difference;
        slope[k] = static_cast<float>(difference);
    }
    found.outputNorm = std::sqrt(squares);
    return found;
}

} // namespace

Classifier::Classifier(LayeredNetwork network, const ClassifierOptions& options)
    : network_(std::move(network)), options_(options) {
    if (options.chunkBytes == 0) {
        throw std::invalid_argument("a chunk of examples must have at least 1 byte");
    }
    const std::vector<Stage>& stages = network_.stages();
    convolutionOf_.resize(stages.size());
    firstWithWeights_ = stages.size();
    for (std::size_t i = 0; i < stages.size(); ++i) {
        const Layer& layer = stages[i].layer;
        if (layer.kind == LayerKind::batchNorm) {
            throw std::invalid_argument(
                network_.nameOf(i) + ": with batch normalization an example's loss depends on the "
                                     "others of its minibatch, so that it has no gradient of its "
                                     "own; leave it out");
        }
        if (!layer.sharesWith.empty()) {
            throw std::invalid_argument(
                network_.nameOf(i) +
                ": with shared weights the squared norm of a gradient is not the sum over layers; "
                "give the layer weights of its own");
        }
        if (layer.kind == LayerKind::convolution) {
            convolutionOf_[i] = convolutions_.size();
            convolutions_.emplace_back(stages[i], options.normForm, options.threads);
        }
        if (hasWeights(layer.kind)) {
            firstWithWeights_ = std::min(firstWithWeights_, i);
        }
    }
    const Stage& last = stages.back();
    if (last.layer.kind != LayerKind::linear || last.layer.outputs < 2) {
        throw std::invalid_argument(network_.nameOf(stages.size() - 1) +
                                    ": a classifier ends with a linear layer of at least 2 units, "
                                    "one for each class");
    }
    weights_.assign(network_.parameters(), 0.0F);
    planStorage();
}

/// Which buffer each stage writes to. Activations write over what they read, but not over what
/// another activation needs to find its slope.
void Classifier::planStorage() {
    const std::vector<Stage>& stages = network_.stages();
    std::vector<bool> activated;
    const auto newBuffer = [&](std::size_t size) {
        sizes_.push_back(size);
        activated.push_back(false);
        return sizes_.size() - 1;
    };
    const ImageShape& input = network_.input();
    const LayerKind first = stages.front().layer.kind;
    if (input.channels > 1 && !input.flat() && first != LayerKind::linear &&
        first != LayerKind::flatten) {
        inputPlace_ = newBuffer(input.size());
    }
    std::size_t place = inputPlace_;
    for (std::size_t i = 0; i < stages.size(); ++i) {
        const Stage& s = stages[i];
        const bool sameOrder = i == 0 || s.in.channels == 1 || s.in.flat();
        if (isActivation(s.layer.kind)) {
            place = place == given || activated[place] ? newBuffer(s.out.size()) : place;
            activated[place] = true;
        } else if (s.layer.kind != LayerKind::flatten || !sameOrder) {
            place = newBuffer(s.out.size());
        }
        places_.push_back(place);
        widest_ = std::max(widest_, s.out.size());
    }
    buffers_.resize(sizes_.size());
    winners_.resize(stages.size());
    std::size_t numbers =
        2 * widest_ + std::accumulate(sizes_.begin(), sizes_.end(), std::size_t{0});
    for (const Stage& s : stages) {
        numbers += s.layer.kind == LayerKind::maxPool ? s.out.size() : 0;
    }
    chunk_ = std::clamp<std::size_t>(options_.chunkBytes / sizeof(float) / numbers, 1,
                                     mostExamplesAtOnce);
}

void Classifier::set(std::vector<float> weights) {
    if (weights.size() != network_.parameters()) {
        throw std::invalid_argument("the network has " + std::to_string(network_.parameters()) +
                                    " weights, not " + std::to_string(weights.size()));
    }
    if (!allFinite(weights)) {
        throw std::invalid_argument("the weights of a network must be finite");
    }
    weights_ = std::move(weights);
}

void Classifier::checkImages(const float* images, std::size_t count) const {
    const std::size_t size = network_.input().size();
    for (std::size_t m = 0; m < count; ++m) {
        if (!allFinite(images + m * size, size)) {
            throw std::invalid_argument("example " + std::to_string(m) +
                                        ": its numbers must be finite");
        }
    }
}

void Classifier::check(const LabelledImages& examples) const {
    for (std::size_t m = 0; m < examples.count; ++m) {
        if (examples.labels[m] >= classes()) {
            throw std::invalid_argument("example " + std::to_string(m) + ": its label is " +
                                        std::to_string(examples.labels[m]) +
                                        ", but the classes are 0 to " +
                                        std::to_string(classes() - 1));
        }
    }
    checkImages(examples.images, examples.count);
}

ExampleScores Classifier::evaluate(const LabelledImages& examples) {
    return pass(examples, {});
}

ExampleScores Classifier::lastLayer(const LabelledImages& examples) {
    Wanted wanted;
    wanted.lastLayer = true;
    return pass(examples, wanted);
}

ExampleScores Classifier::norms(const LabelledImages& examples) {
    Wanted wanted;
    wanted.norms = true;
    return pass(examples, wanted);
}

ExampleScores Classifier::gradient(const LabelledImages& examples, const float* factors,
                                   float* gradient, Norms norms) {
    if (factors != nullptr && !allFinite(factors, examples.count)) {
        throw std::invalid_argument("the factors of examples must be finite");
    }
    Wanted wanted;
    wanted.factors = factors;
    wanted.gradient = gradient;
    wanted.norms = norms == Norms::with;
    return pass(examples, wanted);
}

ExampleScores Classifier::pass(const LabelledImages& examples, const Wanted& wanted) {
    check(examples);
    const std::size_t count = examples.count;
    ExampleScores scores;
    scores.losses.resize(count);
    scores.correct.resize(count);
    scores.squaredNorms.resize(wanted.norms ? count : 0);
    scores.outputNorms.resize(wanted.lastLayer ? count : 0);
    scores.lastLayerNorms.resize(wanted.lastLayer ? count : 0);
    if (count == 0 && wanted.gradient != nullptr) {
        std::fill_n(wanted.gradient, network_.parameters(), 0.0F);
    }
    for (std::size_t first = 0; first < count; first += chunk_) {
        const std::size_t n = std::min(chunk_, count - first);
        forward(examples.images + first * network_.input().size(), n, network_.stages().size());
        judge(examples, first, n, wanted, scores);
        if (wanted.gradient != nullptr) {
            scales_.resize(n);
            for (std::size_t m = 0; m < n; ++m) {
                const double factor = wanted.factors != nullptr
                                          ? static_cast<double>(wanted.factors[first + m])
                                          : 1.0;
                scales_[m] = static_cast<float>(factor / static_cast<double>(count));
            }
        }
        if (wanted.gradient != nullptr || wanted.norms) {
            Wanted ofChunk = wanted;
            ofChunk.keep = first == 0 ? 0.0F : 1.0F;
            backward(n, ofChunk, wanted.norms ? scores.squaredNorms.data() + first : nullptr);
        }
    }
    return scores;
}

const float* Classifier::inputOf(std::size_t stage) const {
    const std::size_t place = stage == 0 ? inputPlace_ : places_[stage - 1];
    return place == given ? images_ : buffers_[place].data();
}

const float* Classifier::outputOf(std::size_t stage) const {
    return places_[stage] == given ? images_ : buffers_[places_[stage]].data();
}

void Classifier::forward(const float* images, std::size_t n, std::size_t layers) {
    images_ = images;
    for (std::size_t i = 0; i < buffers_.size(); ++i) {
        buffers_[i].resize(std::max(buffers_[i].size(), n * sizes_[i]));
    }
    if (inputPlace_ != given) {
        fromPlanes(network_.input(), images, n, buffers_[inputPlace_].data(), options_.threads);
    }
    for (std::size_t i = 0; i < layers; ++i) {
        forwardStage(i, n);
    }
}

void Classifier::forwardStage(std::size_t stage, std::size_t n) {
    const Stage& s = network_.stages()[stage];
    const float* const x = inputOf(stage);
    float* const y = places_[stage] == given ? nullptr : buffers_[places_[stage]].data();
    const float* const w = weights_.data() + s.weightAt;
    const float* const b = s.biases > 0 ? weights_.data() + s.biasAt : nullptr;
    switch (s.layer.kind) {
    case LayerKind::linear:
        if (b != nullptr) {
            parallelFor(n, options_.threads, rowsAtOnce, [&](std::size_t first, std::size_t last) {
                for (std::size_t m = first; m < last; ++m) {
                    std::copy_n(b, s.biases, y + m * s.biases);
                }
            });
        }
        multiplyRows(MatrixView::of(x, n, s.in.size()),
                     MatrixView::of(w, s.layer.outputs, s.in.size()).t(),
                     b != nullptr ? 1.0F : 0.0F, y, options_.threads);
        break;
    case LayerKind::convolution:
        convolutions_[convolutionOf_[stage]].forward(w, b, x, n, y);
        break;
    case LayerKind::relu:
    case LayerKind::tanh:
        activate(s.layer.kind, x, n * s.in.size(), y, options_.threads);
        break;
    case LayerKind::maxPool:
        winners_[stage].resize(std::max(winners_[stage].size(), n * s.out.size()));
        maxPool(s, x, n, y, winners_[stage].data(), options_.threads);
        break;
    case LayerKind::averagePool:
        averagePool(s, x, n, y, options_.threads);
        break;
    case LayerKind::flatten:
        if (y != x && y != nullptr) {
            toPlanes(s.in, x, n, y, options_.threads);
        }
        break;
    case LayerKind::batchNorm:
        break; // refused by the constructor
    }
}

void Classifier::judge(const LabelledImages& examples, std::size_t first, std::size_t n,
                       const Wanted& wanted, ExampleScores& scores) {
    const std::size_t last = network_.stages().size() - 1;
    const Stage& s = network_.stages()[last];
    const float* const z = outputOf(last);
    above_.resize(std::max(above_.size(), n * widest_));
    parallelFor(n, options_.threads, rowsAtOnce, [&](std::size_t from, std::size_t to) {
        for (std::size_t m = from; m < to; ++m) {
            const Judgement found = judged(z + m * classes(), classes(), examples.labels[first + m],
                                           above_.data() + m * classes());
            scores.losses[first + m] = found.loss;
            scores.correct[first + m] = found.correct ? 1 : 0;
            if (wanted.lastLayer) {
                const double squares = sumOfSquares(inputOf(last) + m * s.in.size(), s.in.size());
                scores.outputNorms[first + m] = found.outputNorm;
                scores.lastLayerNorms[first + m] =
                    found.outputNorm * std::sqrt(squares + (s.biases > 0 ? 1.0 : 0.0));
            }
        }
    });
}

void Classifier::backward(std::size_t n, const Wanted& wanted, double* squares) {
    below_.resize(std::max(below_.size(), n * widest_));
    for (std::size_t i = network_.stages().size(); i-- > firstWithWeights_;) {
        const Stage& s = network_.stages()[i];
        const bool needsInput = i > firstWithWeights_;
        bool moved = needsInput; // the gradient is in below_
        switch (s.layer.kind) {
        case LayerKind::linear:
            backwardLinear(i, n, wanted, squares, needsInput);
            break;
        case LayerKind::convolution:
            backwardConvolution(i, n, wanted, squares, needsInput);
            break;
        case LayerKind::relu:
        case LayerKind::tanh:
            activateBackward(s.layer.kind, outputOf(i), n * s.out.size(), above_.data(),
                             options_.threads);
            moved = false;
            break;
        case LayerKind::maxPool:
            maxPoolBackward(s, above_.data(), winners_[i].data(), n, below_.data(),
                            options_.threads);
            break;
        case LayerKind::averagePool:
            averagePoolBackward(s, above_.data(), n, below_.data(), options_.threads);
            break;
        case LayerKind::flatten:
            moved = places_[i] != places_[i - 1];
            if (moved) {
                fromPlanes(s.in, above_.data(), n, below_.data(), options_.threads);
            }
            break;
        case LayerKind::batchNorm:
            break; // refused by the constructor
        }
        if (moved) {
            std::swap(above_, below_);
        }
    }
}

void Classifier::backwardLinear(std::size_t stage, std::size_t n, const Wanted& wanted,
                                double* squares, bool needsInput) {
    const Stage& s = network_.stages()[stage];
    const std::size_t in = s.in.size();
    const std::size_t out = s.out.size();
    const float* const x = inputOf(stage);
    float* const slopes = above_.data();
    if (squares != nullptr) {
        const double ofBias = s.biases > 0 ? 1.0 : 0.0;
        parallelFor(n, options_.threads, rowsAtOnce, [&](std::size_t first, std::size_t last) {
            for (std::size_t m = first; m < last; ++m) {
                squares[m] +=
                    (sumOfSquares(x + m * in, in) + ofBias) * sumOfSquares(slopes + m * out, out);
            }
        });
    }
    if (needsInput) {
        multiplyRows(MatrixView::of(slopes, n, out),
                     MatrixView::of(weights_.data() + s.weightAt, out, in), 0.0F, below_.data(),
                     options_.threads);
    }
    if (wanted.gradient == nullptr) {
        return;
    }
    // Only now: the layers below, and the norms, are told of each example's own loss.
    parallelFor(n, options_.threads, rowsAtOnce, [&](std::size_t first, std::size_t last) {
        for (std::size_t m = first; m < last; ++m) {
            const float scale = scales_[m];
            for (std::size_t k = 0; k < out; ++k) {
                slopes[m * out + k] *= scale;
            }
        }
    });
    multiply(MatrixView::of(slopes, n, out).t(), MatrixView::of(x, n, in), wanted.keep,
             wanted.gradient + s.weightAt, options_.threads);
    if (s.biases > 0) {
        addColumns(slopes, n, out, wanted.keep, wanted.gradient + s.biasAt, options_.threads);
    }
}

void Classifier::backwardConvolution(std::size_t stage, std::size_t n, const Wanted& wanted,
                                     double* squares, bool needsInput) {
    const Stage& s = network_.stages()[stage];
    Convolution::Wanted ofLayer;
    ofLayer.inputGradient = needsInput ? below_.data() : nullptr;
    ofLayer.squares = squares;
    if (wanted.gradient != nullptr) {
        ofLayer.weightGradient = wanted.gradient + s.weightAt;
        ofLayer.biasGradient = wanted.gradient + s.biasAt;
        ofLayer.factors = scales_.data();
        if (!(wanted.keep > 0.0F)) {
            std::fill_n(ofLayer.weightGradient, s.weights, 0.0F);
            std::fill_n(ofLayer.biasGradient, s.biases, 0.0F);
        }
    }
    convolutions_[convolutionOf_[stage]].backward(weights_.data() + s.weightAt, inputOf(stage), n,
                                                  above_.data(), ofLayer);
}

std::vector<float> Classifier::outputs(const float* images, std::size_t count, std::size_t layers) {
    if (layers == 0 || layers > network_.stages().size()) {
        throw std::invalid_argument("the network has layers 1 to " +
                                    std::to_string(network_.stages().size()) + ", not " +
                                    std::to_string(layers));
    }
    checkImages(images, count);
    const ImageShape& shape = network_.stages()[layers - 1].out;
    std::vector<float> all(count * shape.size());
    for (std::size_t first = 0; first < count; first += chunk_) {
        const std::size_t n = std::min(chunk_, count - first);
        forward(images + first * network_.input().size(), n, layers);
        toPlanes(shape, outputOf(layers - 1), n, all.data() + first * shape.size(),
                 options_.threads);
    }
    return all;
}

std::size_t Classifier::recomputedNorms() const noexcept {
    std::size_t sum = 0;
    for (const Convolution& each : convolutions_) {
        sum += each.recomputed();
    }
    return sum;
}

std::size_t Classifier::bytes() const noexcept {
    std::size_t numbers = above_.capacity() + below_.capacity() + scales_.capacity();
    for (const std::vector<float>& each : buffers_) {
        numbers += each.capacity();
    }
    for (const std::vector<std::uint32_t>& each : winners_) {
        numbers += each.capacity();
    }
    std::size_t sum = numbers * sizeof(float);
    for (const Convolution& each : convolutions_) {
        sum += each.bytes();
    }
    return sum;
}

} // namespace scorescope::nn
