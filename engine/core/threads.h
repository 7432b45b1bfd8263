// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

/// Threads of numerical loops.
///
/// A thread that starts a loop keeps a team of helpers, made when it first needs them. A loop is
/// cut into parts, and whoever is free takes the next one. The thread that started it never waits
/// for a helper that has not taken a part: on a busy machine, whose helpers come late or not at
/// all, it does the loop alone. (A team that must gather before it goes on, as OpenMP's, waits a
/// time slice of somebody else's for each loop there: a small network trained 30 times slower on
/// two threads than on one.) Helpers look for the next loop for a few dozen microseconds, and then
/// sleep.
namespace scorescope {

/// Cores that this process may run on; ≥ 1.
[[nodiscard]] int availableCores() noexcept;

/// Threads for a request: `requested` if it is above 0, else the calling thread's own number. ≥ 1.
[[nodiscard]] int threadCount(int requested) noexcept;

/// From now on, loops that the calling thread starts use `count` ≥ 1 threads where they are not
/// told otherwise; every other thread keeps its own number, at first one for each core.
void useThreads(int count) noexcept;

/// Index of the calling thread among those of the loop it works for, from 0 (who started it) to
/// below the loop's threads; 0 outside of any loop.
[[nodiscard]] int currentThread() noexcept;

namespace detail {

/// Calls work(context, part) once for each part in [0, parts), on at most `threads` threads, and
/// returns when all are done. Inside another loop's part, and where no helper can be made, the
/// calling thread does all.
void runParts(std::size_t parts, int threads, void (*work)(const void* context, std::size_t part),
              const void* context) noexcept;

} // namespace detail

/// Calls work(first, last) for consecutive ranges that make up [0, count), `chunk` ≥ 1 indices each
/// but the last, on threadCount(threads) threads, and returns when all are done. `work` may not
/// throw. What it writes for an index must not depend on others: then the numbers are the same for
/// any number of threads.
template <class Work>
void parallelFor(std::size_t count, int threads, std::size_t chunk, const Work& work) {
    struct Context {
        std::size_t count;
        std::size_t chunk;
        const Work& work;
    } const context{count, chunk, work};
    detail::runParts((count + chunk - 1) / chunk, threadCount(threads),
                     [](const void* given, std::size_t part) {
                         const auto& loop = *static_cast<const Context*>(given);
                         const std::size_t first = part * loop.chunk;
                         loop.work(first, std::min(first + loop.chunk, loop.count));
                     },
                     &context);
}

/// The same for single indices: work(i, scratch) for each i, where each thread that takes part
/// makes a scratch of its own by makeScratch().
template <class MakeScratch, class Work>
void shareOut(std::size_t count, int threads, std::size_t chunk, const MakeScratch& makeScratch,
              const Work& work) {
    std::vector<std::optional<decltype(makeScratch())>> scratches(
        static_cast<std::size_t>(threadCount(threads)));
    parallelFor(count, threads, chunk, [&](std::size_t first, std::size_t last) {
        auto& scratch = scratches[static_cast<std::size_t>(currentThread())];
        if (!scratch) {
            scratch.emplace(makeScratch());
        }
        for (std::size_t i = first; i < last; ++i) {
            work(i, *scratch);
        }
    });
}

} // namespace scorescope
