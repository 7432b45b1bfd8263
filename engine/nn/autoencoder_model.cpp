// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/autoencoder_model.h"

#include "engine/nn/deep_autoencoder.h"
#include "engine/nn/fused_model.h"

#include <cmath>
#include <stdexcept>

namespace scorescope::nn {

namespace {

constexpr double maxParameters = 1e9;

} // namespace

void checkModelOptions(const ModelOptions& options) {
    if (options.inputDim == 0) {
        throw std::invalid_argument("an auto-encoder needs at least one input");
    }
    if (options.hiddenUnits.empty()) {
        throw std::invalid_argument("an auto-encoder needs at least one hidden layer");
    }
    double count = 0.0;
    auto before = static_cast<double>(options.inputDim);
    for (const std::size_t units : options.hiddenUnits) {
        if (units == 0) {
            throw std::invalid_argument("every hidden layer needs at least one unit");
        }
        count += static_cast<double>(units) * (before + 1.0);
        before = static_cast<double>(units);
    }
    count += static_cast<double>(options.inputDim) * (before + 1.0);
    if (options.tied && options.hiddenUnits.size() != 1) {
        throw std::invalid_argument("tied weights, V = Wᵀ, are for one hidden layer");
    }
    if (count > maxParameters) {
        throw std::invalid_argument("a network may have at most 10⁹ parameters");
    }
    if (options.threads < 0) {
        throw std::invalid_argument("the number of threads must be 0 (all) or more");
    }
}

void checkCriterion(const Criterion& criterion, const ModelOptions& options) {
    if (criterion.loss == ReconstructionLoss::crossEntropy &&
        options.output != OutputUnit::sigmoid) {
        throw std::invalid_argument("cross-entropy needs sigmoid outputs");
    }
    if (!(criterion.weight >= 0.0) || !std::isfinite(criterion.weight)) {
        throw std::invalid_argument("the penalty's weight must be finite and not negative");
    }
}

std::unique_ptr<AutoEncoderModel> makeAutoEncoder(const ModelOptions& options) {
    checkModelOptions(options);
    if (options.device == "cpu" && options.hiddenUnits.size() == 1) {
        return makeFusedAutoEncoder(options);
    }
    return makeTorchAutoEncoder(options);
}

} // namespace scorescope::nn
