// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Kernels of noise.h as plain loops over sixteen numbers, which the compiler turns into the vectors
// that each source is compiled for. In an anonymous namespace: see simd/kernel_sets.h.

#include "engine/nn/noise/noise_kernels.h"

#include <cmath>
#include <cstdint>
#include <cstring>

namespace scorescope::nn::detail {
namespace {

constexpr std::size_t lanes = 16; ///< blocks that are drawn at once; a block has four numbers
constexpr std::size_t group = 4 * lanes;

/// Philox-4x32-10 for blocks first … first + 15: out[j][i] is number j of block first + i.
template <class Words>
inline void draw(const NoiseRow& row, std::uint32_t first, std::uint32_t (&out)[4][lanes]) {
    constexpr std::size_t vectors = lanes / Words::lanes; // independent, to hide their latency
    typename Words::Vec c[4][vectors];
    for (std::size_t v = 0; v < vectors; ++v) {
        c[0][v] = Words::count(first + static_cast<std::uint32_t>(v * Words::lanes));
        c[1][v] = Words::set1(row.chain);
        c[2][v] = Words::set1(row.step[0]);
        c[3][v] = Words::set1(row.step[1]);
    }
    std::uint32_t k0 = row.key[0];
    std::uint32_t k1 = row.key[1];
    for (int round = 0; round < 10; ++round) {
        const auto key0 = Words::set1(k0);
        const auto key1 = Words::set1(k1);
        for (std::size_t v = 0; v < vectors; ++v) {
            typename Words::Vec high0;
            typename Words::Vec low0;
            typename Words::Vec high1;
            typename Words::Vec low1;
            Words::multiply(c[0][v], 0xD2511F53U, high0, low0);
            Words::multiply(c[2][v], 0xCD9E8D57U, high1, low1);
            c[0][v] = Words::exclusiveOr(Words::exclusiveOr(high1, c[1][v]), key0);
            c[1][v] = low1;
            c[2][v] = Words::exclusiveOr(Words::exclusiveOr(high0, c[3][v]), key1);
            c[3][v] = low0;
        }
        k0 += 0x9E3779B9U;
        k1 += 0xBB67AE85U;
    }
    for (std::size_t j = 0; j < 4; ++j) {
        for (std::size_t v = 0; v < vectors; ++v) {
            Words::store(out[j] + v * Words::lanes, c[j][v]);
        }
    }
}

inline float fromBits(std::uint32_t bits) {
    float value = 0.0F;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}
inline std::uint32_t toBits(float value) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

/// ln(x) for normal x > 0, within 2e-7 of itself or of 1e-7: mantissa in [√½, √2), ln(m) as an odd
/// series in (m − 1)/(m + 1).
inline float logOf(float x) {
    const std::uint32_t bits = toBits(x);
    const std::uint32_t shifted = bits - 0x3F3504F3U; // of √½
    const auto exponent = static_cast<float>(static_cast<std::int32_t>(shifted) >> 23);
    const float m = fromBits((shifted & 0x007FFFFFU) + 0x3F3504F3U);
    const float s = (m - 1.0F) / (m + 1.0F);
    const float s2 = s * s;
    const float series =
        s2 * (0.66666666F + s2 * (0.4F + s2 * (0.28571429F + s2 * (0.22222222F + s2 * 0.1818F))));
    return exponent * 0.69314718F + s * (2.0F + series);
}

/// 2^x for |x| ≤ 126, within 2e-7 of itself.
inline float powerOfTwo(float x) {
    const float whole = (x + 12582912.0F) - 12582912.0F;
    const float rest = x - whole;
    const float part =
        1.0F + rest * (0.693147181F +
                       rest * (0.240226507F +
                               rest * (0.0555041087F +
                                       rest * (0.00961812911F +
                                               rest * (0.00133335581F + rest * 0.000154035304F)))));
    const auto exponent = static_cast<std::int32_t>(whole);
    return part * fromBits(static_cast<std::uint32_t>(exponent + 127) << 23U);
}

/// Two standard normals from two random words (Box and Muller).
inline void normalPair(std::uint32_t first, std::uint32_t second, float& one, float& other) {
    // (w + ½) 2^-32 in single precision, above 0 and at most 1.
    const float u =
        (static_cast<float>(static_cast<std::int32_t>(first >> 8U)) + 0.5F) * 5.9604645e-8F;
    const float square = -2.0F * logOf(u);
    const float radius = std::sqrt(square > 0.0F ? square : 0.0F);
    // The angle: an eighth of a turn either way around one of four directions.
    const std::uint32_t quarter = (second + 0x20000000U) >> 30U;
    const auto off = static_cast<float>(static_cast<std::int32_t>(second - (quarter << 30U)));
    const float angle = off * 1.46291808e-9F; // 2π / 2^32
    const float a2 = angle * angle;
    const float sine =
        angle * (1.0F + a2 * (-0.166666667F + a2 * (0.00833333333F + a2 * -0.000198412698F)));
    const float cosine =
        1.0F + a2 * (-0.5F + a2 * (0.0416666667F + a2 * (-0.00138888889F + a2 * 2.48015873e-5F)));
    const bool swapped = (quarter & 1U) != 0;
    const float x = swapped ? sine : cosine;
    const float y = swapped ? cosine : sine;
    // Directions 0, 1, 2, 3: (c, s), (−s, c), (−c, −s), (s, −c).
    const std::uint32_t signX = ((quarter + 1U) & 2U) << 30U;
    const std::uint32_t signY = (quarter & 2U) << 30U;
    one = radius * fromBits(toBits(x) ^ signX);
    other = radius * fromBits(toBits(y) ^ signY);
}

/// Sixty-four standard normals, number `at` … of the row.
template <class Words>
inline void normalGroup(const NoiseRow& row, std::size_t at, float (&out)[group]) {
    std::uint32_t words[4][lanes];
    draw<Words>(row, static_cast<std::uint32_t>(at / 4), words);
    for (std::size_t i = 0; i < lanes; ++i) {
        normalPair(words[0][i], words[1][i], out[i], out[lanes + i]);
    }
    for (std::size_t i = 0; i < lanes; ++i) {
        normalPair(words[2][i], words[3][i], out[2 * lanes + i], out[3 * lanes + i]);
    }
}

/// 1 − 2/(1 + e^{2x}), which is ±1 beyond ±9 in single precision.
inline float tanhOf(float x) {
    const float bounded = x > 9.0F ? 9.0F : (x < -9.0F ? -9.0F : x);
    return 1.0F - 2.0F / (1.0F + powerOfTwo(2.88539008F * bounded));
}

template <class Words> void normals(const NoiseRow& row, std::size_t n, float* out) {
    for (std::size_t at = 0; at < n; at += group) {
        float drawn[group];
        normalGroup<Words>(row, at, drawn);
        std::memcpy(out + at, drawn, sizeof(float) * (n - at < group ? n - at : group));
    }
}

template <class Words>
void noisyTanh(const NoiseRow& inner, float innerDeviation, const NoiseRow& outer,
               float outerDeviation, const float* a, std::size_t n, float* t, float* h) {
    for (std::size_t at = 0; at < n; at += group) {
        const std::size_t count = n - at < group ? n - at : group;
        float x[group] = {};
        float noise[group];
        std::memcpy(x, a + at, sizeof(float) * count);
        if (innerDeviation != 0.0F) {
            normalGroup<Words>(inner, at, noise);
            for (std::size_t i = 0; i < group; ++i) {
                x[i] += innerDeviation * noise[i];
            }
        }
        for (std::size_t i = 0; i < group; ++i) {
            x[i] = tanhOf(x[i]);
        }
        if (t != nullptr) {
            std::memcpy(t + at, x, sizeof(float) * count);
        }
        if (outerDeviation != 0.0F) {
            normalGroup<Words>(outer, at, noise);
            for (std::size_t i = 0; i < group; ++i) {
                x[i] += outerDeviation * noise[i];
            }
        }
        std::memcpy(h + at, x, sizeof(float) * count);
    }
}

template <class Words>
void saltAndPepper(const NoiseRow& row, float share, const float* x, std::size_t n, float* out) {
    // What is low in its upper 31 bits becomes its lowest bit.
    const auto limit = static_cast<std::int32_t>(static_cast<double>(share) * 2147483648.0 - 1.0);
    for (std::size_t at = 0; at < n; at += group) {
        const std::size_t count = n - at < group ? n - at : group;
        std::uint32_t words[4][lanes];
        float from[group] = {};
        draw<Words>(row, static_cast<std::uint32_t>(at / 4), words);
        std::memcpy(from, x + at, sizeof(float) * count);
        for (std::size_t j = 0; j < 4; ++j) {
            for (std::size_t i = 0; i < lanes; ++i) {
                const std::uint32_t word = words[j][i];
                const bool replaced = static_cast<std::int32_t>(word >> 1U) <= limit;
                const float grain = static_cast<float>(static_cast<std::int32_t>(word & 1U));
                from[lanes * j + i] = replaced ? grain : from[lanes * j + i];
            }
        }
        std::memcpy(out + at, from, sizeof(float) * count);
    }
}

template <class Words>
void bernoulli(const NoiseRow& row, const float* z, std::size_t n, float* p, float* sample) {
    for (std::size_t at = 0; at < n; at += group) {
        const std::size_t count = n - at < group ? n - at : group;
        float mean[group] = {};
        std::memcpy(mean, z + at, sizeof(float) * count);
        for (std::size_t i = 0; i < group; ++i) {
            const float bounded = mean[i] > 80.0F ? 80.0F : (mean[i] < -80.0F ? -80.0F : mean[i]);
            mean[i] = 1.0F / (1.0F + powerOfTwo(-1.44269504F * bounded));
        }
        if (p != nullptr) {
            std::memcpy(p + at, mean, sizeof(float) * count);
        }
        if (sample != nullptr) {
            std::uint32_t words[4][lanes];
            draw<Words>(row, static_cast<std::uint32_t>(at / 4), words);
            float drawn[group];
            for (std::size_t j = 0; j < 4; ++j) {
                for (std::size_t i = 0; i < lanes; ++i) {
                    const float u =
                        static_cast<float>(static_cast<std::int32_t>(words[j][i] >> 8U)) *
                        5.9604645e-8F; // in [0, 1)
                    drawn[lanes * j + i] = u < mean[lanes * j + i] ? 1.0F : 0.0F;
                }
            }
            std::memcpy(sample + at, drawn, sizeof(float) * count);
        }
    }
}

double crossEntropy(const float* z, const float* x, std::size_t n) {
    double sum = 0.0;
    for (std::size_t at = 0; at < n; at += group) {
        const std::size_t count = n - at < group ? n - at : group;
        float logit[group] = {};
        float wanted[group] = {};
        float loss[group];
        std::memcpy(logit, z + at, sizeof(float) * count);
        std::memcpy(wanted, x + at, sizeof(float) * count);
        for (std::size_t i = 0; i < group; ++i) {
            // max(z, 0) + log(1 + e^{−|z|}), whose argument is in (1, 2].
            const float size = logit[i] < 0.0F ? -logit[i] : logit[i];
            const float bounded = size > 80.0F ? 80.0F : size;
            const float above = logit[i] > 0.0F ? logit[i] : 0.0F;
            loss[i] =
                above + logOf(1.0F + powerOfTwo(-1.44269504F * bounded)) - wanted[i] * logit[i];
        }
        float part = 0.0F;
        for (std::size_t i = 0; i < count; ++i) {
            part += loss[i];
        }
        sum += static_cast<double>(part);
    }
    return sum;
}

template <class Words> NoiseKernels noiseKernelsOf() {
    return {normals<Words>, noisyTanh<Words>, saltAndPepper<Words>, bernoulli<Words>, crossEntropy};
}

} // namespace
} // namespace scorescope::nn::detail
