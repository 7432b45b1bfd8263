// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/figure_panel.h"
#include "views/images/image_content.h"
#include "views/images/image_grid_layout.h"
#include "views/images/image_raster.h"

#include <QImage>
#include <QLineF>

#include <cstddef>
#include <optional>
#include <vector>

class QPainter;

/// How a grid of images looks: on screens by whole device pixels, on paper as rasters under
/// vectors. Free of widgets.
namespace scorescope::views {

/// The colours that a grid adds to a theme.
struct ImageInks {
    QColor mat;   ///< between images: neither black nor white, which are pixels' own
    QColor hatch; ///< on the mat, where a pixel has no value
    QColor mask;
    QColor mark;
    QColor markRim; ///< tells a mark from a pixel of its own colour

    /// \param onColors the images are on the diverging map, whose colours are not for marks
    [[nodiscard]] static ImageInks of(const Theme& theme, bool onColors);
};

/// What of a grid is drawn.
struct ImageDrawing {
    const ImageContent& content;
    const ImageGridLayout& layout;
    const ImagesLook& look;
    const PixelMask& mask; ///< shown as it is; empty for none
    std::optional<std::size_t> selected = {};
    std::optional<std::size_t> current = {}; ///< under the keyboard, where nothing is selected
    std::size_t clipped = 0;                 ///< values beyond black and white
};

/// What composing a picture took, for tests.
struct ImageWork {
    std::size_t drawn = 0;     ///< images
    std::size_t converted = 0; ///< of them, for the first time
};

/// Fills a picture of the layout's area with the images in sight, pixel by pixel: its size is that
/// of the area times `ratio`, its format RGB32.
ImageWork composeImages(QImage& target, const ImageDrawing& drawing, ImageRaster& raster,
                        double ratio, const Theme& theme);

/// The same on any device: each image is one raster in its own resolution, not smoothed, and
/// hatches, mask and marks are vectors. Clipped to the layout's area.
void drawImages(QPainter& painter, const ImageDrawing& drawing, ImageRaster& raster,
                const FigureStyle& style);

/// The outline of the mask, frames, captions and the line with the range of values.
/// \param outline of the mask (maskOutline())
void drawImageOverlays(QPainter& painter, const ImageDrawing& drawing,
                       const std::vector<QLineF>& outline, const FigureStyle& style);

} // namespace scorescope::views
