// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/benchmark.h"

#include <cstddef>
#include <vector>

namespace scorescope::probes {

/// What to measure. All counts ≥ 1.
struct ProbeBenchOptions {
    int threads = 2;               ///< of all sides
    int rounds = 3;                ///< by turns (ours, scikit-learn, PyTorch, ours, …)
    std::size_t examples = 10'000; ///< ≥ 20: each class has some
    std::size_t channels = 64;     ///< of the second convolution: 49 features each
    double tolerance = 1e-2;       ///< of ours: its certified gap, by the objective; > 0
};

/// Measures a softmax probe (§9.3.2) of the features that a convolutional network of random weights
/// (that of §9.3.5: two convolutions of 5 × 5, each with a rectifier and a pooling) has after its
/// second pooling: 10 000 drawn digits, 3136 features scaled by one mean and deviation, 10 classes,
/// λ = 1/N (scikit-learn's C = 1), float32. Rows: "probe_sklearn" and "probe_torch", the rate in
/// fits a second.
///
/// Ours ends when its certified gap is within the tolerance, and all that it needs is timed:
/// moments, directions, the fit, the certificate. The references then get as many iterations as
/// each needs to come as low as ours did, by an objective that one function forms for all in
/// float64; the notes say how many, and what objectives were reached. Throws std::invalid_argument
/// for options out of range and std::runtime_error where ours and its own claim differ by more than
/// 1e-4. Where no Python with both libraries is found, ours is measured alone, and the note says
/// why.
[[nodiscard]] std::vector<BenchRow> benchProbe(const ProbeBenchOptions& options = {});

/// "probe": the above with a number of threads.
[[nodiscard]] Benchmark probeBenchmark();

} // namespace scorescope::probes
