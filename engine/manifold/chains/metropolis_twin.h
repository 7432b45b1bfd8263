// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/fused_autoencoder.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace scorescope::manifold {

/// Metropolis–Hastings (§3.4.2) by LibTorch tensor operations as its good user writes them, what
/// FusedMetropolis is measured beside: all chains' path points in one [chains · n, d] batch (in
/// chunks whose hidden layer stays in cache), addmm, tanh in place, addmm, no autograd, random
/// numbers by randn and rand. So its chains are not ours, only its density is.
class MetropolisTwin {
public:
    virtual ~MetropolisTwin() = default;

    /// positions: [chains × d].
    virtual void setPositions(const std::vector<double>& positions) = 0;
    [[nodiscard]] virtual std::vector<double> positions() const = 0;
    virtual void run(double scale, std::size_t pathPoints, std::size_t steps) = 0;
    /// (3.14) for pairs, [count × d] each.
    [[nodiscard]] virtual std::vector<double> energyDifferences(const std::vector<double>& from,
                                                                const std::vector<double>& to,
                                                                std::size_t pathPoints) const = 0;
    /// Chains whose path points go through the network together; 0: all.
    virtual void setChunk(std::size_t chains) = 0;
};

[[nodiscard]] std::unique_ptr<MetropolisTwin>
makeMetropolisTwin(const nn::AutoEncoderShape& shape, double sigma,
                   const std::vector<double>& parameters, bool singlePrecision);

} // namespace scorescope::manifold
