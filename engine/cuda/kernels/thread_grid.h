// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

/// What the kernels of engine/cuda/kernels stand on. A kernel is a function object whose call
/// operator takes its task (plain numbers and pointers) and a `Grid`, its thread's view of the
/// launch:
///
///     unsigned block(), thread(), threads()   indices, and threads in a block (a multiple of 32)
///     double* shared()                        the block's shared memory, not initialized
///     void syncBlock(), syncWarp()            barriers among the threads that have not returned
///     T exchange(T value, unsigned mask)      the value of lane `lane ^ mask`; whole warps only
///     bool allInWarp(bool)                    whole warps only
///     powerOfTwo, reciprocal, plusProduct     arithmetic that is spelled differently on a GPU
///
/// nvcc compiles it with a Grid of the GPU's own (gpu_machine.cu), any C++ compiler with the one of
/// emulated_grid.h, so the same source runs and is tested where there is no GPU.
#ifdef __CUDACC__
#define SCORESCOPE_DEVICE __device__
#else
#define SCORESCOPE_DEVICE
#endif

namespace scorescope::cuda::kernels {

constexpr unsigned lanes = 32; ///< threads in a warp

/// How a kernel is started.
struct Launch {
    unsigned blocks = 1;
    unsigned threads = lanes;    ///< in a block
    std::size_t sharedBytes = 0; ///< of a block; up to 48 KiB every GPU gives
};

/// The sum over the lanes of a warp, the same in all of them.
template <typename T, typename Grid> SCORESCOPE_DEVICE T sumOverWarp(T value, Grid& grid) {
    for (unsigned distance = lanes / 2; distance > 0; distance /= 2) {
        value += grid.exchange(value, distance);
    }
    return value;
}

} // namespace scorescope::cuda::kernels
