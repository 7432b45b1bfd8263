// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"
#include "engine/field/reconstruction.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// Markov chains on a density known by its score (§3.4).
namespace scorescope::manifold {

enum class SamplerKind {
    metropolisHastings, ///< symmetric Gaussian proposal, energy difference by (3.14), §3.4.2
    langevin,           ///< x + (ε²/2) score + ε·noise, never refused (unadjusted)
    mala,               ///< Langevin proposal with the Metropolis–Hastings correction, by (3.14)
};

struct SamplerOptions {
    SamplerKind kind = SamplerKind::metropolisHastings;
    double scale = 0.1;         ///< σ_MH, or ε of Langevin and MALA; > 0
    std::size_t pathPoints = 5; ///< n of (3.14), ≥ 1; 1 means the point x alone, (3.12)
    std::uint64_t seed = 1;
    int threads = 0; ///< 0: see threadCount(); does not change the numbers
};

class ChainKernel;

/// What one chain last tried: for showing a step.
struct Proposal {
    std::vector<double> from;      ///< [d]
    std::vector<double> to;        ///< [d]
    double energyDifference = 0.0; ///< E(to) − E(from) by (3.14); 0 for Langevin
    double acceptance = 1.0;       ///< min(1, α)
    double uniform = 0.0;          ///< the number it was compared with
    bool accepted = false;
};

/// Any number of independent chains. Chain c at its k-th step draws from
/// (seed, purpose::proposal, c, k) alone, first d normals, then the uniform number of the decision:
/// the same on every device and for every thread count, and adding a chain changes no other.
/// Proposals that are not finite, or whose energy difference is not, are refused and counted. Not
/// thread-safe.
///
/// MALA proposes as Langevin does and accepts with
///     α = exp(−(E(x*) − E(x))) q(x|x*) / q(x*|x),   q(b|a) = N(b; a + (ε²/2) score(a), ε² I),
/// the energy difference by (3.14). Langevin accepts every finite proposal.
class ChainSet {
public:
    /// Throws std::invalid_argument for options out of range.
    ChainSet(std::size_t dimensions, SamplerOptions options);

    [[nodiscard]] std::size_t dimensions() const noexcept { return dimensions_; }
    [[nodiscard]] std::size_t size() const noexcept { return steps_.size(); }
    [[nodiscard]] const SamplerOptions& options() const noexcept { return options_; }
    /// Other scale, kind or n from the next step on.
    void setOptions(SamplerOptions options);

    /// A new chain at x [d]; returns its number.
    std::size_t add(const double* x);
    void clear();
    /// One proposal for every chain. The path points of up to 2^20 / (n d) chains go to the score
    /// function in one call. Throws std::invalid_argument when its dimensions are others.
    void step(const field::ScoreFunction& score);
    /// The same, `count` times, by a kernel specialised to one network: the same numbers as
    /// step(score) up to the kernel's rounding. Only for metropolisHastings; throws
    /// std::invalid_argument for other kinds, or when the dimensions are others.
    void step(const ChainKernel& kernel, std::uint64_t count);

    /// Where the chains are, [size × d].
    [[nodiscard]] const std::vector<double>& positions() const noexcept { return positions_; }
    /// Steps done, accepted, and refused because something was not finite, by chain.
    [[nodiscard]] const std::vector<std::uint64_t>& steps() const noexcept { return steps_; }
    [[nodiscard]] const std::vector<std::uint64_t>& accepted() const noexcept { return accepted_; }
    [[nodiscard]] std::uint64_t notFinite() const noexcept { return notFinite_; }
    /// What chain `c` last tried; only kept for the chains below `kept`.
    [[nodiscard]] const Proposal& lastProposal(std::size_t c) const { return proposals_.at(c); }
    static constexpr std::size_t kept = 16;

    /// Positions, counts and last proposals, under names that begin with `prefix`. Options are not
    /// saved: they are the scene's. A set with the same options that loads it goes on exactly.
    void save(Checkpoint& checkpoint, const std::string& prefix) const;
    /// Throws InputError when it does not fit; nothing changed then.
    void load(const Checkpoint& checkpoint, const std::string& prefix);

private:
    void propose(const field::ScoreFunction& score, std::size_t first, std::size_t count);

    std::size_t dimensions_;
    SamplerOptions options_;
    std::vector<double> positions_;
    std::vector<std::uint64_t> steps_;
    std::vector<std::uint64_t> accepted_;
    std::vector<Proposal> proposals_;
    std::uint64_t notFinite_ = 0;
};

} // namespace scorescope::manifold
