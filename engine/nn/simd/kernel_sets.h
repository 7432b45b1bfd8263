// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/instruction_set.h"

/// How kernels that are compiled once for each instruction set are handed to their driver. Kernels
/// called X are declared as three overloads of one function, one for each tag,
///     simd::BothPrecisions<Kernels> x(simd::Baseline);
///     simd::BothPrecisions<Kernels> x(simd::Avx2);
///     simd::BothPrecisions<Kernels> x(simd::Avx512);
/// which X_baseline.cpp, X_avx2.cpp and X_avx512.cpp define from the vector types of the header of
/// that name; and the driver picks one at run time:
///     simd::forSet(set, [](auto tag) { return x(tag); }).of<float>()
/// Only plain structs of pointers cross that boundary, so that no inline function compiled with
/// such instructions can be picked by the linker for a machine without them.
namespace scorescope::nn::simd {

struct Baseline {}; ///< any machine: simd/baseline.h
struct Avx2 {};     ///< AVX2 with FMA: simd/avx2.h
struct Avx512 {};   ///< AVX-512 F, DQ, BW and VL: simd/avx512.h

/// The kernels of one instruction set: pointers to functions, or an aggregate of them.
template <template <class Real> class Kernels> struct BothPrecisions {
    Kernels<float> forFloat{};
    Kernels<double> forDouble{};

    /// Real: float or double.
    template <class Real> [[nodiscard]] constexpr const Kernels<Real>& of() const noexcept {
        if constexpr (sizeof(Real) == sizeof(float)) {
            return forFloat;
        } else {
            return forDouble;
        }
    }
};

/// Calls choose(tag) with the tag of a set that resolveInstructionSet() gave; the baseline's where
/// the machine is not of that kind.
template <class Choose> auto forSet(InstructionSet set, const Choose& choose) {
#if defined(__x86_64__)
    if (set == InstructionSet::avx512) {
        return choose(Avx512());
    }
    if (set == InstructionSet::avx2) {
        return choose(Avx2());
    }
#endif
    static_cast<void>(set);
    return choose(Baseline());
}

} // namespace scorescope::nn::simd
