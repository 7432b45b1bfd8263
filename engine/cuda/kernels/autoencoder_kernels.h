// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cuda/kernels/thread_grid.h"

#include <cstddef>

/// Loss, gradient and field of r(x) = c + V tanh(b + W x), with t = 1/(1 + 2^z) − 1/2 =
/// −tanh(b + W x)/2 as on the processor (engine/nn/fused_autoencoder_kernel_body.h). `Dim` is the
/// input dimension rounded up to 2, 4 or 16; the rows that this adds are zero.
namespace scorescope::cuda::kernels {

constexpr unsigned largestDim = 16;
constexpr unsigned pointsPerWarp = 4;
constexpr unsigned warpsPerBlock = 4;
constexpr unsigned unitsPerBlock = 128;
/// Examples summed in the kernels' own precision before going to double.
constexpr unsigned examplesPerChunk = 128;

inline unsigned paddedDim(std::size_t inputDim) {
    return inputDim <= 2 ? 2 : inputDim <= 4 ? 4 : largestDim;
}

/// What the kernels know of the network: [2 Dim + 1][hidden], 2 log2(e) W transposed, 2 log2(e) b,
/// V, then c [Dim].
template <typename Real> struct Network {
    unsigned dim = 2; ///< Dim
    unsigned hidden = 0;
    const Real* weights = nullptr;
    const Real* offset = nullptr;
};

template <typename Real, typename Grid> SCORESCOPE_DEVICE Real minusHalfTanh(Real z, Grid& grid) {
    return grid.reciprocal(Real(1) + grid.powerOfTwo(z)) - Real(0.5);
}

/// r − target at every point, or r where there are no targets.
template <typename Real> struct ForwardTask {
    Network<Real> network;
    const Real* inputs = nullptr;  ///< [count][Dim]
    const Real* targets = nullptr; ///< [count][Dim], or null
    std::size_t count = 0;
    Real* out = nullptr; ///< [count][Dim]
};

template <typename Real> Launch launchOf(const ForwardTask<Real>& task) {
    constexpr unsigned points = pointsPerWarp * warpsPerBlock;
    return {static_cast<unsigned>((task.count + points - 1) / points), warpsPerBlock * lanes, 0};
}

/// A warp takes four points; its lanes share out the hidden units and add up at the end.
template <typename Real, unsigned Dim> struct ForwardKernel {
    template <typename Grid>
    SCORESCOPE_DEVICE void operator()(const ForwardTask<Real>& task, Grid& grid) const {
        const unsigned lane = grid.thread() % lanes;
        const std::size_t first =
            (static_cast<std::size_t>(grid.block()) * warpsPerBlock + grid.thread() / lanes) *
            pointsPerWarp;
        if (first >= task.count) {
            return;
        }
        const unsigned hidden = task.network.hidden;
        const Real* bias = task.network.weights + static_cast<std::size_t>(Dim) * hidden;
        const Real* decoder = bias + hidden;
        Real x[pointsPerWarp][Dim];
        Real sum[pointsPerWarp][Dim];
        for (unsigned i = 0; i < pointsPerWarp; ++i) {
            const std::size_t n = first + i < task.count ? first + i : task.count - 1;
            for (unsigned k = 0; k < Dim; ++k) {
                x[i][k] = task.inputs[n * Dim + k];
                sum[i][k] = 0;
            }
        }
        for (unsigned h = lane; h < hidden; h += lanes) {
            for (unsigned i = 0; i < pointsPerWarp; ++i) {
                Real z = bias[h];
                for (unsigned k = 0; k < Dim; ++k) {
                    z += task.network.weights[static_cast<std::size_t>(k) * hidden + h] * x[i][k];
                }
                const Real t = minusHalfTanh(z, grid);
                for (unsigned k = 0; k < Dim; ++k) {
                    sum[i][k] += decoder[static_cast<std::size_t>(k) * hidden + h] * t;
                }
            }
        }
        for (unsigned i = 0; i < pointsPerWarp; ++i) {
            for (unsigned k = 0; k < Dim; ++k) {
                const Real total = sumOverWarp(sum[i][k], grid);
                const std::size_t at = (first + i) * Dim + k;
                if (lane == 0 && first + i < task.count) {
                    const Real r = task.network.offset[k] - Real(2) * total;
                    task.out[at] = task.targets != nullptr ? r - task.targets[at] : r;
                }
            }
        }
    }
};

/// ∂r_k/∂x_j = Σ_h V_kh (1 − tanh²) W_hj; one thread to each (point, k, j).
template <typename Real> struct JacobianTask {
    Network<Real> network;
    const Real* inputs = nullptr; ///< [count][Dim]
    std::size_t count = 0;
    Real inverseScale = 0;    ///< 1 / (2 log2(e))
    Real* jacobian = nullptr; ///< [count][Dim][Dim], row k
};

template <typename Real> Launch launchOf(const JacobianTask<Real>& task) {
    const std::size_t values = task.count * task.network.dim * task.network.dim;
    return {static_cast<unsigned>((values + unitsPerBlock - 1) / unitsPerBlock), unitsPerBlock, 0};
}

template <typename Real, unsigned Dim> struct JacobianKernel {
    template <typename Grid>
    SCORESCOPE_DEVICE void operator()(const JacobianTask<Real>& task, Grid& grid) const {
        const std::size_t at =
            static_cast<std::size_t>(grid.block()) * unitsPerBlock + grid.thread();
        if (at >= task.count * Dim * Dim) {
            return;
        }
        const std::size_t n = at / (Dim * Dim);
        const std::size_t row = at / Dim % Dim;
        const std::size_t column = at % Dim;
        const std::size_t hidden = task.network.hidden;
        const Real* weights = task.network.weights;
        Real sum = 0;
        for (std::size_t h = 0; h < hidden; ++h) {
            Real z = weights[Dim * hidden + h];
            for (unsigned k = 0; k < Dim; ++k) {
                z += weights[k * hidden + h] * task.inputs[n * Dim + k];
            }
            const Real t = minusHalfTanh(z, grid);
            sum += weights[(Dim + 1 + row) * hidden + h] * (Real(0.25) - t * t) *
                   weights[column * hidden + h];
        }
        task.jacobian[at] = Real(4) * task.inverseScale * sum;
    }
};

/// Sums over the examples of a chunk that the gradient is made of, by hidden unit.
template <typename Real> struct BackwardTask {
    Network<Real> network;
    const Real* inputs = nullptr; ///< [count][Dim]
    const Real* errors = nullptr; ///< [count][Dim], e = r − target
    std::size_t count = 0;
    unsigned chunks = 0;
    /// [chunks][2 Dim + 1][hidden]: Σ q x_j, Σ q, Σ t e_k with q = (Σ_k e_k V_k)(1/4 − t²).
    double* sums = nullptr;
};

inline unsigned chunksOf(std::size_t count) {
    return static_cast<unsigned>((count + examplesPerChunk - 1) / examplesPerChunk);
}

template <typename Real> Launch launchOf(const BackwardTask<Real>& task) {
    const unsigned perChunk = (task.network.hidden + unitsPerBlock - 1) / unitsPerBlock;
    return {perChunk * task.chunks, unitsPerBlock,
            2 * std::size_t(examplesPerChunk) * task.network.dim * sizeof(Real)};
}

/// A thread takes one hidden unit, a block 128 of them and one chunk of examples, which it keeps in
/// shared memory. t is computed again: that is cheaper than keeping it.
template <typename Real, unsigned Dim> struct BackwardKernel {
    template <typename Grid>
    SCORESCOPE_DEVICE void operator()(const BackwardTask<Real>& task, Grid& grid) const {
        const unsigned hidden = task.network.hidden;
        const unsigned perChunk = (hidden + unitsPerBlock - 1) / unitsPerBlock;
        const unsigned chunk = grid.block() / perChunk;
        const std::size_t first = static_cast<std::size_t>(chunk) * examplesPerChunk;
        const std::size_t left = task.count - first;
        const auto examples =
            static_cast<unsigned>(left < examplesPerChunk ? left : examplesPerChunk);
        Real* x = reinterpret_cast<Real*>(grid.shared());
        Real* e = x + examplesPerChunk * Dim;
        for (unsigned i = grid.thread(); i < examples * Dim; i += grid.threads()) {
            x[i] = task.inputs[first * Dim + i];
            e[i] = task.errors[first * Dim + i];
        }
        grid.syncBlock();
        const unsigned h = grid.block() % perChunk * unitsPerBlock + grid.thread();
        if (h >= hidden) {
            return;
        }
        const Real bias = task.network.weights[static_cast<std::size_t>(Dim) * hidden + h];
        Real w[Dim];
        Real v[Dim];
        Real sumIn[Dim];
        Real sumOut[Dim];
        Real sumBias = 0;
        for (unsigned k = 0; k < Dim; ++k) {
            w[k] = task.network.weights[static_cast<std::size_t>(k) * hidden + h];
            v[k] = task.network.weights[static_cast<std::size_t>(Dim + 1 + k) * hidden + h];
            sumIn[k] = 0;
            sumOut[k] = 0;
        }
        for (unsigned n = 0; n < examples; ++n) {
            Real z = bias;
            Real q = 0;
            for (unsigned k = 0; k < Dim; ++k) {
                z += w[k] * x[n * Dim + k];
                q += v[k] * e[n * Dim + k];
            }
            const Real t = minusHalfTanh(z, grid);
            q *= Real(0.25) - t * t;
            sumBias += q;
            for (unsigned k = 0; k < Dim; ++k) {
                sumIn[k] += q * x[n * Dim + k];
                sumOut[k] += t * e[n * Dim + k];
            }
        }
        double* sums = task.sums + static_cast<std::size_t>(chunk) * (2 * Dim + 1) * hidden;
        for (unsigned k = 0; k < Dim; ++k) {
            sums[static_cast<std::size_t>(k) * hidden + h] = static_cast<double>(sumIn[k]);
            sums[static_cast<std::size_t>(Dim + 1 + k) * hidden + h] =
                static_cast<double>(sumOut[k]);
        }
        sums[static_cast<std::size_t>(Dim) * hidden + h] = static_cast<double>(sumBias);
    }
};

/// totals[i] = Σ_c sums[c][i], in order, so that the result does not depend on the machine.
struct AddChunksTask {
    const double* sums = nullptr;
    std::size_t stride = 0;
    unsigned chunks = 0;
    double* totals = nullptr;
};

inline Launch launchOf(const AddChunksTask& task) {
    return {static_cast<unsigned>((task.stride + unitsPerBlock - 1) / unitsPerBlock), unitsPerBlock,
            0};
}

struct AddChunksKernel {
    template <typename Grid>
    SCORESCOPE_DEVICE void operator()(const AddChunksTask& task, Grid& grid) const {
        const std::size_t i =
            static_cast<std::size_t>(grid.block()) * unitsPerBlock + grid.thread();
        if (i >= task.stride) {
            return;
        }
        double sum = 0.0;
        for (unsigned c = 0; c < task.chunks; ++c) {
            sum += task.sums[static_cast<std::size_t>(c) * task.stride + i];
        }
        task.totals[i] = sum;
    }
};

} // namespace scorescope::cuda::kernels
