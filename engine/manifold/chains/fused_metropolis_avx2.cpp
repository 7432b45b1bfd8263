// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "engine/manifold/chains/fused_metropolis_kernels.h"

#include <immintrin.h>

namespace {

struct Float {
    using Real = float;
    using Vec = __m256;
    static constexpr std::size_t lanes = 8;
    static Vec load(const float* p) { return _mm256_load_ps(p); }
    static Vec set1(float v) { return _mm256_set1_ps(v); }
    static Vec add(Vec a, Vec b) { return _mm256_add_ps(a, b); }
    static Vec mul(Vec a, Vec b) { return _mm256_mul_ps(a, b); }
    static Vec fma(Vec a, Vec b, Vec c) { return _mm256_fmadd_ps(a, b, c); }
    /// Both keep the second operand when one is NaN.
    static Vec min(Vec a, Vec b) { return _mm256_min_ps(a, b); }
    static Vec max(Vec a, Vec b) { return _mm256_max_ps(a, b); }
    static float sum(Vec v) {
        __m128 s = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
        s = _mm_add_ps(s, _mm_movehl_ps(s, s));
        return _mm_cvtss_f32(_mm_add_ss(s, _mm_movehdup_ps(s)));
    }
    static Vec fraction(Vec z) { return _mm256_sub_ps(z, _mm256_floor_ps(z)); }
    static Vec scale(Vec p, Vec z, Vec f) {
        const __m256i n = _mm256_cvtps_epi32(_mm256_sub_ps(z, f));
        const __m256i bits = _mm256_slli_epi32(_mm256_add_epi32(n, _mm256_set1_epi32(127)), 23);
        return _mm256_mul_ps(p, _mm256_castsi256_ps(bits));
    }
    /// True when |a| and |b| are at most the limit in every lane; false for NaN.
    static bool allWithin(Vec a, Vec b, Vec limit) {
        const Vec sign = _mm256_set1_ps(-0.0f);
        const Vec inA = _mm256_cmp_ps(_mm256_andnot_ps(sign, a), limit, _CMP_LE_OQ);
        const Vec inB = _mm256_cmp_ps(_mm256_andnot_ps(sign, b), limit, _CMP_LE_OQ);
        return _mm256_movemask_ps(_mm256_and_ps(inA, inB)) == 0xFF;
    }
    /// n/d − c
    static Vec divideMinus(Vec n, Vec d, Vec c) { return _mm256_sub_ps(_mm256_div_ps(n, d), c); }
};

struct Double {
    using Real = double;
    using Vec = __m256d;
    static constexpr std::size_t lanes = 4;
    static Vec load(const double* p) { return _mm256_load_pd(p); }
    static Vec set1(double v) { return _mm256_set1_pd(v); }
    static Vec add(Vec a, Vec b) { return _mm256_add_pd(a, b); }
    static Vec mul(Vec a, Vec b) { return _mm256_mul_pd(a, b); }
    static Vec fma(Vec a, Vec b, Vec c) { return _mm256_fmadd_pd(a, b, c); }
    static Vec min(Vec a, Vec b) { return _mm256_min_pd(a, b); }
    static Vec max(Vec a, Vec b) { return _mm256_max_pd(a, b); }
    static double sum(Vec v) {
        const __m128d s = _mm_add_pd(_mm256_castpd256_pd128(v), _mm256_extractf128_pd(v, 1));
        return _mm_cvtsd_f64(_mm_add_sd(s, _mm_unpackhi_pd(s, s)));
    }
    static Vec fraction(Vec z) { return _mm256_sub_pd(z, _mm256_floor_pd(z)); }
    static Vec scale(Vec p, Vec z, Vec f) {
        // Adding 2^52 + 2^51 leaves the integer in the low bits of the mantissa.
        const __m256d shifted =
            _mm256_add_pd(_mm256_sub_pd(z, f), _mm256_set1_pd(6755399441055744.0 + 1023.0));
        const __m256i bits = _mm256_slli_epi64(_mm256_castpd_si256(shifted), 52);
        return _mm256_mul_pd(p, _mm256_castsi256_pd(bits));
    }
    static bool allWithin(Vec a, Vec b, Vec limit) {
        const Vec sign = _mm256_set1_pd(-0.0);
        const Vec inA = _mm256_cmp_pd(_mm256_andnot_pd(sign, a), limit, _CMP_LE_OQ);
        const Vec inB = _mm256_cmp_pd(_mm256_andnot_pd(sign, b), limit, _CMP_LE_OQ);
        return _mm256_movemask_pd(_mm256_and_pd(inA, inB)) == 0xF;
    }
    static Vec divideMinus(Vec n, Vec d, Vec c) { return _mm256_sub_pd(_mm256_div_pd(n, d), c); }
};

} // namespace

#include "engine/manifold/chains/fused_metropolis_kernel_body.h"

namespace scorescope::manifold::detail {

PathSums<float> avx2PathSumsFloat() {
    return pathSums<Float>;
}

PathSums<double> avx2PathSumsDouble() {
    return pathSums<Double>;
}

} // namespace scorescope::manifold::detail
