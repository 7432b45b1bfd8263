// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/stats/classifier_network.h"
#include "engine/stats/estimates.h"

#include <cstddef>
#include <string>
#include <vector>

namespace scorescope::stats {

/// How R* is estimated.
struct RStarOptions : NetworkOptions {
    RStarOptions() {
        // A few hundred draws are few minibatches: these are enough steps for them.
        hidden = 32;
        batch = 32;
        rate = 2e-3;
    }
    /// Each half of a chain counts as a chain, as in split R̂: then a chain that wanders off is told
    /// from itself, and one chain is enough.
    bool halves = true;
    std::size_t blocks = 5; ///< of each (half) chain, in time; ≥ 3
    /// What is left out of training on either side, in time, of what is held out: a share of a
    /// block's length, in [0, 0.5].
    double gap = 0.25;
};

/// Whether chains can be told apart (B. Lambert, A. Vehtari, "R*: a robust MCMC convergence
/// diagnostic with uncertainty using decision tree classifiers", Bayesian Analysis 17(2), 2022): a
/// classifier learns which chain a draw is of.
///
/// The paper's classifiers are boosted trees (or random forests), which do not ask for the scale of
/// a coordinate. Here it is a network of one hidden layer (ClassifierNetwork), which suits images:
/// all coordinates have one scale, and what tells chains apart is in sums of many pixels, not in
/// thresholds of single ones. The paper holds out 30 % of the draws, taken at random; here
/// successive draws are images that hardly differ, and a draw whose neighbours in time are in the
/// training set is recognized by them, however well the chains mix. So every draw is held out once,
/// in blocks of time, with a gap around them. A block should be several autocorrelation times long:
/// only then is what is held out nearly independent of what was learned.
///
/// R* cannot see what all chains have in common: chains that are all stuck in one place look mixed.
struct RStar {
    /// The share of held-out draws that were given to their own (half) chain, times the number of
    /// (half) chains: near 1 when they cannot be told apart, at most their number. The interval is
    /// Student's over the blocks of time, each with a classifier of its own, cut at 0 and that
    /// number; where all blocks have one share, Wilson's of that share of all blocks of all (half)
    /// chains. (Simulated chains of one distribution: it held 1 in 95 of 100 cases for independent
    /// draws, in 51 of 60 where a block was two autocorrelation times long.)
    Estimate value;
    /// The same with the probability that the classifier gave the right (half) chain: the mean of
    /// the distribution of R* in the paper's Algorithm 2. Nearer to 1 where it is unsure.
    double byProbability = 0.0;
    std::size_t classes = 0;           ///< the number of (half) chains
    std::vector<double> shares;        ///< [blocks] of held-out draws given to their own
    std::vector<std::size_t> assigned; ///< [classes × classes] draws of the first to the second
    std::size_t constantChains = 0;    ///< chains whose draws are all the same
    std::string reason;                ///< why there is no number; empty where there is one
    [[nodiscard]] bool known() const { return reason.empty(); }
};

/// Of chains of one length, each as its draws in order of time. All chains constant, fewer than
/// two (half) chains, or fewer than 4 draws in a block: no number, and a reason. The same numbers
/// for any number of threads. O(blocks · epochs · draws · dimension · hidden).
///
/// Throws std::invalid_argument for chains of different lengths or dimensions, a coordinate that is
/// not finite, or options out of range; RunError when training diverges; Cancelled when asked to
/// stop.
[[nodiscard]] RStar rStar(const std::vector<Points>& chains, const RStarOptions& options = {},
                          const LongWork& work = {});

} // namespace scorescope::stats
