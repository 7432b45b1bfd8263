// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Vectors of 16 float32 or 8 float64 numbers for AVX-512 (F, DQ, BW, VL).
// In an anonymous namespace: each source that includes this gets a copy of its own, compiled for
// its own instruction set, and none of it is visible to the linker, which could otherwise pick a
// function with such instructions for a machine without them. The operations are described in
// simd/baseline.h.

#if defined(__GNUC__) && !defined(__clang__)
// GCC 12's own AVX-512 header initialises "undefined" vectors with themselves and then warns about
// it (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace scorescope::nn::simd {
namespace {

struct Float {
    using Real = float;
    using Vec = __m512;
    static constexpr std::size_t lanes = 16;
    static Vec load(const float* p) { return _mm512_load_ps(p); }
    static void store(float* p, Vec v) { _mm512_store_ps(p, v); }
    static Vec set1(float v) { return _mm512_set1_ps(v); }
    static Vec add(Vec a, Vec b) { return _mm512_add_ps(a, b); }
    static Vec mul(Vec a, Vec b) { return _mm512_mul_ps(a, b); }
    static Vec fma(Vec a, Vec b, Vec c) { return _mm512_fmadd_ps(a, b, c); }
    static Vec fnma(Vec a, Vec b, Vec c) { return _mm512_fnmadd_ps(a, b, c); }
    static float sum(Vec v) { return _mm512_reduce_add_ps(v); }
    /// From above: 2^z must stay finite for the reciprocal's Newton step. From below: scalef takes
    /// some hundred cycles for a result that underflows, and 1 + 2^-100 is 1 as well. (NaN is the
    /// second operand and therefore survives.)
    static Vec clamp(Vec z) {
        return _mm512_max_ps(_mm512_set1_ps(-100.0f), _mm512_min_ps(_mm512_set1_ps(100.0f), z));
    }
    static Vec fraction(Vec z) { return _mm512_reduce_ps(z, 1 /* z - floor(z) */); }
    static Vec scale(Vec p, Vec z, Vec) { return _mm512_scalef_ps(p, z); }
    static Vec reciprocalMinusHalf(Vec d) {
        const Vec y = _mm512_rcp14_ps(d);
        return _mm512_fmadd_ps(y, _mm512_fnmadd_ps(d, y, _mm512_set1_ps(2.0f)),
                               _mm512_set1_ps(-0.5f));
    }
    static void addTo(double* to, Vec v) {
        const __m512d low = _mm512_cvtps_pd(_mm512_castps512_ps256(v));
        const __m512d high = _mm512_cvtps_pd(_mm512_extractf32x8_ps(v, 1));
        _mm512_store_pd(to, _mm512_add_pd(_mm512_load_pd(to), low));
        _mm512_store_pd(to + 8, _mm512_add_pd(_mm512_load_pd(to + 8), high));
    }
    static Vec min(Vec a, Vec b) { return _mm512_min_ps(a, b); }
    static Vec max(Vec a, Vec b) { return _mm512_max_ps(a, b); }
    static bool allWithin(Vec a, Vec b, Vec limit) {
        const __mmask16 inA = _mm512_cmp_ps_mask(_mm512_abs_ps(a), limit, _CMP_LE_OQ);
        return _mm512_mask_cmp_ps_mask(inA, _mm512_abs_ps(b), limit, _CMP_LE_OQ) == 0xFFFF;
    }
    /// n/d − c: the estimate of 1/d is good to 2^-14, one Newton step makes it 2^-28.
    static Vec divideMinus(Vec n, Vec d, Vec c) {
        const Vec y = _mm512_rcp14_ps(d);
        const Vec inverse = _mm512_mul_ps(y, _mm512_fnmadd_ps(d, y, _mm512_set1_ps(2.0f)));
        return _mm512_fmsub_ps(n, inverse, c);
    }
};

struct Double {
    using Real = double;
    using Vec = __m512d;
    static constexpr std::size_t lanes = 8;
    static Vec load(const double* p) { return _mm512_load_pd(p); }
    static void store(double* p, Vec v) { _mm512_store_pd(p, v); }
    static Vec set1(double v) { return _mm512_set1_pd(v); }
    static Vec add(Vec a, Vec b) { return _mm512_add_pd(a, b); }
    static Vec mul(Vec a, Vec b) { return _mm512_mul_pd(a, b); }
    static Vec fma(Vec a, Vec b, Vec c) { return _mm512_fmadd_pd(a, b, c); }
    static Vec fnma(Vec a, Vec b, Vec c) { return _mm512_fnmadd_pd(a, b, c); }
    static double sum(Vec v) { return _mm512_reduce_add_pd(v); }
    static Vec clamp(Vec z) {
        return _mm512_max_pd(_mm512_set1_pd(-500.0), _mm512_min_pd(_mm512_set1_pd(500.0), z));
    }
    static Vec fraction(Vec z) { return _mm512_reduce_pd(z, 1); }
    static Vec scale(Vec p, Vec z, Vec) { return _mm512_scalef_pd(p, z); }
    static Vec reciprocalMinusHalf(Vec d) {
        Vec y = _mm512_rcp14_pd(d);
        y = _mm512_fmadd_pd(y, _mm512_fnmadd_pd(d, y, _mm512_set1_pd(1.0)), y);
        const Vec error = _mm512_fnmadd_pd(d, y, _mm512_set1_pd(1.0));
        return _mm512_fmadd_pd(y, error, _mm512_sub_pd(y, _mm512_set1_pd(0.5)));
    }
    static void addTo(double* to, Vec v) {
        _mm512_store_pd(to, _mm512_add_pd(_mm512_load_pd(to), v));
    }
    static Vec min(Vec a, Vec b) { return _mm512_min_pd(a, b); }
    static Vec max(Vec a, Vec b) { return _mm512_max_pd(a, b); }
    static bool allWithin(Vec a, Vec b, Vec limit) {
        const __mmask8 inA = _mm512_cmp_pd_mask(_mm512_abs_pd(a), limit, _CMP_LE_OQ);
        return _mm512_mask_cmp_pd_mask(inA, _mm512_abs_pd(b), limit, _CMP_LE_OQ) == 0xFF;
    }
    static Vec divideMinus(Vec n, Vec d, Vec c) {
        Vec y = _mm512_rcp14_pd(d);
        y = _mm512_fmadd_pd(y, _mm512_fnmadd_pd(d, y, _mm512_set1_pd(1.0)), y);
        y = _mm512_fmadd_pd(y, _mm512_fnmadd_pd(d, y, _mm512_set1_pd(1.0)), y);
        return _mm512_fmsub_pd(n, y, c);
    }
};

struct Words {
    using Vec = __m512i;
    static constexpr std::size_t lanes = 16;
    static Vec count(std::uint32_t first) {
        return _mm512_add_epi32(
            set1(first), _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
    }
    static Vec set1(std::uint32_t word) { return _mm512_set1_epi32(static_cast<int>(word)); }
    static void store(std::uint32_t* p, Vec v) { _mm512_storeu_si512(p, v); }
    static Vec exclusiveOr(Vec a, Vec b) { return _mm512_xor_si512(a, b); }
    static void multiply(Vec a, std::uint32_t b, Vec& high, Vec& low) {
        const Vec factor = set1(b);
        const Vec even = _mm512_mul_epu32(a, factor);
        const Vec odd = _mm512_mul_epu32(_mm512_srli_epi64(a, 32), factor);
        high = _mm512_mask_blend_epi32(0xAAAA, _mm512_srli_epi64(even, 32), odd);
        low = _mm512_mask_blend_epi32(0xAAAA, even, _mm512_slli_epi64(odd, 32));
    }
};

} // namespace
} // namespace scorescope::nn::simd
