// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/variance/concentration.h"

#include "engine/issgd/compensated_sum.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace scorescope::issgd {
namespace {

/// The largest, after a look at all.
double checkedLargest(const std::vector<double>& weights) {
    double largest = 0.0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (!(weights[i] >= 0.0) || !std::isfinite(weights[i])) {
            throw std::invalid_argument("weight " + std::to_string(i) +
                                        " is not a finite number from 0 on");
        }
        largest = std::max(largest, weights[i]);
    }
    if (largest == 0.0) {
        throw std::invalid_argument("there is no weight above 0");
    }
    return largest;
}

} // namespace

double effectiveSize(const std::vector<double>& weights) {
    const double largest = checkedLargest(weights);
    CompensatedSum sum;
    CompensatedSum squares;
    for (const double weight : weights) {
        const double share = weight / largest; // its square is finite
        sum.add(share);
        squares.add(share * share);
    }
    return sum.value() * sum.value() / squares.value();
}

double gainThresholdTau(const std::vector<double>& weights) {
    return std::sqrt(static_cast<double>(weights.size()) / effectiveSize(weights));
}

double entropyShare(const std::vector<double>& weights) {
    const double largest = checkedLargest(weights);
    const auto n = static_cast<double>(weights.size());
    if (weights.size() == 1) {
        return 1.0;
    }
    CompensatedSum sum;
    for (const double weight : weights) {
        sum.add(weight / largest);
    }
    // log n − entropy = 1/n Σ v log v with v = w / mean: what is near 0 is formed as such.
    const double mean = sum.value() / n;
    CompensatedSum missing;
    for (const double weight : weights) {
        const double v = weight / largest / mean;
        missing.add(v > 0.0 ? v * std::log(v) : 0.0);
    }
    return std::clamp(1.0 - missing.value() / (n * std::log(n)), 0.0, 1.0);
}

LorenzCurve lorenzCurve(const std::vector<double>& weights, std::size_t points) {
    if (points < 2) {
        throw std::invalid_argument("a Lorenz curve has at least two points");
    }
    const double largest = checkedLargest(weights);
    std::vector<double> rising = weights;
    std::sort(rising.begin(), rising.end());
    const std::size_t n = rising.size();
    const std::size_t kept = std::min(points, n + 1);
    // Corner i: the i least. `sums` has the kept corners.
    const auto corner = [&](std::size_t k) { return k * n / (kept - 1); };
    LorenzCurve curve;
    CompensatedSum sum;
    CompensatedSum ranked;
    std::vector<double> sums;
    for (std::size_t i = 0; i <= n; ++i) {
        if (i == corner(sums.size())) {
            curve.examples.push_back(static_cast<double>(i) / static_cast<double>(n));
            sums.push_back(sum.value());
        }
        if (i < n) {
            const double share = rising[i] / largest;
            sum.add(share);
            // Gini: Σ (2 i − n − 1) w_i / (n Σ w) for ranks i from 1 on.
            ranked.add((2.0 * static_cast<double>(i + 1) - static_cast<double>(n) - 1.0) * share);
        }
    }
    for (const double part : sums) {
        curve.weight.push_back(part / sum.value());
    }
    curve.gini = std::max(0.0, ranked.value() / (static_cast<double>(n) * sum.value()));
    return curve;
}

WeightHistogram weightHistogram(const std::vector<double>& weights, std::size_t bins) {
    if (bins == 0) {
        throw std::invalid_argument("a histogram has at least one bin");
    }
    const double largest = checkedLargest(weights);
    double smallest = largest;
    for (const double weight : weights) {
        smallest = weight > 0.0 ? std::min(smallest, weight) : smallest;
    }
    const bool same = smallest == largest;
    const double low = std::log(smallest) - (same ? 0.5 * std::log(2.0) : 0.0);
    const double high = std::log(largest) + (same ? 0.5 * std::log(2.0) : 0.0);
    WeightHistogram histogram;
    histogram.counts.assign(bins, 0);
    for (std::size_t k = 0; k <= bins; ++k) {
        const double share = static_cast<double>(k) / static_cast<double>(bins);
        histogram.edges.push_back(std::exp(low + share * (high - low)));
    }
    if (!same) { // as they are, not as exp(log()) rounds them
        histogram.edges.front() = smallest;
        histogram.edges.back() = largest;
    }
    for (const double weight : weights) {
        if (weight == 0.0) {
            ++histogram.zeros;
            continue;
        }
        const auto above = std::upper_bound(histogram.edges.begin(), histogram.edges.end(), weight);
        const auto bin = static_cast<std::size_t>(above - histogram.edges.begin());
        ++histogram.counts[std::clamp<std::size_t>(bin, 1, bins) - 1];
    }
    return histogram;
}

} // namespace scorescope::issgd
