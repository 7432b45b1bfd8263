// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"

#include <algorithm>
#include <cmath>

namespace scorescope::views {

/// Whether a grid can be drawn: nodes, and finite edges in order.
[[nodiscard]] inline bool usable(const Grid& grid) {
    return grid.columns > 0 && grid.rows > 0 && std::isfinite(grid.xMin) &&
           std::isfinite(grid.xMax) && std::isfinite(grid.yMin) && std::isfinite(grid.yMax) &&
           std::isfinite(grid.xMax - grid.xMin) && std::isfinite(grid.yMax - grid.yMin) &&
           grid.xMax >= grid.xMin && grid.yMax >= grid.yMin;
}

[[nodiscard]] inline double cellWidth(const Grid& grid) {
    return grid.columns > 1 ? (grid.xMax - grid.xMin) / static_cast<double>(grid.columns - 1) : 0.0;
}

[[nodiscard]] inline double cellHeight(const Grid& grid) {
    return grid.rows > 1 ? (grid.yMax - grid.yMin) / static_cast<double>(grid.rows - 1) : 0.0;
}

/// Distance between neighbours; of a grid of one node, a tenth of its region.
[[nodiscard]] inline double cellSize(const Grid& grid) {
    const double w = cellWidth(grid);
    const double h = cellHeight(grid);
    if (w > 0.0 && h > 0.0) {
        return std::min(w, h);
    }
    if (w > 0.0 || h > 0.0) {
        return std::max(w, h);
    }
    const double extent = std::max(grid.xMax - grid.xMin, grid.yMax - grid.yMin);
    return extent > 0.0 ? 0.1 * extent : 0.1;
}

} // namespace scorescope::views
