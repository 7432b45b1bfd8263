// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/gsn_learner.h"

#include "engine/core/error.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

namespace scorescope::gsn {
namespace {

using Factors = GsnLearnerOptions::Factors;

[[noreturn]] void refuseStep(const char* what, std::uint64_t number) {
    throw RunError(std::string("the ") + what + " is not finite in minibatch " +
                       std::to_string(number + 1),
                   "lower the learning rate, then step back");
}

} // namespace

GsnLearner::GsnLearner(GsnShape shape, GsnLearnerOptions options, std::uint64_t seed, int threads)
    : shape_(std::move(shape)), options_(std::move(options)), seed_(seed),
      weights_(initialWeights(shape_, seed_)),
      scales_(options_.factors == Factors::none ? 0 : options_.walkback.steps, 1.0F),
      gradient_(shape_.parameters()), optimizer_(options_.optimizer, shape_.parameters()),
      pass_(shape_, threads) {
    if (options_.fromPreviousVisit) {
        for (std::size_t k = 1; k <= shape_.depth(); ++k) { // of even layers alone
            visits_.emplace_back(k % 2 == 0 ? options_.examples * shape_.units(k) : 0, 0.0F);
        }
    }
}

void GsnLearner::startBiasesAtMeans(const std::vector<double>& means) {
    for (std::size_t p = 0; p < shape_.units(0); ++p) {
        constexpr double least = 0.005; // a pixel that was never set may be, once
        const double share = std::clamp(means.at(p), least, 1.0 - least);
        weights_[shape_.biasAt(0) + p] = static_cast<float>(std::log(share / (1.0 - share)));
    }
}

WalkbackPass::Result GsnLearner::step(const std::vector<float>& batch,
                                      const std::vector<std::size_t>& chosen,
                                      std::uint64_t number) {
    std::vector<std::vector<float>> start;
    for (std::size_t k = 1; k <= visits_.size(); ++k) {
        const std::size_t units = shape_.units(k);
        start.emplace_back(chosen.size() * units, 0.0F);
        for (std::size_t row = 0; k % 2 == 0 && row < chosen.size(); ++row) {
            std::copy_n(visits_[k - 1].data() + chosen[row] * units, units,
                        start.back().data() + row * units);
        }
    }
    used_ = options_.walkback;
    used_.scales = scales_;
    number_ = number;
    firstStart_.clear();
    for (std::size_t k = 1; k <= start.size(); ++k) { // run() replaces it
        firstStart_.emplace_back(start[k - 1].begin(),
                                 start[k - 1].begin() +
                                     static_cast<std::ptrdiff_t>(shape_.units(k)));
    }
    auto result = pass_.run(weights_.data(), used_, {seed_, number, 0}, batch.data(), chosen.size(),
                            start.empty() ? nullptr : &start, gradient_.data());
    if (!std::isfinite(result.loss)) {
        refuseStep("loss", number);
    }
    if (!optimizer_.step(weights_.data(), gradient_.data())) {
        refuseStep("gradient", number);
    }
    if (options_.factors == Factors::shared) {
        const float sum =
            std::accumulate(result.scaleGradient.begin(), result.scaleGradient.end(), 0.0F);
        result.scaleGradient.assign(scales_.size(), sum);
    }
    for (std::size_t t = 0; t < scales_.size(); ++t) { // by their logarithms: they stay above 0
        const auto rate = static_cast<float>(options_.scaleRate);
        // A step at most halves or doubles one, about.
        const float by = std::clamp(rate * scales_[t] * result.scaleGradient[t], -0.7F, 0.7F);
        scales_[t] = std::clamp(scales_[t] * std::exp(-by), 1e-3F, 1e3F);
    }
    for (std::size_t k = 2; k <= visits_.size(); k += 2) {
        const std::size_t units = shape_.units(k);
        for (std::size_t row = 0; row < chosen.size(); ++row) {
            std::copy_n(start[k - 1].data() + row * units, units,
                        visits_[k - 1].data() + chosen[row] * units);
        }
    }
    return result;
}

UnrolledActivations GsnLearner::unrolled(const std::vector<float>& batch) const {
    return unrolledActivations(shape_, used_, {seed_, number_, 0}, pass_, batch.data(), 0,
                               firstStart_.empty() ? nullptr : &firstStart_);
}

void GsnLearner::save(Checkpoint& checkpoint) const {
    for (std::size_t k = 0; k <= shape_.depth(); ++k) {
        if (k > 0) {
            checkpoint.weights["W" + std::to_string(k)] =
                part(shape_.weightAt(k), {shape_.units(k - 1), shape_.units(k)});
        }
        checkpoint.weights["b" + std::to_string(k)] = part(shape_.biasAt(k), {shape_.units(k)});
    }
    checkpoint.meta["optimizer_steps"] = optimizer_.state().steps;
    const auto put = [&](const std::string& name, const std::vector<float>& values) {
        checkpoint.state[name] = StoredTensor{{values.size()}, values};
    };
    put("optimizer_first", optimizer_.state().first);
    put("optimizer_second", optimizer_.state().second);
    put("scales", scales_);
    for (std::size_t k = 1; k <= visits_.size(); ++k) {
        put("visit" + std::to_string(k), visits_[k - 1]);
    }
}

GsnLearner::State GsnLearner::read(const Checkpoint& checkpoint) const {
    const auto get = [&](const std::string& name, std::size_t size) {
        return checkpoint.floats(name, size);
    };
    std::vector<float> weights(shape_.parameters());
    for (std::size_t k = 0; k <= shape_.depth(); ++k) {
        const auto take = [&](const std::string& name, std::size_t at, std::size_t size) {
            const auto& values = storedValues<float>(checkpoint.weights, name, size);
            std::copy(values.begin(), values.end(),
                      weights.begin() + static_cast<std::ptrdiff_t>(at));
        };
        if (k > 0) {
            take("W" + std::to_string(k), shape_.weightAt(k),
                 shape_.units(k - 1) * shape_.units(k));
        }
        take("b" + std::to_string(k), shape_.biasAt(k), shape_.units(k));
    }
    nn::BasicOptimizerState<float> moments;
    moments.steps = checkpoint.count("optimizer_steps");
    moments.first = get("optimizer_first", optimizer_.state().first.size());
    moments.second = get("optimizer_second", optimizer_.state().second.size());
    std::vector<std::vector<float>> visits;
    for (std::size_t k = 1; k <= visits_.size(); ++k) {
        visits.push_back(get("visit" + std::to_string(k), visits_[k - 1].size()));
    }
    return {
        std::move(weights), get("scales", scales_.size()),
        nn::BasicOptimizer<float>(optimizer_.options(), shape_.parameters(), std::move(moments)),
        std::move(visits)};
}

void GsnLearner::take(State state) {
    weights_ = std::move(state.weights);
    scales_ = std::move(state.scales);
    optimizer_ = std::move(state.optimizer);
    visits_ = std::move(state.visits);
}

StoredTensor GsnLearner::part(std::size_t at, std::vector<std::size_t> shape) const {
    std::size_t size = 1;
    for (const std::size_t each : shape) {
        size *= each;
    }
    const auto first = weights_.begin() + static_cast<std::ptrdiff_t>(at);
    return {std::move(shape), std::vector<float>(first, first + static_cast<std::ptrdiff_t>(size))};
}

} // namespace scorescope::gsn
