// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "views/field/polyline.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace scorescope::views {

/// Streamlines of a field, interpolated bilinearly and followed with classical Runge–Kutta steps of
/// a third of a cell along the *direction* of the field, both ways from seeds that keep
/// `separation` cells apart; a line ends at the border, at a hole (NaN) or zero of the field, where
/// it meets another line, or where it has closed on itself.
struct StreamlineOptions {
    double separation = 1.6;     ///< cells
    std::size_t maximum = 2000;  ///< lines
    std::size_t maxSteps = 1500; ///< per line and direction
};
[[nodiscard]] std::vector<Polyline> streamlines(const VectorField& field,
                                                const StreamlineOptions& options = {});
/// One line through `seed`, with steps of `step` (axis units), without regard to others.
[[nodiscard]] Polyline streamline(const VectorField& field, const QPointF& seed, double step,
                                  std::size_t maxSteps);
/// The field between its nodes, bilinearly; nothing outside the grid or beside a NaN.
[[nodiscard]] std::optional<QPointF> interpolate(const VectorField& field, const QPointF& at);

} // namespace scorescope::views
