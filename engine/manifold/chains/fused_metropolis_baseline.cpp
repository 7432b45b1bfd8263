// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "engine/manifold/chains/fused_metropolis_kernels.h"

#include <cstdint>
#include <cstring>

namespace {

/// Adding 1.5 * 2^(mantissa bits) rounds to an integer and leaves it in the low bits: no call of
/// floor() or ldexp(), which plain x86-64 has no instruction for.
float nearest(float z) {
    return (z + 12582912.0f) - 12582912.0f;
}
double nearest(double z) {
    return (z + 6755399441055744.0) - 6755399441055744.0;
}

/// 2^n for a whole n within the exponent's range; some number for NaN.
float wholePower(float n) {
    const float shifted = n + (12582912.0f + 127.0f);
    std::uint32_t bits = 0;
    std::memcpy(&bits, &shifted, sizeof bits);
    bits <<= 23;
    float power = 0;
    std::memcpy(&power, &bits, sizeof power);
    return power;
}
double wholePower(double n) {
    const double shifted = n + (6755399441055744.0 + 1023.0);
    std::uint64_t bits = 0;
    std::memcpy(&bits, &shifted, sizeof bits);
    bits <<= 52;
    double power = 0;
    std::memcpy(&power, &bits, sizeof power);
    return power;
}

/// Any machine: four lanes as plain arrays, which every compiler turns into the vectors the target
/// surely has.
template <typename T> struct Portable {
    using Real = T;
    static constexpr std::size_t lanes = 4;
    struct Vec {
        T at[lanes];
    };
    template <typename Work> static Vec each(const Work& work) {
        Vec v;
        for (std::size_t i = 0; i < lanes; ++i) {
            v.at[i] = work(i);
        }
        return v;
    }
    static Vec load(const T* p) {
        return each([&](std::size_t i) { return p[i]; });
    }
    static Vec set1(T value) {
        return each([&](std::size_t) { return value; });
    }
    static Vec add(const Vec& a, const Vec& b) {
        return each([&](std::size_t i) { return a.at[i] + b.at[i]; });
    }
    static Vec mul(const Vec& a, const Vec& b) {
        return each([&](std::size_t i) { return a.at[i] * b.at[i]; });
    }
    static Vec fma(const Vec& a, const Vec& b, const Vec& c) {
        return each([&](std::size_t i) { return a.at[i] * b.at[i] + c.at[i]; });
    }
    /// Both keep the second operand when one is NaN.
    static Vec min(const Vec& a, const Vec& b) {
        return each([&](std::size_t i) { return a.at[i] < b.at[i] ? a.at[i] : b.at[i]; });
    }
    static Vec max(const Vec& a, const Vec& b) {
        return each([&](std::size_t i) { return a.at[i] > b.at[i] ? a.at[i] : b.at[i]; });
    }
    static T sum(const Vec& v) { return (v.at[0] + v.at[2]) + (v.at[1] + v.at[3]); }
    static Vec fraction(const Vec& z) {
        return each([&](std::size_t i) {
            const T n = nearest(z.at[i]);
            return z.at[i] - (n > z.at[i] ? n - T(1) : n);
        });
    }
    static Vec scale(const Vec& p, const Vec& z, const Vec& f) {
        return each([&](std::size_t i) { return p.at[i] * wholePower(z.at[i] - f.at[i]); });
    }
    /// True when |a| and |b| are at most the limit in every lane; false for NaN.
    static bool allWithin(const Vec& a, const Vec& b, const Vec& limit) {
        bool within = true;
        for (std::size_t i = 0; i < lanes; ++i) {
            const T most = limit.at[i];
            within = within && a.at[i] <= most && a.at[i] >= -most && b.at[i] <= most &&
                     b.at[i] >= -most;
        }
        return within;
    }
    /// n/d − c
    static Vec divideMinus(const Vec& n, const Vec& d, const Vec& c) {
        return each([&](std::size_t i) { return n.at[i] / d.at[i] - c.at[i]; });
    }
};

} // namespace

#include "engine/manifold/chains/fused_metropolis_kernel_body.h"

namespace scorescope::manifold::detail {

PathSums<float> baselinePathSumsFloat() {
    return pathSums<Portable<float>>;
}

PathSums<double> baselinePathSumsDouble() {
    return pathSums<Portable<double>>;
}

} // namespace scorescope::manifold::detail
