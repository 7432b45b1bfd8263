// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/noise/noise.h"

#include "engine/core/threads.h"
#include "engine/nn/noise/noise_kernels.h"

namespace scorescope::nn {
namespace {

detail::NoiseKernels kernelsFor(InstructionSet set) {
    return simd::forSet(set, [](auto tag) { return detail::noiseKernels(tag); });
}

/// As RandomStream has it.
detail::NoiseRow rowOf(const NoiseKey& key, std::size_t row) {
    return {{static_cast<std::uint32_t>(key.seed),
             static_cast<std::uint32_t>(key.seed >> 32U) ^ (key.purpose.number() * 0x9E3779B9U)},
            key.firstRow + static_cast<std::uint32_t>(row),
            {static_cast<std::uint32_t>(key.step), static_cast<std::uint32_t>(key.step >> 32U)}};
}

/// As many rows as make a part worth handing out.
std::size_t chunkOf(std::size_t columns) {
    constexpr std::size_t worth = 4096;
    return columns == 0 ? 1 : (worth + columns - 1) / columns;
}

template <class Work>
void forRows(std::size_t rows, std::size_t columns, int threads, const Work& work) {
    parallelFor(rows, threads, chunkOf(columns), [&](std::size_t first, std::size_t last) {
        for (std::size_t row = first; row < last; ++row) {
            work(row, row * columns);
        }
    });
}

float* at(float* values, std::size_t place) {
    return values == nullptr ? nullptr : values + place;
}

} // namespace

NoiseLoops::NoiseLoops(int threads, InstructionSet set)
    : threads_(threads), set_(resolveInstructionSet(set)) {}

void NoiseLoops::normals(const NoiseKey& key, std::size_t rows, std::size_t columns,
                         float* out) const {
    const detail::NoiseKernels kernels = kernelsFor(set_);
    forRows(rows, columns, threads_, [&](std::size_t row, std::size_t place) {
        kernels.normals(rowOf(key, row), columns, out + place);
    });
}

void NoiseLoops::noisyTanh(const NoiseKey& inner, float innerDeviation, const NoiseKey& outer,
                           float outerDeviation, std::size_t rows, std::size_t columns,
                           const float* a, float* t, float* h) const {
    const detail::NoiseKernels kernels = kernelsFor(set_);
    forRows(rows, columns, threads_, [&](std::size_t row, std::size_t place) {
        kernels.noisyTanh(rowOf(inner, row), innerDeviation, rowOf(outer, row), outerDeviation,
                          a + place, columns, at(t, place), h + place);
    });
}

void NoiseLoops::saltAndPepper(const NoiseKey& key, float share, std::size_t rows,
                               std::size_t columns, const float* x, float* out) const {
    const detail::NoiseKernels kernels = kernelsFor(set_);
    forRows(rows, columns, threads_, [&](std::size_t row, std::size_t place) {
        kernels.saltAndPepper(rowOf(key, row), share, x + place, columns, out + place);
    });
}

void NoiseLoops::bernoulli(const NoiseKey& key, std::size_t rows, std::size_t columns,
                           const float* z, float* p, float* sample) const {
    const detail::NoiseKernels kernels = kernelsFor(set_);
    forRows(rows, columns, threads_, [&](std::size_t row, std::size_t place) {
        kernels.bernoulli(rowOf(key, row), z + place, columns, at(p, place), at(sample, place));
    });
}

void NoiseLoops::crossEntropy(std::size_t rows, std::size_t columns, const float* z, const float* x,
                              double* out) const {
    const detail::NoiseKernels kernels = kernelsFor(set_);
    forRows(rows, columns, threads_, [&](std::size_t row, std::size_t place) {
        out[row] = kernels.crossEntropy(z + place, x + place, columns);
    });
}

} // namespace scorescope::nn
