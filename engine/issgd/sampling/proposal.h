// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace scorescope::issgd {

/// What is known of the training set: of each example the last score (the norm of its gradient, ω̃
/// of §7.4, or whatever else it is sampled by) and when that was found, in seconds or in steps.
struct ExampleScores {
    /// The time of an example that has never been scored; its score is not looked at.
    static constexpr double never = -std::numeric_limits<double>::infinity();

    std::vector<double> scores; ///< [N]
    std::vector<double> times;  ///< [N]
};

/// What is added to all weights before they are used (§7.A.5). The larger it is, the more the
/// proposal is like the uniform one. (The thesis says that it brings the entropy "down to any
/// target"; it brings it up.)
struct Smoothing {
    enum class Kind {
        constant,       ///< `value` ≥ 0 itself
        entropyShare,   ///< as little as makes the entropy at least `value` · log n, in (0, 1)
        effectiveShare, ///< as little as makes Kish's ESS at least `value` · n, in (0, 1)
    };
    Kind kind = Kind::constant;
    double value = 0.0;
};

struct ProposalOptions {
    Smoothing smoothing;
    /// Staleness threshold (§7.A.3): only examples scored within this time before `now` are
    /// sampled. ≥ 0. Without one all are, those never scored with the mean weight of the others.
    std::optional<double> oldest;
    double now = 0.0; ///< on the clock of ExampleScores::times; used with `oldest` only
};

/// Of N examples. Those scored in time are counted by their scores.
struct ScoreCounts {
    std::size_t examples = 0;
    std::size_t neverScored = 0;
    std::size_t stale = 0;    ///< scored, but too long ago
    std::size_t zero = 0;     ///< scored in time, 0
    std::size_t positive = 0; ///< scored in time, finite and above 0
    std::size_t notNumbers = 0;
    std::size_t infinite = 0; ///< of either sign
    std::size_t negative = 0; ///< and finite
};

/// Weights to sample by.
struct Proposal {
    std::vector<double> weights; ///< [N], finite, ≥ 0, not all 0; 0 for those left out
    /// Number n of examples of whose mean an estimate is unbiased: N, or with a staleness threshold
    /// those within it. There the mean gradient of these n is estimated, which stands for that of
    /// all as far as the choice is fair: "every ω̃ stands equal chances of having been recomputed
    /// last". An example with score 0 and no smoothing is one of the n, though it is never drawn.
    std::size_t included = 0;
    double smoothing = 0.0; ///< the constant that was added
    bool uniform = false;   ///< all N alike, because of what `note` tells
    std::string note;       ///< a sentence; empty where all is well
    ScoreCounts counts;
    double effectiveShare = 1.0; ///< Kish's ESS / n of the weights in use
    double entropyShare = 1.0;   ///< their entropy / log n
    double tau = 1.0;            ///< √(n / ESS)

    /// So few examples have most of the weight that estimates are likely to jump: ESS / n < 0.1.
    [[nodiscard]] bool concentrated() const noexcept { return effectiveShare < 0.1; }
};

/// Whether a score of that time is within the staleness threshold; all are without one.
[[nodiscard]] bool recentEnough(double time, const ProposalOptions& options) noexcept;

/// The proposal of these scores. Where a score that would be used is NaN, infinite or negative,
/// where all are 0, and where none is left, it is the uniform one over all N, with a note that says
/// how many and what: a sampler never stops, nor goes on with a spoilt sum.
///
/// Throws std::invalid_argument for no examples, arrays of different lengths, a time that is NaN or
/// +infinity, and options out of range. O(N); some ten times that for a share of the entropy.
[[nodiscard]] Proposal makeProposal(const ExampleScores& scores,
                                    const ProposalOptions& options = {});

/// The least constant ≥ 0 that brings the weights (finite, ≥ 0, not all 0) to the target; 0 where
/// they are there already. In closed form for the effective size; for the entropy by false
/// position, whose share is then within 1e-9 of the target. Throws std::invalid_argument for a
/// target out of range.
[[nodiscard]] double smoothingConstant(const std::vector<double>& weights,
                                       const Smoothing& smoothing);

} // namespace scorescope::issgd
