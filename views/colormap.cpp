// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/colormap.h"

#include "views/figure_panel.h"
#include "views/theme.h"

#include <QFontMetricsF>
#include <QImage>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace scorescope::views {
namespace {

constexpr std::size_t knotCount = 33;
using Knots = std::array<std::uint32_t, knotCount>;

constexpr Knots viridisKnots = {
    0x440154, 0x470d60, 0x48186a, 0x482374, 0x472d7b, 0x453681, 0x424086, 0x3f4989, 0x3b528b,
    0x375a8d, 0x33638d, 0x2f6a8e, 0x2c728e, 0x297a8e, 0x26818e, 0x23898e, 0x21908c, 0x1f988b,
    0x1f9f88, 0x21a685, 0x28ae80, 0x31b57b, 0x3ebc74, 0x4cc26c, 0x5dc963, 0x6ece58, 0x82d34c,
    0x96d83f, 0xabdc32, 0xc0df24, 0xd5e21a, 0xeae51a, 0xfde725};
constexpr Knots cividisKnots = {
    0x00224e, 0x00285b, 0x002e6a, 0x043371, 0x1a386f, 0x273e6e, 0x32436d, 0x3b496c, 0x434e6c,
    0x4b546c, 0x52596d, 0x5a5f6e, 0x61656f, 0x686a71, 0x6f7073, 0x757676, 0x7c7b78, 0x848179,
    0x8b8778, 0x938d78, 0x9b9376, 0xa39a75, 0xaba072, 0xb3a670, 0xbbad6c, 0xc3b469, 0xccba64,
    0xd4c15f, 0xddc958, 0xe6d051, 0xefd748, 0xf8df3c, 0xfee838};
constexpr Knots twilightKnots = {
    0xe2d9e2, 0xd6d7dd, 0xc3ced4, 0xabc2cc, 0x94b4c7, 0x81a6c3, 0x7297c1, 0x6886be, 0x6275ba,
    0x5f63b5, 0x5e51ad, 0x5d3da1, 0x592a8f, 0x521b77, 0x45135c, 0x381146, 0x2f1437, 0x3a113a,
    0x4b1342, 0x5f174a, 0x741e4f, 0x872750, 0x983550, 0xa64550, 0xb25652, 0xbb6858, 0xc27c62,
    0xc78f72, 0xcca388, 0xd1b5a2, 0xd8c6bd, 0xded3d5, 0xe2d9e2};

int channel(double value) {
    return std::clamp(static_cast<int>(std::lround(value)), 0, 255);
}

std::array<QRgb, Colormap::size> interpolate(const Knots& knots) {
    std::array<QRgb, Colormap::size> table{};
    for (std::size_t i = 0; i < table.size(); ++i) {
        const double position = static_cast<double>(i) * static_cast<double>(knotCount - 1) /
                                static_cast<double>(table.size() - 1);
        const std::size_t k = std::min(static_cast<std::size_t>(position), knotCount - 2);
        const double f = position - static_cast<double>(k);
        const auto mix = [&](unsigned shift) {
            const auto a = static_cast<double>((knots[k] >> shift) & 0xffU);
            const auto b = static_cast<double>((knots[k + 1] >> shift) & 0xffU);
            return channel(a + f * (b - a));
        };
        table[i] = qRgb(mix(16), mix(8), mix(0));
    }
    return table;
}

double gammaEncoded(double linear) {
    const double c = std::clamp(linear, 0.0, 1.0);
    return 255.0 * (c <= 0.0031308 ? 12.92 * c : 1.055 * std::pow(c, 1.0 / 2.4) - 0.055);
}

/// Ottosson's OKLab (2020) in polar form to sRGB.
QRgb fromOklch(double lightness, double chroma, double hueDegrees) {
    const double hue = hueDegrees * 3.14159265358979323846 / 180.0;
    const double a = chroma * std::cos(hue);
    const double b = chroma * std::sin(hue);
    const double l = std::pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3.0);
    const double m = std::pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3.0);
    const double s = std::pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3.0);
    return qRgb(channel(gammaEncoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)),
                channel(gammaEncoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)),
                channel(gammaEncoded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)));
}

/// The next of 1, 2, 5 × 10ⁿ at or beyond `value` > 0, upwards or downwards.
double rounded(double value, bool up) {
    const double decade = std::pow(10.0, std::floor(std::log10(value)));
    if (!std::isfinite(decade) || decade <= 0.0) {
        return value;
    }
    const double mantissa = value / decade;
    constexpr double slack = 1e-9;
    if (up) {
        for (const double m : {1.0, 2.0, 5.0}) {
            if (mantissa <= m * (1.0 + slack)) {
                return m * decade;
            }
        }
        return 10.0 * decade;
    }
    for (const double m : {5.0, 2.0}) {
        if (mantissa >= m * (1.0 - slack)) {
            return m * decade;
        }
    }
    return decade;
}

/// The value that so many of them do not exceed; of few values the outermost ones count.
double percentile(std::vector<float>& values, double share) {
    const double rank = share * static_cast<double>(values.size() - 1);
    const auto k = static_cast<std::ptrdiff_t>(share < 0.5 ? std::floor(rank) : std::ceil(rank));
    std::nth_element(values.begin(), values.begin() + k, values.end());
    return static_cast<double>(values[static_cast<std::size_t>(k)]);
}

} // namespace

