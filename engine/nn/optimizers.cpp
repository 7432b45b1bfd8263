// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/optimizers.h"

#include "engine/core/finite.h"
#include "engine/core/threads.h"

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

template <class Real>
BasicOptimizer<Real>::BasicOptimizer(OptimizerOptions options, std::size_t count)
    : options_(options), count_(count) {
    state_.first.assign(needsFirst(options.rule) ? count : 0, Real(0));
    state_.second.assign(needsSecond(options.rule) ? count : 0, Real(0));
    check();
}

template <class Real>
BasicOptimizer<Real>::BasicOptimizer(OptimizerOptions options, std::size_t count,
                                     OptimizerState state)
    : options_(options), count_(count), state_(std::move(state)) {
    check();
}

template <class Real> void BasicOptimizer<Real>::check() const {
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

template <class Real> void BasicOptimizer<Real>::setRate(double rate) {
    if (!(rate > 0.0)) {
        throw std::invalid_argument("the learning rate must be above 0");
    }
    options_.rate = rate;
}

template <class Real> bool BasicOptimizer<Real>::step(Real* parameters, const Real* gradient) {
    if (!allFinite(gradient, count_)) {
        return false;
    }
    ++state_.steps;
    const OptimizerOptions& o = options_;
    const double steps = static_cast<double>(state_.steps);
    const double firstBias = 1.0 - std::pow(o.beta1, steps);
    const double secondBias = 1.0 - std::pow(o.beta2, steps);
    Real* m = state_.first.data();
    Real* v = state_.second.data();
    // In double, rounded once: for doubles that is what it always was.
    const auto moved = [](Real from, double by) {
        return static_cast<Real>(static_cast<double>(from) - by);
    };
    const auto forAll = [this](const auto& update) {
        constexpr std::size_t chunk = 1U << 16U; // smaller ones are one part, done here
        parallelFor(count_, 0, chunk, [&update](std::size_t first, std::size_t last) {
            for (std::size_t i = first; i < last; ++i) {
                update(i);
            }
        });
    };
    switch (o.rule) {
    case OptimizerRule::sgd:
        forAll([&](std::size_t i) {
            parameters[i] = moved(parameters[i], o.rate * static_cast<double>(gradient[i]));
        });
        break;
    case OptimizerRule::momentum:
        forAll([&](std::size_t i) {
            const double first =
                o.beta1 * static_cast<double>(m[i]) + static_cast<double>(gradient[i]);
            m[i] = static_cast<Real>(first);
            parameters[i] = moved(parameters[i], o.rate * first);
        });
        break;
    case OptimizerRule::rmsprop:
        forAll([&](std::size_t i) {
            const double g = static_cast<double>(gradient[i]);
            const double second = o.beta2 * static_cast<double>(v[i]) + (1.0 - o.beta2) * g * g;
            v[i] = static_cast<Real>(second);
            parameters[i] = moved(parameters[i], o.rate * g / (std::sqrt(second) + o.epsilon));
        });
        break;
    case OptimizerRule::adam:
        forAll([&](std::size_t i) {
            const double g = static_cast<double>(gradient[i]);
            const double first = o.beta1 * static_cast<double>(m[i]) + (1.0 - o.beta1) * g;
            const double second = o.beta2 * static_cast<double>(v[i]) + (1.0 - o.beta2) * g * g;
            m[i] = static_cast<Real>(first);
            v[i] = static_cast<Real>(second);
            parameters[i] = moved(parameters[i], o.rate * (first / firstBias) /
                                                     (std::sqrt(second / secondBias) + o.epsilon));
        });
        break;
    }
    return true;
}

template class BasicOptimizer<double>;
template class BasicOptimizer<float>;

} // namespace scorescope::nn
