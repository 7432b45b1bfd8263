// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace scorescope::data {

/// Points in d dimensions, row-major [n × dimensions].
struct PointSet {
    std::size_t dimensions = 2; ///< d ≥ 1
    std::vector<double> coordinates;

    [[nodiscard]] std::size_t size() const noexcept {
        return dimensions == 0 ? 0 : coordinates.size() / dimensions;
    }
    [[nodiscard]] const double* point(std::size_t i) const noexcept {
        return coordinates.data() + i * dimensions;
    }
};

} // namespace scorescope::data
