// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

/// Long vectors as searches for a minimum use them.
namespace scorescope::nn {

/// Eight partial sums in a fixed order: vectorizable and still the same bits on every run.
inline double dot(const double* a, const double* b, std::size_t n) {
    double partial[8] = {};
    std::size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        for (std::size_t j = 0; j < 8; ++j) {
            partial[j] += a[i + j] * b[i + j];
        }
    }
    double sum = 0.0;
    for (; i < n; ++i) {
        sum += a[i] * b[i];
    }
    for (const double each : partial) {
        sum += each;
    }
    return sum;
}

/// to += factor · a
inline void addScaled(double factor, const double* a, double* to, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
        to[i] += factor * a[i];
    }
}

} // namespace scorescope::nn
