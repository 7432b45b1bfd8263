// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/training/network_learner.h"

#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/nn/named_parameters.h"
#include "engine/stats/classifier_network.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

namespace scorescope::probes {
namespace {

nn::ClassifierOptions withThreads(int threads) {
    nn::ClassifierOptions options;
    options.threads = threads;
    return options;
}

} // namespace

std::vector<float> firstWeightsOf(const NetworkLearnerOptions& options, std::uint64_t seed) {
    return nn::firstWeights(options.network, nn::FirstWeights::he, seed, options.threads);
}

NetworkLearner::NetworkLearner(NetworkLearnerOptions options,
                               std::shared_ptr<const nn::TrainingImages> images)
    : options_(std::move(options)), images_(std::move(images)),
      net_(options_.network, withThreads(options_.threads)),
      optimizer_(options_.optimizer, options_.network.parameters()),
      gradient_(options_.network.parameters()), loss_(std::numeric_limits<double>::quiet_NaN()) {
    if (options_.batch == 0 || options_.batch > images_->size()) {
        throw std::invalid_argument("a minibatch of " + std::to_string(options_.batch) +
                                    " is not allowed; allowed are 1 to the number of training "
                                    "images, " +
                                    std::to_string(images_->size()));
    }
    net_.set(firstWeightsOf(options_, options_.seed));
}

std::uint64_t NetworkLearner::stepsOfEpoch() const noexcept {
    return images_->size() / options_.batch;
}

void NetworkLearner::step() {
    const std::uint64_t epoch = steps_ / stepsOfEpoch();
    if (orderOf_ != epoch + 1) {
        order_ = stats::shuffledOrder(images_->size(),
                                      RandomStream(options_.seed, Purpose::minibatch, 0, epoch));
        orderOf_ = epoch + 1;
    }
    const std::size_t first = static_cast<std::size_t>(steps_ % stepsOfEpoch()) * options_.batch;
    std::vector<std::uint32_t> which(options_.batch);
    std::transform(order_.begin() + static_cast<std::ptrdiff_t>(first),
                   order_.begin() + static_cast<std::ptrdiff_t>(first + options_.batch),
                   which.begin(), [](std::size_t i) { return static_cast<std::uint32_t>(i); });
    const nn::ImageBatch batch = images_->training(which);
    const nn::ExampleScores found = net_.gradient(batch.view(), nullptr, gradient_.data());
    double loss = 0.0;
    for (const double each : found.losses) {
        loss += each / static_cast<double>(options_.batch);
    }
    if (!std::isfinite(loss) || !optimizer_.step(net_.mutableWeights(), gradient_.data())) {
        throw RunError("the loss of minibatch " + std::to_string(steps_ + 1) + " is not finite",
                       "step back, then take a smaller learning rate");
    }
    loss_ = loss;
    ++steps_;
}

void NetworkLearner::setRate(double rate) {
    optimizer_.setRate(rate);
}

void NetworkLearner::save(Checkpoint& checkpoint) const {
    nn::saveParameters(checkpoint, options_.network.parts(), net_.weights());
    const auto put = [&](const std::string& name, const std::vector<float>& values) {
        checkpoint.state[name] = StoredTensor{{values.size()}, values};
    };
    put("first_moments", optimizer_.state().first);
    put("second_moments", optimizer_.state().second);
    checkpoint.meta["updates"] = optimizer_.state().steps;
    checkpoint.meta["steps"] = steps_;
    checkpoint.put("loss", {loss_});
}

void NetworkLearner::load(const Checkpoint& checkpoint) {
    std::vector<float> weights = nn::loadParameters<float>(checkpoint, options_.network.parts());
    if (std::any_of(weights.begin(), weights.end(), [](float w) { return !std::isfinite(w); })) {
        throw InputError("checkpoint", "/weights", "hold numbers that are not finite");
    }
    nn::BasicOptimizerState<float> state;
    state.first = checkpoint.floats("first_moments", optimizer_.state().first.size());
    state.second = checkpoint.floats("second_moments", optimizer_.state().second.size());
    state.steps = checkpoint.count("updates");
    const std::uint64_t steps = checkpoint.count("steps");
    const double loss = checkpoint.doubles("loss", 1).front();
    net_.set(std::move(weights));
    nn::OptimizerOptions options = optimizer_.options();
    optimizer_ = nn::FloatOptimizer(options, options_.network.parameters(), std::move(state));
    steps_ = steps;
    loss_ = loss;
}

} // namespace scorescope::probes
