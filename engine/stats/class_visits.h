// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"
#include "engine/stats/estimates.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace scorescope::stats {

/// Which classes some chains visit and how often they change it, counted while they run: "fast
/// mixing between classes" (Figure 5.6), as numbers. Classes are those that a classifier gives to
/// draws; its mistakes count as visits and changes like any other.
///
/// Intervals take the chains as independent repetitions, however correlated the draws of one are
/// (Student, over the chains): they are for other chains of this length from such beginnings, and
/// wide where chains stay in few classes. One chain has none. Memory O(chains classes²), an add()
/// O(chains). A value; not to be changed by several threads at once.
class ClassVisits {
public:
    /// Throws std::invalid_argument for no chains, or classes that are not between 2 and 256.
    explicit ClassVisits(std::size_t chains, std::size_t classes = 10);

    /// One more draw of each chain, always so many steps after the last: its class, [chains].
    /// Throws std::invalid_argument for another number of them or a class that is none; nothing
    /// changed then.
    void add(const std::vector<std::uint8_t>& classes);
    void clear();

    [[nodiscard]] std::size_t chains() const noexcept { return chains_; }
    [[nodiscard]] std::size_t classes() const noexcept { return classes_; }
    /// Of each chain so far.
    [[nodiscard]] std::size_t draws() const noexcept { return draws_; }

    /// Draws in each class over all chains, [classes]; of one chain.
    [[nodiscard]] std::vector<std::int64_t> visits() const;
    [[nodiscard]] std::vector<std::int64_t> visitsOf(std::size_t chain) const;
    /// How often a draw in one class was followed by one in another (or the same), over all chains:
    /// [classes from × classes to].
    [[nodiscard]] std::vector<std::int64_t> transitions() const;
    /// How many of all draws there were to be in each class if they had these shares, such as those
    /// of the data: [classes]. Shares need not add up to 1. Throws std::invalid_argument for other
    /// than [classes] shares, one that is negative or not finite, or none above 0.
    [[nodiscard]] std::vector<double> expectedVisits(const std::vector<double>& shares) const;

    /// The share of all draws in each class, cut at 0 and 1. No interval for a class that was never
    /// visited, or equally often by all chains.
    [[nodiscard]] std::vector<Uncertain> shares() const;

    struct Entropy {
        Uncertain nats;
        Uncertain ofLargest; ///< the same as a share of the log of the number of classes
    };
    /// −Σ p log p over the shares of all draws: 0 in one class, log(classes) in all alike. It is
    /// too low where there are few visits; the interval is that of the jackknife over chains, which
    /// takes most of this off, widened to hold the value and cut at 0 and log(classes). (Simulated
    /// chains of 100 to 1000 draws that stay 1 to 100 of them: it held the true entropy in 90 to
    /// 99.9 %.) No interval where no chain changed its class.
    [[nodiscard]] Entropy entropy() const;

    /// How often all chains together changed their class from one draw to the next; low end cut at
    /// 0.
    [[nodiscard]] Uncertain changes() const;
    /// Draws from one change to the next, in the mean: pairs of successive draws over changes. The
    /// interval is one over that of the rate, with an infinite upper end where the rate may be 0.
    /// Infinite, without an interval, where no chain changed.
    [[nodiscard]] Uncertain timeBetweenChanges() const;

    /// Under names that begin with `prefix`. load() throws InputError when it does not fit; nothing
    /// changed then.
    void save(Checkpoint& checkpoint, const std::string& prefix) const;
    void load(const Checkpoint& checkpoint, const std::string& prefix);

private:
    [[nodiscard]] std::int64_t changesOf(std::size_t chain) const;
    [[nodiscard]] Uncertain overChains(const std::vector<double>& values) const;
    [[nodiscard]] const std::int64_t* transitionsOf(std::size_t chain) const {
        return transitions_.data() + chain * classes_ * classes_;
    }

    std::size_t chains_;
    std::size_t classes_;
    std::size_t draws_ = 0;
    std::vector<std::uint8_t> first_; ///< [chains] class of the first draw
    std::vector<std::uint8_t> last_;
    std::vector<std::int64_t> transitions_; ///< [chains × classes from × classes to]
};

} // namespace scorescope::stats
