// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "engine/nn/fused_autoencoder_kernels.h"

#if defined(__GNUC__) && !defined(__clang__)
// GCC 12's own AVX-512 header initialises "undefined" vectors with themselves and then warns about
// it (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>

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
    /// Only from above: 2^z must stay finite for the reciprocal's Newton step. (NaN is the second
    /// operand and therefore survives.)
    static Vec clamp(Vec z) { return _mm512_min_ps(_mm512_set1_ps(100.0f), z); }
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
    static Vec clamp(Vec z) { return _mm512_min_pd(_mm512_set1_pd(500.0), z); }
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
};

} // namespace

#include "engine/nn/fused_penalty_kernel_body.h"

namespace scorescope::nn::detail {

FusedKernels<float> avx512KernelsFloat() {
    return kernelsOf<Float>();
}

FusedKernels<double> avx512KernelsDouble() {
    return kernelsOf<Double>();
}

} // namespace scorescope::nn::detail
