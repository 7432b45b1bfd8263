// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace scorescope::nn {

/// Value at x [n] and gradient [n] (output). May return NaN or infinity where it is undefined.
using Objective = std::function<double(const double* x, double* gradient)>;

/// Settings of Lbfgs.
struct LbfgsOptions {
    std::size_t history = 20;         ///< pairs (s, y) kept, >= 1
    double sufficientDecrease = 1e-4; ///< c1 of the strong Wolfe conditions, 0 < c1 < c2
    double curvature = 0.9;           ///< c2, < 1
    int maxEvaluations = 25;          ///< of one line search, >= 1
    double initialStepNorm = 1.0;     ///< length of the very first trial step is at most this
    double gradientTolerance =
        0.0; ///< converged when the largest |gradient| component is not above it
    /// Diagonal of the initial inverse Hessian up to a factor (which L-BFGS finds): larger for
    /// parameters that should move further per unit of gradient. Empty: all ones. Positive.
    std::vector<double> metric;
};

/// Everything an interrupted run needs to go on bit for bit. Plain numbers; save them as they are.
struct LbfgsState {
    std::vector<double> x;        ///< current point
    std::vector<double> gradient; ///< at x; empty before the first step
    double value = 0.0;           ///< at x
    std::vector<double> steps;    ///< s of the pairs kept, oldest first, [pairs x n]
    std::vector<double> changes;  ///< y of the pairs kept, [pairs x n]
    std::uint64_t iterations = 0;
    std::uint64_t evaluations = 0;
};

/// How one step ended.
enum class LbfgsStatus {
    progressed, ///< a step satisfying the strong Wolfe conditions, or the best decrease within
                ///< maxEvaluations
    converged,  ///< the gradient is within gradientTolerance; nothing moved
    lineSearchFailed, ///< no decrease even along the preconditioned gradient; memory is cleared, x
                      ///< unchanged
    notFinite, ///< value or gradient is NaN or infinite at the current point, or everywhere tried;
               ///< the state is as before
};

/// What one step did.
struct LbfgsStep {
    LbfgsStatus status = LbfgsStatus::progressed;
    double value = 0.0;        ///< after the step
    double stepLength = 0.0;   ///< alpha of the line search; 0 if nothing moved
    double gradientNorm = 0.0; ///< Euclidean, after the step
    int evaluations = 0;       ///< of the objective in this step
    bool memoryReset = false;  ///< the first search failed and the second started from the gradient
};

/// Limited-memory BFGS (Nocedal & Wright, algorithms 7.4 and 7.5) with the strong-Wolfe line search
/// of their algorithms 3.5 and 3.6 (cubic interpolation, safeguarded), in double, one iteration per
/// call. Serial and deterministic: the same state and objective give the same bits. Not
/// thread-safe.
class Lbfgs {
public:
    /// Starts at x. Throws std::invalid_argument for options out of range.
    Lbfgs(std::vector<double> x, LbfgsOptions options = {});
    /// Continues from a saved state. Throws std::invalid_argument if its arrays do not fit
    /// together.
    Lbfgs(LbfgsState state, LbfgsOptions options);

    const LbfgsState& state() const { return state_; }
    const LbfgsOptions& options() const { return options_; }

    /// Exactly one iteration. The objective must be the same function from call to call; after
    /// changing it (new data, new noise), call restart().
    LbfgsStep step(const Objective& objective);

    /// Forgets curvature, value and gradient, keeps x.
    void restart();

private:
    struct Trial;
    enum class Search { accepted, failed, notFinite };
    void check() const;
    void direction(std::vector<double>& d) const;
    Search search(const Objective& objective, const std::vector<double>& d, double slope,
                  double firstStep, Trial& best, LbfgsStep& report) const;
    void remember(const Trial& accepted);

    LbfgsOptions options_;
    LbfgsState state_;
};

} // namespace scorescope::nn
