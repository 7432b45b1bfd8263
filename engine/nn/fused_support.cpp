// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/fused_support.h"

#include "engine/core/threads.h"

#include <algorithm>

namespace scorescope::nn::detail {

template <typename Real> FusedKernels<Real> kernelsFor(InstructionSet set) {
    return simd::forSet(set, [](auto tag) { return fusedKernels(tag); }).template of<Real>();
}

template FusedKernels<float> kernelsFor<float>(InstructionSet);
template FusedKernels<double> kernelsFor<double>(InstructionSet);

void addGroups(const double* sums, std::size_t groups, std::size_t stride, std::size_t first,
               double* totals, int threads) {
    constexpr std::size_t stripe = 512;
    parallelFor(stride - first, threads, stripe, [&](std::size_t from, std::size_t to) {
        const std::size_t begin = first + from;
        const std::size_t last = first + to;
        std::copy(sums + begin, sums + last, totals + begin);
        for (std::size_t g = 1; g < groups; ++g) {
            const double* other = sums + g * stride;
            for (std::size_t i = begin; i < last; ++i) {
                totals[i] += other[i];
            }
        }
    });
}

} // namespace scorescope::nn::detail
