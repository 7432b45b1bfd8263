// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/optimizers.h"

#include "engine/core/finite.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace scorescope::nn {

namespace {

bool needsFirst(OptimizerRule rule) {
    return rule == OptimizerRule::momentum || rule == OptimizerRule::adam;
}

bool needsSecond(OptimizerRule rule) {
    return rule == OptimizerRule::rmsprop || rule == OptimizerRule::adam;
}

} // namespace

Optimizer::Optimizer(OptimizerOptions options, std::size_t count)
    : options_(options), count_(count) {
    state_.first.assign(needsFirst(options.rule) ? count : 0, 0.0);
    state_.second.assign(needsSecond(options.rule) ? count : 0, 0.0);
    check();
}

Optimizer::Optimizer(OptimizerOptions options, std::size_t count, OptimizerState state)
    : options_(options), count_(count), state_(std::move(state)) {
    check();
}

void Optimizer::check() const {
    const OptimizerOptions& o = options_;
    if (!(o.rate > 0.0) || !(o.beta1 >= 0.0 && o.beta1 < 1.0) ||
        !(o.beta2 >= 0.0 && o.beta2 < 1.0) || !(o.epsilon > 0.0)) {
        throw std::invalid_argument("optimizer options out of range");
    }
    if (state_.first.size() != (needsFirst(o.rule) ? count_ : 0) ||
        state_.second.size() != (needsSecond(o.rule) ? count_ : 0)) {
        throw std::invalid_argument("optimizer state of another rule or size");
    }
}

void Optimizer::setRate(double rate) {
    if (!(rate > 0.0)) {
        throw std::invalid_argument("the learning rate must be above 0");
    }
    options_.rate = rate;
}

bool Optimizer::step(double* parameters, const double* gradient) {
    if (!allFinite(gradient, count_)) {
        return false;
    }
    ++state_.steps;
    const OptimizerOptions& o = options_;
    const double steps = static_cast<double>(state_.steps);
    const double firstBias = 1.0 - std::pow(o.beta1, steps);
    const double secondBias = 1.0 - std::pow(o.beta2, steps);
    double* m = state_.first.data();
    double* v = state_.second.data();
    for (std::size_t i = 0; i < count_; ++i) {
        const double g = gradient[i];
        switch (o.rule) {
        case OptimizerRule::sgd:
            parameters[i] -= o.rate * g;
            break;
        case OptimizerRule::momentum:
            m[i] = o.beta1 * m[i] + g;
            parameters[i] -= o.rate * m[i];
            break;
        case OptimizerRule::rmsprop:
            v[i] = o.beta2 * v[i] + (1.0 - o.beta2) * g * g;
            parameters[i] -= o.rate * g / (std::sqrt(v[i]) + o.epsilon);
            break;
        case OptimizerRule::adam:
            m[i] = o.beta1 * m[i] + (1.0 - o.beta1) * g;
            v[i] = o.beta2 * v[i] + (1.0 - o.beta2) * g * g;
            parameters[i] -=
                o.rate * (m[i] / firstBias) / (std::sqrt(v[i] / secondBias) + o.epsilon);
            break;
        }
    }
    return true;
}

} // namespace scorescope::nn
