// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/probes/measures/bootstrap.h"
#include "engine/probes/probe/probe_fit.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace scorescope::probes {

/// What is known of labels without features: every example gets the shares of the classes among the
/// training labels, and the commonest class as its name. The baseline of all probes. Unseen classes
/// as with Judgement; Judgement::changeCosts is empty. Throws std::invalid_argument for no labels
/// on either side, or one that is not below `classes`.
[[nodiscard]] Judgement judgeByShares(const std::vector<std::uint32_t>& trainingLabels,
                                      const std::vector<std::uint32_t>& labels,
                                      std::size_t classes);

/// V-information of linear softmax classifiers (Y. Xu et al., "A theory of usable information under
/// computational constraints", ICLR 2020), in bits:
///     I_V(H → Y) = H(Y) − held-out cross-entropy / ln 2,
/// where H(Y) is the held-out cross-entropy of the class shares: the mean over examples of
/// log2 p(y | h) − log2 p(y), with a bootstrap interval. Below 0 where a probe is worse than the
/// shares. Unlike Shannon's, it may grow from layer to layer: that is what chapter 9 shows. Throws
/// as bootstrap(), and for judgements of different examples.
[[nodiscard]] stats::Estimate vInformation(const Judgement& probe, const Judgement& shares,
                                           const BootstrapOptions& options = {});

/// Online code (E. Voita, I. Titov, "Information-theoretic probing with minimum description
/// length", EMNLP 2020, §2.2.2).
struct CodeLengthOptions {
    /// Where blocks end, shares of the examples, rising, the last 1; theirs.
    std::vector<double> ends = {0.001,  0.002, 0.004, 0.008, 0.016, 0.032,
                                0.0625, 0.125, 0.25,  0.5,   1.0};
    std::uint64_t seed = 1; ///< of the order in which examples are sent
    /// Of the fits. The penalty is that of all examples: of fewer it is as much larger as they are
    /// fewer, so that all have one prior of the weights.
    ProbeOptions probe;
};

struct CodeBlock {
    std::size_t first = 0;
    std::size_t count = 0;
    double bits = 0.0;
    Certificate certificate; ///< of the probe that coded it; examples 0: coded uniformly
};

/// How many bits a receiver of the features needs to learn the labels, when each block is coded by
/// a probe that was fitted to those before it; the first, and those after labels of one class only,
/// at log2 K bits a label. It counts what a probe takes to learn, too, and not only how well it
/// ends.
struct CodeLength {
    double bits = 0.0;
    double uniformBits = 0.0; ///< log2 K of each label
    std::vector<CodeBlock> blocks;
    /// uniformBits/bits: 1 where nothing is learnt.
    [[nodiscard]] double compression() const { return uniformBits / bits; }
    [[nodiscard]] bool converged() const;
};

/// About as long as fits to the sums of the blocks, each begun where the one before ended.
/// Standardized by the examples before each block. The same numbers for any number of threads.
/// Throws as fitProbe() but for labels of one class, and for ends that do not rise from above 0
/// to 1.
[[nodiscard]] CodeLength onlineCodeLength(const Features& features,
                                          const std::vector<std::uint32_t>& labels,
                                          std::size_t classes,
                                          const CodeLengthOptions& options = {},
                                          const stats::LongWork& work = {});

} // namespace scorescope::probes
