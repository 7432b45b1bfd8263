// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace scorescope::stats {

/// log 1/S Σ_{s≤S} p_s of each of some points, looked at after some numbers S of terms that come by
/// as logarithms: what is held of a point is a sum and its largest term, and what was found.
/// Different points may be added to by different threads.
class LogMeans {
public:
    /// `counts` must rise from at least 1; its last is the number of terms that come.
    LogMeans(std::size_t points, std::vector<std::size_t> counts)
        : points_(points), counts_(std::move(counts)),
          largest_(points, -std::numeric_limits<double>::infinity()), sums_(points, 0.0),
          found_(points * counts_.size()) {}

    /// Terms [first, first + count) of a point, in order. logOf(j, largest) gives log p of term
    /// first + j; `largest` is the largest so far, and what is far below it need not be exact.
    template <class LogOf>
    void add(std::size_t point, std::size_t first, std::size_t count, const LogOf& logOf) {
        std::size_t look = static_cast<std::size_t>(
            std::upper_bound(counts_.begin(), counts_.end(), first) - counts_.begin());
        double largest = largest_[point];
        double sum = sums_[point];
        for (std::size_t j = 0; j < count; ++j) {
            const double value = logOf(j, largest);
            if (value > largest) {
                sum = sum * std::exp(largest - value) + 1.0; // 0 at first: e^-inf
                largest = value;
            } else if (value > largest - negligible) {
                sum += std::exp(value - largest);
            }
            if (first + j + 1 == counts_[look]) {
                found_[look * points_ + point] =
                    largest + std::log(sum / static_cast<double>(counts_[look]));
                ++look;
            }
        }
        largest_[point] = largest;
        sums_[point] = sum;
    }

    [[nodiscard]] const std::vector<std::size_t>& counts() const noexcept { return counts_; }
    /// Of each point, for the first counts()[look] terms, once they have come: [points].
    [[nodiscard]] const double* found(std::size_t look) const {
        return found_.data() + look * points_;
    }
    [[nodiscard]] std::size_t points() const noexcept { return points_; }

    static constexpr double negligible = 40.0; ///< terms below e^-40 of the largest are left out

private:
    std::size_t points_;
    std::vector<std::size_t> counts_;
    std::vector<double> largest_;
    std::vector<double> sums_;  ///< Σ exp(log p − largest)
    std::vector<double> found_; ///< [counts × points]
};

} // namespace scorescope::stats
