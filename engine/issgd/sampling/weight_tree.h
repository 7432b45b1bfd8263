// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace scorescope::issgd {

/// Weights that change while indices are drawn with probability proportional to them: a tree of
/// sums, eight children to a node, each node one line of the cache.
///
/// A change forms the sums above it anew from their children, and adds no differences to them (as a
/// Fenwick tree does, whose totals drift). So the sums are a function of the weights that are there
/// now, bit for bit, whatever came before: there is nothing to sum anew every so often, and a
/// sampler that is restored from its weights draws what the one that was saved would have drawn. A
/// sum is 0 if and only if all weights below it are, so a weight of 0 is never drawn, and any other
/// can be, if it is not below 2^-53 of the total.
///
/// Const members may be called from several threads, set() from one alone.
class WeightTree {
public:
    static constexpr std::size_t maximumSize = 0xFFFFFFFFU;

    /// \param weights [n], 1 ≤ n ≤ maximumSize; finite and ≥ 0; all may be 0.
    /// Throws std::invalid_argument otherwise. O(n).
    explicit WeightTree(const std::vector<double>& weights);

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] double weight(std::size_t i) const noexcept {
        return levels_.front()[i / width].child[i % width];
    }
    /// The sum of all weights, within a few units in the last place of each of its levels.
    [[nodiscard]] double total() const noexcept { return total_; }
    /// How far total() is from a compensated sum of all weights as they are now, relative; 0
    /// without weights above 0. It is rounding alone and does not grow with changes. O(n).
    [[nodiscard]] double drift() const noexcept;

    /// Throws std::invalid_argument, and changes nothing, for an index or a weight out of range.
    void set(std::size_t index, double weight);
    /// The same for [count] of each; of an index that is there twice the last counts. Much faster
    /// than one by one.
    void set(const std::uint32_t* indices, const double* weights, std::size_t count);

    /// One index for each of `count` random words, of which the upper 53 bits are used: the index
    /// at which the weights, summed from the first on, exceed that share of the total. Throws
    /// std::invalid_argument where no weight is above 0 or the total is infinite.
    void draw(const std::uint64_t* words, std::size_t count, std::uint32_t* out) const;

private:
    static constexpr std::size_t width = 8;
    struct alignas(64) Node {
        std::array<double, width> child{};
    };

    void check(std::size_t index, double weight) const;
    /// Forms the sums above a node of level 0 anew.
    void sumAbove(std::size_t node);

    std::size_t size_ = 0;
    double total_ = 0.0;
    std::vector<std::vector<Node>> levels_;          ///< the weights first, one node last
    std::vector<std::vector<std::uint8_t>> changed_; ///< of each node above level 0, during set()
};

} // namespace scorescope::issgd
