// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/simd/kernel_sets.h"

#include <cstddef>

/// The boundary between the loops over blocks of distances (any instruction set, threads) and their
/// kernels (one translation unit per instruction set).
namespace scorescope::stats::detail {

/// Numbers that are looked at together.
inline constexpr std::size_t distanceGroup = 64;
/// How many groups `n` numbers make; the last may be shorter.
constexpr std::size_t distanceGroups(std::size_t n) {
    return (n + distanceGroup - 1) / distanceGroup;
}

/// Each works on the distances from one point to `n` others, by groups of 64.
struct DistanceKernels {
    /// In place: products p become norm + norms − 2 p. least: [groups] the smallest of each.
    void (*squaredDistances)(float norm, const float* norms, std::size_t n, float* products,
                             float* least) = nullptr;
    /// sums[k] += Σ_j exp(−rates[k] (distances[j] − reference)), in single precision by groups.
    /// Groups without a term above e^-60, by `least`, are left out.
    void (*addKernels)(const float* distances, std::size_t n, const float* least, float reference,
                       const float* rates, std::size_t count, double* sums) = nullptr;
};

/// The kernels of each instruction set; see engine/nn/simd/kernel_sets.h.
[[nodiscard]] DistanceKernels distanceKernels(nn::simd::Baseline);
[[nodiscard]] DistanceKernels distanceKernels(nn::simd::Avx2);
[[nodiscard]] DistanceKernels distanceKernels(nn::simd::Avx512);

/// Those of the widest set that this machine has.
[[nodiscard]] DistanceKernels distanceKernels();

} // namespace scorescope::stats::detail
