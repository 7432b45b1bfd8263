// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/pixel_mask.h"

#include <QLineF>
#include <QPointF>
#include <QRect>

#include <cstddef>
#include <cstdint>
#include <vector>

/// Painting on the mask of an image. Places are in pixels from the upper left corner of the image:
/// (0.5, 0.5) is the middle of the first pixel. Free of widgets.
namespace scorescope::views {

/// A round brush.
struct MaskBrush {
    static constexpr int smallest = 1;
    static constexpr int largest = 15;
    int diameter = 3; ///< pixels

    /// Offsets of its pixels from the first pixel of its square of diameter × diameter.
    [[nodiscard]] bool covers(int x, int y) const noexcept;
    /// Its square with its middle as near to the place as whole pixels allow. May reach beyond the
    /// image.
    [[nodiscard]] QRect squareAt(const QPointF& place) const;
};

/// Sets the pixels under the brush on its way from one place to another. What is outside of the
/// image is left out.
/// \param mask one for each of width × height pixels
/// \return whether it changed anything
bool paintMask(PixelMask& mask, std::size_t width, std::size_t height, const MaskBrush& brush,
               const QPointF& from, const QPointF& to, bool chosen);

/// Lines along the edges between pixels that are chosen and others, or the outside; those in one
/// line are one. An empty mask has none.
[[nodiscard]] std::vector<QLineF> maskOutline(const PixelMask& mask, std::size_t width,
                                              std::size_t height);
/// The outline of a brush whose square begins at (0, 0).
[[nodiscard]] std::vector<QLineF> brushOutline(const MaskBrush& brush);

/// The runs of chosen pixels as rectangles of one row each.
[[nodiscard]] std::vector<QRect> maskRuns(const PixelMask& mask, std::size_t width,
                                          std::size_t height);

} // namespace scorescope::views