bool ColorLimits::valid(ColorScale scale) const noexcept {
    return std::isfinite(low) && std::isfinite(high) && high > low &&
           (scale == ColorScale::linear || low > 0.0);
}

double colorFraction(double value, const ColorLimits& limits, ColorScale scale) noexcept {
    if (std::isnan(value)) {
        return value;
    }
    if (!limits.valid(scale)) {
        return 0.0;
    }
    if (value <= limits.low) {
        return 0.0;
    }
    if (value >= limits.high) {
        return 1.0;
    }
    if (scale == ColorScale::logarithmic) {
        return std::log(value / limits.low) / std::log(limits.high / limits.low);
    }
    // Halved, because the difference of two huge limits may overflow.
    return (0.5 * value - 0.5 * limits.low) / (0.5 * limits.high - 0.5 * limits.low);
}

double colorValue(double fraction, const ColorLimits& limits, ColorScale scale) noexcept {
    if (scale == ColorScale::logarithmic && limits.valid(scale)) {
        return limits.low * std::pow(limits.high / limits.low, fraction);
    }
    return (1.0 - fraction) * limits.low + fraction * limits.high;
}

ColorLimits robustLimits(const std::vector<float>& values, ColorScale scale, bool signedValues) {
    std::vector<float> kept;
    kept.reserve(values.size());
    bool negative = false;
    for (const float raw : values) {
        const float value = signedValues ? std::abs(raw) : raw;
        if (std::isfinite(value) && (scale == ColorScale::linear || value > 0.0F)) {
            kept.push_back(value);
            negative = negative || value < 0.0F;
        }
    }
    const bool logarithmic = scale == ColorScale::logarithmic;
    if (kept.empty()) {
        return signedValues ? ColorLimits{-1.0, 1.0} : ColorLimits{logarithmic ? 0.1 : 0.0, 1.0};
    }
    const double top = percentile(kept, 0.99);
    if (signedValues) {
        const double high = top > 0.0 ? rounded(top, true) : 1.0;
        return {-high, high};
    }
    const double bottom = percentile(kept, 0.01);
    if (logarithmic) {
        const double high = rounded(top, true);
        const double low = rounded(std::max(bottom, 1e-6 * high), false);
        return low < high ? ColorLimits{low, high} : ColorLimits{0.1 * high, high};
    }
    if (!negative) {
        return {0.0, top > 0.0 ? rounded(top, true) : 1.0};
    }
    const double low = bottom < 0.0 ? -rounded(-bottom, true) : 0.0;
    const double high = top > 0.0 ? rounded(top, true) : 0.0;
    return low < high ? ColorLimits{low, high} : ColorLimits{low - 1.0, high + 1.0};
}

Colormap Colormap::viridis() {
    Colormap map;
    map.table_ = interpolate(viridisKnots);
    return map;
}

Colormap Colormap::cividis() {
    Colormap map;
    map.table_ = interpolate(cividisKnots);
    return map;
}

Colormap Colormap::cyclic() {
    Colormap map;
    map.table_ = interpolate(twilightKnots);
    return map;
}

Colormap Colormap::diverging() {
    Colormap map;
    for (std::size_t i = 0; i < size; ++i) {
        const double t = 2.0 * static_cast<double>(i) / static_cast<double>(size - 1) - 1.0;
        const double strength = std::abs(t);
        map.table_[i] = fromOklch(0.96 - 0.48 * strength, 0.125 * strength, t < 0.0 ? 255.0 : 55.0);
    }
    return map;
}

Colormap Colormap::divergingFor(const Theme& theme) {
    if (!theme.dark) {
        return diverging();
    }
    Colormap map;
    for (std::size_t i = 0; i < size; ++i) {
        const double t = 2.0 * static_cast<double>(i) / static_cast<double>(size - 1) - 1.0;
        const double strength = std::abs(t);
        map.table_[i] = fromOklch(0.27 + 0.5 * strength, 0.125 * strength, t < 0.0 ? 255.0 : 55.0);
    }
    return map;
}

Colormap Colormap::sequentialFor(const Theme& theme) {
    // The end that is nearly the ground's own colour is cut off: arrows are drawn in it, too.
    return theme.dark ? viridis().part(0.25, 1.0) : viridis().part(0.0, 0.82);
}

Colormap Colormap::reversed() const {
    Colormap map = *this;
    std::reverse(map.table_.begin(), map.table_.end());
    return map;
}

Colormap Colormap::part(double from, double to) const {
    Colormap map;
    for (std::size_t i = 0; i < size; ++i) {
        map.table_[i] =
            rgb(from + (to - from) * static_cast<double>(i) / static_cast<double>(size - 1));
    }
    return map;
}

QRgb Colormap::rgb(double t) const noexcept {
    if (std::isnan(t)) {
        return qRgba(0, 0, 0, 0);
    }
    const double position = std::clamp(t, 0.0, 1.0) * static_cast<double>(size - 1);
    return table_[static_cast<std::size_t>(position + 0.5)];
}

double lightness(QRgb color) noexcept {
    const auto linear = [](int value) {
        const double c = value / 255.0;
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    const double luminance = 0.2126 * linear(qRed(color)) + 0.7152 * linear(qGreen(color)) +
                             0.0722 * linear(qBlue(color));
    return luminance > 216.0 / 24389.0 ? 116.0 * std::cbrt(luminance) - 16.0
                                       : luminance * 24389.0 / 27.0;
}

} // namespace scorescope::views
