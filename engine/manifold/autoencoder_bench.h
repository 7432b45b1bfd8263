// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace scorescope::manifold {

/// One measured line.
struct BenchRow {
    std::string name;  ///< "loss_gradient", "field_256", "matrix_product", "copy", "tanh", ...
    std::string size;  ///< for people, e.g. "N=10000 H=1000 d=2"
    std::string dtype; ///< "float32" or "float64"
    int threads = 0;
    double seconds = 0.0;           ///< ours, median over rounds; for machine rows the best
    double reference_seconds = 0.0; ///< LibTorch's in the same process, median; 0 if there is none
    double ratio = 0.0; ///< reference_seconds / seconds: above 1 we are faster; 0 without reference
    double gflops = 0.0; ///< multiply-adds of matrix products counted by hand, without tanh; for
                         ///< "copy" GB/s read + written, for "tanh" 1e9 elements/s
};

/// What to measure.
struct BenchOptions {
    int threads = 2; ///< of both sides, >= 1
    int rounds = 15; ///< interleaved rounds (ours, reference, ours, ...), >= 1
    std::size_t examples = 10000;
    std::size_t hiddenUnits = 1000;
    std::size_t side = 256; ///< of the field's grid
    bool machine = true;    ///< measure the machine's own limits, too
};

/// Measures the fused auto-encoder beside LibTorch's autograd: loss and gradient, and a field of
/// side x side points, both in float32 and float64, with data and weights resident on both sides.
/// Before timing, checks that both sides agree (1e-5 in float32, 1e-11 in float64) and throws
/// std::runtime_error if they do not. With machine, adds what this machine can do at best: matrix
/// products, memory copy, tanh. Takes a few seconds; sets LibTorch's thread count for the process
/// and puts it back.
std::vector<BenchRow> benchAutoEncoder(const BenchOptions& options = {});

} // namespace scorescope::manifold
