// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/fused_support.h"

#include <algorithm>
#include <type_traits>

#ifdef _OPENMP
#include <omp.h>
#endif

namespace scorescope::nn::detail {

template <typename Real> FusedKernels<Real> kernelsFor(InstructionSet set) {
    if constexpr (std::is_same_v<Real, float>) {
#if defined(__x86_64__)
        if (set == InstructionSet::avx512) {
            return avx512KernelsFloat();
        }
        if (set == InstructionSet::avx2) {
            return avx2KernelsFloat();
        }
#endif
        static_cast<void>(set);
        return baselineKernelsFloat();
    } else {
#if defined(__x86_64__)
        if (set == InstructionSet::avx512) {
            return avx512KernelsDouble();
        }
        if (set == InstructionSet::avx2) {
            return avx2KernelsDouble();
        }
#endif
        static_cast<void>(set);
        return baselineKernelsDouble();
    }
}

template FusedKernels<float> kernelsFor<float>(InstructionSet);
template FusedKernels<double> kernelsFor<double>(InstructionSet);

int threadCount(int requested) {
#ifdef _OPENMP
    return requested > 0 ? requested : omp_get_max_threads();
#else
    static_cast<void>(requested);
    return 1;
#endif
}

int currentThread() {
#ifdef _OPENMP
    return omp_get_thread_num();
#else
    return 0;
#endif
}

void addGroups(const double* sums, std::size_t groups, std::size_t stride, std::size_t first,
               double* totals, int threads) {
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
