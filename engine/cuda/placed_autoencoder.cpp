// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cuda/placed_autoencoder.h"

#include "engine/core/rng.h"
#include "engine/cuda/kernel_autoencoder.h"

#include <utility>

namespace scorescope::cuda {

namespace {

constexpr std::size_t fewItems = 256;
constexpr std::size_t manyItems = 8192;

std::string nameOf(const nn::ModelOptions& options) {
    std::string name = std::to_string(options.inputDim);
    for (const std::size_t units : options.hiddenUnits) {
        name += "-" + std::to_string(units);
    }
    name += options.activation == nn::Activation::tanh ? " tanh" : " sigmoid";
    name += options.output == nn::OutputUnit::linear ? " linear" : " sigmoid";
    name += options.tied ? " tied" : "";
    return name + (options.singlePrecision ? " float32" : " float64") +
           ", threads=" + std::to_string(options.threads);
}

std::string nameOf(const nn::Criterion& criterion) {
    const std::string loss =
        criterion.loss == nn::ReconstructionLoss::squared ? "squared" : "cross-entropy";
    switch (criterion.penalty) {
    case nn::Penalty::none:
        return loss;
    case nn::Penalty::reconstructionJacobian:
        return loss + ", reconstruction Jacobian";
    case nn::Penalty::codeJacobian:
        return loss + ", code Jacobian";
    }
    return loss;
}

/// Points and first weights to measure with.
struct Trial {
    Trial(const nn::AutoEncoderModel& model, std::size_t count)
        : points(count * model.options().inputDim), out(points.size()) {
        RandomStream stream(1, Purpose::data);
        for (double& x : points) {
            x = stream.uniform(); // in [0, 1], as cross-entropy wants it
        }
        nn::ModelStart start;
        start.data = points.data();
        start.count = count;
        weights = model.initialParameters(start);
        gradient.resize(weights.size());
    }
    std::vector<double> points;
    std::vector<double> out;
    std::vector<double> weights;
    std::vector<double> gradient;
};

} // namespace

PlacedAutoEncoder::PlacedAutoEncoder(std::shared_ptr<const Workplace> workplace,
                                     nn::ModelOptions options, const nn::Criterion& criterion)
    : workplace_(std::move(workplace)) {
    options.device = "cpu";
    here_ = nn::makeAutoEncoder(options);
    nn::checkCriterion(criterion, options);
    const std::string noNetwork = noKernelFor(options);
    const bool denoising =
        criterion.loss == nn::ReconstructionLoss::squared && criterion.penalty == nn::Penalty::none;
    training_ =
        offerOf(*workplace_, !noNetwork.empty() ? noNetwork
                             : denoising        ? ""
                                         : "the kernels train the denoising criterion alone");
    fields_ = offerOf(*workplace_, noNetwork);
    trainer_ = modelBy(training_);
    drawer_ = fields_.by == training_.by ? trainer_ : modelBy(fields_);
    const std::string of = nameOf(options);
    if (trainer_) {
        training_.from = crossoverOn(
            *workplace_, of + ", training by " + training_.by + ": " + nameOf(criterion),
            [&] { return measureTraining(criterion); });
    }
    if (drawer_) {
        fields_.from = crossoverOn(*workplace_, of + ", fields by " + fields_.by,
                                   [&] { return measureFields(); });
    }
}

std::shared_ptr<nn::AutoEncoderModel> PlacedAutoEncoder::modelBy(const Offer& offer) const {
    if (offer.device.empty()) {
        return nullptr;
    }
    nn::ModelOptions there = here_->options();
    if (offer.by == "LibTorch") {
        there.device = offer.device;
        return nn::makeAutoEncoder(there);
    }
    return makeKernelAutoEncoder(workplace_->kernels, there);
}

std::size_t PlacedAutoEncoder::measureTraining(const nn::Criterion& criterion) const {
    Trial trial(*here_, manyItems);
    const auto by = [&](nn::AutoEncoderModel& model) {
        return [&trial, &criterion, &model](std::size_t count) {
            static_cast<void>(model.lossAndGradient(criterion, trial.weights.data(),
                                                    trial.points.data(), trial.points.data(), count,
                                                    trial.gradient.data()));
        };
    };
    return measureCrossover(by(*here_), by(*trainer_), fewItems, manyItems);
}

std::size_t PlacedAutoEncoder::measureFields() const {
    Trial trial(*here_, manyItems);
    const auto by = [&](nn::AutoEncoderModel& model) {
        return [&trial, &model](std::size_t count) {
            model.reconstruct(trial.weights.data(), trial.points.data(), count, trial.out.data());
        };
    };
    return measureCrossover(by(*here_), by(*drawer_), fewItems, manyItems);
}

double PlacedAutoEncoder::lossAndGradient(const nn::Criterion& criterion, const double* parameters,
                                          const double* inputs, const double* targets,
                                          std::size_t count, double* gradient) {
    nn::AutoEncoderModel& model = training_.takes(count) ? *trainer_ : *here_;
    return model.lossAndGradient(criterion, parameters, inputs, targets, count, gradient);
}

void PlacedAutoEncoder::reconstruct(const double* parameters, const double* points,
                                    std::size_t count, double* out) {
    nn::AutoEncoderModel& model = fields_.takes(count) ? *drawer_ : *here_;
    model.reconstruct(parameters, points, count, out);
}

void PlacedAutoEncoder::reconstructWithJacobian(const double* parameters, const double* points,
                                                std::size_t count, double* reconstruction,
                                                double* jacobian) {
    nn::AutoEncoderModel& model = fields_.takes(count) ? *drawer_ : *here_;
    model.reconstructWithJacobian(parameters, points, count, reconstruction, jacobian);
}

} // namespace scorescope::cuda
