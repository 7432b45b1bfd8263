// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Vectors of 4 numbers for any machine, and the description of what every vector type offers. In an
// anonymous namespace like simd/avx2.h and simd/avx512.h, whose types have the same names: a kernel
// is a template of one of them, and each of its sources includes one of these headers.

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace scorescope::nn::simd {
namespace {

/// Adding 1.5 * 2^(mantissa bits) rounds to an integer and leaves it in the low bits: no call of
/// floor() or ldexp(), which plain x86-64 has no instruction for.
inline float nearest(float z) {
    return (z + 12582912.0f) - 12582912.0f;
}
inline double nearest(double z) {
    return (z + 6755399441055744.0) - 6755399441055744.0;
}

template <typename T> inline T floorOf(T z) {
    const T n = nearest(z);
    return n > z ? n - T(1) : n;
}

/// 2^n for a whole n within the exponent's range; some number for NaN.
inline float wholePowerOfTwo(float n) {
    const float shifted = n + (12582912.0f + 127.0f);
    std::uint32_t bits = 0;
    std::memcpy(&bits, &shifted, sizeof bits);
    bits <<= 23;
    float power = 0;
    std::memcpy(&power, &bits, sizeof power);
    return power;
}

inline double wholePowerOfTwo(double n) {
    const double shifted = n + (6755399441055744.0 + 1023.0);
    std::uint64_t bits = 0;
    std::memcpy(&bits, &shifted, sizeof bits);
    bits <<= 52;
    double power = 0;
    std::memcpy(&power, &bits, sizeof power);
    return power;
}

/// Four lanes as plain arrays, which every compiler turns into the vectors the target surely has.
template <typename T> struct Portable {
    using Real = T;
    static constexpr std::size_t lanes = 4; ///< numbers in a vector
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
    /// From and to memory, aligned to the vector's size.
    static Vec load(const T* p) {
        return each([&](std::size_t i) { return p[i]; });
    }
    static void store(T* p, const Vec& v) {
        for (std::size_t i = 0; i < lanes; ++i) {
            p[i] = v.at[i];
        }
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
    /// a b + c, rounded once where the processor can.
    static Vec fma(const Vec& a, const Vec& b, const Vec& c) {
        return each([&](std::size_t i) { return a.at[i] * b.at[i] + c.at[i]; });
    }
    /// c − a b
    static Vec fnma(const Vec& a, const Vec& b, const Vec& c) {
        return each([&](std::size_t i) { return c.at[i] - a.at[i] * b.at[i]; });
    }
    /// Both keep the second operand when one is NaN.
    static Vec min(const Vec& a, const Vec& b) {
        return each([&](std::size_t i) { return a.at[i] < b.at[i] ? a.at[i] : b.at[i]; });
    }
    static Vec max(const Vec& a, const Vec& b) {
        return each([&](std::size_t i) { return a.at[i] > b.at[i] ? a.at[i] : b.at[i]; });
    }
    /// Over the lanes.
    static T sum(const Vec& v) { return (v.at[0] + v.at[2]) + (v.at[1] + v.at[3]); }
    /// Exponents that scale() and the reciprocal of 1 + 2^z can take; NaN stays NaN.
    static Vec clamp(const Vec& z) {
        const T limit = sizeof(T) == 4 ? T(100) : T(500);
        return each([&](std::size_t i) {
            const T below = z.at[i] > limit ? limit : z.at[i]; // comparisons keep NaN
            return below < -limit ? -limit : below;
        });
    }
    /// z − ⌊z⌋
    static Vec fraction(const Vec& z) {
        return each([&](std::size_t i) { return z.at[i] - floorOf(z.at[i]); });
    }
    /// p 2^⌊z⌋, given f = z − ⌊z⌋.
    static Vec scale(const Vec& p, const Vec& z, const Vec& f) {
        return each([&](std::size_t i) { return p.at[i] * wholePowerOfTwo(z.at[i] - f.at[i]); });
    }
    /// 1/d − 1/2 for d ≥ 1.
    static Vec reciprocalMinusHalf(const Vec& d) {
        return each([&](std::size_t i) { return T(1) / d.at[i] - T(0.5); });
    }
    /// n/d − c
    static Vec divideMinus(const Vec& n, const Vec& d, const Vec& c) {
        return each([&](std::size_t i) { return n.at[i] / d.at[i] - c.at[i]; });
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
    /// Adds the lanes to as many doubles.
    static void addTo(double* to, const Vec& v) {
        for (std::size_t i = 0; i < lanes; ++i) {
            to[i] += static_cast<double>(v.at[i]);
        }
    }
};

using Float = Portable<float>;
using Double = Portable<double>;

/// Vectors of 32-bit words, for counters and random bits.
struct Words {
    static constexpr std::size_t lanes = 4;
    struct Vec {
        std::uint32_t at[lanes];
    };
    /// first, first + 1, …
    static Vec count(std::uint32_t first) {
        Vec v;
        for (std::size_t i = 0; i < lanes; ++i) {
            v.at[i] = first + static_cast<std::uint32_t>(i);
        }
        return v;
    }
    static Vec set1(std::uint32_t word) {
        Vec v;
        for (std::uint32_t& each : v.at) {
            each = word;
        }
        return v;
    }
    static void store(std::uint32_t* p, const Vec& v) { std::memcpy(p, v.at, sizeof v.at); }
    static Vec exclusiveOr(const Vec& a, const Vec& b) {
        Vec v;
        for (std::size_t i = 0; i < lanes; ++i) {
            v.at[i] = a.at[i] ^ b.at[i];
        }
        return v;
    }
    /// Both halves of the products, of 64 bits.
    static void multiply(const Vec& a, std::uint32_t b, Vec& high, Vec& low) {
        for (std::size_t i = 0; i < lanes; ++i) {
            const std::uint64_t product = std::uint64_t{a.at[i]} * b;
            high.at[i] = static_cast<std::uint32_t>(product >> 32U);
            low.at[i] = static_cast<std::uint32_t>(product);
        }
    }
};

} // namespace
} // namespace scorescope::nn::simd
