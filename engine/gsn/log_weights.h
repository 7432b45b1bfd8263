// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

namespace scorescope::gsn {

/// From log weights, up to a constant, to weights that come to 1; in place, not empty. Counted from
/// the largest on: where all are very small it has the weight.
inline void normalizeLogWeights(std::vector<double>& weights) {
    const double largest = *std::max_element(weights.begin(), weights.end());
    double sum = 0.0;
    for (double& weight : weights) {
        weight = std::exp(weight - largest);
        sum += weight;
    }
    for (double& weight : weights) {
        weight /= sum;
    }
}

} // namespace scorescope::gsn
