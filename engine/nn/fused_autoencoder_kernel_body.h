// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

// The body of the kernels, included by exactly the three per-ISA sources after they have defined
// their vector types. Everything is in an anonymous namespace: each source gets its own copy,
// compiled for its own instruction set, and none of it is visible to the linker.
//
// The trick that makes it fast: with z = 2 log2(e) (b + W x) the kernels work with
//     t = 1/(1 + 2^z) - 1/2 = -tanh(b + W x)/2,    so  r = c - 2 sum_h V_h t_h,   1 - tanh^2 = 4
//     (1/4 - t^2),
// which saves the final steps of tanh; the factors are put back once per parameter, not once per
// unit and example. The lanes of a vector are hidden units, so gradients need no horizontal sums.

#include "engine/nn/fused_autoencoder_kernels.h"
#include "engine/nn/simd/power_of_two.h"

namespace {

using scorescope::nn::detail::ExampleBlock;
using scorescope::nn::detail::FusedKernels;
using scorescope::nn::detail::PackedNetwork;
using scorescope::nn::detail::scratchPadding;
using scorescope::nn::simd::powerOfTwoFraction;

/// 2^f for f in [0, 1): interpolation at Chebyshev-Lobatto nodes, exact at 0 and 1 so that tanh is
/// smooth through zero. Relative error 1.5e-7.
template <typename S> inline typename S::Vec powerOfTwoFraction(typename S::Vec f, float) {
    auto p = S::fma(S::set1(1.895107291e-3f), f, S::set1(8.959888107e-3f));
    p = S::fma(p, f, S::set1(5.583602036e-2f));
    p = S::fma(p, f, S::set1(2.401577355e-1f));
    p = S::fma(p, f, S::set1(6.931512488e-1f));
    return S::fma(p, f, S::set1(1.0f));
}

/// t = 1/(1 + 2^z) - 1/2. NaN in, NaN out; saturates for large |z|.
template <typename S> inline typename S::Vec minusHalfTanh(typename S::Vec z) {
    const auto clamped = S::clamp(z);
    const auto fraction = S::fraction(clamped);
    const auto power =
        S::scale(powerOfTwoFraction<S>(fraction, typename S::Real{}), clamped, fraction);
    return S::reciprocalMinusHalf(S::add(power, S::set1(typename S::Real(1))));
}

/// Forward pass over one block, input dimension known at compile time: all accumulators stay in
/// registers.
template <typename S, int D, int E, bool Keep>
inline void forwardGroup(const PackedNetwork<typename S::Real>& net,
                         const ExampleBlock<typename S::Real>& block, std::size_t first) {
    using Real = typename S::Real;
    using Vec = typename S::Vec;
    const std::size_t padded = net.paddedHidden;
    const std::size_t vectorStride = (block.count + scratchPadding) * S::lanes;
    Vec sum[E][D];
    for (int i = 0; i < E; ++i) {
        for (int k = 0; k < D; ++k) {
            sum[i][k] = S::set1(Real(0));
        }
    }
    const Real* x = block.inputs + first * D;
    for (std::size_t h = 0, v = 0; h < padded; h += S::lanes, ++v) {
        Vec w[D];
        Vec out[D];
        for (int j = 0; j < D; ++j) {
            w[j] = S::load(net.encoder + static_cast<std::size_t>(j) * padded + h);
            out[j] = S::load(net.decoder + static_cast<std::size_t>(j) * padded + h);
        }
        const Vec bias = S::load(net.bias + h);
        for (int i = 0; i < E; ++i) {
            Vec z = bias;
            for (int j = 0; j < D; ++j) {
                z = S::fma(w[j], S::set1(x[i * D + j]), z);
            }
            const Vec t = minusHalfTanh<S>(z);
            if (Keep) {
                S::store(block.scratch + v * vectorStride +
                             (first + static_cast<std::size_t>(i)) * S::lanes,
                         t);
            }
            for (int k = 0; k < D; ++k) {
                sum[i][k] = S::fma(out[k], t, sum[i][k]);
            }
        }
    }
    for (int i = 0; i < E; ++i) {
        for (int k = 0; k < D; ++k) {
            const std::size_t at =
                (first + static_cast<std::size_t>(i)) * D + static_cast<std::size_t>(k);
            Real r = net.offset[k] - Real(2) * S::sum(sum[i][k]);
            if (Keep) {
                r -= block.targets[at];
            }
            block.reconstruction[at] = r;
        }
    }
}

template <typename S, int D, bool Keep>
void forwardFixed(const PackedNetwork<typename S::Real>& net,
                  const ExampleBlock<typename S::Real>& block) {
    constexpr int group = 4;
    std::size_t n = 0;
    for (; n + group <= block.count; n += group) {
        forwardGroup<S, D, group, Keep>(net, block, n);
    }
    for (; n < block.count; ++n) {
        forwardGroup<S, D, 1, Keep>(net, block, n);
    }
}

/// Backward pass over one block for Units vectors of hidden units at a time.
template <typename S, int D, int Units>
inline void backwardUnits(const PackedNetwork<typename S::Real>& net,
                          const ExampleBlock<typename S::Real>& block, std::size_t h) {
    using Real = typename S::Real;
    using Vec = typename S::Vec;
    const std::size_t padded = net.paddedHidden;
    const std::size_t vectorStride = (block.count + scratchPadding) * S::lanes;
    const Real* scratch = block.scratch + (h / S::lanes) * vectorStride;
    Vec out[Units][D];
    Vec sumIn[Units][D];
    Vec sumBias[Units];
    Vec sumOut[Units][D];
    for (int u = 0; u < Units; ++u) {
        sumBias[u] = S::set1(Real(0));
        for (int k = 0; k < D; ++k) {
            out[u][k] = S::load(net.decoder + static_cast<std::size_t>(k) * padded + h +
                                static_cast<std::size_t>(u) * S::lanes);
            sumIn[u][k] = S::set1(Real(0));
            sumOut[u][k] = S::set1(Real(0));
        }
    }
    const Vec quarter = S::set1(Real(0.25));
    for (std::size_t n = 0; n < block.count; ++n) {
        const Real* e = block.reconstruction + n * D;
        const Real* x = block.inputs + n * D;
        for (int u = 0; u < Units; ++u) {
            const Vec t =
                S::load(scratch + static_cast<std::size_t>(u) * vectorStride + n * S::lanes);
            Vec q = S::mul(out[u][0], S::set1(e[0]));
            for (int k = 1; k < D; ++k) {
                q = S::fma(out[u][k], S::set1(e[k]), q);
            }
            q = S::mul(q, S::fnma(t, t, quarter));
            sumBias[u] = S::add(sumBias[u], q);
            for (int k = 0; k < D; ++k) {
                sumIn[u][k] = S::fma(q, S::set1(x[k]), sumIn[u][k]);
                sumOut[u][k] = S::fma(t, S::set1(e[k]), sumOut[u][k]);
            }
        }
    }
    for (int u = 0; u < Units; ++u) {
        double* to = block.sums + h + static_cast<std::size_t>(u) * S::lanes;
        for (int k = 0; k < D; ++k) {
            S::addTo(to + static_cast<std::size_t>(k) * padded, sumIn[u][k]);
            S::addTo(to + static_cast<std::size_t>(D + 1 + k) * padded, sumOut[u][k]);
        }
        S::addTo(to + static_cast<std::size_t>(D) * padded, sumBias[u]);
    }
}

template <typename S, int D>
void backwardFixed(const PackedNetwork<typename S::Real>& net,
                   const ExampleBlock<typename S::Real>& block) {
    std::size_t h = 0;
    for (; h + 2 * S::lanes <= net.paddedHidden; h += 2 * S::lanes) {
        backwardUnits<S, D, 2>(net, block, h);
    }
    for (; h < net.paddedHidden; h += S::lanes) {
        backwardUnits<S, D, 1>(net, block, h);
    }
}

/// Any dimension: t of the block into scratch (always), then r as a second product over the block.
template <typename S, bool Keep>
void forwardGeneral(const PackedNetwork<typename S::Real>& net,
                    const ExampleBlock<typename S::Real>& block) {
    using Real = typename S::Real;
    using Vec = typename S::Vec;
    const std::size_t padded = net.paddedHidden;
    const std::size_t dim = net.inputDim;
    const std::size_t vectorStride = (block.count + scratchPadding) * S::lanes;
    for (std::size_t h = 0, v = 0; h < padded; h += S::lanes, ++v) {
        const Vec bias = S::load(net.bias + h);
        for (std::size_t n = 0; n < block.count; ++n) {
            Vec z = bias;
            for (std::size_t j = 0; j < dim; ++j) {
                z = S::fma(S::load(net.encoder + j * padded + h),
                           S::set1(block.inputs[n * dim + j]), z);
            }
            S::store(block.scratch + v * vectorStride + n * S::lanes, minusHalfTanh<S>(z));
        }
    }
    for (std::size_t n = 0; n < block.count; ++n) {
        for (std::size_t k = 0; k < dim; k += 2) {
            const bool pair = k + 1 < dim;
            Vec sum0 = S::set1(Real(0));
            Vec sum1 = S::set1(Real(0));
            const Real* out0 = net.decoder + k * padded;
            const Real* out1 = net.decoder + (pair ? k + 1 : k) * padded;
            for (std::size_t h = 0, v = 0; h < padded; h += S::lanes, ++v) {
                const Vec t = S::load(block.scratch + v * vectorStride + n * S::lanes);
                sum0 = S::fma(S::load(out0 + h), t, sum0);
                sum1 = S::fma(S::load(out1 + h), t, sum1);
            }
            Real* to = block.reconstruction + n * dim + k;
            to[0] = net.offset[k] - Real(2) * S::sum(sum0);
            if (pair) {
                to[1] = net.offset[k + 1] - Real(2) * S::sum(sum1);
            }
        }
        if (Keep) {
            for (std::size_t k = 0; k < dim; ++k) {
                block.reconstruction[n * dim + k] -= block.targets[n * dim + k];
            }
        }
    }
}

template <typename S>
void backwardGeneral(const PackedNetwork<typename S::Real>& net,
                     const ExampleBlock<typename S::Real>& block) {
    using Real = typename S::Real;
    using Vec = typename S::Vec;
    const std::size_t padded = net.paddedHidden;
    const std::size_t dim = net.inputDim;
    const std::size_t vectorStride = (block.count + scratchPadding) * S::lanes;
    for (std::size_t h = 0, v = 0; h < padded; h += S::lanes, ++v) {
        const Real* scratch = block.scratch + v * vectorStride;
        double* to = block.sums + h;
        Vec sumBias = S::set1(Real(0));
        for (std::size_t n = 0; n < block.count; ++n) {
            Vec q = S::set1(Real(0));
            for (std::size_t k = 0; k < dim; ++k) {
                q = S::fma(S::load(net.decoder + k * padded + h),
                           S::set1(block.reconstruction[n * dim + k]), q);
            }
            const Vec t = S::load(scratch + n * S::lanes);
            q = S::mul(q, S::fnma(t, t, S::set1(Real(0.25))));
            S::store(block.slope + n * S::lanes, q);
            sumBias = S::add(sumBias, q);
        }
        S::addTo(to + dim * padded, sumBias);
        for (std::size_t k = 0; k < dim; ++k) {
            Vec sumIn = S::set1(Real(0));
            Vec sumOut = S::set1(Real(0));
            for (std::size_t n = 0; n < block.count; ++n) {
                sumIn = S::fma(S::load(block.slope + n * S::lanes),
                               S::set1(block.inputs[n * dim + k]), sumIn);
                sumOut = S::fma(S::load(scratch + n * S::lanes),
                                S::set1(block.reconstruction[n * dim + k]), sumOut);
            }
            S::addTo(to + k * padded, sumIn);
            S::addTo(to + (dim + 1 + k) * padded, sumOut);
        }
    }
}

template <typename S>
void runReconstruct(const PackedNetwork<typename S::Real>& net,
                    const ExampleBlock<typename S::Real>& block) {
    switch (net.inputDim) {
    case 1:
        return forwardFixed<S, 1, false>(net, block);
    case 2:
        return forwardFixed<S, 2, false>(net, block);
    case 3:
        return forwardFixed<S, 3, false>(net, block);
    default:
        return forwardGeneral<S, false>(net, block);
    }
}

template <typename S>
void runForward(const PackedNetwork<typename S::Real>& net,
                const ExampleBlock<typename S::Real>& block) {
    switch (net.inputDim) {
    case 1:
        return forwardFixed<S, 1, true>(net, block);
    case 2:
        return forwardFixed<S, 2, true>(net, block);
    case 3:
        return forwardFixed<S, 3, true>(net, block);
    default:
        return forwardGeneral<S, true>(net, block);
    }
}

template <typename S>
void runBackward(const PackedNetwork<typename S::Real>& net,
                 const ExampleBlock<typename S::Real>& block) {
    switch (net.inputDim) {
    case 1:
        return backwardFixed<S, 1>(net, block);
    case 2:
        return backwardFixed<S, 2>(net, block);
    case 3:
        return backwardFixed<S, 3>(net, block);
    default:
        return backwardGeneral<S>(net, block);
    }
}

} // namespace
