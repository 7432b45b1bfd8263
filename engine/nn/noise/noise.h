// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/instruction_set.h"
#include "engine/core/rng.h"

#include <cstddef>
#include <cstdint>

/// Noise that is put into a network while it runs, drawn and used in one pass over the numbers:
/// where noise is drawn for every unit, that is where the time goes.
///
/// Numbers are drawn as RandomStream draws its bits, by Philox-4x32-10 with the key (seed, purpose)
/// and the counter (block, row, step): what a number gets depends on its place in its row, the row
/// and the step alone, never on the number of rows, on threads or on what else is drawn. Normal
/// numbers are made in single precision, from 24 random bits for the radius (so none is beyond
/// 5.9 deviations) and 32 for the angle; another instruction set changes their last bits.
namespace scorescope::nn {

/// Whose random numbers an array takes.
struct NoiseKey {
    std::uint64_t seed = 1;
    Purpose purpose = Purpose::named("noise");
    std::uint64_t step = 0;     ///< of whatever is counted: a minibatch, a step of a chain
    std::uint32_t firstRow = 0; ///< the number of the first row, if not 0
};

/// All arrays are row-major [rows × columns]. Rows are done by `threads` (see threadCount()); the
/// numbers are the same for any. Deviations are ≥ 0, shares in [0, 1].
class NoiseLoops {
public:
    explicit NoiseLoops(int threads = 0, InstructionSet set = InstructionSet::automatic);

    /// out = N(0, 1)
    void normals(const NoiseKey& key, std::size_t rows, std::size_t columns, float* out) const;
    /// t = tanh(a + inner · N(0, 1)), h = t + outer · N(0, 1). `t` may be null; `h` may be `a`.
    /// Where a deviation is 0 nothing is drawn for it. The two keys should have purposes of their
    /// own.
    void noisyTanh(const NoiseKey& inner, float innerDeviation, const NoiseKey& outer,
                   float outerDeviation, std::size_t rows, std::size_t columns, const float* a,
                   float* t, float* h) const;
    /// out = x, but each number is replaced with probability `share`, by 0 or 1, each as likely
    /// (salt and pepper). `out` may be `x`.
    void saltAndPepper(const NoiseKey& key, float share, std::size_t rows, std::size_t columns,
                       const float* x, float* out) const;
    /// p = 1/(1 + exp(−z)), sample = 1 with probability p, else 0. Either may be null.
    void bernoulli(const NoiseKey& key, std::size_t rows, std::size_t columns, const float* z,
                   float* p, float* sample) const;

    /// −log P(x) of each row, factorized Bernoulli with logits z: [rows] sums of log(1 + exp(z)) −
    /// x z, in single precision by groups of 64.
    void crossEntropy(std::size_t rows, std::size_t columns, const float* z, const float* x,
                      double* out) const;

private:
    int threads_;
    InstructionSet set_;
};

} // namespace scorescope::nn
