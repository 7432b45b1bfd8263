// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/space/space_scene.h"

#include <utility>
#include <vector>

namespace scorescope::views {

struct HeightFieldInput {
    const SpaceData& data; ///< flat()
    const SpaceOptions& options;
    const SpaceBox& box;
    const Theme& theme;
    bool targets = false;
};

/// Adds a scalar field as a surface whose height and colour are the value (linear: a logarithm
/// would bend what height shows), with contour lines, and drapes points, markers and chains of the
/// plane over it. Cells with a corner that is not finite are left open.
void addHeightField(SpaceScene& scene, const HeightFieldInput& input);

/// The value between the nodes, bilinearly; NaN outside the grid and beside a gap.
[[nodiscard]] double valueAt(const ScalarField& field, double x, double y);

/// Levels of contour lines: about `count` multiples of 1, 2 or 5 times a power of ten, strictly
/// inside (low, high).
[[nodiscard]] std::vector<double> contourLevels(double low, double high, int count);

/// Data without a colour of its own is neutral: colours are for what is computed.
[[nodiscard]] QColor neutralColor(const Theme& theme);

/// First and one-past-last point of every chain.
[[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>> chainRanges(const Trajectory& chain,
                                                                           std::size_t points);

} // namespace scorescope::views
