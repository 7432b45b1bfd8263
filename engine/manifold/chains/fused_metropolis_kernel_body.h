// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

// The body of the kernels, included by exactly the three per-ISA sources after they have defined
// their vector types. Everything is in an anonymous namespace: each source gets its own copy,
// compiled for its own instruction set, and none of it is visible to the linker.
//
// With z_i = 2 log2(e) (b + W x_i) each unit contributes t_i = 1/(1 + 2^z_i) − 1/2 =
// −tanh(b + W x_i)/2. On a straight path z_i = z_1 + i dz, so that 2^z_i is a geometric sequence;
// the sum of a few 1/(1 + 2^z_i) is formed as one fraction, numerator/denominator, and divided
// once.

#include "engine/manifold/chains/fused_metropolis_kernels.h"
#include "engine/nn/simd/power_of_two.h"

#include <algorithm>

namespace {

using scorescope::manifold::detail::PathNetwork;
using scorescope::manifold::detail::PathSums;
using scorescope::nn::simd::powerOfTwoFraction;

template <typename Real> struct Range;

/// Points per fraction and the largest 1 + 2^z in it, so that the product of the denominators stays
/// finite and its reciprocal normal; 2^25 changes 1/(1 + 2^z) by less than 3e-8. Beyond `exponent`
/// the geometric sequence could leave the representable range.
template <> struct Range<float> {
    static constexpr std::size_t group = 5;
    static constexpr float largest = 33554432.0f; // 2^25
    static constexpr float exponent = 58.0f;
};
template <> struct Range<double> {
    static constexpr std::size_t group = 8;
    static constexpr double largest = 1.8014398509481984e16; // 2^54
    static constexpr double exponent = 400.0;
};

/// 2^f for f in [0, 1), interpolated at Chebyshev-Lobatto nodes: relative error 9e-9 before
/// rounding, small enough to be raised to the fourth power.
template <typename S> inline typename S::Vec powerOfTwoFraction(typename S::Vec f, float) {
    auto p = S::fma(S::set1(2.187750477e-04f), f, S::set1(1.240135381e-03f));
    p = S::fma(p, f, S::set1(9.681204695e-03f));
    p = S::fma(p, f, S::set1(5.548337191e-02f));
    p = S::fma(p, f, S::set1(2.402294539e-01f));
    p = S::fma(p, f, S::set1(6.931470590e-01f));
    return S::fma(p, f, S::set1(1.0f));
}

/// 2^z for |z| small enough for the type; NaN in, NaN out.
template <typename S> inline typename S::Vec powerOfTwo(typename S::Vec z) {
    const auto fraction = S::fraction(z);
    return S::scale(powerOfTwoFraction<S>(fraction, typename S::Real{}), z, fraction);
}

/// Σ t_i over the points of one vector of units, N of them known at compile time.
template <typename S, std::size_t N>
inline typename S::Vec groupSum(typename S::Vec z, typename S::Vec dz, typename S::Vec ratio,
                                bool geometric) {
    using Real = typename S::Real;
    const auto one = S::set1(Real(1));
    const auto largest = S::set1(Range<Real>::largest);
    typename S::Vec denominators[N];
    if (geometric) {
        auto power = powerOfTwo<S>(z);
        for (std::size_t i = 0; i < N; ++i) {
            denominators[i] = S::add(one, S::min(largest, power));
            power = S::mul(power, ratio);
        }
    } else {
        const auto low = S::set1(-Range<Real>::exponent);
        const auto high = S::set1(Range<Real>::exponent);
        for (std::size_t i = 0; i < N; ++i) {
            const auto at = S::fma(dz, S::set1(static_cast<Real>(i)), z);
            denominators[i] =
                S::add(one, S::min(largest, powerOfTwo<S>(S::max(low, S::min(high, at)))));
        }
    }
    auto numerator = one;
    auto denominator = denominators[0];
    for (std::size_t i = 1; i < N; ++i) {
        numerator = S::fma(numerator, denominators[i], denominator);
        denominator = S::mul(denominator, denominators[i]);
    }
    return S::divideMinus(numerator, denominator, S::set1(Real(0.5) * static_cast<Real>(N)));
}

template <typename S>
inline typename S::Vec groupSumOf(std::size_t points, typename S::Vec z, typename S::Vec dz,
                                  typename S::Vec ratio, bool geometric) {
    switch (points) {
    case 1:
        return groupSum<S, 1>(z, dz, ratio, geometric);
    case 2:
        return groupSum<S, 2>(z, dz, ratio, geometric);
    case 3:
        return groupSum<S, 3>(z, dz, ratio, geometric);
    case 4:
        return groupSum<S, 4>(z, dz, ratio, geometric);
    case 5:
        return groupSum<S, 5>(z, dz, ratio, geometric);
    case 6:
        return groupSum<S, 6>(z, dz, ratio, geometric);
    case 7:
        return groupSum<S, 7>(z, dz, ratio, geometric);
    default:
        return groupSum<S, 8>(z, dz, ratio, geometric);
    }
}

/// Σ t_i over the whole path. Fixed: the number of points when it is known at compile time and one
/// group, else 0.
template <typename S, std::size_t Fixed>
inline typename S::Vec pathSum(std::size_t points, typename S::Vec z, typename S::Vec zLast,
                               typename S::Vec dz) {
    using Real = typename S::Real;
    const auto limit = S::set1(Range<Real>::exponent);
    const bool geometric = S::allWithin(z, zLast, limit);
    const auto ratio = geometric ? powerOfTwo<S>(dz) : dz;
    if constexpr (Fixed > 0) {
        return groupSum<S, Fixed>(z, dz, ratio, geometric);
    }
    auto sum = S::set1(Real(0));
    for (std::size_t first = 0; first < points; first += Range<Real>::group) {
        const std::size_t count = std::min(Range<Real>::group, points - first);
        const auto start = S::fma(dz, S::set1(static_cast<Real>(first)), z);
        sum = S::add(sum, groupSumOf<S>(count, start, dz, ratio, geometric));
    }
    return sum;
}

/// D > 0: the dimension, known at compile time. Pairs: how many pairs share the loads of weights.
template <typename S, std::size_t D, std::size_t Fixed, std::size_t Pairs>
inline void sumPairs(const PathNetwork<typename S::Real>& net, const typename S::Real* x,
                     const typename S::Real* delta, std::size_t points, double* out) {
    using Real = typename S::Real;
    using Vec = typename S::Vec;
    const std::size_t dim = D > 0 ? D : net.inputDim;
    const std::size_t padded = net.paddedHidden;
    const Vec perStep = S::set1(points > 1 ? Real(1) / static_cast<Real>(points - 1) : Real(0));
    // Sums of at most this many terms per lane in Real, then in double.
    constexpr std::size_t stretch = 64 * S::lanes;
    for (std::size_t p = 0; p < Pairs; ++p) {
        out[p] = 0.0;
    }
    for (std::size_t from = 0; from < padded; from += stretch) {
        const std::size_t to = std::min(from + stretch, padded);
        Vec sums[Pairs];
        for (std::size_t p = 0; p < Pairs; ++p) {
            sums[p] = S::set1(Real(0));
        }
        for (std::size_t h = from; h < to; h += S::lanes) {
            Vec z[Pairs];
            Vec rise[Pairs];
            Vec gain[Pairs];
            const Vec bias = S::load(net.bias + h);
            for (std::size_t p = 0; p < Pairs; ++p) {
                z[p] = bias;
                rise[p] = S::set1(Real(0));
                gain[p] = S::set1(Real(0));
            }
            for (std::size_t k = 0; k < dim; ++k) {
                const Vec w = S::load(net.encoder + k * padded + h);
                const Vec v = S::load(net.decoder + k * padded + h);
                for (std::size_t p = 0; p < Pairs; ++p) {
                    const Vec move = S::set1(delta[p * dim + k]);
                    z[p] = S::fma(w, S::set1(x[p * dim + k]), z[p]);
                    rise[p] = S::fma(w, move, rise[p]);
                    gain[p] = S::fma(v, move, gain[p]);
                }
            }
            for (std::size_t p = 0; p < Pairs; ++p) {
                const Vec last = points > 1 ? S::add(z[p], rise[p]) : z[p];
                const Vec sum = pathSum<S, Fixed>(points, z[p], last, S::mul(rise[p], perStep));
                sums[p] = S::fma(gain[p], sum, sums[p]);
            }
        }
        for (std::size_t p = 0; p < Pairs; ++p) {
            out[p] += static_cast<double>(S::sum(sums[p]));
        }
    }
}

template <typename S, std::size_t D, std::size_t Fixed>
void sumAll(const PathNetwork<typename S::Real>& net, const typename S::Real* x,
            const typename S::Real* delta, std::size_t count, std::size_t points, double* out) {
    constexpr std::size_t together = D > 0 ? 2 : 4;
    const std::size_t dim = net.inputDim;
    std::size_t p = 0;
    for (; p + together <= count; p += together) {
        sumPairs<S, D, Fixed, together>(net, x + p * dim, delta + p * dim, points, out + p);
    }
    for (; p < count; ++p) {
        sumPairs<S, D, Fixed, 1>(net, x + p * dim, delta + p * dim, points, out + p);
    }
}

template <typename S, std::size_t D>
void sumDimension(const PathNetwork<typename S::Real>& net, const typename S::Real* x,
                  const typename S::Real* delta, std::size_t count, std::size_t points,
                  double* out) {
    if (points == 5) { // the thesis' choice, and what is measured
        sumAll<S, D, 5>(net, x, delta, count, points, out);
    } else {
        sumAll<S, D, 0>(net, x, delta, count, points, out);
    }
}

template <typename S>
void pathSums(const PathNetwork<typename S::Real>& net, const typename S::Real* x,
              const typename S::Real* delta, std::size_t count, std::size_t points, double* out) {
    switch (net.inputDim) {
    case 1:
        return sumDimension<S, 1>(net, x, delta, count, points, out);
    case 2:
        return sumDimension<S, 2>(net, x, delta, count, points, out);
    case 3:
        return sumDimension<S, 3>(net, x, delta, count, points, out);
    default:
        return sumDimension<S, 0>(net, x, delta, count, points, out);
    }
}

} // namespace
