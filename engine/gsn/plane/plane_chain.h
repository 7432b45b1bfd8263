// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"
#include "engine/field/reconstruction.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace scorescope::gsn {

/// Chains X → X̃ → X → … in the plane, half a step at a time (Proposition 1, Figure 5.1): X̃ is drawn
/// from C(X̃ | X) = N(X, σ² I), X from P(X | X̃) = N(r(X̃), s² I), in turn. Half step h of chain c
/// draws from (seed, a purpose of its own, c, h). A value; not thread-safe.
class PlaneChains {
public:
    static constexpr std::size_t most = 1000;      ///< chains
    static constexpr std::size_t pathPoints = 241; ///< the latest that a path remembers

    explicit PlaneChains(std::uint64_t seed) : seed_(seed) {}

    /// One more, at X. Nothing when there are `most`.
    void start(double x, double y);
    void clear();
    [[nodiscard]] std::size_t size() const noexcept { return halfSteps_.size(); }

    /// Half a step of every chain: those at an X are corrupted, those at an X̃ reconstructed.
    /// \param r of the plane; sigma, deviation > 0
    void halfStep(const field::Reconstruction& r, double sigma, double deviation);

    /// Half steps chain c has made: even means that it is at an X.
    [[nodiscard]] std::uint64_t halfSteps(std::size_t c) const { return halfSteps_.at(c); }
    [[nodiscard]] bool corrupted(std::size_t c) const { return halfSteps(c) % 2 == 1; }
    /// Its latest points, oldest first, X and X̃ in turn, at most `pathPoints`, [n × 2].
    [[nodiscard]] const std::vector<double>& path(std::size_t c) const { return paths_.at(c); }
    /// The latest `count` points of all chains that are an X, oldest first, [n × 2].
    [[nodiscard]] std::vector<double> samples(std::size_t count) const;

    void save(Checkpoint& checkpoint) const;
    /// Throws InputError when it does not fit; nothing changed then.
    void load(const Checkpoint& checkpoint);

private:
    std::uint64_t seed_;
    std::vector<std::uint64_t> halfSteps_;
    std::vector<std::vector<double>> paths_;
    std::vector<double> samples_; ///< of all chains, by time
};

/// Where chains are after `steps` whole steps from each of `starts` [count × 2], with noise of
/// (seed, a purpose of its own, chain, 0): a function of r alone, so that two r's can be compared.
[[nodiscard]] std::vector<double> runChains(const field::Reconstruction& r, double sigma,
                                            double deviation, const double* starts,
                                            std::size_t count, std::size_t steps,
                                            std::uint64_t seed);

} // namespace scorescope::gsn
