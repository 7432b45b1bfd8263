// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_dots.h"

#include "views/colormap.h"

#include <algorithm>

namespace scorescope::views {

std::vector<std::size_t> visiblePoints(const Scatter& points, const QRectF& region,
                                       std::size_t columns, std::size_t rows) {
    std::vector<std::size_t> kept;
    if (columns == 0 || rows == 0 || !(region.width() > 0.0) || !(region.height() > 0.0)) {
        return kept;
    }
    std::vector<bool> taken(columns * rows, false);
    const double sx = static_cast<double>(columns) / region.width();
    const double sy = static_cast<double>(rows) / region.height();
    const std::size_t count = std::min(points.x.size(), points.y.size());
    for (std::size_t i = 0; i < count; ++i) {
        const double column = (static_cast<double>(points.x[i]) - region.left()) * sx;
        const double row = (static_cast<double>(points.y[i]) - region.top()) * sy;
        // Written so that NaN fails.
        if (!(column >= 0.0 && row >= 0.0 && column < static_cast<double>(columns) &&
              row < static_cast<double>(rows))) {
            continue;
        }
        const std::size_t cell =
            static_cast<std::size_t>(row) * columns + static_cast<std::size_t>(column);
        if (!taken[cell]) {
            taken[cell] = true;
            kept.push_back(i);
        }
    }
    return kept;
}

Dots visibleDots(const FieldData& data, const FieldOptions& options, const QRectF& region,
                 const QSize& raster, const Theme& theme) {
    Dots dots;
    if (!options.points || raster.isEmpty()) {
        return dots;
    }
    const Colormap map = theme.dark ? Colormap::cividis().part(0.2, 1.0)
                                    : Colormap::cividis().part(0.0, 0.85).reversed();
    std::size_t cloud = 0;
    for (const auto& artifact : data.points) {
        const auto& points = std::get<Scatter>(artifact->data);
        const QColor own = pointColor(theme, cloud);
        ++cloud;
        const bool brushed = data.brushed.count(artifact->name) != 0;
        const bool oneSelected = selectedIndex(data.selection, points.selects).has_value();
        const QRgb plain =
            brushed ? theme.dim.rgba() : (oneSelected ? dimmed(own, theme.ground) : own).rgba();
        const bool valued =
            !brushed && !points.value.empty() && points.value.size() == points.x.size();
        const ColorLimits limits =
            valued ? robustLimits(points.value, ColorScale::linear, false) : ColorLimits{};
        for (const std::size_t i :
             visiblePoints(points, region, static_cast<std::size_t>(raster.width()),
                           static_cast<std::size_t>(raster.height()))) {
            const QRgb color = valued ? map.rgb(colorFraction(static_cast<double>(points.value[i]),
                                                              limits, ColorScale::linear))
                                      : plain;
            if (qAlpha(color) != 0) {
                dots.at.emplace_back(static_cast<double>(points.x[i]),
                                     static_cast<double>(points.y[i]));
                dots.color.push_back(color);
            }
        }
    }
    return dots;
}

QColor pointColor(const Theme& theme, std::size_t cloud) {
    return cloud == 0 ? theme.accent : theme.seriesColor(cloud);
}

} // namespace scorescope::views
