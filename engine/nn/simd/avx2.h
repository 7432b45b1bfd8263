// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Vectors of 8 float32 or 4 float64 numbers for AVX2 with FMA.
// In an anonymous namespace: each source that includes this gets a copy of its own, compiled for
// its own instruction set, and none of it is visible to the linker, which could otherwise pick a
// function with such instructions for a machine without them. The operations are described in
// simd/baseline.h.

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace scorescope::nn::simd {
namespace {

struct Float {
    using Real = float;
    using Vec = __m256;
    static constexpr std::size_t lanes = 8;
    static Vec load(const float* p) { return _mm256_load_ps(p); }
    static void store(float* p, Vec v) { _mm256_store_ps(p, v); }
    static Vec set1(float v) { return _mm256_set1_ps(v); }
    static Vec add(Vec a, Vec b) { return _mm256_add_ps(a, b); }
    static Vec mul(Vec a, Vec b) { return _mm256_mul_ps(a, b); }
    static Vec fma(Vec a, Vec b, Vec c) { return _mm256_fmadd_ps(a, b, c); }
    static Vec fnma(Vec a, Vec b, Vec c) { return _mm256_fnmadd_ps(a, b, c); }
    static float sum(Vec v) {
        __m128 s = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
        s = _mm_add_ps(s, _mm_movehl_ps(s, s));
        return _mm_cvtss_f32(_mm_add_ss(s, _mm_movehdup_ps(s)));
    }
    /// Both ways: the exponent is built from integer bits. The second operand is kept when one is
    /// NaN.
    static Vec clamp(Vec z) {
        return _mm256_max_ps(_mm256_set1_ps(-120.0f), _mm256_min_ps(_mm256_set1_ps(100.0f), z));
    }
    static Vec fraction(Vec z) { return _mm256_sub_ps(z, _mm256_floor_ps(z)); }
    static Vec scale(Vec p, Vec z, Vec f) {
        const __m256i n = _mm256_cvtps_epi32(_mm256_sub_ps(z, f));
        const __m256i bits = _mm256_slli_epi32(_mm256_add_epi32(n, _mm256_set1_epi32(127)), 23);
        return _mm256_mul_ps(p, _mm256_castsi256_ps(bits));
    }
    static Vec reciprocalMinusHalf(Vec d) {
        return _mm256_sub_ps(_mm256_div_ps(_mm256_set1_ps(1.0f), d), _mm256_set1_ps(0.5f));
    }
    static void addTo(double* to, Vec v) {
        const __m256d low = _mm256_cvtps_pd(_mm256_castps256_ps128(v));
        const __m256d high = _mm256_cvtps_pd(_mm256_extractf128_ps(v, 1));
        _mm256_store_pd(to, _mm256_add_pd(_mm256_load_pd(to), low));
        _mm256_store_pd(to + 4, _mm256_add_pd(_mm256_load_pd(to + 4), high));
    }
    static Vec min(Vec a, Vec b) { return _mm256_min_ps(a, b); }
    static Vec max(Vec a, Vec b) { return _mm256_max_ps(a, b); }
    static bool allWithin(Vec a, Vec b, Vec limit) {
        const Vec sign = _mm256_set1_ps(-0.0f);
        const Vec inA = _mm256_cmp_ps(_mm256_andnot_ps(sign, a), limit, _CMP_LE_OQ);
        const Vec inB = _mm256_cmp_ps(_mm256_andnot_ps(sign, b), limit, _CMP_LE_OQ);
        return _mm256_movemask_ps(_mm256_and_ps(inA, inB)) == 0xFF;
    }
    static Vec divideMinus(Vec n, Vec d, Vec c) { return _mm256_sub_ps(_mm256_div_ps(n, d), c); }
};

struct Double {
    using Real = double;
    using Vec = __m256d;
    static constexpr std::size_t lanes = 4;
    static Vec load(const double* p) { return _mm256_load_pd(p); }
    static void store(double* p, Vec v) { _mm256_store_pd(p, v); }
    static Vec set1(double v) { return _mm256_set1_pd(v); }
    static Vec add(Vec a, Vec b) { return _mm256_add_pd(a, b); }
    static Vec mul(Vec a, Vec b) { return _mm256_mul_pd(a, b); }
    static Vec fma(Vec a, Vec b, Vec c) { return _mm256_fmadd_pd(a, b, c); }
    static Vec fnma(Vec a, Vec b, Vec c) { return _mm256_fnmadd_pd(a, b, c); }
    static double sum(Vec v) {
        const __m128d s = _mm_add_pd(_mm256_castpd256_pd128(v), _mm256_extractf128_pd(v, 1));
        return _mm_cvtsd_f64(_mm_add_sd(s, _mm_unpackhi_pd(s, s)));
    }
    static Vec clamp(Vec z) {
        return _mm256_max_pd(_mm256_set1_pd(-500.0), _mm256_min_pd(_mm256_set1_pd(500.0), z));
    }
    static Vec fraction(Vec z) { return _mm256_sub_pd(z, _mm256_floor_pd(z)); }
    static Vec scale(Vec p, Vec z, Vec f) {
        // Adding 2^52 + 2^51 leaves the integer in the low bits of the mantissa.
        const __m256d shifted =
            _mm256_add_pd(_mm256_sub_pd(z, f), _mm256_set1_pd(6755399441055744.0 + 1023.0));
        const __m256i bits = _mm256_slli_epi64(_mm256_castpd_si256(shifted), 52);
        return _mm256_mul_pd(p, _mm256_castsi256_pd(bits));
    }
    static Vec reciprocalMinusHalf(Vec d) {
        return _mm256_sub_pd(_mm256_div_pd(_mm256_set1_pd(1.0), d), _mm256_set1_pd(0.5));
    }
    static void addTo(double* to, Vec v) {
        _mm256_store_pd(to, _mm256_add_pd(_mm256_load_pd(to), v));
    }
    static Vec min(Vec a, Vec b) { return _mm256_min_pd(a, b); }
    static Vec max(Vec a, Vec b) { return _mm256_max_pd(a, b); }
    static bool allWithin(Vec a, Vec b, Vec limit) {
        const Vec sign = _mm256_set1_pd(-0.0);
        const Vec inA = _mm256_cmp_pd(_mm256_andnot_pd(sign, a), limit, _CMP_LE_OQ);
        const Vec inB = _mm256_cmp_pd(_mm256_andnot_pd(sign, b), limit, _CMP_LE_OQ);
        return _mm256_movemask_pd(_mm256_and_pd(inA, inB)) == 0xF;
    }
    static Vec divideMinus(Vec n, Vec d, Vec c) { return _mm256_sub_pd(_mm256_div_pd(n, d), c); }
};

struct Words {
    using Vec = __m256i;
    static constexpr std::size_t lanes = 8;
    static Vec count(std::uint32_t first) {
        return _mm256_add_epi32(set1(first), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    }
    static Vec set1(std::uint32_t word) { return _mm256_set1_epi32(static_cast<int>(word)); }
    static void store(std::uint32_t* p, Vec v) {
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v);
    }
    static Vec exclusiveOr(Vec a, Vec b) { return _mm256_xor_si256(a, b); }
    static void multiply(Vec a, std::uint32_t b, Vec& high, Vec& low) {
        const Vec factor = set1(b);
        const Vec even = _mm256_mul_epu32(a, factor);
        const Vec odd = _mm256_mul_epu32(_mm256_srli_epi64(a, 32), factor);
        high = _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xAA);
        low = _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA);
    }
};

} // namespace
} // namespace scorescope::nn::simd
