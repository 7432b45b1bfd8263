// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Kernels of distance_kernels.h as plain loops over sixteen numbers, which the compiler turns into
// the vectors that each source is compiled for. In an anonymous namespace: see
// engine/nn/simd/kernel_sets.h.

#include "engine/stats/distance_kernels.h"

#include <cstdint>
#include <cstring>

namespace scorescope::stats::detail {
namespace {

constexpr std::size_t lanes = 16;

/// 2^x for x ≤ 0, within 2e-7 of itself; 2^-126 for all that are below.
inline float powerOfTwo(float x) {
    const float bounded = x > -126.0F ? x : -126.0F;
    const float shifted = bounded + 12582912.0F; // rounds, and leaves the whole in the low bits
    const float rest = bounded - (shifted - 12582912.0F);
    const float part =
        1.0F +
        rest * (0.693147181F +
                rest * (0.240226507F +
                        rest * (0.0555041087F + rest * (0.00961812911F + rest * 0.00133390625F))));
    std::uint32_t whole = 0;
    std::memcpy(&whole, &shifted, sizeof whole);
    const std::uint32_t bits = (whole + 127U) << 23U;
    float power = 0.0F;
    std::memcpy(&power, &bits, sizeof power);
    return part * power;
}

void squaredDistances(float norm, const float* norms, std::size_t n, float* products,
                      float* least) {
    for (std::size_t at = 0; at < n; at += distanceGroup) {
        const std::size_t end = at + distanceGroup < n ? at + distanceGroup : n;
        const std::size_t whole = at + (end - at) / lanes * lanes;
        float low[lanes];
        for (float& each : low) {
            each = 3.4e38F;
        }
        for (std::size_t from = at; from < whole; from += lanes) {
            for (std::size_t i = 0; i < lanes; ++i) {
                const float d = (norm + norms[from + i]) - 2.0F * products[from + i];
                products[from + i] = d;
                low[i] = d < low[i] ? d : low[i];
            }
        }
        for (std::size_t j = whole; j < end; ++j) {
            const float d = (norm + norms[j]) - 2.0F * products[j];
            products[j] = d;
            low[0] = d < low[0] ? d : low[0];
        }
        for (std::size_t step = lanes / 2; step > 0; step /= 2) {
            for (std::size_t i = 0; i < step; ++i) {
                low[i] = low[i] < low[i + step] ? low[i] : low[i + step];
            }
        }
        *least++ = low[0];
    }
}

void addKernels(const float* distances, std::size_t n, const float* least, float reference,
                const float* rates, std::size_t count, double* sums) {
    constexpr float log2e = 1.44269504F;
    constexpr float farthest = 60.0F;
    for (std::size_t k = 0; k < count; ++k) {
        const float rate = -log2e * rates[k];
        float sum[lanes] = {};
        for (std::size_t at = 0; at < n; at += distanceGroup) {
            if (rates[k] * (least[at / distanceGroup] - reference) > farthest) {
                continue;
            }
            const std::size_t end = at + distanceGroup < n ? at + distanceGroup : n;
            const std::size_t whole = at + (end - at) / lanes * lanes;
            for (std::size_t from = at; from < whole; from += lanes) {
                for (std::size_t i = 0; i < lanes; ++i) {
                    sum[i] += powerOfTwo(rate * (distances[from + i] - reference));
                }
            }
            for (std::size_t j = whole; j < end; ++j) {
                sum[0] += powerOfTwo(rate * (distances[j] - reference));
            }
        }
        double total = 0.0;
        for (const float each : sum) {
            total += static_cast<double>(each);
        }
        sums[k] += total;
    }
}

} // namespace
} // namespace scorescope::stats::detail
