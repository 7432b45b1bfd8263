// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/images/image_content.h"

#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QString>

#include <cstddef>
#include <optional>
#include <vector>

class QPaintDevice;

/// Where the images of a grid, their captions and what stands around them are. Free of widgets.
/// Lengths are in the painter's units: logical pixels on a screen.
namespace scorescope::views {

struct FigureStyle;

/// How large texts of a grid are: measured once, while zooming changes the rest.
struct ImageTexts {
    double line = 0.0;         ///< height of a caption; a whole number
    double captionNeeds = 0.0; ///< width of an image from which captions stand under it; 0: none do
    double rowWidth = 0.0;     ///< of the column with the rows' captions; 0: there are none
    double columnHeight = 0.0; ///< of the row with the columns' captions
    double columnTurned = 0.0; ///< of that row when they stand upright, read from below
    /// Width that a column's caption takes with the space beside it.
    std::vector<double> columnNeeds;
    std::vector<bool> columnNames; ///< it is a name, not one of a row of numbers
    double footerHeight = 0.0;     ///< of the line with the range of values
};
/// `width`: of the whole picture, of which captions of rows take a third at most. At most some
/// hundred captions are measured: those of a large grid are much alike.
[[nodiscard]] ImageTexts measureTexts(const ImageContent& content, const ImagesLook& look,
                                      double width, const FigureStyle& style,
                                      const QPaintDevice* device);

/// Every how many captions one has room that needs so much where a row or column has `pitch`.
[[nodiscard]] std::size_t captionStep(double pitch, double needs);
/// Which captions of columns have room where a column is `pitch` wide: all, or of numbers ("+0",
/// "+4") every k-th as of ticks. A name ("nearest") is never left out: a number beside it gives
/// way. Nothing where two names have no room beside each other.
[[nodiscard]] std::optional<std::vector<std::size_t>> captionsWithRoom(const ImageTexts& texts,
                                                                       double pitch);

/// How large an image is drawn: up × up device pixels show box × box pixels of it. Of a zoom that a
/// person chose one of both is 1; a fit may have 5 for 4 (1.25), 3 for 2, 7 for 4, or 3 for 4.
struct ImageScale {
    std::size_t up = 1;
    std::size_t box = 1;
    QSizeF cell;        ///< of an image
    double pixel = 1.0; ///< width of a pixel of an image
    double gap = 1.0;   ///< between images, and around all
};
/// On a device with `ratio` device pixels to a logical pixel. `zoom` as in ImagesLook, not 0.
[[nodiscard]] ImageScale scaleOf(const ImageContent& content, int zoom, double ratio);
/// A quarter of a device pixel, so many times, to a pixel of an image; whole where 4 divides it.
/// Nothing where the images would not end with a device pixel: each of their pixels has the same
/// area.
[[nodiscard]] std::optional<ImageScale> quarterScale(const ImageContent& content,
                                                     std::size_t quarters, double ratio);
/// For figures, where a pixel of an image may be of any width.
[[nodiscard]] ImageScale freeScale(const ImageContent& content, double pixel);

/// The zoom that follows: 1, 2, 3, 4, 6, 8, 12, 16 … upwards, −2, −3, −4, −6 … downwards.
/// \param direction 1 enlarges, −1 reduces
[[nodiscard]] int nextZoom(int zoom, int direction);

/// A pixel of an image of the grid.
struct ImageHit {
    std::size_t image = 0;
    std::size_t column = 0; ///< of the pixel, from the left
    std::size_t row = 0;    ///< of the pixel, from the top

    friend bool operator==(const ImageHit& a, const ImageHit& b) noexcept {
        return a.image == b.image && a.column == b.column && a.row == b.row;
    }
};

/// Columns and rows of the grid from the first to before the last.
struct ImageSpan {
    std::size_t firstColumn = 0;
    std::size_t lastColumn = 0;
    std::size_t firstRow = 0;
    std::size_t lastRow = 0;
};

struct ImageGridLayout {
    std::size_t columns = 0;
    std::size_t rows = 0;
    std::size_t images = 0;
    std::size_t width = 0; ///< pixels of an image
    std::size_t height = 0;
    ImageTexts texts;
    ImageScale scale;
    double caption = 0.0; ///< height of the line under an image, 0 when there is none
    std::vector<std::size_t> columnCaptions; ///< those that are drawn, ascending
    bool turned = false;                     ///< they stand upright
    QRectF outer;                            ///< all of it
    QRectF area;                             ///< of the images; they are cut off at its edges
    QRectF mat;                              ///< the grid with its gaps; may reach beyond `area`
    QRectF footer; ///< right under the grid, or below the area where that is full

    /// From the left edge of an image to that of the next.
    [[nodiscard]] QSizeF pitch() const;
    /// Of an image without its caption.
    [[nodiscard]] QRectF imageRect(std::size_t image) const;
    [[nodiscard]] QRectF captionRect(std::size_t image) const;
    /// Of the captions of rows and of columns: beside the grid, or at the edge when it is panned.
    [[nodiscard]] QRectF rowHeader() const;
    [[nodiscard]] QRectF columnHeader() const;
    /// Of the columns' captions; 0 where there are none.
    [[nodiscard]] double headerHeight() const;
    /// Of those that are in sight, if only in part.
    [[nodiscard]] ImageSpan visible() const;
    /// A place in images from the upper left corner of the grid, and back.
    [[nodiscard]] QPointF toGrid(const QPointF& place) const;
    [[nodiscard]] QPointF fromGrid(const QPointF& inImages) const;
    /// The pixel under a place, if there is one.
    [[nodiscard]] std::optional<ImageHit> hit(const QPointF& place) const;
    /// A place in pixels of that image from its upper left corner; may lie outside of it.
    [[nodiscard]] QPointF inImage(std::size_t image, const QPointF& place) const;
    /// Whether all of the grid is in sight.
    [[nodiscard]] bool showsAll() const;
};

/// Lays the grid out with `center` (as in ImagesLook) in the middle. What is smaller than the area
/// stands in its middle; else no edge of the grid comes into the area, so that it is never lost.
/// `ratio`: edges of images stand on device pixels; 0 for figures, where they need not.
[[nodiscard]] ImageGridLayout layOutImages(const ImageContent& content, const ImageTexts& texts,
                                           const ImageScale& scale, const QRectF& outer,
                                           const std::optional<QPointF>& center, double ratio);
/// The largest scale with which all of the grid is in sight, in steps of a quarter of a device
/// pixel down to 0.75, and then as by fittingZoom().
[[nodiscard]] ImageScale fittingScale(const ImageContent& content, const ImageTexts& texts,
                                      const QRectF& outer, double ratio);
/// The largest zoom with which all of the grid is in sight, at least the smallest there is.
[[nodiscard]] int fittingZoom(const ImageContent& content, const ImageTexts& texts,
                              const QRectF& outer, double ratio);

} // namespace scorescope::views
