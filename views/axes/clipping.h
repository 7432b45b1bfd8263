// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineF>
#include <QPolygonF>
#include <QRectF>

#include <optional>
#include <vector>

namespace scorescope::views {

/// The part of a line inside a rectangle, if any.
[[nodiscard]] std::optional<QLineF> clippedLine(const QLineF& line, const QRectF& rect);
/// A polyline cut to a rectangle: its pieces. Writers of vector files know no clipping, so the
/// geometry itself is cut.
[[nodiscard]] std::vector<QPolygonF> clippedPolyline(const QPolygonF& line, const QRectF& rect);
/// A polygon cut to a rectangle.
[[nodiscard]] QPolygonF clippedPolygon(const QPolygonF& polygon, const QRectF& rect);
/// How far a point is from a polyline, in its units; infinite for none.
[[nodiscard]] double distanceTo(const QPolygonF& line, const QPointF& at);

} // namespace scorescope::views
