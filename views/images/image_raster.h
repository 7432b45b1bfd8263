// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/images/image_content.h"

#include <QImage>
#include <QRgb>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace scorescope::views {

/// The images of one artifact as colours, converted one by one when they are first asked for: a
/// grid of thousands costs what is seen of it. Pixels without a value (NaN) are transparent.
///
/// Not for several threads at once, because asking converts.
class ImageRaster {
public:
    /// `content` must have a grid. `markColor` tints marked pixels of reduced images; signed values
    /// have the colours of a dark or a light ground.
    ImageRaster(const ImageContent& content, QRgb markColor, bool marks, bool dark = false);

    /// Whether it is of this artifact, these marks and that ground, so that it need not be made
    /// again.
    [[nodiscard]] bool holds(const ImageContent& content, QRgb markColor, bool marks,
                             bool dark = false) const;

    /// An image in its own resolution (box 1), or with the mean of box × box pixels for one; rows
    /// from the top, width(box) × height(box) colours. Means leave out what has no value, and are
    /// taken of values as they are drawn: cut off at black and white.
    [[nodiscard]] const QRgb* image(std::size_t index, std::size_t box);
    [[nodiscard]] std::size_t width(std::size_t box) const noexcept;
    [[nodiscard]] std::size_t height(std::size_t box) const noexcept;
    /// A copy of an image in its own resolution.
    [[nodiscard]] QImage picture(std::size_t index);

    /// How many values lie outside of black and white. Counted at the first call.
    [[nodiscard]] std::size_t clipped();
    /// Images converted so far.
    [[nodiscard]] std::size_t converted() const noexcept { return converted_; }

private:
    /// Images at one resolution. Pages that were never written to take no memory.
    struct Level {
        std::size_t box = 0; ///< 0: not made yet
        std::unique_ptr<QRgb[]> colors;
        std::vector<std::uint8_t> done;
    };

    /// From 0 (black) to 255 (white) of a value that is not NaN.
    [[nodiscard]] float level(float value) const noexcept;
    [[nodiscard]] QRgb color(const float* levels) const noexcept;
    void convert(std::size_t index, QRgb* to) const;
    void reduce(std::size_t index, std::size_t box, QRgb* to) const;

    std::shared_ptr<const Artifact> artifact_;
    const ImageGrid& grid_;
    std::size_t images_;
    QRgb markColor_;
    bool marks_;
    float black_;
    float scale_;
    std::array<QRgb, 256> table_;
    Level full_;
    Level reduced_;
    std::size_t converted_ = 0;
    std::optional<std::size_t> clipped_;
    bool dark_; ///< of signed values
};

/// The colour `share` of the way from one to another; both are opaque.
[[nodiscard]] QRgb mixed(QRgb from, QRgb to, double share) noexcept;

} // namespace scorescope::views
