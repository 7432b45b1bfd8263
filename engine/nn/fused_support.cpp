// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/fused_support.h"

#include <algorithm>

namespace scorescope::nn::detail {

template <typename Real> FusedKernels<Real> kernelsFor(InstructionSet set) {
    return simd::forSet(set, [](auto tag) { return fusedKernels(tag); }).template of<Real>();
}

template FusedKernels<float> kernelsFor<float>(InstructionSet);
template FusedKernels<double> kernelsFor<double>(InstructionSet);

void addGroups(const double* sums, std::size_t groups, std::size_t stride, std::size_t first,
               double* totals, [[maybe_unused]] int threads) {
    const auto end = static_cast<std::ptrdiff_t>(stride);
    const std::ptrdiff_t stripe = 512;
// Worth a second meeting of the threads only where there are many: on a busy machine each one can
// cost a time slice.
#pragma omp parallel for schedule(static) num_threads(threads) if (threads > 1)
    for (std::ptrdiff_t from = static_cast<std::ptrdiff_t>(first); from < end; from += stripe) {
        const auto begin = static_cast<std::size_t>(from);
        const auto last = static_cast<std::size_t>(std::min(from + stripe, end));
        std::copy(sums + begin, sums + last, totals + begin);
        for (std::size_t g = 1; g < groups; ++g) {
            const double* other = sums + g * stride;
            for (std::size_t i = begin; i < last; ++i) {
                totals[i] += other[i];
            }
        }
    }
}

} // namespace scorescope::nn::detail
