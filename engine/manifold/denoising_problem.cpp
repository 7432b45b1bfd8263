// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/denoising_problem.h"

#include "engine/core/rng.h"

#include <cmath>
#include <stdexcept>

namespace scorescope::manifold {

namespace {

nn::AutoEncoderShape shapeOf(const DenoisingOptions& options) {
    nn::AutoEncoderShape shape;
    shape.inputDim = 2;
    shape.hiddenUnits = options.hiddenUnits;
    shape.tied = options.tied;
    return shape;
}

std::vector<double> corrupted(const std::vector<double>& clean, double sigma, RandomStream stream) {
    std::vector<double> noisy(clean.size());
    for (std::size_t i = 0; i < clean.size(); ++i) {
        noisy[i] = clean[i] + sigma * stream.normal();
    }
    return noisy;
}

} // namespace

DenoisingProblem::DenoisingProblem(const DenoisingOptions& options)
    : options_(options), optimum_(options.manifold, options.sigma),
      autoEncoder_(shapeOf(options), options.fused) {
    const AutoEncoderInitialization& init = options.initialization;
    if (options.examples == 0 || !(init.encoderLow > 0.0) ||
        !(init.encoderHigh >= init.encoderLow)) {
        throw std::invalid_argument("denoising options out of range");
    }
    targets_ = data::sample(options.manifold, options.seed, options.examples);
    targetsSingle_.assign(targets_.begin(), targets_.end());
    drawCorruption(0);
    heldOutTargets_ = data::sample(options.manifold, options.seed, options.heldOutExamples, true);
    heldOutInputs_ = corrupted(heldOutTargets_, options.sigma,
                               RandomStream(options.seed, Purpose::heldOutCorruption));
    heldOutOptimum_.resize(heldOutInputs_.size());
    optimum_.reconstruct(heldOutInputs_.data(), options.heldOutExamples, heldOutOptimum_.data(),
                         options.fused.threads);
}

void DenoisingProblem::drawCorruption(std::uint64_t step) {
    inputs_ = corrupted(targets_, options_.sigma,
                        RandomStream(options_.seed, Purpose::corruption, 0, step));
    inputsSingle_.assign(inputs_.begin(), inputs_.end());
}

void DenoisingProblem::corruptForStep(std::uint64_t step) {
    if (!options_.fixedCorruption) {
        drawCorruption(step);
    }
}

std::vector<double> DenoisingProblem::initialParameters() const {
    const AutoEncoderInitialization& init = options_.initialization;
    const nn::AutoEncoderLayout at = nn::parameterLayout(shape());
    const double pi = std::acos(-1.0);
    RandomStream stream(options_.seed, Purpose::initialization);
    // Hinges are placed by the corruption of step 0, whatever is drawn later.
    const std::vector<double> places =
        corrupted(targets_, options_.sigma, RandomStream(options_.seed, Purpose::corruption));
    std::vector<double> parameters(at.count, 0.0);
    for (std::size_t h = 0; h < options_.hiddenUnits; ++h) {
        const double angle = stream.uniform(0.0, 2.0 * pi);
        const double length =
            init.encoderLow * std::pow(init.encoderHigh / init.encoderLow, stream.uniform());
        const auto n = static_cast<std::size_t>(stream.below(options_.examples));
        const double wx = length * std::cos(angle);
        const double wy = length * std::sin(angle);
        const double normal = stream.normal();
        parameters[at.encoder + 2 * h] = wx;
        parameters[at.encoder + 2 * h + 1] = wy;
        parameters[at.bias + h] = init.hingesOnData ? -(wx * places[2 * n] + wy * places[2 * n + 1])
                                                    : init.biasScale * normal;
    }
    if (!options_.tied) {
        for (std::size_t i = at.decoder; i < at.offset; ++i) {
            parameters[i] = init.decoderScale * stream.normal();
        }
    }
    return parameters;
}

double DenoisingProblem::lossAndGradient(const double* parameters, double* gradient) {
    if (options_.singlePrecision) {
        return autoEncoder_.lossAndGradient(parameters, inputsSingle_.data(), targetsSingle_.data(),
                                            options_.examples, gradient);
    }
    return autoEncoder_.lossAndGradient(parameters, inputs_.data(), targets_.data(),
                                        options_.examples, gradient);
}

double DenoisingProblem::optimalTrainingLoss() const {
    return optimum_.loss(inputs_.data(), targets_.data(), options_.examples,
                         options_.fused.threads);
}

DenoisingQuality DenoisingProblem::quality(const double* parameters) {
    std::vector<double> r(heldOutInputs_.size());
    autoEncoder_.reconstruct(parameters, heldOutInputs_.data(), options_.heldOutExamples, r.data());
    double loss = 0.0;
    double optimal = 0.0;
    double difference = 0.0;
    double field = 0.0;
    const auto square = [](double v) { return v * v; };
    for (std::size_t i = 0; i < r.size(); ++i) {
        loss += square(r[i] - heldOutTargets_[i]);
        optimal += square(heldOutOptimum_[i] - heldOutTargets_[i]);
        difference += square(r[i] - heldOutOptimum_[i]);
        field += square(heldOutOptimum_[i] - heldOutInputs_[i]);
    }
    const auto count = static_cast<double>(options_.heldOutExamples);
    DenoisingQuality result;
    result.heldOutLoss = loss / count;
    result.optimalLoss = optimal / count;
    result.lossRatio = loss / optimal;
    result.fieldError = std::sqrt(difference / field);
    return result;
}

} // namespace scorescope::manifold
