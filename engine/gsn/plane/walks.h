// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/rng.h"
#include "engine/gsn/plane/gaussian_denoiser.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

/// The walkback algorithm (§5.3.2, Figure 5.2): from a training example X the model's own chain is
/// run for k steps, X̃ ~ C(X̃ | X), X ~ P(X | X̃), X̃ ~ C(X̃ | X), …, and each X̃, or the last one, is to
/// be led back to the example where it began.
namespace scorescope::gsn {

/// How many steps k ≥ 1 a walk has.
struct WalkLaw {
    bool geometric = true; ///< P(k) = p (1 − p)^(k − 1), k = 1, 2, …; else always `steps`
    double p = 0.5;        ///< in (0, 1]; 1 is plain denoising
    std::size_t steps = 4; ///< ≥ 1

    friend bool operator==(const WalkLaw& a, const WalkLaw& b) noexcept {
        return a.geometric == b.geometric && a.p == b.p && a.steps == b.steps;
    }
};
/// Draws k: one uniform number where the law is geometric, none otherwise. Throws
/// std::invalid_argument for a law out of range.
[[nodiscard]] std::size_t walkLength(const WalkLaw& law, RandomStream& random);

struct WalkOptions {
    WalkLaw law;
    double sigma = 0.01; ///< of the corruption C(X̃ | X) = N(X, σ² I), > 0
    /// False: every X̃ is made of the example itself, so that as many are seen, and none walks.
    bool onward = true;
    bool lastOnly = false;      ///< only the last X̃ of a walk counts (Proposition 2: either does)
    bool throughChain = false;  ///< gradients go back through the draws of X on the way
    bool learnDeviation = true; ///< s is learned as well

    friend bool operator==(const WalkOptions& a, const WalkOptions& b) noexcept {
        return a.law == b.law && a.sigma == b.sigma && a.onward == b.onward &&
               a.lastOnly == b.lastOnly && a.throughChain == b.throughChain &&
               a.learnDeviation == b.learnDeviation;
    }
    friend bool operator!=(const WalkOptions& a, const WalkOptions& b) noexcept {
        return !(a == b);
    }
};

/// Walks of some examples, a row for each X̃: first the first X̃ of every example, then the second of
/// those that walk on, and so on. Points are [rows × d].
struct Walks {
    static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

    std::size_t dimensions = 2;
    std::vector<std::size_t> example; ///< whose walk a row is of
    std::vector<std::size_t> next;    ///< the row of the next step of the same walk, or none
    std::vector<double> from;         ///< X, which was corrupted
    std::vector<double> corrupted;    ///< X̃
    std::vector<double> noise; ///< η of the draw X = r(X̃) + s η with which it goes on, or 0

    [[nodiscard]] std::size_t rows() const noexcept { return example.size(); }
};

/// Walks with the network as it is. Example i of them draws k and its noise from (seed, a purpose
/// of its own, i, key), so that the same key gives the same noise at other weights: X̃ is then a
/// function of the weights (the reparametrization trick of §5.3.2).
/// \param weights [denoiser.parameterCount()]
/// \param x the examples, [count × d]
/// Throws std::invalid_argument for options out of range.
[[nodiscard]] Walks walkFrom(const GaussianDenoiser& denoiser, const double* weights,
                             const WalkOptions& options, const double* x, std::size_t count,
                             std::uint64_t seed, std::uint64_t key);

/// The walkback loss (5.3), −log P(X | X̃) in nats, the mean over the X̃ that count, and its gradient
/// [denoiser.parameterCount()] where that is not null.
///
/// With options.throughChain `walks` must have been made with these very weights; the gradient is
/// then that of the loss as a function of the weights with the noise held fixed, through all X̃ of
/// a walk. Without, X̃ is taken as given. That of log s is 0 unless s is learned.
double walkbackLoss(const GaussianDenoiser& denoiser, const double* weights,
                    const WalkOptions& options, const Walks& walks, const double* x,
                    double* gradient);

} // namespace scorescope::gsn
