// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cuda/kernels/thread_grid.h"

#include <Random123/philox.h>

#include <cmath>
#include <cstdint>

namespace scorescope::cuda::kernels {

constexpr unsigned chainsPerBlock = 4;

/// `steps` proposals for every chain; see cuda::Metropolis. All pointers are of the machine.
template <typename Real> struct MetropolisTask {
    unsigned inputDim = 0;
    unsigned hidden = 0;
    const Real* weights = nullptr;  ///< 2 log2(e) W transposed, 2 log2(e) b, V: [2 d + 1][hidden]
    const double* offset = nullptr; ///< c [d]
    double inverseVariance = 0.0;
    double* positions = nullptr;         ///< [chains][d], in and out
    const std::uint64_t* done = nullptr; ///< steps done before, by chain
    std::uint64_t* accepted = nullptr;
    std::uint64_t* notFinite = nullptr;
    /// Of the last step, by chain: from [d], to [d], energy difference, acceptance, uniform number,
    /// 1 if accepted.
    double* last = nullptr;
    std::size_t chains = 0;
    std::uint32_t key[2] = {0, 0};
    double scale = 0.0;
    unsigned points = 1;
    std::uint64_t steps = 0;
    bool weightsShared = false; ///< there is shared memory for them
};

inline std::size_t metropolisStateBytes(std::size_t inputDim) {
    return std::size_t(chainsPerBlock) * 2 * inputDim * sizeof(double);
}

template <typename Real> Launch launchOf(const MetropolisTask<Real>& task) {
    Launch launch;
    launch.blocks = static_cast<unsigned>((task.chains + chainsPerBlock - 1) / chainsPerBlock);
    launch.threads = chainsPerBlock * lanes;
    launch.sharedBytes =
        metropolisStateBytes(task.inputDim) +
        (task.weightsShared ? (2 * std::size_t(task.inputDim) + 1) * task.hidden * sizeof(Real)
                            : 0);
    return launch;
}

struct RandomBits {
    std::uint32_t word[4];
};

/// Block `block` of the stream of (chain, step), as RandomStream lays its counter out.
SCORESCOPE_DEVICE inline RandomBits philoxBlock(const std::uint32_t key[2], std::uint32_t block,
                                                std::uint32_t chain, std::uint64_t step) {
    r123::Philox4x32::ctr_type counter;
    counter[0] = block;
    counter[1] = chain;
    counter[2] = static_cast<std::uint32_t>(step);
    counter[3] = static_cast<std::uint32_t>(step >> 32U);
    r123::Philox4x32::key_type keys;
    keys[0] = key[0];
    keys[1] = key[1];
    r123::Philox4x32 philox;
    const r123::Philox4x32::ctr_type random = philox(counter, keys);
    return {{random[0], random[1], random[2], random[3]}};
}

SCORESCOPE_DEVICE inline double uniformOf(std::uint32_t high, std::uint32_t low) {
    const std::uint64_t both = (static_cast<std::uint64_t>(high) << 32U) | low;
    return static_cast<double>(both >> 11U) * 0x1.0p-53;
}

/// Four chains to a block, one to a warp; the lanes share out the hidden units, and the warps of a
/// block meet once, before the first step.
template <typename Real> struct MetropolisKernel {
    template <typename Grid>
    SCORESCOPE_DEVICE void operator()(const MetropolisTask<Real>& task, Grid& grid) const {
        const unsigned d = task.inputDim;
        const unsigned hidden = task.hidden;
        const unsigned warp = grid.thread() / lanes;
        const unsigned lane = grid.thread() % lanes;
        // Per chain: where it is, and the displacement proposed.
        double* x = grid.shared() + static_cast<std::size_t>(warp) * 2 * d;
        double* delta = x + d;
        const Real* weights = task.weights;
        if (task.weightsShared) {
            Real* copy = reinterpret_cast<Real*>(grid.shared() +
                                                 static_cast<std::size_t>(chainsPerBlock) * 2 * d);
            const std::size_t count = (2 * static_cast<std::size_t>(d) + 1) * hidden;
            for (std::size_t i = grid.thread(); i < count; i += grid.threads()) {
                copy[i] = weights[i];
            }
            weights = copy;
        }
        grid.syncBlock();
        const std::size_t chain = static_cast<std::size_t>(grid.block()) * chainsPerBlock + warp;
        if (chain >= task.chains) {
            return;
        }
        const Real* bias = weights + static_cast<std::size_t>(d) * hidden;
        const Real* decoder = bias + hidden;
        for (unsigned k = lane; k < d; k += lanes) {
            x[k] = task.positions[chain * d + k];
        }
        double* last = task.last + chain * (2 * static_cast<std::size_t>(d) + 4);
        const std::uint64_t before = task.done[chain];
        const Real perStep =
            task.points > 1 ? Real(1) / static_cast<Real>(task.points - 1) : Real(0);
        const double centre = task.points > 1 ? 0.5 : 0.0;
        const unsigned pairs = (d + 1) / 2;
        const auto number = static_cast<std::uint32_t>(chain);
        std::uint64_t accepted = 0;
        std::uint64_t notFinite = 0;
        grid.syncWarp();
        for (std::uint64_t step = 0; step < task.steps; ++step) {
            bool finite = true;
            double rest = 0.0;
            for (unsigned pair = lane; pair < pairs; pair += lanes) {
                const RandomBits bits = philoxBlock(task.key, pair, number, before + step);
                const double radius =
                    std::sqrt(-2.0 * std::log1p(-uniformOf(bits.word[0], bits.word[1])));
                const double angle =
                    6.283185307179586476925 * uniformOf(bits.word[2], bits.word[3]);
                for (unsigned i = 0; i < 2 && 2 * pair + i < d; ++i) {
                    const unsigned k = 2 * pair + i;
                    const double normal = radius * (i == 0 ? std::cos(angle) : std::sin(angle));
                    const double to = grid.plusProduct(x[k], task.scale, normal);
                    delta[k] = to - x[k];
                    finite = finite && std::isfinite(to);
                    rest += delta[k] * (task.offset[k] - x[k] - centre * delta[k]);
                    if (step + 1 == task.steps) {
                        last[k] = x[k];
                        last[d + k] = to;
                    }
                }
            }
            grid.syncWarp();
            const Real sum = alongPath(task, grid, weights, bias, decoder, x, delta, perStep);
            const double energy =
                -(sumOverWarp(rest, grid) - 2.0 * sumOverWarp(static_cast<double>(sum), grid) /
                                                static_cast<double>(task.points)) *
                task.inverseVariance;
            finite = grid.allInWarp(finite) && std::isfinite(energy);
            const RandomBits words = philoxBlock(task.key, pairs, number, before + step);
            const double uniform = uniformOf(words.word[0], words.word[1]);
            const double acceptance = !finite ? 0.0 : energy <= 0.0 ? 1.0 : std::exp(-energy);
            const bool accept = uniform < acceptance; // the same in all lanes
            notFinite += finite ? 0 : 1;
            accepted += accept ? 1 : 0;
            if (lane == 0 && step + 1 == task.steps) {
                last[2 * d] = energy;
                last[2 * d + 1] = acceptance;
                last[2 * d + 2] = uniform;
                last[2 * d + 3] = accept ? 1.0 : 0.0;
            }
            for (unsigned pair = lane; accept && pair < pairs; pair += lanes) {
                for (unsigned k = 2 * pair; k < d && k < 2 * pair + 2; ++k) {
                    x[k] += delta[k];
                }
            }
            grid.syncWarp();
        }
        for (unsigned k = lane; k < d; k += lanes) {
            task.positions[chain * d + k] = x[k];
        }
        if (lane == 0) {
            task.accepted[chain] = accepted;
            task.notFinite[chain] = notFinite;
        }
    }

private:
    /// This lane's part of Σ_h (Vᵀδ)_h Σ_i t_hi over the path's points.
    template <typename Grid>
    SCORESCOPE_DEVICE static Real
    alongPath(const MetropolisTask<Real>& task, Grid& grid, const Real* weights, const Real* bias,
              const Real* decoder, const double* x, const double* delta, Real perStep) {
        const unsigned hidden = task.hidden;
        Real sum = 0;
        for (unsigned h = grid.thread() % lanes; h < hidden; h += lanes) {
            Real z = bias[h];
            Real rise = 0;
            Real gain = 0;
            for (unsigned k = 0; k < task.inputDim; ++k) {
                const Real w = weights[static_cast<std::size_t>(k) * hidden + h];
                const Real move = static_cast<Real>(delta[k]);
                z += w * static_cast<Real>(x[k]);
                rise += w * move;
                gain += decoder[static_cast<std::size_t>(k) * hidden + h] * move;
            }
            rise *= perStep;
            Real along = 0;
            for (unsigned i = 0; i < task.points; ++i) {
                along +=
                    grid.reciprocal(Real(1) + grid.powerOfTwo(z + static_cast<Real>(i) * rise)) -
                    Real(0.5);
            }
            sum += gain * along;
        }
        return sum;
    }
};

} // namespace scorescope::cuda::kernels
