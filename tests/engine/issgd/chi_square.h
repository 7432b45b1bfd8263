// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace scorescope::test {

/// The probability that a χ² of so many degrees of freedom is at least this large: the upper
/// incomplete gamma function by its series or its continued fraction (Lentz), to about 1e-12.
inline double chiSquareTail(double chiSquare, double degrees) {
    const double a = 0.5 * degrees;
    const double x = 0.5 * chiSquare;
    if (x <= 0.0) {
        return 1.0;
    }
    const double front = std::exp(a * std::log(x) - x - std::lgamma(a));
    if (x < a + 1.0) {
        double term = 1.0 / a;
        double sum = term;
        for (int k = 1; k < 100'000 && term > 1e-17 * sum; ++k) {
            term *= x / (a + k);
            sum += term;
        }
        return 1.0 - front * sum;
    }
    double b = x + 1.0 - a;
    double c = 1e300;
    double d = 1.0 / b;
    double fraction = d;
    for (int k = 1; k < 100'000; ++k) {
        const double numerator = -k * (k - a);
        b += 2.0;
        d = 1.0 / (b + numerator * d);
        c = b + numerator / c;
        fraction *= c * d;
        if (std::abs(c * d - 1.0) < 1e-14) {
            break;
        }
    }
    return front * fraction;
}

/// The p-value of Pearson's test that these indices were drawn with these probabilities. Indices in
/// order are put together until five are expected of a cell. An index that cannot come but did: 0.
inline double drawsPValue(const std::vector<std::uint32_t>& draws,
                          const std::vector<double>& probabilities) {
    std::vector<double> counts(probabilities.size());
    for (const std::uint32_t index : draws) {
        if (index >= counts.size() || probabilities[index] == 0.0) {
            return 0.0;
        }
        counts[index] += 1.0;
    }
    const auto all = static_cast<double>(draws.size());
    double chiSquare = 0.0;
    double cells = 0.0;
    double expected = 0.0;
    double found = 0.0;
    double expectedLeft = all;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        expected += probabilities[i] * all;
        found += counts[i];
        expectedLeft -= probabilities[i] * all;
        if ((expected >= 5.0 && expectedLeft >= 5.0) || i + 1 == counts.size()) {
            chiSquare += (found - expected) * (found - expected) / expected;
            cells += 1.0;
            expected = 0.0;
            found = 0.0;
        }
    }
    return chiSquareTail(chiSquare, cells - 1.0);
}

} // namespace scorescope::test
