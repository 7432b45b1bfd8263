// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "views/axes/color_bar.h"
#include "views/field/field_options.h"
#include "views/field/grid_shape.h"
#include "views/field/polyline.h"
#include "views/theme.h"

#include <QColor>
#include <QImage>
#include <QRectF>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

/// Values at the nodes of a grid as colours.
namespace scorescope::views {

/// Which colour each value has.
struct HeatColors {
    const ScalarField* field = nullptr;
    ColorBar bar;
    QRgb ground = 0;
    std::vector<QRgb> categories; ///< not empty: the colour of each index

    [[nodiscard]] QRgb at(std::size_t index) const {
        if (!categories.empty()) {
            const float value = std::round(field->values[index]);
            // Written so that NaN is none of them.
            return value >= 0.0F && value < static_cast<float>(categories.size())
                       ? categories[static_cast<std::size_t>(value)]
                       : qRgba(0, 0, 0, 0);
        }
        return bar.map.rgb(
            colorFraction(static_cast<double>(field->values[index]), bar.limits, bar.scale));
    }
    /// The colour of the node nearest to a point, or the ground's where it has none.
    [[nodiscard]] QRgb near(double x, double y) const {
        const Grid& grid = field->grid;
        const auto index = [](double value, double low, double cell, std::size_t count) {
            const double position = cell > 0.0 ? std::round((value - low) / cell) : 0.0;
            return static_cast<std::size_t>(
                std::clamp(position, 0.0, static_cast<double>(count - 1)));
        };
        const QRgb color = at(index(y, grid.yMin, cellHeight(grid), grid.rows) * grid.columns +
                              index(x, grid.xMin, cellWidth(grid), grid.columns));
        return qAlpha(color) == 0 ? ground : color;
    }
};

[[nodiscard]] HeatColors heatColors(const Artifact& artifact, const ScalarField& field,
                                    const FieldOptions& options, const Theme& theme);

/// The coloured ground.
struct HeatPicture {
    QImage image;             ///< one pixel per node, row 0 at the top (highest y)
    bool smooth = true;       ///< false: values between nodes mean nothing (categories)
    QRectF rect;              ///< what the image covers, half a cell beyond the nodes
    std::vector<QRectF> gaps; ///< where values are not finite: drawn hatched
};
[[nodiscard]] HeatPicture buildHeat(const HeatColors& heat);

/// Lines faintly in `plain`, or in their own colours without it; over a heat map in the colour that
/// reads on it, cut where that changes.
[[nodiscard]] std::vector<Polyline> coloredLines(std::vector<Polyline> lines, const HeatColors* on,
                                                 const std::optional<QColor>& plain);
/// Black or white, whichever reads better on the colour.
[[nodiscard]] QRgb contrasting(QRgb ground);
/// Colour of category i on a theme's ground: muted, all of about one lightness, neighbours
/// distinct.
[[nodiscard]] QColor categoryColor(std::size_t i, const Theme& theme);

} // namespace scorescope::views
