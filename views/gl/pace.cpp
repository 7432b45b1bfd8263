// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/gl/pace.h"

#include <algorithm>

namespace scorescope::views {

void RecentTimes::add(double seconds) {
    times_[count_ % times_.size()] = seconds;
    ++count_;
}

std::optional<double> RecentTimes::typical() const {
    return count_ < times_.size() ? std::nullopt
                                  : std::optional(*std::min_element(times_.begin(), times_.end()));
}

std::size_t nextThinning(std::size_t thin, double seconds, double budget, std::size_t most) {
    if (seconds > budget) {
        return std::min(2 * thin, most);
    }
    return thin > 1 && 2.0 * seconds < 0.6 * budget ? thin / 2 : thin;
}

std::size_t nextStride(std::size_t stride, const PaintTimes& times, double budget) {
    const std::size_t now = std::clamp<std::size_t>(stride, 1, largestStride);
    const double seconds = times[now];
    if (!(seconds > 0.0) || !(budget > 0.0)) {
        return now;
    }
    constexpr double worthwhile = 0.9;
    if (seconds > budget) {
        if (now > 1 && times[now - 1] > 0.0 && seconds > worthwhile * times[now - 1]) {
            return now - 1;
        }
        const bool useless = now == largestStride || times[now + 1] > worthwhile * seconds;
        return useless ? now : now + 1;
    }
    if (now > 1) {
        const double ratio = static_cast<double>(now) / static_cast<double>(now - 1);
        if (seconds * ratio * ratio < 0.6 * budget) {
            return now - 1;
        }
    }
    return now;
}

} // namespace scorescope::views
