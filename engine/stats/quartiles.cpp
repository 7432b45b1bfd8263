// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stats/quartiles.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>

namespace scorescope::stats {

Quartiles quartilesOf(std::vector<double> numbers) {
    if (numbers.empty()) {
        throw std::invalid_argument("quartiles need a number at least");
    }
    if (std::any_of(numbers.begin(), numbers.end(), [](double x) { return std::isnan(x); })) {
        constexpr double none = std::numeric_limits<double>::quiet_NaN();
        return {none, none, none};
    }
    std::sort(numbers.begin(), numbers.end());
    const auto at = [&](double share) {
        const double place = share * static_cast<double>(numbers.size() - 1);
        const auto below = static_cast<std::size_t>(place);
        const std::size_t above = std::min(below + 1, numbers.size() - 1);
        const double part = place - static_cast<double>(below);
        return part == 0.0 ? numbers[below] : (1.0 - part) * numbers[below] + part * numbers[above];
    };
    return {at(0.25), at(0.5), at(0.75)};
}

} // namespace scorescope::stats
