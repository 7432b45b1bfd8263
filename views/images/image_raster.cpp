// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/images/image_raster.h"

#include "views/colormap.h"
#include "views/theme.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace scorescope::views {

QRgb mixed(QRgb from, QRgb to, double share) noexcept {
    const int part = static_cast<int>(share * 256.0);
    const auto channel = [part](int a, int b) { return (a * (256 - part) + b * part) >> 8; };
    return qRgb(channel(qRed(from), qRed(to)), channel(qGreen(from), qGreen(to)),
                channel(qBlue(from), qBlue(to)));
}

ImageRaster::ImageRaster(const ImageContent& content, QRgb markColor, bool marks, bool dark)
    : artifact_(content.artifact), grid_(*content.grid), images_(content.images),
      markColor_(markColor), marks_(marks && content.marks), dark_(dark && grid_.signedValues) {
    const ImageRange range = printedRange(grid_);
    black_ = static_cast<float>(range.low);
    // In double: the difference of two floats may be too large for one.
    const double span = range.high - range.low;
    scale_ = static_cast<float>(span != 0.0 && std::isfinite(span) ? 255.0 / span : 0.0);
    const Colormap diverging = Colormap::divergingFor(dark ? darkTheme() : lightTheme());
    for (int i = 0; i < 256; ++i) {
        table_[static_cast<std::size_t>(i)] =
            grid_.signedValues ? diverging.rgb(i / 255.0) : qRgb(i, i, i);
    }
}

bool ImageRaster::holds(const ImageContent& content, QRgb markColor, bool marks, bool dark) const {
    return artifact_ == content.artifact && dark_ == (dark && grid_.signedValues) &&
           marks_ == (marks && content.marks) && (!marks_ || markColor_ == markColor);
}

std::size_t ImageRaster::width(std::size_t box) const noexcept {
    return (grid_.width + box - 1) / box;
}

std::size_t ImageRaster::height(std::size_t box) const noexcept {
    return (grid_.height + box - 1) / box;
}

float ImageRaster::level(float value) const noexcept {
    const float scaled = (value - black_) * scale_;
    // Written so that what is no number after all (∞ of an empty range) is black.
    return scaled > 0.0F ? (scaled < 255.0F ? scaled : 255.0F) : 0.0F;
}

QRgb ImageRaster::color(const float* levels) const noexcept {
    if (grid_.channels == 1) {
        return std::isnan(levels[0]) ? 0U : table_[static_cast<std::size_t>(levels[0] + 0.5F)];
    }
    if (std::isnan(levels[0]) || std::isnan(levels[1]) || std::isnan(levels[2])) {
        return 0U;
    }
    const auto whole = [](float each) { return static_cast<int>(each + 0.5F); };
    return qRgb(whole(levels[0]), whole(levels[1]), whole(levels[2]));
}

void ImageRaster::convert(std::size_t index, QRgb* to) const {
    const std::size_t channels = grid_.channels;
    const std::size_t pixels = grid_.width * grid_.height;
    const float* from = grid_.pixels.data() + index * pixels * channels;
    for (std::size_t i = 0; i < pixels; ++i, from += channels) {
        float levels[3] = {};
        for (std::size_t c = 0; c < channels; ++c) {
            levels[c] = std::isnan(from[c]) ? from[c] : level(from[c]);
        }
        to[i] = color(levels);
    }
}

void ImageRaster::reduce(std::size_t index, std::size_t box, QRgb* to) const {
    const std::size_t channels = grid_.channels;
    const std::size_t pixels = grid_.width * grid_.height;
    const float* image = grid_.pixels.data() + index * pixels * channels;
    const std::uint8_t* marked = marks_ ? grid_.marked.data() + index * pixels : nullptr;
    for (std::size_t top = 0; top < grid_.height; top += box) {
        const std::size_t bottom = std::min(top + box, grid_.height);
        for (std::size_t left = 0; left < grid_.width; left += box) {
            const std::size_t right = std::min(left + box, grid_.width);
            float means[3] = {};
            for (std::size_t c = 0; c < channels; ++c) {
                float sum = 0.0F;
                float count = 0.0F;
                for (std::size_t y = top; y < bottom; ++y) {
                    const float* row = image + y * grid_.width * channels + c;
                    for (std::size_t x = left; x < right; ++x) {
                        const float value = row[x * channels];
                        const bool known = !std::isnan(value);
                        sum += known ? level(value) : 0.0F;
                        count += known ? 1.0F : 0.0F;
                    }
                }
                means[c] = count > 0.0F ? sum / count : std::numeric_limits<float>::quiet_NaN();
            }
            *to = color(means);
            std::size_t marks = 0;
            for (std::size_t y = top; marked != nullptr && y < bottom; ++y) {
                for (std::size_t x = left; x < right; ++x) {
                    marks += marked[y * grid_.width + x] != 0 ? 1U : 0U;
                }
            }
            if (marks > 0) {
                const auto all = static_cast<double>((bottom - top) * (right - left));
                *to = mixed(*to, markColor_, 0.7 * static_cast<double>(marks) / all);
            }
            ++to;
        }
    }
}

const QRgb* ImageRaster::image(std::size_t index, std::size_t box) {
    Level& level = box == 1 ? full_ : reduced_;
    const std::size_t size = width(box) * height(box);
    if (level.box != box) {
        // Not std::vector, which would write to all of it.
        level = Level{box, std::unique_ptr<QRgb[]>(new QRgb[images_ * size]),
                      std::vector<std::uint8_t>(images_, 0)};
    }
    QRgb* const colors = level.colors.get() + index * size;
    if (level.done[index] == 0) {
        level.done[index] = 1;
        ++converted_;
        if (box == 1) {
            convert(index, colors);
        } else {
            reduce(index, box, colors);
        }
    }
    return colors;
}

QImage ImageRaster::picture(std::size_t index) {
    QImage picture(static_cast<int>(grid_.width), static_cast<int>(grid_.height),
                   QImage::Format_ARGB32);
    const QRgb* from = image(index, 1);
    for (int y = 0; y < picture.height(); ++y, from += grid_.width) {
        std::copy_n(from, grid_.width, reinterpret_cast<QRgb*>(picture.scanLine(y)));
    }
    return picture;
}

std::size_t ImageRaster::clipped() {
    if (!clipped_) {
        const ImageRange range = printedRange(grid_);
        const auto low = static_cast<float>(std::min(range.low, range.high));
        const auto high = static_cast<float>(std::max(range.low, range.high));
        const std::size_t values = images_ * grid_.imageSize();
        std::size_t count = 0;
        for (std::size_t i = 0; i < values; ++i) {
            count += static_cast<std::size_t>((grid_.pixels[i] < low) | (grid_.pixels[i] > high));
        }
        clipped_ = count;
    }
    return *clipped_;
}

} // namespace scorescope::views
