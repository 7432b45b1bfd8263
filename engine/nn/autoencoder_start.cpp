// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/autoencoder_start.h"

#include "engine/core/finite.h"
#include "engine/core/rng.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace scorescope::nn {

namespace {

/// Rows of random directions with hinges on data; the fused layout of the first layer.
void drawFirstLayer(const ModelOptions& options, const ModelStart& start, RandomStream& stream,
                    double* weights, double* biases) {
    const std::size_t d = options.inputDim;
    const double low = options.tied ? 0.3 : 0.15 / start.scale;
    const double high = options.tied ? 1.2 : 1.0 / start.scale;
    const double factor = options.activation == Activation::sigmoid && !options.tied ? 2.0 : 1.0;
    for (std::size_t h = 0; h < options.hiddenUnits[0]; ++h) {
        double* w = weights + h * d;
        double squares = 0.0;
        while (!(squares > 0.0)) { // a draw of zeros has no direction
            squares = 0.0;
            for (std::size_t j = 0; j < d; ++j) {
                w[j] = stream.normal();
                squares += w[j] * w[j];
            }
        }
        const double length = low * std::pow(high / low, stream.uniform());
        const double normal = stream.normal();
        const std::size_t n =
            start.count > 0 ? static_cast<std::size_t>(stream.below(start.count)) : 0;
        double hinge = 0.0;
        for (std::size_t j = 0; j < d; ++j) {
            w[j] *= factor * length / std::sqrt(squares);
            hinge += start.count > 0 ? w[j] * start.data[n * d + j] : 0.0;
        }
        biases[h] = start.count > 0 ? -hinge : factor * normal;
    }
}

/// c for sigmoid outputs: the logit of the data's mean in one dimension.
double logitOfMean(const ModelOptions& options, const ModelStart& start, std::size_t i) {
    double mean = 0.0;
    for (std::size_t n = 0; n < start.count; ++n) {
        mean += start.data[n * options.inputDim + i];
    }
    mean = start.count > 0 ? mean / static_cast<double>(start.count) : 0.5;
    mean = std::clamp(mean, 0.01, 0.99);
    return std::log(mean / (1.0 - mean));
}

} // namespace

std::size_t parameterCount(const ModelOptions& options) {
    std::size_t count = 0;
    std::size_t before = options.inputDim;
    for (const std::size_t units : options.hiddenUnits) {
        count += units * (before + 1);
        before = units;
    }
    return count + (options.tied ? 0 : options.inputDim * before) + options.inputDim;
}

std::vector<double> firstParameters(const ModelOptions& options, const ModelStart& start) {
    if (!(start.scale > 0.0) || !std::isfinite(start.scale) || !std::isfinite(1.0 / start.scale)) {
        throw std::invalid_argument("the scale of the data must be positive and finite");
    }
    if (start.count > 0 && start.data == nullptr) {
        throw std::invalid_argument("a count of points needs points");
    }
    if (!allFinite(start.data, start.count * options.inputDim)) {
        throw std::invalid_argument("the points for the first parameters must be finite");
    }
    const std::size_t d = options.inputDim;
    const bool sigmoidUnits = options.activation == Activation::sigmoid;
    const bool sigmoidOutput = options.output == OutputUnit::sigmoid;
    RandomStream stream(start.seed, Purpose::initialization);
    std::vector<double> parameters(parameterCount(options), 0.0);
    double* at = parameters.data();
    const double* const first = at;
    drawFirstLayer(options, start, stream, at, at + options.hiddenUnits[0] * d);
    at += options.hiddenUnits[0] * (d + 1);
    std::size_t before = options.hiddenUnits[0];
    const auto glorot = [&](std::size_t out) {
        return std::sqrt(6.0 / static_cast<double>(before + out)) * (sigmoidUnits ? 4.0 : 1.0);
    };
    for (std::size_t layer = 1; layer < options.hiddenUnits.size(); ++layer) {
        const std::size_t units = options.hiddenUnits[layer];
        const double bound = glorot(units);
        for (std::size_t i = 0; i < units * before; ++i) {
            at[i] = stream.uniform(-bound, bound);
        }
        at += units * (before + 1);
        before = units;
    }
    const double* const decoder = options.tied ? first : at;
    if (!options.tied) {
        const bool deep = options.hiddenUnits.size() > 1;
        const double scale =
            deep ? 0.1 * glorot(d)
                 : 0.02 * start.scale * (sigmoidUnits ? 2.0 : 1.0) * (sigmoidOutput ? 4.0 : 1.0);
        for (std::size_t i = 0; i < d * before; ++i) {
            at[i] = deep ? stream.uniform(-scale, scale) : scale * stream.normal();
        }
        at += d * before;
    }
    for (std::size_t i = 0; i < d; ++i) {
        at[i] = sigmoidOutput ? logitOfMean(options, start, i) : 0.0;
        for (std::size_t h = 0; h < before && sigmoidUnits; ++h) {
            at[i] -= 0.5 * (options.tied ? decoder[h * d + i] : decoder[i * before + h]);
        }
    }
    return parameters;
}

} // namespace scorescope::nn
