// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/sampling/rank_weights.h"

#include "engine/issgd/compensated_sum.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <stdexcept>
#include <string>

namespace scorescope::issgd {

std::vector<double> rankWeights(const std::vector<double>& losses, double pressure) {
    if (losses.empty()) {
        throw std::invalid_argument("there are no losses to rank");
    }
    if (!(pressure >= 1.0) || !std::isfinite(pressure)) {
        throw std::invalid_argument("the pressure of a selection by rank is finite and at least 1");
    }
    for (std::size_t i = 0; i < losses.size(); ++i) {
        if (std::isnan(losses[i])) {
            throw std::invalid_argument("loss " + std::to_string(i) + " is not a number");
        }
    }
    std::vector<std::size_t> order(losses.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return losses[a] > losses[b]; });
    const double step = std::log(pressure) / static_cast<double>(losses.size());
    std::vector<double> weights(losses.size());
    CompensatedSum sum;
    for (std::size_t rank = 1; rank <= order.size(); ++rank) {
        const double weight = std::exp(-step * static_cast<double>(rank));
        weights[order[rank - 1]] = weight;
        sum.add(weight);
    }
    for (double& weight : weights) {
        weight /= sum.value();
    }
    return weights;
}

} // namespace scorescope::issgd
