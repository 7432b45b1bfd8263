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

double norm(const std::vector<double>& values) {
    return std::sqrt(std::inner_product(values.begin(), values.end(), values.begin(), 0.0));
}

void checkClipNorm(double length) {
    if (!(length >= 0.0) || !std::isfinite(length)) {
        throw std::invalid_argument("the length gradients are clipped to must be 0 or more");
    }
}

} // namespace

Trainer::Trainer(TrainerOptions options, std::vector<double> start) : options_(std::move(options)) {
    checkClipNorm(options_.clipNorm);
    if (options_.optimizer == "lbfgs") {
        lbfgs_.emplace(std::move(start), lbfgsOptions());
    } else {
        gradient_.emplace(optimizerOptions(options_), start.size());
        weights_ = std::move(start);
    }
}

LbfgsOptions Trainer::lbfgsOptions() const {
    LbfgsOptions options;
    options.history = options_.lbfgsPairs;
    return options;
}

OptimizerOptions Trainer::optimizerOptions(const TrainerOptions& of) {
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

void Trainer::setOptions(const TrainerOptions& options) {
    checkClipNorm(options.clipNorm);
    TrainerOptions changed = options_;
    changed.learningRate = options.learningRate;
    changed.momentum = options.momentum;
    changed.clipNorm = options.clipNorm;
    if (gradient_) {
        gradient_ = Optimizer(optimizerOptions(changed), weights_.size(), gradient_->state());
    }
    options_ = std::move(changed);
}

TrainerReport Trainer::step(const Objective& objective) {
    TrainerReport report;
    if (lbfgs_) {
        const LbfgsStep step = lbfgs_->step(objective);
        report.loss = step.value;
        report.gradientNorm = step.gradientNorm;
        report.stepLength = step.stepLength;
        report.finite = step.status != LbfgsStatus::notFinite;
        report.stuck =
            step.status == LbfgsStatus::converged || step.status == LbfgsStatus::lineSearchFailed;
        return report;
    }
    std::vector<double> gradient(weights_.size());
    report.loss = objective(weights_.data(), gradient.data());
    report.gradientNorm = norm(gradient);
    if (options_.clipNorm > 0.0) {
        if (!std::isfinite(report.gradientNorm)) {
            report.finite = false;
            return report;
        }
        if (report.gradientNorm > options_.clipNorm) {
            const double factor = options_.clipNorm / report.gradientNorm;
            std::transform(gradient.begin(), gradient.end(), gradient.begin(),
                           [factor](double g) { return g * factor; });
        }
    }
    std::vector<double> next = weights_;
    Optimizer optimizer = *gradient_;
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

void Trainer::objectiveRedrawn() {
    if (lbfgs_) {
        LbfgsState state = lbfgs_->state();
        state.gradient.clear();
        lbfgs_.emplace(std::move(state), lbfgsOptions());
    }
}

void Trainer::objectiveChanged() {
    if (lbfgs_) {
        lbfgs_->restart();
    }
}

void Trainer::save(Checkpoint& checkpoint, const std::vector<NamedPart>& parts) const {
    const std::size_t count = weights().size();
    nn::saveParameters(checkpoint, parts, weights());
    if (lbfgs_) {
        const LbfgsState& state = lbfgs_->state();
        checkpoint.put("lbfgs.gradient", state.gradient);
        const std::size_t pairs = state.steps.size() / count;
        checkpoint.put("lbfgs.steps", state.steps, {pairs, count});
        checkpoint.put("lbfgs.changes", state.changes, {pairs, count});
        checkpoint.put("lbfgs.value", {state.value});
        checkpoint.meta["lbfgs_iterations"] = state.iterations;
        checkpoint.meta["lbfgs_evaluations"] = state.evaluations;
    } else {
        const OptimizerState& state = gradient_->state();
        checkpoint.put("optimizer.first", state.first);
        checkpoint.put("optimizer.second", state.second);
        checkpoint.meta["optimizer_steps"] = state.steps;
    }
}

void Trainer::load(const Checkpoint& checkpoint, const std::vector<NamedPart>& parts) {
    const std::size_t count = weights().size();
    std::vector<double> loaded = nn::loadParameters(checkpoint, parts);
    try {
        if (lbfgs_) {
            LbfgsState state;
            state.x = std::move(loaded);
            state.gradient = checkpoint.doubles("lbfgs.gradient");
            state.steps = checkpoint.doubles("lbfgs.steps");
            state.changes = checkpoint.doubles("lbfgs.changes");
            state.value = checkpoint.doubles("lbfgs.value", 1).front();
            state.iterations = checkpoint.count("lbfgs_iterations");
            state.evaluations = checkpoint.count("lbfgs_evaluations");
            Lbfgs replacement(std::move(state), lbfgsOptions());
            lbfgs_.emplace(std::move(replacement));
        } else {
            OptimizerState state;
            state.first = checkpoint.doubles("optimizer.first");
            state.second = checkpoint.doubles("optimizer.second");
            state.steps = checkpoint.count("optimizer_steps");
            Optimizer replacement(optimizerOptions(options_), count, std::move(state));
            gradient_.emplace(std::move(replacement));
            weights_ = std::move(loaded);
        }
    } catch (const std::invalid_argument& error) {
        throw InputError("checkpoint", "", std::string("does not fit this scene: ") + error.what());
    }
}

} // namespace scorescope::nn
