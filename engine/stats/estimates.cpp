// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stats/estimates.h"

#include "engine/core/finite.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace scorescope::stats {
namespace {

constexpr double quantile = 1.959963984540054; ///< of the standard normal, at 97.5 %

/// Ranks from 1, equal numbers the mean of theirs.
std::vector<double> midranks(const std::vector<double>& values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> ranks(values.size());
    for (std::size_t from = 0; from < order.size();) {
        std::size_t to = from;
        while (to < order.size() && values[order[to]] == values[order[from]]) {
            ++to;
        }
        const double rank = 0.5 * static_cast<double>(from + 1 + to);
        for (; from < to; ++from) {
            ranks[order[from]] = rank;
        }
    }
    return ranks;
}

/// P(|T| ≤ t) at t = tan(angle) √degrees, the finite sums for whole degrees of freedom (Abramowitz
/// and Stegun 26.7.3 and 26.7.4).
double studentWithin(double angle, std::size_t degrees) {
    const double cosine = std::cos(angle);
    const bool odd = degrees % 2 == 1;
    double term = odd ? cosine : 1.0;
    double sum = 0.0;
    for (std::size_t power = odd ? 1 : 0; power + 2 <= degrees; power += 2) {
        sum += term;
        const auto k = static_cast<double>(power);
        term *= (k + 1.0) / (k + 2.0) * cosine * cosine;
    }
    const double within = std::sin(angle) * sum;
    constexpr double halfPi = 1.570796326794896619;
    return odd ? (angle + within) / halfPi : within;
}

double varianceOfMean(const std::vector<double>& values) {
    const auto n = static_cast<double>(values.size());
    if (values.size() < 2) {
        return 0.0;
    }
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0.0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    return squares / (n - 1.0) / n;
}

} // namespace

Estimate shareOf(std::size_t hits, std::size_t count) {
    if (count == 0 || hits > count) {
        throw std::invalid_argument("a share needs at least one case, and no more hits than cases");
    }
    const auto n = static_cast<double>(count);
    const double share = static_cast<double>(hits) / n;
    const double z2 = quantile * quantile;
    const double middle = (share + 0.5 * z2 / n) / (1.0 + z2 / n);
    const double half =
        quantile / (1.0 + z2 / n) * std::sqrt(share * (1.0 - share) / n + 0.25 * z2 / (n * n));
    return {share, hits == 0 ? 0.0 : middle - half, hits == count ? 1.0 : middle + half};
}

double studentQuantile(std::size_t degreesOfFreedom) {
    if (degreesOfFreedom == 0) {
        throw std::invalid_argument("Student's distribution needs a degree of freedom");
    }
    double low = 0.0;
    double high = std::acos(0.0);
    for (int halving = 0; halving < 60; ++halving) {
        const double middle = 0.5 * (low + high);
        (studentWithin(middle, degreesOfFreedom) < 0.95 ? low : high) = middle;
    }
    return std::tan(low) * std::sqrt(static_cast<double>(degreesOfFreedom));
}

Uncertain meanOfRepetitions(const std::vector<double>& repetitions) {
    if (repetitions.empty() || !allFinite(repetitions)) {
        throw std::invalid_argument("a mean needs repetitions, all of them finite");
    }
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    const double mean = std::accumulate(repetitions.begin(), repetitions.end(), 0.0) /
                        static_cast<double>(repetitions.size());
    if (repetitions.size() < 2) {
        return {{mean, nan, nan}, "there is one repetition only"};
    }
    if (*std::min_element(repetitions.begin(), repetitions.end()) ==
        *std::max_element(repetitions.begin(), repetitions.end())) {
        return {{repetitions.front(), nan, nan}, "all repetitions are the same"};
    }
    const double half =
        studentQuantile(repetitions.size() - 1) * std::sqrt(varianceOfMean(repetitions));
    return {{mean, mean - half, mean + half}, ""};
}

RankComparison compareByRank(const std::vector<double>& first, const std::vector<double>& second) {
    const auto isNan = [](double value) { return std::isnan(value); };
    if (first.empty() || second.empty() || std::any_of(first.begin(), first.end(), isNan) ||
        std::any_of(second.begin(), second.end(), isNan)) {
        throw std::invalid_argument("ranks need numbers of both kinds, and none that is NaN");
    }
    std::vector<double> all = first;
    all.insert(all.end(), second.begin(), second.end());
    const std::vector<double> ranks = midranks(all);
    const std::vector<double> within = midranks(first);
    const std::vector<double> withinSecond = midranks(second);
    const auto n = static_cast<double>(first.size());
    const auto m = static_cast<double>(second.size());
    // Of each number, the share of the other kind that it is above, or below.
    std::vector<double> above(first.size());
    std::vector<double> below(second.size());
    for (std::size_t i = 0; i < first.size(); ++i) {
        above[i] = (ranks[i] - within[i]) / m;
    }
    for (std::size_t j = 0; j < second.size(); ++j) {
        below[j] = 1.0 - (ranks[first.size() + j] - withinSecond[j]) / n;
    }
    RankComparison result;
    result.area = std::accumulate(above.begin(), above.end(), 0.0) / n;
    result.variance = varianceOfMean(above) + varianceOfMean(below);
    result.z = (result.area - 0.5) / std::sqrt((n + m + 1.0) / (12.0 * n * m));
    return result;
}

Estimate areaEstimate(double area, double variance, std::size_t smaller) {
    if (variance <= 0.0) {
        const double end = std::pow(0.025, 1.0 / static_cast<double>(smaller));
        return {area, area >= 1.0 ? end : area, area <= 0.0 ? 1.0 - end : area};
    }
    const double half = quantile * std::sqrt(variance);
    return {area, std::max(0.0, area - half), std::min(1.0, area + half)};
}

} // namespace scorescope::stats
