// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/probe/softmax_loss.h"

#include "engine/nn/products.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace scorescope::probes {
namespace {

constexpr std::size_t fewClasses = 32;

bool isFused(SoftmaxPath path, std::size_t classes) {
    return path == SoftmaxPath::fused || (path == SoftmaxPath::automatic && classes <= fewClasses);
}

} // namespace

detail::SoftmaxKernels detail::softmaxKernels() {
    return nn::simd::forSet(resolveInstructionSet(),
                            [](auto tag) { return detail::softmaxKernels(tag); });
}

FoldedWeights fold(const double* weights, const std::vector<double>& bias,
                   const Standardization& standardization) {
    FoldedWeights folded;
    folded.classes = bias.size();
    folded.dimension = standardization.dimension();
    folded.weights.resize(folded.classes * folded.dimension);
    folded.bias = bias;
    for (std::size_t c = 0; c < folded.classes; ++c) {
        for (std::size_t j = 0; j < folded.dimension; ++j) {
            const std::size_t at = c * folded.dimension + j;
            folded.weights[at] = static_cast<float>(weights[at] * standardization.inverse[j]);
            // Of the weight as it is rounded: then rounding moves no logit of the mean.
            folded.bias[c] -= static_cast<double>(folded.weights[at]) * standardization.mean[j];
        }
    }
    return folded;
}

Logits::Logits(const Features& features, const FoldedWeights& weights, SoftmaxPath path)
    : features_(features), weights_(weights), kernels_(detail::softmaxKernels()),
      fused_(isFused(path, weights.classes)) {
    if (features.dimension() != weights.dimension) {
        throw std::invalid_argument("the probe is of " + std::to_string(weights.dimension) +
                                    " features, and there are " +
                                    std::to_string(features.dimension()));
    }
}

void Logits::form(const float* x, std::size_t count, float* z) const {
    const std::size_t d = weights_.dimension;
    if (fused_) {
        kernels_.logits(x, count, d, weights_.weights.data(), weights_.classes, z);
    } else {
        nn::multiply(nn::MatrixView::of(x, count, d),
                     nn::MatrixView::of(weights_.weights.data(), weights_.classes, d).t(), 0.0F, z,
                     1);
    }
}

/// What one part of the rows adds up.
struct SoftmaxLoss::Part {
    double loss = 0.0;
    double entropy = 0.0;
    double lossBeyondEntropy = 0.0;
    std::size_t errors = 0;
    std::vector<double> probabilities;
    std::vector<double> residuals; ///< Σ_i (p_i − y_i), of the numbers the gradient is formed of
    std::vector<float> gradient;
    std::vector<float> z;    ///< of a block; then its residuals
    std::vector<double> row; ///< logits, then probabilities of one example
};

SoftmaxLoss::SoftmaxLoss(const Features& features, const std::vector<std::uint32_t>& labels,
                         std::size_t classes, const Standardization& standardization,
                         SoftmaxPath path)
    : features_(features), labels_(labels), classes_(classes), standardization_(standardization),
      path_(path) {
    if (labels.size() != features.rows()) {
        throw std::invalid_argument("there are " + std::to_string(features.rows()) +
                                    " rows of features and " + std::to_string(labels.size()) +
                                    " labels");
    }
    const auto bad = std::find_if(labels.begin(), labels.end(),
                                  [&](std::uint32_t label) { return label >= classes; });
    if (bad != labels.end()) {
        throw std::invalid_argument(
            "label " + std::to_string(*bad) + " of row " + std::to_string(bad - labels.begin()) +
            " is not below the number of classes, " + std::to_string(classes));
    }
    if (standardization.dimension() != features.dimension()) {
        throw std::invalid_argument(
            "the standardization is of " + std::to_string(standardization.dimension()) +
            " features, and there are " + std::to_string(features.dimension()));
    }
}

