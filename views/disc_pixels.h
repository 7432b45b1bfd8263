// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QSize>

#include <algorithm>
#include <cmath>

namespace scorescope::views {

/// Calls `visit(x, y, share)` for each pixel of a raster that a disc touches, with the share of the
/// pixel that it covers, in (0, 1]: for small discs, thousands of which Qt's painter takes long to
/// fill. The edge rises linearly with the distance, over the width of a pixel, so placed that the
/// shares add up to the disc's area (over all places of its centre within a pixel). `center` and
/// `radius` in pixels, (0, 0) being the first pixel's corner. Pure; any thread.
template <class Visit>
void visitDiscPixels(const QPointF& center, double radius, const QSize& raster,
                     const Visit& visit) {
    const double x0 = center.x() - 0.5;
    const double y0 = center.y() - 0.5;
    // Where the edge ends: the volume of the cone, cut off at 1, is π radius².
    const double squared = radius * radius;
    const double reach =
        3.0 * squared > 1.0 ? 0.5 + std::sqrt(squared - 1.0 / 12.0) : std::cbrt(3.0 * squared);
    const int left = std::max(0, static_cast<int>(std::ceil(x0 - reach)));
    const int right = std::min(raster.width() - 1, static_cast<int>(std::floor(x0 + reach)));
    const int top = std::max(0, static_cast<int>(std::ceil(y0 - reach)));
    const int bottom = std::min(raster.height() - 1, static_cast<int>(std::floor(y0 + reach)));
    for (int y = top; y <= bottom; ++y) {
        for (int x = left; x <= right; ++x) {
            const double dx = x - x0;
            const double dy = y - y0;
            const double share = std::min(1.0, reach - std::sqrt(dx * dx + dy * dy));
            if (share > 0.0) {
                visit(x, y, share);
            }
        }
    }
}

} // namespace scorescope::views
