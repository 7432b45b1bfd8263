// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/trainer.h"

#include "engine/core/error.h"
#include "engine/core/finite.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace scorescope::nn {
namespace {

/// Euclidean, summed in double.
template <class Real> double norm(const std::vector<Real>& values) {
    return std::sqrt(std::accumulate(values.begin(), values.end(), 0.0, [](double sum, Real x) {
        return sum + static_cast<double>(x) * static_cast<double>(x);
    }));
}

template <class To, class From> std::vector<To> converted(const std::vector<From>& values) {
    std::vector<To> result(values.size());
    std::transform(values.begin(), values.end(), result.begin(),
                   [](From x) { return static_cast<To>(x); });
    return result;
}

void checkClipNorm(double length) {
    if (!(length >= 0.0) || !std::isfinite(length)) {
        throw std::invalid_argument("the length gradients are clipped to must be 0 or more");
    }
}

} // namespace

template <class Real>
BasicTrainer<Real>::BasicTrainer(TrainerOptions options, std::vector<Real> start)
    : options_(std::move(options)) {
    checkClipNorm(options_.clipNorm);
    if (options_.optimizer == "lbfgs") {
        lbfgs_.emplace(converted<double>(start), lbfgsOptions());
        if constexpr (!std::is_same_v<Real, double>) {
            weights_ = std::move(start);
        }
    } else {
        gradient_.emplace(optimizerOptions(options_), start.size());
        weights_ = std::move(start);
    }
}

template <class Real> LbfgsOptions BasicTrainer<Real>::lbfgsOptions() const {
    LbfgsOptions options;
    options.history = options_.lbfgsPairs;
    return options;
}

template <class Real>
OptimizerOptions BasicTrainer<Real>::optimizerOptions(const TrainerOptions& of) {
    const std::map<std::string, OptimizerRule> rules = {{"sgd", OptimizerRule::sgd},
                                                        {"momentum", OptimizerRule::momentum},
                                                        {"rmsprop", OptimizerRule::rmsprop},
                                                        {"adam", OptimizerRule::adam}};
    const auto rule = rules.find(of.optimizer);
    if (rule == rules.end()) {
        throw std::invalid_argument("unknown optimizer '" + of.optimizer + "'");
    }
    OptimizerOptions options;
    options.rule = rule->second;
    options.rate = of.learningRate;
    options.beta1 = of.momentum;
    if (options.rule == OptimizerRule::rmsprop) {
        // As Tieleman & Hinton (2012) propose; Adam's 0.999 has a bias correction.
        options.beta2 = 0.9;
    }
    return options;
}

template <class Real> void BasicTrainer<Real>::setOptions(const TrainerOptions& options) {
    checkClipNorm(options.clipNorm);
    TrainerOptions changed = options_;
    changed.learningRate = options.learningRate;
    changed.momentum = options.momentum;
    changed.clipNorm = options.clipNorm;
    if (gradient_) {
        gradient_ =
            BasicOptimizer<Real>(optimizerOptions(changed), weights_.size(), gradient_->state());
    }
    options_ = std::move(changed);
}

template <class Real>
TrainerReport BasicTrainer<Real>::lbfgsStep(const BasicObjective<Real>& objective) {
    LbfgsStep step;
    if constexpr (std::is_same_v<Real, double>) {
        step = lbfgs_->step(objective);
    } else {
        std::vector<Real> at(weights_.size());
        std::vector<Real> slope(weights_.size());
        step = lbfgs_->step([&](const double* x, double* gradient) {
            std::transform(x, x + at.size(), at.begin(),
                           [](double value) { return static_cast<Real>(value); });
            const double loss = objective(at.data(), slope.data());
            std::copy(slope.begin(), slope.end(), gradient);
            return loss;
        });
        weights_ = converted<Real>(lbfgs_->state().x);
    }
    TrainerReport report;
    report.loss = step.value;
    report.gradientNorm = step.gradientNorm;
    report.stepLength = step.stepLength;
    report.finite = step.status != LbfgsStatus::notFinite;
    report.stuck =
        step.status == LbfgsStatus::converged || step.status == LbfgsStatus::lineSearchFailed;
    return report;
}

