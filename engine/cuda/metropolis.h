// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/rng.h"
#include "engine/cuda/machine.h"
#include "engine/nn/fused_autoencoder.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace scorescope::cuda {

/// "" when Metropolis takes points of that many dimensions, otherwise why not.
[[nodiscard]] std::string noSamplerFor(std::size_t inputDim);

/// manifold::FusedMetropolis on a GPU: the same random streams, the same energy difference
/// (3.14), decisions that differ by rounding only. A block holds four chains, one to a warp; a
/// warp's lanes share out the hidden units and keep their chain for a whole run, without a barrier
/// inside a step. Not thread-safe.
class Metropolis {
public:
    /// `purpose`: of the streams that proposals are drawn from.
    /// Throws std::invalid_argument for an empty shape or a sigma that is not positive, RunError
    /// when there is too little memory on the machine.
    Metropolis(std::shared_ptr<Machine> machine, nn::AutoEncoderShape shape, double sigma,
               bool singlePrecision, Purpose purpose);
    ~Metropolis();
    Metropolis(const Metropolis&) = delete;
    Metropolis& operator=(const Metropolis&) = delete;

    /// Copies the flat vector (nn::parameterLayout) to the GPU.
    void setParameters(const double* parameters);

    /// What a run did, by chain.
    struct Result {
        std::vector<std::uint64_t> accepted;
        std::vector<std::uint64_t> notFinite;
        /// [chains × (2 d + 4)], see kernels::MetropolisTask::last; empty without a step.
        std::vector<double> last;
    };
    /// `steps` proposals N(x, scale² I) for chains 0 … steps.size() − 1. positions [chains × d], in
    /// and out; done: steps done before, by chain, advanced here. n ≥ 1 points of (3.14). Throws
    /// std::invalid_argument for sizes that do not fit, RunError when the GPU fails; positions and
    /// counts are as before then.
    Result run(std::vector<double>& positions, std::vector<std::uint64_t>& done, std::uint64_t seed,
               double scale, std::size_t n, std::uint64_t steps);

private:
    struct State;
    nn::AutoEncoderShape shape_;
    double sigma_;
    Purpose purpose_;
    std::unique_ptr<State> state_;
};

} // namespace scorescope::cuda
