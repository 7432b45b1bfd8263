// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

/// What brushes do to points and pens to paths: pure functions in axis units.
namespace scorescope::views {

using EditPoints = std::vector<std::array<float, 2>>;

/// Points as a text parameter holds them: "x y; x y; …" in the shortest form that reads back to the
/// same floats. Points that are not finite are left out.
[[nodiscard]] std::string pointsText(const EditPoints& points);

/// The most points that painting makes; more would be a file, not a drawing.
constexpr std::size_t mostPaintedPoints = 20000;

/// How far a stroke has come; begin each with a new one.
struct PaintStroke {
    double left = 0.0;     ///< way until the next point
    std::size_t count = 0; ///< points set so far
};
/// Paints from one place of the cursor to the next: a point every quarter of the radius, the first
/// exactly under the cursor, the others spread over the brush by a fixed sequence (area-uniform, on
/// the golden angle), so that the same stroke always paints the same points.
void paintPoints(EditPoints& points, PaintStroke& stroke, const QPointF& from, const QPointF& to,
                 double radius);
/// Takes away the points at most `radius` from the segment. Returns whether there were any.
bool erasePoints(EditPoints& points, const QPointF& from, const QPointF& to, double radius);

/// Points in the hand, where they were, and how much of the way each goes along.
struct Grip {
    std::size_t index = 0;
    std::array<float, 2> start{};
    double weight = 1.0;
};
/// Takes hold of the points around `at`: the nearest goes all the way, others within `radius` of
/// the cursor by (1 − d²/radius²)², so that a curve bends smoothly. When none is that near, the
/// nearest within `reach` alone; nothing beyond.
[[nodiscard]] std::vector<Grip> gripPoints(const EditPoints& points, const QPointF& at,
                                           double radius, double reach);
/// Puts the gripped points where the hand, moved by `way` since it took hold, carries them.
void movePoints(EditPoints& points, const std::vector<Grip>& grips, const QPointF& way);

/// A path with fewer points, none farther than `tolerance` from it (Ramer–Douglas–Peucker); the
/// tolerance is doubled until at most `most` (≥ 2) points are left. Both ends stay.
[[nodiscard]] std::vector<QPointF> simplified(const std::vector<QPointF>& path, double tolerance,
                                              std::size_t most);

} // namespace scorescope::views
