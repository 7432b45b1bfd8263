// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stats/r_star.h"

#include "engine/core/finite.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>

namespace scorescope::stats {
namespace {

constexpr std::size_t fewestInBlock = 4;

void check(const std::vector<Points>& chains, const RStarOptions& options) {
    checkNetworkOptions(options);
    if (options.blocks < 3 || !(options.gap >= 0.0 && options.gap <= 0.5)) {
        throw std::invalid_argument("R* needs at least 3 blocks, and a gap between 0 and 0.5");
    }
    for (const Points& chain : chains) {
        if (chain.dimension == 0 || chain.dimension != chains.front().dimension ||
            chain.count != chains.front().count) {
            throw std::invalid_argument("R* needs chains of one length and one dimension");
        }
        if (!allFinite(chain.values, chain.count * chain.dimension)) {
            throw std::invalid_argument("a coordinate is not finite");
        }
    }
}

bool isConstant(const Points& chain) {
    for (std::size_t i = 1; i < chain.count; ++i) {
        if (!std::equal(chain.point(i), chain.point(i) + chain.dimension, chain.point(0))) {
            return false;
        }
    }
    return true;
}

/// A range of one chain's draws, [first, last).
struct Range {
    std::size_t first;
    std::size_t last;
    [[nodiscard]] bool has(std::size_t i) const { return first <= i && i < last; }
    [[nodiscard]] Range widened(std::size_t by) const {
        return {first - std::min(first, by), last + by};
    }
};

/// Draws of some chains with their (half) chains.
struct Draws {
    std::vector<const float*> points;
    std::vector<std::uint32_t> classes;

    void add(const float* point, std::size_t ofClass) {
        points.push_back(point);
        classes.push_back(static_cast<std::uint32_t>(ofClass));
    }
    [[nodiscard]] PointRows rows(std::size_t dimension) const {
        return {points.size(), dimension, [this, dimension](std::size_t i, float* row) {
                    std::copy_n(points[i], dimension, row);
                }};
    }
};

/// Which draws of a chain are of which (half) chain and block.
class Plan {
public:
    Plan(std::size_t draws, const RStarOptions& options)
        : parts_(options.halves ? 2 : 1), blocks_(options.blocks), length_(draws / parts_),
          middle_(draws - length_),
          gap_(static_cast<std::size_t>(std::ceil(options.gap * static_cast<double>(length_) /
                                                  static_cast<double>(options.blocks)))) {}

    [[nodiscard]] std::size_t parts() const { return parts_; }
    /// Draws of the shortest block.
    [[nodiscard]] std::size_t shortest() const { return length_ / blocks_; }

    /// What training and test of one block are made of. The middle draw of an odd length is left
    /// out of halves. A gap reaches into the other half, too: its draws are neighbours.
    void split(const std::vector<Points>& chains, std::size_t block, Draws& training,
               Draws& heldOut) const {
        std::vector<Range> tested;
        for (std::size_t part = 0; part < parts_; ++part) {
            const std::size_t begin = part == 0 ? 0 : middle_;
            tested.push_back(
                {begin + block * length_ / blocks_, begin + (block + 1) * length_ / blocks_});
        }
        for (std::size_t chain = 0; chain < chains.size(); ++chain) {
            for (std::size_t part = 0; part < parts_; ++part) {
                const std::size_t begin = part == 0 ? 0 : middle_;
                const std::size_t ofClass = chain * parts_ + part;
                for (std::size_t i = begin; i < begin + length_; ++i) {
                    if (tested[part].has(i)) {
                        heldOut.add(chains[chain].point(i), ofClass);
                    } else if (std::none_of(tested.begin(), tested.end(), [&](const Range& range) {
                                   return range.widened(gap_).has(i);
                               })) {
                        training.add(chains[chain].point(i), ofClass);
                    }
                }
            }
        }
    }

private:
    std::size_t parts_;
    std::size_t blocks_;
    std::size_t length_; ///< of a (half) chain
    std::size_t middle_; ///< where the second half begins
    std::size_t gap_;    ///< in draws
};

/// Student's interval over the blocks of time, or Wilson's of all blocks.
Estimate estimateOf(const std::vector<double>& shares, std::size_t classes) {
    const auto number = static_cast<double>(classes);
    const Uncertain mean = meanOfRepetitions(shares);
    Estimate share = mean.estimate;
    if (!mean.hasInterval()) {
        const std::size_t all = shares.size() * classes;
        const auto hits =
            static_cast<std::size_t>(std::lround(share.value * static_cast<double>(all)));
        const Estimate ofBlocks = shareOf(hits, all);
        share.low = std::min(share.value, ofBlocks.low);
        share.high = std::max(share.value, ofBlocks.high);
    }
    return {share.value * number, std::max(0.0, share.low) * number,
            std::min(1.0, share.high) * number};
}

} // namespace

RStar rStar(const std::vector<Points>& chains, const RStarOptions& options, const LongWork& work) {
    check(chains, options);
    RStar result;
    const std::size_t draws = chains.empty() ? 0 : chains.front().count;
    const Plan plan(draws, options);
    result.classes = chains.size() * plan.parts();
    if (result.classes < 2) {
        result.reason = "undefined: there are fewer than two chains";
        return result;
    }
    if (plan.shortest() < fewestInBlock) {
        result.reason = "undefined: " + std::to_string(draws) + " draws in a chain, needed are " +
                        std::to_string(fewestInBlock * options.blocks * plan.parts());
        return result;
    }
    result.constantChains =
        static_cast<std::size_t>(std::count_if(chains.begin(), chains.end(), isConstant));
    if (result.constantChains == chains.size()) {
        result.reason = "undefined: " + std::to_string(chains.size()) + " of " +
                        std::to_string(chains.size()) + " chains constant";
        return result;
    }
    result.assigned.assign(result.classes * result.classes, 0);
    const std::size_t dimension = chains.front().dimension;
    const auto blocks = static_cast<double>(options.blocks);
    double byProbability = 0.0;
    std::size_t tested = 0;
    for (std::size_t block = 0; block < options.blocks; ++block) {
        Draws training;
        Draws heldOut;
        plan.split(chains, block, training, heldOut);
        ClassifierNetwork classifier(dimension, result.classes, options,
                                     static_cast<std::uint32_t>(block));
        classifier.train(training.rows(dimension), training.classes,
                         work.part(static_cast<double>(block) / blocks, 1.0 / blocks));
        const std::vector<float> found =
            classifier.probabilities(heldOut.rows(dimension), work.threads);
        std::size_t right = 0;
        for (std::size_t i = 0; i < heldOut.points.size(); ++i) {
            const auto p = found.begin() + static_cast<std::ptrdiff_t>(i * result.classes);
            const auto guess = static_cast<std::size_t>(
                std::max_element(p, p + static_cast<std::ptrdiff_t>(result.classes)) - p);
            const std::size_t own = heldOut.classes[i];
            ++result.assigned[own * result.classes + guess];
            right += guess == own ? 1 : 0;
            byProbability += static_cast<double>(p[static_cast<std::ptrdiff_t>(own)]);
        }
        tested += heldOut.points.size();
        result.shares.push_back(static_cast<double>(right) /
                                static_cast<double>(heldOut.points.size()));
    }
    result.value = estimateOf(result.shares, result.classes);
    result.byProbability =
        byProbability / static_cast<double>(tested) * static_cast<double>(result.classes);
    return result;
}

} // namespace scorescope::stats
