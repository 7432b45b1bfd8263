// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/fused_autoencoder.h"
#include "engine/nn/fused_autoencoder_kernels.h"

#include <cstddef>
#include <memory>
#include <new>

/// What the drivers of the fused kernels share: memory, choice of kernels, sums over groups.
namespace scorescope::nn::detail {

constexpr std::size_t alignment = 64;
/// Parts of the data whose sums are added in order. Fixed, so that the result does not depend on
/// threads; enough of them to keep 16 cores busy, few enough that adding them costs nothing.
constexpr std::size_t maxGroups = 32;
/// Examples summed in the kernels' own precision before going to double.
constexpr std::size_t maxBlock = 128;
/// Activations of one block should stay in a second-level cache of 1 MiB.
constexpr std::size_t scratchBytes = std::size_t(560) * 1024;

struct AlignedDelete {
    void operator()(void* p) const { ::operator delete(p, std::align_val_t(alignment)); }
};

/// Grow-only memory, aligned for the widest vectors.
template <typename T> class AlignedBuffer {
public:
    T* ensure(std::size_t count) {
        if (count > size_) {
            memory_.reset(
                static_cast<T*>(::operator new(count * sizeof(T), std::align_val_t(alignment))));
            size_ = count;
        }
        return memory_.get();
    }

private:
    std::unique_ptr<T, AlignedDelete> memory_;
    std::size_t size_ = 0;
};

constexpr std::size_t roundUp(std::size_t value, std::size_t multiple) {
    return (value + multiple - 1) / multiple * multiple;
}

/// The kernels of a resolved set; instantiated for float and double.
template <typename Real> [[nodiscard]] FusedKernels<Real> kernelsFor(InstructionSet set);

/// totals[i] = sum over groups of sums[group * stride + i] for i in [first, stride). Columns are
/// independent and groups are added in order: the same for any number of threads.
void addGroups(const double* sums, std::size_t groups, std::size_t stride, std::size_t first,
               double* totals, int threads);

} // namespace scorescope::nn::detail
