// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace scorescope {

/// True if none of `count` numbers is NaN or infinite; true for none at all.
template <typename Real> [[nodiscard]] bool allFinite(const Real* values, std::size_t count) {
    return std::all_of(values, values + count, [](Real v) { return std::isfinite(v); });
}

template <typename Real> [[nodiscard]] bool allFinite(const std::vector<Real>& values) {
    return allFinite(values.data(), values.size());
}

} // namespace scorescope
