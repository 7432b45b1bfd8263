// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace scorescope::manifold {

/// What one chain keeps and gets back; see ChainKernel::run.
struct FusedChain {
    double* position = nullptr; ///< [d], in and out
    std::uint32_t number = 0;   ///< c of the random stream
    std::uint64_t step = 0;     ///< steps done before, k of the random stream
    std::uint64_t accepted = 0; ///< out, in this run
    std::uint64_t notFinite = 0;
    // Of the run's last step:
    double* proposed = nullptr; ///< [d], out, unless null
    double* origin = nullptr;   ///< [d], out, unless null: where it was before
    double energyDifference = 0.0;
    double acceptance = 0.0;
    double uniform = 0.0;
    bool lastAccepted = false;
};

/// Metropolis–Hastings (§3.4.2) specialised to one network, many chains by many proposals at once.
class ChainKernel {
public:
    virtual ~ChainKernel() = default;
    /// Of the points.
    [[nodiscard]] virtual std::size_t dimensions() const noexcept = 0;
    /// `steps` proposals N(x, scale² I) for each chain, each accepted with probability
    /// min(1, exp(−ΔE)), ΔE by (3.14) with n points; not finite ones are refused and counted.
    /// Random numbers as in ChainSet. `threads`: of the processor, 0 for all; their number changes
    /// nothing. Throws std::invalid_argument for n = 0 or a scale that is not above 0 and finite.
    virtual void run(FusedChain* chains, std::size_t count, std::uint64_t seed, double scale,
                     std::size_t n, std::uint64_t steps, int threads) const = 0;

protected:
    ChainKernel() = default;
    ChainKernel(const ChainKernel&) = default;
    ChainKernel(ChainKernel&&) = default;
    ChainKernel& operator=(const ChainKernel&) = default;
    ChainKernel& operator=(ChainKernel&&) = default;
};

} // namespace scorescope::manifold
