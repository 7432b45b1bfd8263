// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>

namespace scorescope::issgd {

/// A sum whose rounding errors are summed beside it (Knuth's exact difference, without branches):
/// of numbers of one sign it is right to the last bit or two, however many they are. One thread.
class CompensatedSum {
public:
    void add(double x) noexcept {
        const double sum = sum_ + x;
        const double part = sum - sum_;
        rest_ += (sum_ - (sum - part)) + (x - part);
        sum_ = sum;
    }
    /// Infinite where the plain sum is.
    [[nodiscard]] double value() const noexcept {
        return std::isfinite(sum_) ? sum_ + rest_ : sum_;
    }

private:
    double sum_ = 0.0;
    double rest_ = 0.0;
};

} // namespace scorescope::issgd
