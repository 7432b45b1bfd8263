// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/manifold/chains/chain_kernel.h"
#include "engine/nn/fused_autoencoder.h"

#include <cstddef>
#include <cstdint>
#include <memory>

/// Metropolis–Hastings (§3.4.2) fused with the two-layer network that gives the score.
namespace scorescope::manifold {

/// Arithmetic of the sum over hidden units. The state of the chains, the proposals and the
/// decisions are in double either way.
struct FusedMetropolisOptions {
    bool singlePrecision = true;
    InstructionSet instructionSet = InstructionSet::automatic;
};

/// The sampler specialised to s(x) = (r(x) − x)/σ² with r(x) = c + V tanh(b + W x).
///
/// On a straight path the arguments of tanh are linear in i, and (3.14) needs the score only along
/// δ = x* − x:
///     E(x*) − E(x) ≈ −(1/(n σ²)) [Σ_h (Vᵀδ)_h Σ_i tanh(a_h + i e_h) + Σ_i (c − x_i)·δ],
/// a = b + W x, e = W δ/(n − 1). So W and V are applied once per proposal, not once per path point,
/// and because tanh(z) = 1 − 2/(1 + 2^(2 log2(e) z)), the exponentials along the path are a
/// geometric sequence: two per hidden unit and proposal, whatever n is (up to 8 points; then anew).
/// Units whose argument leaves ±20 (float) or ±138 (double) are evaluated point by point.
///
/// In double the decisions are those of ChainSet::step(score) up to about 1e-13 in the energy
/// difference relative to its terms; in float tanh is good to about 4e-7 absolute.
class FusedMetropolis final : public ChainKernel {
public:
    /// sigma > 0 and finite: the σ of the score. Throws std::invalid_argument for an empty shape, a
    /// bad sigma or an instruction set that the processor does not have.
    FusedMetropolis(nn::AutoEncoderShape shape, double sigma, FusedMetropolisOptions options = {});
    ~FusedMetropolis() override;
    FusedMetropolis(FusedMetropolis&&) noexcept;
    FusedMetropolis& operator=(FusedMetropolis&&) noexcept;
    FusedMetropolis(const FusedMetropolis&) = delete;
    FusedMetropolis& operator=(const FusedMetropolis&) = delete;

    [[nodiscard]] const nn::AutoEncoderShape& shape() const noexcept { return shape_; }
    [[nodiscard]] std::size_t dimensions() const noexcept override { return shape_.inputDim; }
    [[nodiscard]] double sigma() const noexcept { return sigma_; }
    /// Takes a copy of the flat vector (nn::parameterLayout). All zero before the first call.
    void setParameters(const double* parameters);

    /// E(to) − E(from) by (3.14) with n ≥ 1 points for `count` pairs, [count × d] each.
    /// Thread-safe.
    void energyDifferences(const double* from, const double* to, std::size_t count, std::size_t n,
                           double* out) const;

    /// Threads share the chains once and do not meet before the end. Thread-safe for disjoint
    /// chains.
    void run(FusedChain* chains, std::size_t count, std::uint64_t seed, double scale, std::size_t n,
             std::uint64_t steps, int threads) const override;

private:
    struct State;
    nn::AutoEncoderShape shape_;
    double sigma_;
    std::unique_ptr<State> state_;
};

} // namespace scorescope::manifold
