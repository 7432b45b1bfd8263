// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "engine/nn/fused_autoencoder_kernels.h"

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

template <typename T> T floorOf(T z) {
    const T n = nearest(z);
    return n > z ? n - T(1) : n;
}

/// 2^n for a whole n within the exponent's range; some number for NaN.
float powerOfTwo(float n) {
    const float shifted = n + (12582912.0f + 127.0f);
    std::uint32_t bits = 0;
    std::memcpy(&bits, &shifted, sizeof bits);
    bits <<= 23;
    float power = 0;
    std::memcpy(&power, &bits, sizeof power);
    return power;
}

double powerOfTwo(double n) {
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
    static Vec load(const T* p) {
        Vec v;
        for (std::size_t i = 0; i < lanes; ++i) {
            v.at[i] = p[i];
        }
        return v;
    }
    static void store(T* p, const Vec& v) {
        for (std::size_t i = 0; i < lanes; ++i) {
            p[i] = v.at[i];
        }
    }
    static Vec set1(T value) {
        Vec v;
        for (std::size_t i = 0; i < lanes; ++i) {
            v.at[i] = value;
        }
        return v;
    }
    static Vec add(const Vec& a, const Vec& b) {
        Vec v;
        for (std::size_t i = 0; i < lanes; ++i) {
            v.at[i] = a.at[i] + b.at[i];
        }
        return v;
    }
    static Vec mul(const Vec& a, const Vec& b) {
        Vec v;
        for (std::size_t i = 0; i < lanes; ++i) {
            v.at[i] = a.at[i] * b.at[i];
        }
        return v;
    }
    static Vec fma(const Vec& a, const Vec& b, const Vec& c) {
        Vec v;
        for (std::size_t i = 0; i < lanes; ++i) {
            v.at[i] = a.at[i] * b.at[i] + c.at[i];
        }
        return v;
    }
    static Vec fnma(const Vec& a, const Vec& b, const Vec& c) {
        Vec v;
        for (std::size_t i = 0; i < lanes; ++i) {
            v.at[i] = c.at[i] - a.at[i] * b.at[i];
        }
        return v;
    }
    static T sum(const Vec& v) { return (v.at[0] + v.at[2]) + (v.at[1] + v.at[3]); }
    static Vec clamp(const Vec& z) {
        const T limit = sizeof(T) == 4 ? T(100) : T(500);
        Vec v;
        for (std::size_t i = 0; i < lanes; ++i) {
            const T below = z.at[i] > limit ? limit : z.at[i]; // comparisons keep NaN
            v.at[i] = below < -limit ? -limit : below;
        }
        return v;
    }
    static Vec fraction(const Vec& z) {
        Vec v;
        for (std::size_t i = 0; i < lanes; ++i) {
            v.at[i] = z.at[i] - floorOf(z.at[i]);
        }
        return v;
    }
    static Vec scale(const Vec& p, const Vec& z, const Vec& f) {
        Vec v;
        for (std::size_t i = 0; i < lanes; ++i) {
            v.at[i] = p.at[i] * powerOfTwo(z.at[i] - f.at[i]);
        }
        return v;
    }
    static Vec reciprocalMinusHalf(const Vec& d) {
        Vec v;
        for (std::size_t i = 0; i < lanes; ++i) {
            v.at[i] = T(1) / d.at[i] - T(0.5);
        }
        return v;
    }
    static void addTo(double* to, const Vec& v) {
        for (std::size_t i = 0; i < lanes; ++i) {
            to[i] += static_cast<double>(v.at[i]);
        }
    }
};

} // namespace

#include "engine/nn/fused_penalty_kernel_body.h"

namespace scorescope::nn::detail {

FusedKernels<float> baselineKernelsFloat() {
    return kernelsOf<Portable<float>>();
}

FusedKernels<double> baselineKernelsDouble() {
    return kernelsOf<Portable<double>>();
}

} // namespace scorescope::nn::detail
