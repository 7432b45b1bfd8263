// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace scorescope::stats {

/// The values that a quarter, half and three quarters of the numbers lie below, between two of them
/// in proportion (Hyndman and Fan 1996, type 7: R's and numpy's).
struct Quartiles {
    double low = 0.0;
    double median = 0.0;
    double high = 0.0;
};

/// All NaN where one of the numbers is. Throws std::invalid_argument for none. O(n log n).
[[nodiscard]] Quartiles quartilesOf(std::vector<double> numbers);

} // namespace scorescope::stats
