// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/issgd/sampling/alias_table.h"
#include "engine/issgd/sampling/weight_tree.h"

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

namespace scorescope::issgd {

enum class SamplerKind { aliasTable, weightTree };

/// How a sampler is used: weights change from time to time, several at once, with draws between.
struct SamplerUse {
    std::size_t examples = 1;
    double changes = 0.0; ///< weights that change at once, ≥ 0
    double draws = 1.0;   ///< indices that are drawn from one change to the next, ≥ 0
};

/// Nanoseconds on one core, at 6e5 examples, as the benchmark "sampling" measured them. They only
/// have to be right in proportion.
namespace sampler_cost {
inline constexpr double aliasEntry = 25.0; ///< of a table that is made
inline constexpr double aliasDraw = 13.0;
inline constexpr double treeChange = 42.0; ///< of a weight, in a batch
inline constexpr double treeDraw = 108.0;
} // namespace sampler_cost

/// The kind that takes less time for such a use: an alias table is made anew whenever a weight
/// changes, a tree takes changes one by one but draws more slowly. A pure function of the numbers
/// given, never of the time that anything took.
///
/// The two turn the same random words into different (equally distributed) indices. So what is
/// drawn for a seed depends on the kind: choose it once, when a run begins, from the run's
/// parameters, and keep it with them; a machine's speed, its threads or the number of workers that
/// happen to answer must not change it.
///
/// Throws std::invalid_argument for no examples or numbers below 0 or not finite.
[[nodiscard]] SamplerKind cheaperSampler(const SamplerUse& use);

/// A minibatch's examples and what their losses are multiplied by.
struct WeightedDraws {
    std::vector<std::uint32_t> indices; ///< [M], with replacement
    std::vector<double> factors; ///< [M]: (1/n Σ w) / w_i; 1/M of their sum times the losses
                                 ///< is the loss of §7.4.1
    /// The largest factor's share of their sum. ESS is low for this very minibatch where it is
    /// large: above some 5 % in one of a hundred or more, a few examples make the step.
    double largestShare = 0.0;
};

/// Draws examples with probability proportional to their weights, with replacement, and gives the
/// factors that make the estimate of the mean gradient unbiased (§7.4.1).
///
/// The sum is divided by the number n of examples of whose mean the estimate is (see
/// Proposal::included): all N, or those within the staleness threshold (§7.A.3), the weights of the
/// others being 0. Then 1/M Σ factor · g(x_i) has the mean 1/n Σ g(x) over these n examples.
///
/// Draw m of step t is a function of (seed, t, m), the kind and the weights alone: neither the
/// number of threads nor what was drawn or set before changes it. A minibatch of 100 begins with
/// the draws of one of 50. Not shared between threads while weights are set.
class WeightedSampler {
public:
    static constexpr double maximumWeight = 1e290; ///< no sum of them is infinite

    /// \param weights [N], from 0 to maximumWeight, not all 0; N as the kind allows
    /// \param included n, from the number of weights above 0 to N
    /// Throws std::invalid_argument otherwise.
    WeightedSampler(std::vector<double> weights, std::size_t included, SamplerKind kind);

    [[nodiscard]] SamplerKind kind() const noexcept {
        return std::holds_alternative<WeightTree>(drawn_) ? SamplerKind::weightTree
                                                          : SamplerKind::aliasTable;
    }
    [[nodiscard]] std::size_t size() const noexcept { return weights_.size(); }
    [[nodiscard]] std::size_t included() const noexcept { return included_; }
    [[nodiscard]] const std::vector<double>& weights() const noexcept { return weights_; }
    /// (1/n Σ w) / w_i: the factor of example i; infinite for a weight of 0, which is never drawn.
    [[nodiscard]] double factor(std::size_t index) const noexcept {
        return meanWeight_ / weights_[index];
    }

    /// Gives [count] examples new weights; an alias table is made anew, so give all that change at
    /// once. Throws std::invalid_argument and changes nothing where the constructor would throw.
    void set(const std::uint32_t* indices, const double* weights, std::size_t count,
             std::size_t included);

    /// `count` draws of one step; `threads`: see threadCount(). Throws std::invalid_argument for
    /// more than there are random words for.
    [[nodiscard]] WeightedDraws draw(std::uint64_t seed, std::uint64_t step, std::size_t count,
                                     int threads = 1) const;

private:
    void takeMean();

    std::vector<double> weights_;
    std::size_t included_ = 0;
    std::size_t positive_ = 0; ///< number of weights above 0
    std::variant<AliasTable, WeightTree> drawn_;
    double meanWeight_ = 0.0; ///< 1/n Σ w
};

} // namespace scorescope::issgd
