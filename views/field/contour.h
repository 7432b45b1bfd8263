// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "views/colormap.h"
#include "views/field/polyline.h"

#include <vector>

namespace scorescope::views {

/// The lines where a scalar field, taken linear along the edges of its cells, has the value
/// `level`: marching squares, the two ways through a saddle told apart by the mean of the four
/// corners. Lines end at the border and at cells with a corner that is not finite; otherwise they
/// are closed. Neighbouring pieces are joined. Nothing for a field that is too small or of the
/// wrong size.
[[nodiscard]] std::vector<Polyline> contour(const ScalarField& field, double level);

/// Round levels strictly between the limits, about ten: steps of 1, 2 or 5 times a power of ten,
/// or on a logarithmic scale 1, 2, 5 (1, 3; 1) times the powers of ten.
[[nodiscard]] std::vector<double> contourLevels(const ColorLimits& limits, ColorScale scale);

} // namespace scorescope::views
