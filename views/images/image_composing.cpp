// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The images on screen, written device pixel by device pixel: a painter would cost a call for each
// image, and could not keep thousands of them on whole pixels.
#include "views/colormap.h"
#include "views/images/image_painting.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace scorescope::views {
namespace {

constexpr double maskShare = 0.45; ///< of its colour in a pixel
constexpr double markShare = 0.7;
constexpr double dotsFrom = 4.0; ///< logical pixels to a pixel from which marks are dots

/// Shares of pixels that are masked in each box of a reduced image, or 0 and 1.
std::vector<float> maskShares(const PixelMask& mask, std::size_t width, std::size_t height,
                              std::size_t box) {
    if (mask.size() != width * height) {
        return {};
    }
    const std::size_t columns = (width + box - 1) / box;
    std::vector<float> shares(columns * ((height + box - 1) / box), 0.0F);
    for (std::size_t y = 0; y < height; ++y) {
        for (std::size_t x = 0; x < width; ++x) {
            const auto inBox = static_cast<float>(std::min(box, width - x / box * box) *
                                                  std::min(box, height - y / box * box));
            shares[y / box * columns + x / box] += mask[y * width + x] != 0 ? 1.0F / inBox : 0.0F;
        }
    }
    return shares;
}

class Composer {
public:
    Composer(QImage& target, const ImageDrawing& drawing, ImageRaster& raster, double ratio,
             const ImageInks& inks)
        : drawing_(drawing), raster_(raster), grid_(*drawing.content.grid),
          parts_(partsOf(drawing.layout.scale)),
          up_(static_cast<std::ptrdiff_t>(
              parts_ > 0
                  ? std::max<std::size_t>(1, drawing.layout.scale.up / drawing.layout.scale.box)
                  : drawing.layout.scale.up)),
          box_(parts_ > 0 ? 1 : drawing.layout.scale.box), ratio_(ratio), columns_(target.width()),
          rows_(target.height()),
          stride_(static_cast<std::ptrdiff_t>(target.bytesPerLine() / sizeof(QRgb))),
          bits_(reinterpret_cast<QRgb*>(target.bits())), mat_(inks.mat.rgb()),
          hatch_(inks.hatch.rgb()), mask_(inks.mask.rgb()), mark_(inks.mark.rgb()),
          rim_(inks.markRim.rgb()),
          shares_(maskShares(drawing.mask, grid_.width, grid_.height, box_)) {
        const bool marks = drawing.look.marks && drawing.content.marks && box_ == 1;
        dots_ = marks && static_cast<double>(up_) >= dotsFrom * ratio;
        tints_ = marks && !dots_;
    }

    void compose(std::size_t image) {
        const QRectF rect = drawing_.layout.imageRect(image);
        const QPointF corner = (rect.topLeft() - drawing_.layout.area.topLeft()) * ratio_;
        left_ = std::lround(corner.x());
        top_ = std::lround(corner.y());
        const auto width = static_cast<std::ptrdiff_t>(raster_.width(box_));
        const auto height = static_cast<std::ptrdiff_t>(raster_.height(box_));
        const QRgb* colors = raster_.image(image, box_);
        marked_ =
            tints_ || dots_ ? grid_.marked.data() + image * grid_.width * grid_.height : nullptr;
        if (parts_ > 0) {
            composeParts(colors, width, height);
            return;
        }
        // Pixels of the image of which a part is in sight.
        const Span x = inSight(left_, columns_, width);
        const Span y = inSight(top_, rows_, height);
        for (std::ptrdiff_t row = y.first; row < y.last; ++row) {
            composeRow(colors + row * width, row * width, row, x);
        }
    }

private:
    struct Span {
        std::ptrdiff_t first;
        std::ptrdiff_t last;
    };

    [[nodiscard]] Span inSight(std::ptrdiff_t from, std::ptrdiff_t length,
                               std::ptrdiff_t count) const {
        const std::ptrdiff_t first = from < 0 ? -from / up_ : 0;
        const std::ptrdiff_t last = length <= from ? 0 : (length - from + up_ - 1) / up_;
        return {std::min(first, count), std::min(last, count)};
    }

    /// Device pixels of a pixel of the image, cut off at the edges of the picture.
    [[nodiscard]] Span cut(std::ptrdiff_t from, std::ptrdiff_t length, std::ptrdiff_t most) const {
        return {std::max<std::ptrdiff_t>(from, 0), std::min(from + length, most)};
    }

    [[nodiscard]] QRgb shade(QRgb color, std::ptrdiff_t pixel) const {
        QRgb result = qAlpha(color) == 0 ? mat_ : color;
        if (!shares_.empty() && shares_[static_cast<std::size_t>(pixel)] > 0.0F) {
            result =
                mixed(result, mask_,
                      maskShare * static_cast<double>(shares_[static_cast<std::size_t>(pixel)]));
        }
        return tints_ && marked_[pixel] != 0 ? mixed(result, mark_, markShare) : result;
    }