template <class Real>
TrainerReport BasicTrainer<Real>::step(const BasicObjective<Real>& objective) {
    if (lbfgs_) {
        return lbfgsStep(objective);
    }
    TrainerReport report;
    std::vector<Real> gradient(weights_.size());
    report.loss = objective(weights_.data(), gradient.data());
    report.gradientNorm = norm(gradient);
    if (options_.clipNorm > 0.0) {
        if (!std::isfinite(report.gradientNorm)) {
            report.finite = false;
            return report;
        }
        if (report.gradientNorm > options_.clipNorm) {
            const double factor = options_.clipNorm / report.gradientNorm;
            std::transform(gradient.begin(), gradient.end(), gradient.begin(), [factor](Real g) {
                return static_cast<Real>(static_cast<double>(g) * factor);
            });
        }
    }
    std::vector<Real> next = weights_;
    BasicOptimizer<Real> optimizer = *gradient_;
    const bool updated = optimizer.step(next.data(), gradient.data());
    if (!updated || !std::isfinite(report.loss) || !allFinite(next)) {
        report.finite = false;
        return report;
    }
    std::transform(next.begin(), next.end(), weights_.begin(), gradient.begin(), std::minus<>());
    report.stepLength = norm(gradient);
    weights_ = std::move(next);
    gradient_ = std::move(optimizer);
    return report;
}

template <class Real> void BasicTrainer<Real>::objectiveRedrawn() {
    if (lbfgs_) {
        LbfgsState state = lbfgs_->state();
        state.gradient.clear();
        lbfgs_.emplace(std::move(state), lbfgsOptions());
    }
}

template <class Real> void BasicTrainer<Real>::objectiveChanged() {
    if (lbfgs_) {
        lbfgs_->restart();
    }
}

template <class Real>
void BasicTrainer<Real>::save(Checkpoint& checkpoint, const std::vector<NamedPart>& parts) const {
    const std::size_t count = weights().size();
    nn::saveParameters(checkpoint, parts, weights());
    if (lbfgs_) {
        const LbfgsState& state = lbfgs_->state();
        if constexpr (!std::is_same_v<Real, double>) {
            checkpoint.put("lbfgs.x", state.x); // the weights are this, rounded
        }
        checkpoint.put("lbfgs.gradient", state.gradient);
        const std::size_t pairs = state.steps.size() / count;
        checkpoint.put("lbfgs.steps", state.steps, {pairs, count});
        checkpoint.put("lbfgs.changes", state.changes, {pairs, count});
        checkpoint.put("lbfgs.value", {state.value});
        checkpoint.meta["lbfgs_iterations"] = state.iterations;
        checkpoint.meta["lbfgs_evaluations"] = state.evaluations;
    } else {
        const BasicOptimizerState<Real>& state = gradient_->state();
        checkpoint.state["optimizer.first"] = {{state.first.size()}, state.first};
        checkpoint.state["optimizer.second"] = {{state.second.size()}, state.second};
        checkpoint.meta["optimizer_steps"] = state.steps;
    }
}

template <class Real>
void BasicTrainer<Real>::load(const Checkpoint& checkpoint, const std::vector<NamedPart>& parts) {
    const std::size_t count = weights().size();
    std::vector<Real> loaded = nn::loadParameters<Real>(checkpoint, parts);
    try {
        if (lbfgs_) {
            LbfgsState state;
            if constexpr (std::is_same_v<Real, double>) {
                state.x = std::move(loaded);
            } else {
                state.x = checkpoint.doubles("lbfgs.x", count);
                if (converted<Real>(state.x) != loaded) {
                    throw InputError("checkpoint", "/lbfgs.x", "is not the point of its weights");
                }
            }
            state.gradient = checkpoint.doubles("lbfgs.gradient");
            state.steps = checkpoint.doubles("lbfgs.steps");
            state.changes = checkpoint.doubles("lbfgs.changes");
            state.value = checkpoint.doubles("lbfgs.value", 1).front();
            state.iterations = checkpoint.count("lbfgs_iterations");
            state.evaluations = checkpoint.count("lbfgs_evaluations");
            Lbfgs replacement(std::move(state), lbfgsOptions());
            lbfgs_.emplace(std::move(replacement));
            if constexpr (!std::is_same_v<Real, double>) {
                weights_ = std::move(loaded);
            }
        } else {
            BasicOptimizerState<Real> state;
            state.first = storedValues<Real>(checkpoint.state, "optimizer.first").toVector();
            state.second = storedValues<Real>(checkpoint.state, "optimizer.second").toVector();
            state.steps = checkpoint.count("optimizer_steps");
            BasicOptimizer<Real> replacement(optimizerOptions(options_), count, std::move(state));
            gradient_.emplace(std::move(replacement));
            weights_ = std::move(loaded);
        }
    } catch (const std::invalid_argument& error) {
        throw InputError("checkpoint", "", std::string("does not fit this scene: ") + error.what());
    }
}

template class BasicTrainer<double>;
template class BasicTrainer<float>;

} // namespace scorescope::nn
