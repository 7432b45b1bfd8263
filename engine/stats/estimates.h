// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace scorescope::stats {

/// A number with the interval that holds the true one in 95 % of repetitions, nearly.
struct Estimate {
    double value = 0.0;
    double low = 0.0;
    double high = 0.0;
};

/// A share, `hits` of `count`, with Wilson's interval. Throws std::invalid_argument unless hits ≤
/// count and count ≥ 1.
[[nodiscard]] Estimate shareOf(std::size_t hits, std::size_t count);

/// A number with its interval, or with why it has none.
struct Uncertain {
    Estimate estimate;  ///< low and high are NaN where there is no interval
    std::string reason; ///< empty where there is one
    [[nodiscard]] bool hasInterval() const { return reason.empty(); }
};

/// Student's 97.5 % quantile: 95 % of a t distribution lie between it and its negative. Throws
/// std::invalid_argument for no degrees of freedom. O(degrees).
[[nodiscard]] double studentQuantile(std::size_t degreesOfFreedom);

/// The mean of independent repetitions of one measurement with Student's interval. There is none,
/// and a reason, for one repetition and where all are the same (which says nothing of how much
/// others would differ). Throws std::invalid_argument for no repetitions or one that is not finite.
[[nodiscard]] Uncertain meanOfRepetitions(const std::vector<double>& repetitions);

/// The probability that a number of the first kind is above one of the second,
///     P(first > second) + ½ P(first = second),
/// by ranks, exactly: the area under the ROC curve. O(n log n).
struct RankComparison {
    double area = 0.5;
    /// Of the area, over draws of both kinds (E. DeLong, D. DeLong, D. Clarke-Pearson, Biometrics
    /// 44, 1988).
    double variance = 0.0;
    /// (area − ½)/√((n + m + 1)/(12 n m)): standard normal where both kinds are one (Mann and
    /// Whitney); with ties a little too small.
    double z = 0.0;
};

/// Throws std::invalid_argument when one kind has no numbers, or one is NaN.
[[nodiscard]] RankComparison compareByRank(const std::vector<double>& first,
                                           const std::vector<double>& second);

/// An area with the interval that its variance gives, cut at 0 and 1. Where all numbers of one kind
/// are above all of the other, the variance is 0; then the interval is that of a share of
/// `smaller` out of as many (Clopper and Pearson), where `smaller` counts the rarer kind.
[[nodiscard]] Estimate areaEstimate(double area, double variance, std::size_t smaller);

} // namespace scorescope::stats
