// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/heat_picture.h"

#include "views/colormap.h"
#include "views/drawn_range.h"
#include "views/text.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace scorescope::views {

QRgb contrasting(QRgb ground) {
    return lightness(ground) > 55.0 ? qRgb(0x10, 0x12, 0x16) : qRgb(0xff, 0xff, 0xff);
}

HeatColors heatColors(const Artifact& artifact, const ScalarField& field,
                      const FieldOptions& options, const Theme& theme) {
    HeatColors heat;
    heat.field = &field;
    heat.ground = theme.ground.rgba();
    for (std::size_t i = 0; i < field.categories.size(); ++i) {
        heat.categories.push_back(categoryColor(i, theme).rgba());
    }
    heat.bar.title = quantityText(artifact.value);
    // A logarithm has no room for signs.
    heat.bar.scale = field.signedValues ? ColorScale::linear : options.colorScale;
    const std::optional<ColorLimits> range = drawnRange(field);
    heat.bar.limits = range && range->valid(heat.bar.scale)
                          ? *range
                          : robustLimits(field.values, heat.bar.scale, field.signedValues);
    if (options.locked && options.locked->valid(heat.bar.scale)) {
        heat.bar.limits = *options.locked;
    }
    heat.bar.map =
        field.signedValues ? Colormap::divergingFor(theme) : Colormap::sequentialFor(theme);
    return heat;
}

HeatPicture buildHeat(const HeatColors& heat) {
    HeatPicture picture;
    const Grid& grid = heat.field->grid;
    const double size = cellSize(grid);
    const double w = grid.columns > 1 ? cellWidth(grid) : size;
    const double h = grid.rows > 1 ? cellHeight(grid) : size;
    const double x = grid.x(0) - 0.5 * w;
    const double y = grid.y(0) - 0.5 * h;
    picture.rect =
        QRectF(x, y, w * static_cast<double>(grid.columns), h * static_cast<double>(grid.rows));
    picture.smooth = heat.categories.empty();
    picture.image = QImage(static_cast<int>(grid.columns), static_cast<int>(grid.rows),
                           QImage::Format_ARGB32_Premultiplied);
    for (std::size_t row = 0; row < grid.rows; ++row) {
        auto* line =
            reinterpret_cast<QRgb*>(picture.image.scanLine(static_cast<int>(grid.rows - 1 - row)));
        std::size_t gap = 0; // length of the hole that ends before this column
        for (std::size_t column = 0; column <= grid.columns; ++column) {
            const bool inside = column < grid.columns;
            const QRgb color = inside ? heat.at(row * grid.columns + column) : 0xff000000U;
            if (inside) {
                line[column] = color;
            }
            if (inside && qAlpha(color) == 0) {
                gap += heat.categories.empty() ? 1U : 0U; // no category is an answer, not a hole
            } else if (gap > 0) {
                picture.gaps.emplace_back(x + w * static_cast<double>(column - gap),
                                          y + h * static_cast<double>(row),
                                          w * static_cast<double>(gap), h);
                gap = 0;
            }
        }
    }
    return picture;
}

std::vector<Polyline> coloredLines(std::vector<Polyline> lines, const HeatColors* on,
                                   const std::optional<QColor>& plain) {
    const auto faint = [](QColor color) {
        color.setAlphaF(0.55F);
        return color.rgba();
    };
    if (on == nullptr) {
        for (Polyline& line : lines) {
            line.color = plain ? faint(*plain) : line.color;
        }
        return lines;
    }
    std::vector<Polyline> pieces;
    for (Polyline& line : lines) {
        if (line.closed && !line.points.empty()) {
            line.points.push_back(line.points.front());
        }
        Polyline piece;
        for (const QPointF& point : line.points) {
            const QRgb color = faint(QColor(contrasting(on->near(point.x(), point.y()))));
            piece.points.push_back(point);
            if (piece.points.size() == 1) {
                piece.color = color;
            } else if (color != piece.color) {
                pieces.push_back(std::exchange(piece, Polyline{{point}, color, false}));
            }
        }
        if (piece.points.size() > 1) {
            pieces.push_back(std::move(piece));
        }
    }
    return pieces;
}

QColor categoryColor(std::size_t i, const Theme& theme) {
    // Steps of the golden angle keep any few neighbours far apart around the circle of hues; every
    // other ring is a little lighter.
    const double hue = std::fmod(0.58 + 0.61803398875 * static_cast<double>(i), 1.0);
    const double step = static_cast<double>(i % 3);
    return theme.dark ? QColor::fromHslF(static_cast<float>(hue), 0.32F,
                                         static_cast<float>(0.24 + 0.06 * step))
                      : QColor::fromHslF(static_cast<float>(hue), 0.45F,
                                         static_cast<float>(0.86 - 0.05 * step));
}

} // namespace scorescope::views
