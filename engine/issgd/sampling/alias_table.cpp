// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/sampling/alias_table.h"

#include "engine/issgd/compensated_sum.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>

namespace scorescope::issgd {
namespace {

/// The largest of weights that can be used.
template <typename Real> double checkedLargest(const std::vector<Real>& weights) {
    if (weights.empty() || weights.size() > AliasTable::maximumSize) {
        throw std::invalid_argument("an alias table has 1 to " +
                                    std::to_string(AliasTable::maximumSize) + " weights, not " +
                                    std::to_string(weights.size()));
    }
    double largest = 0.0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const auto weight = static_cast<double>(weights[i]);
        if (!(weight >= 0.0) || !std::isfinite(weight)) {
            throw std::invalid_argument("weight " + std::to_string(i) +
                                        " of an alias table is not a finite number from 0 on");
        }
        largest = std::max(largest, weight);
    }
    if (largest == 0.0) {
        throw std::invalid_argument("an alias table needs a weight above 0");
    }
    return largest;
}

} // namespace

AliasTable::AliasTable(const std::vector<double>& weights) {
    make(weights);
}
AliasTable::AliasTable(const std::vector<float>& weights) {
    make(weights);
}

template <typename Real> void AliasTable::make(const std::vector<Real>& weights) {
    // By the largest first, so that no sum is infinite and no factor is lost.
    const double largest = checkedLargest(weights);
    CompensatedSum sum;
    for (const Real weight : weights) {
        sum.add(static_cast<double>(weight) / largest);
    }
    const auto n = static_cast<std::uint64_t>(weights.size());
    const std::uint64_t all = n * columnUnits;
    const double scale = static_cast<double>(all) / sum.value();
    std::vector<std::uint64_t> units(weights.size());
    std::uint64_t total = 0;
    std::size_t heaviest = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const double share = static_cast<double>(weights[i]) / largest * scale;
        units[i] =
            weights[i] > Real(0)
                ? std::min(all, std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::min(
                                                               share, static_cast<double>(all)))))
                : 0;
        total += units[i];
        heaviest = weights[i] > weights[heaviest] ? i : heaviest;
    }
    // Modulo 2^64, in which the heaviest, of a column at least, cannot come below 0.
    units[heaviest] += all - total;
    entries_.assign(weights.size(), 0);
    sweep(units);
}

/// Columns of light indices (at most a column's units) are filled up by the present heavy one;
/// what that has left, once it is light itself, is filled up by the next heavy one.
void AliasTable::sweep(std::vector<std::uint64_t>& units) {
    const std::size_t n = units.size();
    const auto nextLight = [&](std::size_t i) {
        while (i < n && units[i] > columnUnits) {
            ++i;
        }
        return i;
    };
    const auto nextHeavy = [&](std::size_t j) {
        while (j < n && units[j] <= columnUnits) {
            ++j;
        }
        return j;
    };
    const auto fill = [&](std::size_t column, std::uint64_t own, std::size_t other) {
        entries_[column] =
            own == columnUnits ? column : (own << aliasBits) | static_cast<std::uint64_t>(other);
    };
    std::size_t light = nextLight(0);
    std::size_t heavy = nextHeavy(0);
    std::uint64_t left = heavy < n ? units[heavy] : 0;
    while (heavy < n) {
        if (left > columnUnits) {
            fill(light, units[light], heavy); // there is one: all units fill all columns
            left -= columnUnits - units[light];
            light = nextLight(light + 1);
        } else {
            const std::size_t next = nextHeavy(heavy + 1);
            fill(heavy, left, next);
            left = next < n ? units[next] - (columnUnits - left) : 0;
            heavy = next;
        }
    }
    for (; light < n; light = nextLight(light + 1)) {
        fill(light, units[light], light); // full
    }
}

void AliasTable::draw(const std::uint64_t* words, std::size_t count,
                      std::uint32_t* out) const noexcept {
    // Entries are asked for a group ahead of their use, since the table is larger than the caches.
    constexpr std::size_t group = 32;
    std::array<std::uint64_t, group> places{};
    for (std::size_t first = 0; first < count; first += group) {
        const std::size_t used = std::min(group, count - first);
        for (std::size_t k = 0; k < used; ++k) {
            places[k] = placeOf(words[first + k]);
            __builtin_prefetch(&entries_[places[k] >> unitBits]);
        }
        for (std::size_t k = 0; k < used; ++k) {
            out[first + k] = indexAt(places[k]);
        }
    }
}

std::vector<double> AliasTable::probabilities() const {
    std::vector<std::uint64_t> units(size());
    for (std::size_t column = 0; column < size(); ++column) {
        const std::uint64_t own = entries_[column] >> aliasBits;
        units[column] += own;
        units[entries_[column] & aliasMask] += columnUnits - own;
    }
    std::vector<double> found(size());
    for (std::size_t i = 0; i < size(); ++i) {
        found[i] = static_cast<double>(units[i]) /
                   (static_cast<double>(columnUnits) * static_cast<double>(size()));
    }
    return found;
}

} // namespace scorescope::issgd
