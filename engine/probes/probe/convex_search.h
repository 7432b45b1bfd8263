// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/lbfgs.h"

#include <cstddef>
#include <vector>

namespace scorescope::probes {

/// L-BFGS for a smooth convex function whose values are rounded: its line search looks at slopes.
/// Near the optimum of a sum in single precision values differ by less than their rounding, where
/// nn::Lbfgs finds no decrease any more, and gradients still say where to go: a convex function
/// falls as long as its slope is below 0.
///
/// One step at a time, in double precision, serial and deterministic. Not thread-safe.
class ConvexSearch {
public:
    /// Starts at x, with `history` ≥ 1 pairs of changes. Throws std::invalid_argument for neither.
    ConvexSearch(std::vector<double> x, std::size_t history);

    enum class Status {
        progressed, ///< to a point whose slope is nearer to 0 than half of that at the start
        stalled,   ///< no such point, even along the gradient, or the gradient is 0; x is as before
        notFinite, ///< value or gradient at x are not finite
    };
    /// One iteration, with `evaluations` of the function at most for it; a step beyond which it is
    /// not finite is made shorter. Exceptions of the function pass through, and leave x as before.
    Status step(const nn::Objective& function, int evaluations = 20);

    [[nodiscard]] const std::vector<double>& x() const noexcept { return x_; }

private:
    [[nodiscard]] std::vector<double> direction() const;
    bool search(const nn::Objective& function, const std::vector<double>& d, double slope,
                double first, int evaluations);
    void remember(const std::vector<double>& x, const std::vector<double>& gradient);
    [[nodiscard]] std::size_t place(std::size_t age) const;

    std::vector<double> x_;
    std::vector<double> gradient_; ///< at x; empty before the first step
    double value_ = 0.0;
    std::size_t history_;
    std::size_t pairs_ = 0;
    std::size_t newest_ = 0;      ///< its place among `history_`
    std::vector<double> steps_;   ///< [history × n]
    std::vector<double> changes_; ///< [history × n] of the gradient
    std::vector<double> inverse_; ///< [history] 1/(step · change)
};

} // namespace scorescope::probes