void SoftmaxLoss::add(const float* x, std::size_t first, std::size_t count, const Logits& logits,
                      const FoldedWeights& weights, Part& part) const {
    const std::size_t k = classes_;
    part.z.resize(count * k);
    logits.form(x, count, part.z.data());
    for (std::size_t i = 0; i < count; ++i) {
        float* const z = part.z.data() + i * k;
        const std::size_t label = labels_[first + i];
        double* const p = part.row.data();
        std::size_t likeliest = 0;
        for (std::size_t c = 0; c < k; ++c) {
            p[c] = static_cast<double>(z[c]) + weights.bias[c];
            likeliest = p[c] > p[likeliest] ? c : likeliest;
        }
        const double largest = p[likeliest];
        const double ofLabel = p[label] - largest;
        double sum = 0.0;
        double weighted = 0.0; // Σ e^z z
        for (std::size_t c = 0; c < k; ++c) {
            const double below = p[c] - largest;
            p[c] = std::exp(below);
            sum += p[c];
            weighted += p[c] * below;
        }
        const double logSum = std::log(sum);
        part.loss += logSum - ofLabel;
        part.entropy += logSum - weighted / sum;
        part.lossBeyondEntropy += weighted / sum - ofLabel;
        part.errors += likeliest == label ? 0 : 1;
        for (std::size_t c = 0; c < k; ++c) {
            const double probability = p[c] / sum;
            const auto residual = static_cast<float>(probability - (c == label ? 1.0 : 0.0));
            part.probabilities[c] += probability;
            part.residuals[c] += static_cast<double>(residual);
            z[c] = residual;
        }
    }
    const std::size_t d = dimension();
    if (isFused(path_, k)) {
        detail::softmaxKernels().addGradient(x, count, d, part.z.data(), k, part.gradient.data());
    } else {
        nn::multiply(nn::MatrixView::of(part.z.data(), count, k).t(),
                     nn::MatrixView::of(x, count, d), 1.0F, part.gradient.data(), 1);
    }
}

SoftmaxSums SoftmaxLoss::at(const double* weights, const double* bias,
                            const stats::LongWork& work) const {
    const std::size_t d = dimension();
    const std::size_t k = classes_;
    const FoldedWeights folded = fold(weights, {bias, bias + k}, standardization_);
    const Logits logits(features_, folded, path_);
    const RowCut cut = RowCut::of(rows(), d, k * d * sizeof(float));
    std::vector<Part> parts(cut.parts);
    visitBlocks(features_, cut, work,
                [&](std::size_t index, std::size_t first, std::size_t count, const float* x) {
                    Part& part = parts[index];
                    if (part.gradient.empty()) {
                        part.gradient.assign(k * d, 0.0F);
                        part.probabilities.assign(k, 0.0);
                        part.residuals.assign(k, 0.0);
                        part.row.resize(k);
                    }
                    add(x, first, count, logits, folded, part);
                });
    SoftmaxSums sums;
    sums.probabilities.assign(k, 0.0);
    sums.biasGradient.assign(k, 0.0);
    for (const Part& part : parts) {
        sums.loss += part.loss;
        sums.entropy += part.entropy;
        sums.lossBeyondEntropy += part.lossBeyondEntropy;
        sums.errors += part.errors;
        for (std::size_t c = 0; c < k; ++c) {
            sums.probabilities[c] += part.probabilities[c];
            sums.biasGradient[c] += part.residuals[c];
        }
    }
    sums.gradient.resize(k * d);
    parallelFor(k, work.threads, 1, [&](std::size_t from, std::size_t to) {
        for (std::size_t c = from; c < to; ++c) {
            double* const gradient = sums.gradient.data() + c * d;
            std::fill(gradient, gradient + d, 0.0);
            for (const Part& part : parts) {
                const float* const mine = part.gradient.data() + c * d;
                for (std::size_t j = 0; j < d; ++j) {
                    gradient[j] += static_cast<double>(mine[j]);
                }
            }
            for (std::size_t j = 0; j < d; ++j) {
                gradient[j] = (gradient[j] - standardization_.mean[j] * sums.biasGradient[c]) *
                              standardization_.inverse[j];
            }
        }
    });
    return sums;
}

} // namespace scorescope::probes
