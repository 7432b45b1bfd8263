// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "views/field/field_data.h"
#include "views/field/field_options.h"
#include "views/theme.h"

#include <QColor>
#include <QPointF>
#include <QRectF>
#include <QSize>

#include <cstddef>
#include <vector>

/// Points in the plane, as many as can be told apart.
namespace scorescope::views {

/// Positions of points, at most one for each cell of a raster of `columns` × `rows` over the
/// region: what differs by less than a cell cannot be told apart on screen or paper. Order is kept.
/// Points that are not finite or lie outside are left out.
[[nodiscard]] std::vector<std::size_t> visiblePoints(const Scatter& points, const QRectF& region,
                                                     std::size_t columns, std::size_t rows);

/// The points of all clouds that can be told apart, coloured by their values or plainly.
struct Dots {
    std::vector<QPointF> at;
    std::vector<QRgb> color; ///< one for each
};
[[nodiscard]] Dots visibleDots(const FieldData& data, const FieldOptions& options,
                               const QRectF& region, const QSize& raster, const Theme& theme);

/// Colour of the cloud of that place on a theme's ground: the accent, then the series' colours.
[[nodiscard]] QColor pointColor(const Theme& theme, std::size_t cloud = 0);

} // namespace scorescope::views
