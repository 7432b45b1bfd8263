// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/checkpoint.h"
#include "engine/core/rng.h"

#include <Eigen/Core>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

namespace scorescope::gsn {

/// A finite chain that is being drawn from: where it is, how often it was in each state, and where
/// it was last. The matrix is given anew with each step, so that it may be edited between two. Not
/// thread-safe.
class SampledChain {
public:
    /// Draws of step s come from (seed, purpose, 0, s) alone. `start` < `states`.
    SampledChain(std::uint64_t seed, Purpose purpose, std::size_t states, std::size_t start);

    /// `draws` more states by the matrix K, whose columns are distributions.
    void step(const Eigen::MatrixXd& k, std::uint64_t number, std::size_t draws);
    /// Counts anew, from `state`.
    void restart(std::size_t state);

    [[nodiscard]] std::size_t state() const noexcept { return state_; }
    /// Since it began or the last restart: how many draws, and the share of each state; zeros
    /// before the first.
    [[nodiscard]] double draws() const { return counts_.sum(); }
    [[nodiscard]] Eigen::VectorXd shares() const;
    /// The latest states against the number of the draw, as a picture.
    [[nodiscard]] Lines path() const;

    /// Under names that begin with `prefix`. load() throws InputError when it does not fit; nothing
    /// changed then.
    void save(Checkpoint& checkpoint, const std::string& prefix) const;
    void load(const Checkpoint& checkpoint, const std::string& prefix);

private:
    std::uint64_t seed_;
    Purpose purpose_;
    std::size_t state_ = 0;
    Eigen::VectorXd counts_;
    std::deque<std::size_t> latest_;
};

} // namespace scorescope::gsn
