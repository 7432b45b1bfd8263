// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cuda/metropolis.h"
#include "engine/cuda/workplace.h"
#include "engine/manifold/chains/fused_metropolis.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace scorescope::manifold {

/// FusedMetropolis, or the same on the workplace's device where that is faster for the number of
/// chains: by a crossover measured with this network and `measuredSteps` proposals a call. The
/// emulation of a GPU, which is for tests, takes every number. Not thread-safe.
class PlacedMetropolis final : public ChainKernel {
public:
    /// As FusedMetropolis. Throws RunError, too, when the GPU fails.
    PlacedMetropolis(std::shared_ptr<const cuda::Workplace> workplace, nn::AutoEncoderShape shape,
                     double sigma, FusedMetropolisOptions options);

    /// What takes chains off the processor.
    [[nodiscard]] const cuda::Offer& offer() const noexcept { return offer_; }
    /// Takes a copy of the flat vector (nn::parameterLayout).
    void setParameters(const double* parameters);

    [[nodiscard]] std::size_t dimensions() const noexcept override { return here_.dimensions(); }
    /// Chains 0 … count − 1, in order, where the device is to take them: ChainSet has them so.
    /// Throws std::invalid_argument when they are others.
    void run(FusedChain* chains, std::size_t count, std::uint64_t seed, double scale, std::size_t n,
             std::uint64_t steps, int threads) const override;

    static constexpr std::uint64_t measuredSteps = 20;

private:
    void runThere(FusedChain* chains, std::size_t count, std::uint64_t seed, double scale,
                  std::size_t n, std::uint64_t steps) const;
    [[nodiscard]] std::size_t measure() const;

    FusedMetropolis here_;
    std::unique_ptr<cuda::Metropolis> there_;
    cuda::Offer offer_;
};

} // namespace scorescope::manifold
