// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

/// Threads of numerical loops, with OpenMP where there is one; without it (ThreadSanitizer's build,
/// whose tools do not see into OpenMP's barriers) every loop runs on the calling thread.
namespace scorescope {

/// Threads for a request: `requested` if it is above 0, else as many as OpenMP offers the calling
/// thread. ≥ 1; 1 without OpenMP.
[[nodiscard]] int threadCount(int requested) noexcept;

/// From now on, loops that the calling thread starts use `count` ≥ 1 threads where they are not
/// told otherwise; every other thread keeps its own number, at first one for each core. Nothing
/// without OpenMP.
void useThreads(int count) noexcept;

/// Index of the calling thread among those of its parallel region, from 0 on; 0 without OpenMP.
[[nodiscard]] int currentThread() noexcept;

/// Calls work(i, scratch) for each i in [0, count) on threadCount(threads) threads, `chunk` ≥ 1
/// indices at a time to whoever is free, and returns when all are done. Each thread makes a scratch
/// of its own by makeScratch(). Neither may throw. What work(i) writes must not depend on other i:
/// then the numbers are the same for any number of threads.
template <class MakeScratch, class Work>
void shareOut(std::size_t count, int threads, std::size_t chunk, const MakeScratch& makeScratch,
              const Work& work) {
    const auto end = static_cast<std::ptrdiff_t>(count);
    [[maybe_unused]] const int team = threadCount(threads);
    [[maybe_unused]] const auto atOnce = static_cast<std::ptrdiff_t>(chunk);
#pragma omp parallel num_threads(team)
    {
        auto scratch = makeScratch();
#pragma omp for schedule(dynamic, atOnce)
        for (std::ptrdiff_t i = 0; i < end; ++i) {
            work(static_cast<std::size_t>(i), scratch);
        }
    }
}

} // namespace scorescope
