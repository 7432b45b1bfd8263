// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/probe/certificate.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace scorescope::probes {

Certificate certify(const std::vector<double>& weights, const SoftmaxSums& sums,
                    const SoftmaxSums& start, const std::vector<double>& shares, double penalty) {
    const std::size_t classes = shares.size();
    const std::size_t d = weights.size() / classes;
    double n = 0.0;
    for (const double share : shares) {
        n += share;
    }
    const double strength = n * penalty; // of the sum over examples
    double theta = 0.0;
    for (std::size_t c = 0; c < classes; ++c) {
        theta = std::max(theta, 1.0 - shares[c] / sums.probabilities[c]);
    }
    theta = std::clamp(theta, 0.0, 1.0);
    double entropy = 0.0; // of the one distribution that is mixed in, N of it
    if (theta > 0.0) {
        for (std::size_t c = 0; c < classes; ++c) {
            const double each = (shares[c] - (1.0 - theta) * sums.probabilities[c]) / (theta * n);
            entropy -= each > 0.0 ? n * each * std::log(each) : 0.0;
        }
    }
    double length = 0.0;   // ‖W‖²
    double dual = 0.0;     // ‖Σ x (y − q)ᵀ‖²
    double gradient = 0.0; // of the objective, squared
    double before = 0.0;   // likewise, at the start
    for (std::size_t i = 0; i < classes * d; ++i) {
        const double mixed = (1.0 - theta) * sums.gradient[i] + theta * start.gradient[i];
        const double whole = sums.gradient[i] + strength * weights[i];
        length += weights[i] * weights[i];
        dual += mixed * mixed;
        gradient += whole * whole;
        before += start.gradient[i] * start.gradient[i];
    }
    for (std::size_t c = 0; c < classes; ++c) {
        gradient += sums.biasGradient[c] * sums.biasGradient[c];
        before += start.biasGradient[c] * start.biasGradient[c];
    }
    Certificate found;
    found.examples = static_cast<std::size_t>(n);
    found.loss = sums.loss / n;
    found.objective = (sums.loss + 0.5 * strength * length) / n;
    const double gap = sums.lossBeyondEntropy + theta * (sums.entropy - entropy) +
                       0.5 * strength * length + dual / (2.0 * strength);
    // Rounding may take it below 0; sums that are not finite bound nothing.
    found.gap =
        std::isfinite(gap) ? std::max(0.0, gap) / n : std::numeric_limits<double>::infinity();
    found.gradientNorm = std::sqrt(gradient) / n;
    found.relativeGradientNorm = before > 0.0 ? std::sqrt(gradient / before) : 0.0;
    found.heldOutErrorPoints = std::numeric_limits<double>::quiet_NaN();
    return found;
}

double costOfAnotherClass(double largest, double second) {
    const double root = std::sqrt(largest) - std::sqrt(second);
    return -std::log1p(-std::min(1.0, root * root));
}

std::size_t paidFor(std::vector<double> costs, double budget) {
    std::sort(costs.begin(), costs.end());
    std::size_t count = 0;
    for (double spent = 0.0; count < costs.size(); ++count) {
        spent += costs[count];
        if (!(spent <= budget)) {
            break;
        }
    }
    return count;
}

} // namespace scorescope::probes
