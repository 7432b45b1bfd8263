// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/reference_numbers.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

/// The inputs that reference_variance.py makes its numbers of.
namespace scorescope::test {

inline ReferenceNumbers referenceVariance() {
    return ReferenceNumbers("../issgd/reference_variance.csv");
}

inline std::vector<double> numbersOf(std::uint32_t seed, std::size_t count) {
    const std::vector<float> values = congruentialNumbers(seed, count);
    return {values.begin(), values.end()};
}

/// [n × 3], row-major.
inline std::vector<double> referenceGradients(std::size_t n) {
    std::vector<double> g = numbersOf(1, 3 * n);
    for (std::size_t i = 0; i < g.size(); ++i) {
        g[i] = (g[i] - 0.25) * (i / 3 % 10 == 0 ? 8.0 : 1.0);
    }
    return g;
}

inline std::vector<double> normsOf(const std::vector<double>& g) {
    std::vector<double> norms;
    for (std::size_t i = 0; i < g.size(); i += 3) {
        norms.push_back(std::sqrt(g[i] * g[i] + g[i + 1] * g[i + 1] + g[i + 2] * g[i + 2]));
    }
    return norms;
}

inline std::vector<double> staleWeights(const std::vector<double>& norms) {
    std::vector<double> weights = numbersOf(2, norms.size());
    for (std::size_t i = 0; i < weights.size(); ++i) {
        weights[i] = norms[i] * (0.1 + weights[i]) + 0.05;
    }
    return weights;
}

inline std::vector<double> verdictNorms() {
    std::vector<double> norms = numbersOf(7, 20'000);
    for (double& norm : norms) {
        norm = norm * norm * norm * norm + 0.01;
    }
    return norms;
}

} // namespace scorescope::test
