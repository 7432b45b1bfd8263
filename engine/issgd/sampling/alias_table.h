// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace scorescope::issgd {

/// Draws an index with probability proportional to its weight, in a time that does not depend on
/// how many there are (A. Walker, ACM Transactions on Mathematical Software 3, 1977; made in linear
/// time as by M. Vose, IEEE Transactions on Software Engineering 17, 1991, in one sweep of two
/// pointers as by L. Hübschle-Schneider and P. Sanders, "Parallel Weighted Random Sampling", 2019).
///
/// Weights are rounded to whole units of 2^-40 of their mean, and the table is made of whole
/// numbers: its probabilities come to 1 exactly, and no column is left over. A weight of 0 is never
/// drawn; any other has at least one unit, and what rounding leaves goes to the largest weight. So
/// a probability is off by at most 2^-39 / n, except the largest weight's, which is off by at most
/// n times as much (and is itself at least 1/n).
///
/// One draw takes one random word of 64 bits: the same words give the same indices everywhere.
/// Eight bytes an entry; eight more an entry while it is made. Immutable: any thread.
class AliasTable {
public:
    static constexpr std::size_t maximumSize = (1U << 24U) - 1;

    /// \param weights [n], 1 ≤ n ≤ maximumSize; finite, ≥ 0, one of them above 0.
    /// Throws std::invalid_argument otherwise. O(n).
    explicit AliasTable(const std::vector<double>& weights);
    explicit AliasTable(const std::vector<float>& weights);

    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
    /// Index in [0, n) for a random word.
    [[nodiscard]] std::uint32_t draw(std::uint64_t word) const noexcept {
        return indexAt(placeOf(word));
    }
    /// One index for each of `count` words.
    void draw(const std::uint64_t* words, std::size_t count, std::uint32_t* out) const noexcept;

    /// What the table draws with: [n], multiples of 2^-40 / n. O(n).
    [[nodiscard]] std::vector<double> probabilities() const;

private:
    static constexpr unsigned unitBits = 40;
    static constexpr unsigned aliasBits = 24;
    static constexpr std::uint64_t columnUnits = 1ULL << unitBits;
    static constexpr std::uint64_t unitMask = columnUnits - 1;
    static constexpr std::uint64_t aliasMask = (1ULL << aliasBits) - 1;

    /// floor(word n / 2^24): the column above, and 40 bits of where in the column below.
    [[nodiscard]] std::uint64_t placeOf(std::uint64_t word) const noexcept {
        const std::uint64_t n = entries_.size();
        return (((word >> 32U) * n) << 8U) + (((word & 0xFFFFFFFFU) * n) >> 24U);
    }
    [[nodiscard]] std::uint32_t indexAt(std::uint64_t place) const noexcept {
        const std::uint64_t column = place >> unitBits;
        const std::uint64_t entry = entries_[column];
        const std::uint64_t other = entry & aliasMask;
        // Without a branch, which nobody could predict: all bits, or none.
        const std::uint64_t own =
            0U - static_cast<std::uint64_t>((place & unitMask) < (entry >> aliasBits));
        return static_cast<std::uint32_t>(other ^ ((other ^ column) & own));
    }

    template <typename Real> void make(const std::vector<Real>& weights);
    void sweep(std::vector<std::uint64_t>& units);

    /// Of each column: units of its own index above, below the index that has the rest. A column
    /// that is one index's alone has 0 units of its own and that index as the rest.
    std::vector<std::uint64_t> entries_;
};

} // namespace scorescope::issgd
