// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/images/mask_brush.h"

#include <algorithm>
#include <cmath>

namespace scorescope::views {
namespace {

/// How far beyond an image a stroke is followed: farther away it reaches no pixel.
constexpr double farthest = 2.0 * MaskBrush::largest;

bool chosenAt(const PixelMask& mask, std::size_t width, std::size_t height, std::ptrdiff_t x,
              std::ptrdiff_t y) {
    return x >= 0 && y >= 0 && static_cast<std::size_t>(x) < width &&
           static_cast<std::size_t>(y) < height &&
           mask[static_cast<std::size_t>(y) * width + static_cast<std::size_t>(x)] != 0;
}

bool stamp(PixelMask& mask, int width, int height, const MaskBrush& brush, const QPointF& place,
           std::uint8_t value) {
    bool changed = false;
    const QRect square = brush.squareAt(place);
    for (int y = std::max(0, square.top()); y <= std::min(height - 1, square.bottom()); ++y) {
        for (int x = std::max(0, square.left()); x <= std::min(width - 1, square.right()); ++x) {
            std::uint8_t& pixel =
                mask[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                     static_cast<std::size_t>(x)];
            if (brush.covers(x - square.left(), y - square.top()) && pixel != value) {
                pixel = value;
                changed = true;
            }
        }
    }
    return changed;
}

} // namespace

bool MaskBrush::covers(int x, int y) const noexcept {
    const double middle = 0.5 * (diameter - 1);
    const double dx = x - middle;
    const double dy = y - middle;
    return 4.0 * (dx * dx + dy * dy) < static_cast<double>(diameter) * diameter;
}

QRect MaskBrush::squareAt(const QPointF& place) const {
    const auto first = [this](double at) {
        // An odd brush has its middle in a pixel, an even one on a corner of four.
        return static_cast<int>(std::floor(diameter % 2 == 1 ? at : at + 0.5)) - diameter / 2;
    };
    return {first(place.x()), first(place.y()), diameter, diameter};
}

bool paintMask(PixelMask& mask, std::size_t width, std::size_t height, const MaskBrush& brush,
               const QPointF& from, const QPointF& to, bool chosen) {
    if (width == 0 || height == 0 || mask.size() != width * height) {
        return false;
    }
    const auto inReach = [&](const QPointF& place) {
        return QPointF(std::clamp(place.x(), -farthest, static_cast<double>(width) + farthest),
                       std::clamp(place.y(), -farthest, static_cast<double>(height) + farthest));
    };
    const QPointF begin = inReach(from);
    const QPointF way = inReach(to) - begin;
    const double length = std::max(std::abs(way.x()), std::abs(way.y()));
    const int steps = static_cast<int>(std::ceil(2.0 * length));
    bool changed = false;
    for (int i = 0; i <= steps; ++i) {
        const double part = steps == 0 ? 0.0 : static_cast<double>(i) / steps;
        changed = stamp(mask, static_cast<int>(width), static_cast<int>(height), brush,
                        begin + part * way, static_cast<std::uint8_t>(chosen ? 1 : 0)) ||
                  changed;
    }
    return changed;
}

std::vector<QLineF> maskOutline(const PixelMask& mask, std::size_t width, std::size_t height) {
    std::vector<QLineF> lines;
    if (mask.size() != width * height) {
        return lines;
    }
    // Edges along one grid line: `differs` tells where, `line` how a run of them is drawn.
    const auto follow = [&lines](std::size_t count, const auto& differs, const auto& line) {
        for (std::size_t i = 0; i < count;) {
            std::size_t end = i;
            while (end < count && differs(static_cast<std::ptrdiff_t>(end))) {
                ++end;
            }
            if (end > i) {
                lines.push_back(line(static_cast<double>(i), static_cast<double>(end)));
            }
            i = end + 1;
        }
    };
    for (std::size_t y = 0; y <= height; ++y) {
        const auto below = static_cast<std::ptrdiff_t>(y);
        follow(
            width,
            [&](std::ptrdiff_t x) {
                return chosenAt(mask, width, height, x, below - 1) !=
                       chosenAt(mask, width, height, x, below);
            },
            [y](double from, double to) {
                return QLineF(from, static_cast<double>(y), to, static_cast<double>(y));
            });
    }
    for (std::size_t x = 0; x <= width; ++x) {
        const auto right = static_cast<std::ptrdiff_t>(x);
        follow(
            height,
            [&](std::ptrdiff_t y) {
                return chosenAt(mask, width, height, right - 1, y) !=
                       chosenAt(mask, width, height, right, y);
            },
            [x](double from, double to) {
                return QLineF(static_cast<double>(x), from, static_cast<double>(x), to);
            });
    }
    return lines;
}

std::vector<QLineF> brushOutline(const MaskBrush& brush) {
    const auto side = static_cast<std::size_t>(brush.diameter);
    PixelMask mask(side * side, 0);
    for (int y = 0; y < brush.diameter; ++y) {
        for (int x = 0; x < brush.diameter; ++x) {
            mask[static_cast<std::size_t>(y) * side + static_cast<std::size_t>(x)] =
                static_cast<std::uint8_t>(brush.covers(x, y) ? 1 : 0);
        }
    }
    return maskOutline(mask, side, side);
}

std::vector<QRect> maskRuns(const PixelMask& mask, std::size_t width, std::size_t height) {
    std::vector<QRect> runs;
    if (mask.size() != width * height) {
        return runs;
    }
    for (std::size_t y = 0; y < height; ++y) {
        for (std::size_t x = 0; x < width;) {
            std::size_t end = x;
            while (end < width && mask[y * width + end] != 0) {
                ++end;
            }
            if (end > x) {
                runs.emplace_back(static_cast<int>(x), static_cast<int>(y),
                                  static_cast<int>(end - x), 1);
            }
            x = end + 1;
        }
    }
    return runs;
}

} // namespace scorescope::views
