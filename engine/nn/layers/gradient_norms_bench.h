// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/benchmark.h"
#include "engine/nn/layers/layered_network.h"

#include <cstddef>
#include <string>
#include <vector>

namespace scorescope::nn {

/// What to measure. All counts ≥ 1.
struct GradientNormsBenchOptions {
    int threads = 2;
    int rounds = 9; ///< of each pair of sides, which take turns
    std::size_t batch = 256;
    /// §7.5.1's network for permutation-invariant SVHN.
    ImageShape input{3, 32, 32};
    std::string layers = "linear 2048, relu, linear 2048, relu, linear 2048, relu, linear 2048, "
                         "relu, linear 10";
    std::size_t imageBatch = 64;
    ImageShape imageInput{1, 28, 28};
    std::string imageLayers = "conv 32 5 pad 2, relu, maxpool 2, conv 64 5 pad 2, relu, maxpool 2, "
                              "flatten, linear 1024, relu, linear 10";
};

/// Measures what gradients and norms of single examples cost (classifier.h), in float32, for one
/// network of linear layers and one with convolutions (names end in "_conv"). Rows:
///
/// "gradient": losses and the gradient of a minibatch; the reference is the same by LibTorch's
/// autograd (classifier_twin.h) on as many threads.
/// "gradient_and_norms": with every example's norm; the reference is ours without them, so that a
/// ratio of 0.95 says that norms cost 5 %.
/// "norms": norms alone; the reference is a step of training: gradient and SGD's update.
///
/// Before timing, demands that gradient and norms agree with LibTorch's within 1e-4, and throws
/// std::runtime_error when they do not; std::invalid_argument for options out of range.
[[nodiscard]] std::vector<BenchRow> benchGradientNorms(const GradientNormsBenchOptions& options);

/// For a lab that registers it: "gradient_norms".
[[nodiscard]] Benchmark gradientNormsBenchmark();

} // namespace scorescope::nn
