// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// 2^f of vectors in double precision; in single precision each kernel chooses how exact it must be.
// In an anonymous namespace like the vector types.

namespace scorescope::nn::simd {
namespace {

/// 2^f for f in [0, 1): interpolation at Chebyshev–Lobatto nodes, degree 10; relative error 4.4e-16
/// before rounding.
template <typename S> inline typename S::Vec powerOfTwoFraction(typename S::Vec f, double) {
    auto p = S::fma(S::set1(1.00044218933134577e-08), f, S::set1(9.43899726939228924e-08));
    p = S::fma(p, f, S::set1(1.33163991101712756e-06));
    p = S::fma(p, f, S::set1(1.52443568712034938e-05));
    p = S::fma(p, f, S::set1(1.54039685654254504e-04));
    p = S::fma(p, f, S::set1(1.33335437676319261e-03));
    p = S::fma(p, f, S::set1(9.61812939205596365e-03));
    p = S::fma(p, f, S::set1(5.55041086337631703e-02));
    p = S::fma(p, f, S::set1(2.40226506960664665e-01));
    p = S::fma(p, f, S::set1(6.93147180559921972e-01));
    return S::fma(p, f, S::set1(1.0));
}

} // namespace
} // namespace scorescope::nn::simd
