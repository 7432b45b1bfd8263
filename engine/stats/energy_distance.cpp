// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stats/energy_distance.h"

#include "engine/core/finite.h"
#include "engine/core/rng.h"
#include "engine/core/threads.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <vector>

namespace scorescope::stats {

namespace {

double distance(const double* a, const double* b, std::size_t d) {
    double sum = 0.0;
    for (std::size_t k = 0; k < d; ++k) {
        sum += (a[k] - b[k]) * (a[k] - b[k]);
    }
    return std::sqrt(sum);
}

/// Σ_ij ‖x_i − y_j‖: rows side by side, their sums added in order.
double sumOfDistances(const double* x, std::size_t n, const double* y, std::size_t m, std::size_t d,
                      int threads) {
    std::vector<double> rows(n);
    parallelFor(n, threads, 1, [&](std::size_t row, std::size_t) {
        double sum = 0.0;
        for (std::size_t j = 0; j < m; ++j) {
            sum += distance(x + row * d, y + j * d, d);
        }
        rows[row] = sum;
    });
    return std::accumulate(rows.begin(), rows.end(), 0.0);
}

/// Distances between all points of both samples, kept or formed anew each time.
class Pool {
public:
    Pool(const double* x, std::size_t n, const double* y, std::size_t m, std::size_t d,
         std::size_t matrixBytes, int threads)
        : d_(d), count_(n + m) {
        points_.assign(x, x + n * d);
        points_.insert(points_.end(), y, y + m * d);
        kept_ = count_ <= matrixBytes / sizeof(double) / count_;
        if (kept_) {
            matrix_.resize(count_ * count_);
        }
        rowSums_.resize(count_);
        parallelFor(count_, threads, 1, [&](std::size_t i, std::size_t) {
            double sum = 0.0;
            for (std::size_t j = 0; j < count_; ++j) {
                const double between = distance(point(i), point(j), d_);
                sum += between;
                if (kept_) {
                    matrix_[i * count_ + j] = between;
                }
            }
            rowSums_[i] = sum;
        });
        total_ = std::accumulate(rowSums_.begin(), rowSums_.end(), 0.0);
    }

    /// n m/(n + m) times the energy distance when the points of `first` (ascending) are one sample
    /// and all others the other.
    [[nodiscard]] double statistic(const std::vector<std::size_t>& first) const {
        double within = 0.0;
        double rows = 0.0;
        for (std::size_t a = 0; a < first.size(); ++a) {
            const std::size_t i = first[a];
            rows += rowSums_[i];
            double sum = 0.0;
            if (kept_) {
                const double* row = matrix_.data() + i * count_;
                for (std::size_t b = 0; b < a; ++b) {
                    sum += row[first[b]];
                }
            } else {
                for (std::size_t b = 0; b < a; ++b) {
                    sum += distance(point(i), point(first[b]), d_);
                }
            }
            within += 2.0 * sum;
        }
        const double between = rows - within;
        const double others = total_ - within - 2.0 * between;
        const auto n = static_cast<double>(first.size());
        const auto m = static_cast<double>(count_ - first.size());
        const double energy = 2.0 * between / (n * m) - within / (n * n) - others / (m * m);
        return energy * n * m / (n + m);
    }

    /// What rounding may do to a statistic: permutations that only swap equal points must count as
    /// equal.
    [[nodiscard]] double slack() const { return 1e-12 * total_ / static_cast<double>(count_); }

private:
    [[nodiscard]] const double* point(std::size_t i) const { return points_.data() + i * d_; }

    std::size_t d_;
    std::size_t count_;
    bool kept_ = false;
    std::vector<double> points_;
    std::vector<double> matrix_;
    std::vector<double> rowSums_;
    double total_ = 0.0;
};

/// `chosen` of 0 … count − 1, every choice as likely, ascending: the first part of a shuffle.
std::vector<std::size_t> choose(RandomStream stream, std::size_t chosen, std::size_t count) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t(0));
    for (std::size_t i = 0; i < chosen; ++i) {
        const auto other = i + static_cast<std::size_t>(stream.below(count - i));
        std::swap(order[i], order[other]);
    }
    order.resize(chosen);
    std::sort(order.begin(), order.end());
    return order;
}

} // namespace

double energyDistance(const double* x, std::size_t n, const double* y, std::size_t m, std::size_t d,
                      int threads) {
    if (n == 0 || m == 0 || !allFinite(x, n * d) || !allFinite(y, m * d)) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    const int used = threadCount(threads);
    const auto first = static_cast<double>(n);
    const auto second = static_cast<double>(m);
    return 2.0 * sumOfDistances(x, n, y, m, d, used) / (first * second) -
           sumOfDistances(x, n, x, n, d, used) / (first * first) -
           sumOfDistances(y, m, y, m, d, used) / (second * second);
}

TwoSampleResult twoSampleTest(const double* x, std::size_t n, const double* y, std::size_t m,
                              std::size_t d, const TwoSampleOptions& options) {
    if (n == 0 || m == 0 || d == 0) {
        throw std::invalid_argument("a two-sample test needs points in both samples");
    }
    if (options.permutations == 0 ||
        options.permutations > std::numeric_limits<std::uint32_t>::max()) {
        throw std::invalid_argument("a permutation test needs between 1 and 2^32 - 1 permutations");
    }
    if (!allFinite(x, n * d) || !allFinite(y, m * d)) {
        throw std::invalid_argument("a coordinate is not finite");
    }
    const int threads = threadCount(options.threads);
    const Pool pool(x, n, y, m, d, options.matrixBytes, threads);
    // The smaller sample is the one whose pairs are added up.
    const bool firstIsSmaller = n <= m;
    const std::size_t chosen = firstIsSmaller ? n : m;
    std::vector<std::size_t> asGiven(chosen);
    std::iota(asGiven.begin(), asGiven.end(), firstIsSmaller ? std::size_t(0) : n);

    TwoSampleResult result;
    result.permutations = options.permutations;
    result.statistic = pool.statistic(asGiven);
    const auto first = static_cast<double>(n);
    const auto second = static_cast<double>(m);
    result.energyDistance = result.statistic * (first + second) / (first * second);
    const double bar = result.statistic - pool.slack();
    std::atomic<std::size_t> reached{0};
    constexpr std::size_t atOnce = 8;
    parallelFor(options.permutations, threads, atOnce, [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i) {
            const RandomStream stream(options.seed, Purpose::test, static_cast<std::uint32_t>(i));
            if (pool.statistic(choose(stream, chosen, n + m)) >= bar) {
                ++reached;
            }
        }
    });
    result.pValue =
        static_cast<double>(1 + reached.load()) / static_cast<double>(1 + options.permutations);
    return result;
}

} // namespace scorescope::stats
