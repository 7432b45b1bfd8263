// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace scorescope::nn {

/// First-order update rules over one flat parameter vector.
enum class OptimizerRule {
    sgd,      ///< x -= rate g
    momentum, ///< m = beta1 m + g;  x -= rate m
    rmsprop,  ///< v = beta2 v + (1 - beta2) g^2;  x -= rate g / (sqrt(v) + epsilon)
    adam,     ///< Kingma & Ba 2015, with bias correction
};

/// Settings of an optimizer. rate > 0; 0 <= beta1, beta2 < 1; epsilon > 0.
struct OptimizerOptions {
    OptimizerRule rule = OptimizerRule::adam;
    double rate = 1e-3;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
};

/// Everything an interrupted run needs besides the parameters. Plain numbers; save them as they
/// are.
template <class Real> struct BasicOptimizerState {
    std::vector<Real> first;  ///< momentum or mean of gradients; empty if the rule has none
    std::vector<Real> second; ///< mean of squared gradients; empty if the rule has none
    std::uint64_t steps = 0;
};

/// Applies one rule, on the calling thread's number of threads (see useThreads()), which does not
/// change the numbers. Not thread-safe.
///
/// Real is the type of parameters, gradient and moments: double or float. Each update is computed
/// in double and rounded once when it is stored, so that moments in float cost half the memory of
/// doubles and lose nothing that the parameters could hold: their relative error of 6e-8 a step is
/// forgotten at the rate of beta1 and beta2.
template <class Real> class BasicOptimizer {
public:
    using OptimizerState = BasicOptimizerState<Real>;

    /// For count parameters. Throws std::invalid_argument for options out of range.
    BasicOptimizer(OptimizerOptions options, std::size_t count);
    /// Continues from a saved state. Throws std::invalid_argument if it is not one of this rule.
    BasicOptimizer(OptimizerOptions options, std::size_t count, OptimizerState state);

    const OptimizerOptions& options() const { return options_; }
    const OptimizerState& state() const { return state_; }
    /// Changes the learning rate (a live slider); > 0, else std::invalid_argument.
    void setRate(double rate);

    /// One update of parameters [count] by gradient [count]. If the gradient is not finite nothing
    /// changes and false is returned.
    bool step(Real* parameters, const Real* gradient);

private:
    void check() const;

    OptimizerOptions options_;
    std::size_t count_;
    OptimizerState state_;
};

using OptimizerState = BasicOptimizerState<double>;
using Optimizer = BasicOptimizer<double>;
using FloatOptimizer = BasicOptimizer<float>;

} // namespace scorescope::nn