    void composeRow(const QRgb* colors, std::ptrdiff_t firstPixel, std::ptrdiff_t row,
                    const Span& x) {
        const Span y = cut(top_ + row * up_, up_, rows_);
        if (y.first >= y.last || x.first >= x.last) {
            return;
        }
        QRgb* const line = bits_ + y.first * stride_;
        bool without = false;
        for (std::ptrdiff_t column = x.first; column < x.last; ++column) {
            const Span at = cut(left_ + column * up_, up_, columns_);
            without = without || qAlpha(colors[column]) == 0;
            std::fill(line + at.first, line + at.last, shade(colors[column], firstPixel + column));
        }
        const Span whole = cut(left_ + x.first * up_, (x.last - x.first) * up_, columns_);
        for (std::ptrdiff_t at = y.first + 1; at < y.last; ++at) {
            std::copy(line + whole.first, line + whole.last, bits_ + at * stride_ + whole.first);
        }
        for (std::ptrdiff_t column = x.first; without && column < x.last; ++column) {
            if (qAlpha(colors[column]) == 0) {
                hatch(cut(left_ + column * up_, up_, columns_), y);
            }
        }
        for (std::ptrdiff_t column = x.first; dots_ && column < x.last; ++column) {
            if (marked_[firstPixel + column] != 0) {
                dot(left_ + column * up_, top_ + row * up_);
            }
        }
    }

    /// Quarters of a device pixel to a pixel of an image; 0 where either is a whole number of the
    /// other.
    [[nodiscard]] static std::ptrdiff_t partsOf(const ImageScale& scale) {
        return scale.up > 1 && scale.box > 1 ? static_cast<std::ptrdiff_t>(scale.up * 4 / scale.box)
                                             : 0;
    }

    /// Each device pixel is the mean of what it shows of the pixels of the image, by their areas:
    /// as if they were enlarged to the next whole multiple and averaged down.
    void composeParts(const QRgb* colors, std::ptrdiff_t width, std::ptrdiff_t height) {
        shaded_.resize(static_cast<std::size_t>(width * height));
        for (std::ptrdiff_t i = 0; i < width * height; ++i) {
            shaded_[static_cast<std::size_t>(i)] = shade(colors[i], i);
        }
        const Span x = cut(left_, width * parts_ / 4, columns_);
        const Span y = cut(top_, height * parts_ / 4, rows_);
        for (std::ptrdiff_t row = y.first; row < y.last; ++row) {
            for (std::ptrdiff_t column = x.first; column < x.last; ++column) {
                composePart(colors, width, column, row);
            }
        }
        for (std::ptrdiff_t pixel = 0; dots_ && pixel < width * height; ++pixel) {
            if (marked_[pixel] != 0) {
                dot(left_ + pixel % width * parts_ / 4, top_ + pixel / width * parts_ / 4);
            }
        }
    }

    void composePart(const QRgb* colors, std::ptrdiff_t width, std::ptrdiff_t column,
                     std::ptrdiff_t row) {
        const std::ptrdiff_t x = 4 * (column - left_); // in quarters of a device pixel
        const std::ptrdiff_t y = 4 * (row - top_);
        const auto overlap = [this](std::ptrdiff_t pixel, std::ptrdiff_t from) {
            return std::min(from + 4, (pixel + 1) * parts_) - std::max(from, pixel * parts_);
        };
        std::ptrdiff_t red = 0;
        std::ptrdiff_t green = 0;
        std::ptrdiff_t blue = 0;
        std::ptrdiff_t area = 0;
        for (std::ptrdiff_t v = y / parts_; v <= (y + 3) / parts_; ++v) {
            for (std::ptrdiff_t u = x / parts_; u <= (x + 3) / parts_; ++u) {
                const std::ptrdiff_t pixel = v * width + u;
                if (qAlpha(colors[pixel]) == 0) {
                    continue; // means leave out what has no value
                }
                const std::ptrdiff_t part = overlap(u, x) * overlap(v, y);
                const QRgb color = shaded_[static_cast<std::size_t>(pixel)];
                red += part * qRed(color);
                green += part * qGreen(color);
                blue += part * qBlue(color);
                area += part;
            }
        }
        QRgb& target = bits_[row * stride_ + column];
        if (area == 0) {
            target = shaded_[static_cast<std::size_t>(y / parts_ * width + x / parts_)];
            hatch({column, column + 1}, {row, row + 1});
            return;
        }
        const auto mean = [area](std::ptrdiff_t sum) {
            return static_cast<int>((sum + area / 2) / area);
        };
        target = qRgb(mean(red), mean(green), mean(blue));
    }

