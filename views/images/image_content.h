// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/frame.h"
#include "engine/core/pixel_mask.h"
#include "engine/core/scene.h"

#include <QPointF>
#include <QString>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

/// Which grid of images a view shows and how. Free of widgets; any thread.
namespace scorescope::views {

/// How a grid of images is set up, by its scene and by hand.
struct ImagesLook {
    static constexpr int mostZoom = 64;

    /// 0: the largest that shows everything, in quarters of a device pixel. n: a pixel of an image
    /// is n logical pixels wide. −n: a square of n × n pixels becomes one.
    int zoom = 0;
    /// The place in the middle of the view, in images from the upper left corner of the grid: (0.5,
    /// 0.5) is the middle of the first image. None: the middle of the grid.
    std::optional<QPointF> center;
    bool captions = true; ///< under images, on rows and on columns
    bool mask = true;     ///< the pixels that are clamped
    bool marks = true;    ///< frames around images, and marked pixels
    std::string artifact; ///< of the view's, the one that is shown; empty: the first

    /// From the view's options zoom, center, captions, mask, marks, artifact. Throws InputError for
    /// unknown ones and for values that are not allowed.
    [[nodiscard]] static ImagesLook fromOptions(const ViewSpec& spec);
};

/// A grid of images as a frame has it, checked: what is counted here may be drawn.
struct ImageContent {
    std::shared_ptr<const Artifact> artifact; ///< keeps the grid alive
    const ImageGrid* grid = nullptr;          ///< null: there is nothing to draw
    std::size_t images = 0;
    std::size_t columns = 0;
    std::size_t rows = 0;
    PixelMask mask;        ///< 0 or 1 for each pixel of an image; empty when there is none
    bool marks = false;    ///< whether the marks of pixels may be read
    QString problem;       ///< why nothing is drawn, or empty
    QString note;          ///< what is drawn otherwise than it was meant, or empty
    std::size_t width = 0; ///< pixels
    std::size_t height = 0;

    [[nodiscard]] std::size_t pixelsOfImage() const noexcept { return width * height; }
    [[nodiscard]] bool paintable() const noexcept {
        return grid != nullptr && !grid->paints.empty();
    }
    [[nodiscard]] bool selectable() const noexcept {
        return grid != nullptr && !grid->selects.empty();
    }
    [[nodiscard]] QString caption(std::size_t image) const;
    /// "Image 3: CAPTION"; images are counted from 1.
    [[nodiscard]] QString nameOf(std::size_t image) const;
};

/// The name of the artifact that is shown.
[[nodiscard]] std::string shownArtifact(const ViewSpec& spec, const ImagesLook& look);
/// Takes the grid out of a frame. What is missing, of another kind or of sizes that do not fit
/// together is told in `problem` or `note`.
[[nodiscard]] ImageContent collectImages(const ViewSpec& spec, const ImagesLook& look,
                                         const Frame& frame);
/// The image whose index is the value of the grid's selection parameter, if there is one.
[[nodiscard]] std::optional<std::size_t> selectedImage(const ImageContent& content,
                                                       const Frame& frame);

/// The mask with each pixel 0 or 1, and empty when none is chosen or its size is not `pixels`.
[[nodiscard]] PixelMask normalizedMask(const PixelMask& mask, std::size_t pixels);

/// The range of values as it is printed: of a signed grid the larger end on both sides of 0.
struct ImageRange {
    double low = 0.0;
    double high = 1.0;
};
[[nodiscard]] ImageRange printedRange(const ImageGrid& grid);

} // namespace scorescope::views
