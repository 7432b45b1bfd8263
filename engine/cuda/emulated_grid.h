// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cuda/kernels/thread_grid.h"

#include <cmath>
#include <cstddef>
#include <cstring>
#include <functional>
#include <memory>

namespace scorescope::cuda {

/// In which order the threads of a block take their turns between two barriers. A kernel whose
/// result depends on it lacks a barrier.
enum class ThreadOrder { ascending, descending };

/// One block of a GPU on one thread of the processor: the block's threads are fibers that run until
/// they meet a barrier. Warps exchange values through a small table, twice as long as needed so
/// that a barrier before each exchange is enough. Shared memory holds NaN at the start and is
/// exactly as long as asked for, so that a sanitizer sees what reaches beyond.
///
/// Throws std::logic_error when threads of a warp diverge at an exchange, or when some wait for
/// the block and others for their warp for ever.
class EmulatedBlock {
public:
    EmulatedBlock(const kernels::Launch& launch, ThreadOrder order);
    ~EmulatedBlock();
    EmulatedBlock(const EmulatedBlock&) = delete;
    EmulatedBlock& operator=(const EmulatedBlock&) = delete;

    /// Runs body(thread) on every thread of the block to its end. May be called again.
    void run(const std::function<void(unsigned)>& body);

    // For EmulatedGrid, within body:
    [[nodiscard]] double* shared() const;
    void waitForBlock();
    void waitForWarp();
    /// This thread's place in the table, and that of another lane.
    void offer(const void* value, std::size_t bytes);
    [[nodiscard]] const void* offered(unsigned lane) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// See engine/cuda/kernels/thread_grid.h.
class EmulatedGrid {
public:
    EmulatedGrid(EmulatedBlock& state, unsigned block, unsigned thread, unsigned threads)
        : state_(state), block_(block), thread_(thread), threads_(threads) {}
    [[nodiscard]] unsigned block() const { return block_; }
    [[nodiscard]] unsigned thread() const { return thread_; }
    [[nodiscard]] unsigned threads() const { return threads_; }
    [[nodiscard]] double* shared() const { return state_.shared(); }
    void syncBlock() { state_.waitForBlock(); }
    void syncWarp() { state_.waitForWarp(); }
    template <typename T> T exchange(T value, unsigned mask) {
        state_.offer(&value, sizeof value);
        state_.waitForWarp();
        T result;
        std::memcpy(&result, state_.offered((thread_ % kernels::lanes) ^ mask), sizeof result);
        return result;
    }
    bool allInWarp(bool value) {
        double least = value ? 1.0 : 0.0;
        for (unsigned mask = kernels::lanes / 2; mask > 0; mask /= 2) {
            least = std::fmin(least, exchange(least, mask));
        }
        return least > 0.0;
    }
    [[nodiscard]] static float powerOfTwo(float z) { return std::exp2(z); }
    [[nodiscard]] static double powerOfTwo(double z) { return std::exp2(z); }
    [[nodiscard]] static float reciprocal(float z) { return 1.0F / z; }
    [[nodiscard]] static double reciprocal(double z) { return 1.0 / z; }
    [[nodiscard]] static double plusProduct(double x, double a, double b) {
        const double product = a * b;
        return x + product;
    }

private:
    EmulatedBlock& state_;
    unsigned block_;
    unsigned thread_;
    unsigned threads_;
};

/// Runs a kernel, block after block.
template <typename Kernel, typename Task>
void emulate(const kernels::Launch& launch, const Kernel& kernel, const Task& task,
             ThreadOrder order = ThreadOrder::ascending) {
    EmulatedBlock state(launch, order);
    for (unsigned block = 0; block < launch.blocks; ++block) {
        state.run([&](unsigned thread) {
            EmulatedGrid grid(state, block, thread, launch.threads);
            kernel(task, grid);
        });
    }
}

} // namespace scorescope::cuda