    /// Lines that belong to the image, and do not swim when it is panned.
    void hatch(const Span& x, const Span& y) {
        const auto thick = std::max<std::ptrdiff_t>(1, std::lround(ratio_));
        const std::ptrdiff_t period = 6 * thick;
        for (std::ptrdiff_t row = y.first; row < y.last; ++row) {
            for (std::ptrdiff_t column = x.first; column < x.last; ++column) {
                if ((column - left_ + row - top_) % period < thick) {
                    bits_[row * stride_ + column] = hatch_;
                }
            }
        }
    }

    void square(std::ptrdiff_t left, std::ptrdiff_t top, std::ptrdiff_t side, QRgb color) {
        const Span x = cut(left, side, columns_);
        const Span y = cut(top, side, rows_);
        for (std::ptrdiff_t row = y.first; row < y.last && x.first < x.last; ++row) {
            std::fill(bits_ + row * stride_ + x.first, bits_ + row * stride_ + x.last, color);
        }
    }

    void dot(std::ptrdiff_t left, std::ptrdiff_t top) {
        // Of the parity of the pixel, so that it stands in its middle.
        const std::ptrdiff_t side = std::max<std::ptrdiff_t>(2, up_ * 2 / 5);
        const std::ptrdiff_t even = side + (up_ - side) % 2;
        const std::ptrdiff_t at = (up_ - even) / 2;
        const std::ptrdiff_t rim = up_ >= 8 ? std::max<std::ptrdiff_t>(1, up_ / 16) : 0;
        square(left + at - rim, top + at - rim, even + 2 * rim, rim > 0 ? rim_ : mark_);
        square(left + at, top + at, even, mark_);
    }

    const ImageDrawing& drawing_;
    ImageRaster& raster_;
    const ImageGrid& grid_;
    std::ptrdiff_t parts_;
    std::ptrdiff_t up_;
    std::size_t box_;
    double ratio_;
    std::ptrdiff_t columns_;
    std::ptrdiff_t rows_;
    std::ptrdiff_t stride_;
    QRgb* bits_;
    QRgb mat_;
    QRgb hatch_;
    QRgb mask_;
    QRgb mark_;
    QRgb rim_;
    std::vector<float> shares_; ///< of the mask; empty for none
    std::vector<QRgb> shaded_;  ///< of the image at hand, in its own resolution
    const std::uint8_t* marked_ = nullptr;
    bool dots_ = false;
    bool tints_ = false;
    std::ptrdiff_t left_ = 0; ///< of the image at hand, in device pixels
    std::ptrdiff_t top_ = 0;
};

} // namespace

ImageInks ImageInks::of(const Theme& theme, bool onColors) {
    ImageInks inks;
    inks.mat = QColor::fromRgb(mixed(theme.line.rgb(), theme.dim.rgb(), theme.dark ? 0.3 : 0.15));
    inks.hatch = QColor::fromRgb(mixed(inks.mat.rgb(), theme.text.rgb(), theme.dark ? 0.2 : 0.3));
    // They stand on pixels from black to white, whatever the theme: the lighter of both themes'
    // colours is told from either.
    const std::vector<QColor> onImages = darkTheme().series;
    inks.mask = onImages[2];
    inks.mark = onColors ? onImages[3] : onImages[1];
    inks.markRim = lightness(inks.mark.rgb()) > 50.0 ? QColor(Qt::black) : QColor(Qt::white);
    return inks;
}

ImageWork composeImages(QImage& target, const ImageDrawing& drawing, ImageRaster& raster,
                        double ratio, const Theme& theme) {
    const ImageGridLayout& layout = drawing.layout;
    const ImageInks inks = ImageInks::of(theme, drawing.content.grid->signedValues);
    target.fill(theme.ground);
    // The mat is where the grid is.
    const QRectF mat = layout.mat.intersected(layout.area);
    const QRect device =
        QRectF((mat.topLeft() - layout.area.topLeft()) * ratio, mat.size() * ratio).toRect();
    for (int y = std::max(0, device.top()); y <= std::min(target.height() - 1, device.bottom());
         ++y) {
        QRgb* line = reinterpret_cast<QRgb*>(target.scanLine(y));
        const int from = std::clamp(device.left(), 0, target.width());
        const int to = std::clamp(device.right() + 1, from, target.width());
        std::fill(line + from, line + to, inks.mat.rgb());
    }
    Composer composer(target, drawing, raster, ratio, inks);
    const ImageSpan seen = layout.visible();
    const std::size_t before = raster.converted();
    ImageWork work;
    for (std::size_t row = seen.firstRow; row < seen.lastRow; ++row) {
        for (std::size_t column = seen.firstColumn; column < seen.lastColumn; ++column) {
            const std::size_t image = row * layout.columns + column;
            if (image < layout.images) {
                composer.compose(image);
                ++work.drawn;
            }
        }
    }
    work.converted = raster.converted() - before;
    return work;
}

} // namespace scorescope::views
