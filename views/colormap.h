// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QRectF>
#include <QString>

#include <array>
#include <cstddef>
#include <vector>

class QPainter;

namespace scorescope::views {

struct FigureStyle;
struct Theme;

/// How a number becomes a colour: along the number, or along its logarithm.
enum class ColorScale { linear, logarithmic };

/// The range of values that a colour map spans. Logarithmic scales need low > 0.
struct ColorLimits {
    double low = 0.0;
    double high = 1.0;

    [[nodiscard]] bool valid(ColorScale scale) const noexcept;
    friend bool operator==(const ColorLimits& a, const ColorLimits& b) noexcept {
        return a.low == b.low && a.high == b.high;
    }
};

/// Where a value stands between the limits, clamped to [0, 1]. NaN stays NaN; on a logarithmic
/// scale values ≤ 0 stand at 0. Survives limits whose difference overflows.
[[nodiscard]] double colorFraction(double value, const ColorLimits& limits,
                                   ColorScale scale) noexcept;
/// The value at a fraction: the inverse of colorFraction() inside the limits.
[[nodiscard]] double colorValue(double fraction, const ColorLimits& limits,
                                ColorScale scale) noexcept;

/// Limits that hold all but the outermost percent of the finite values (positive ones on a
/// logarithmic scale, and then at most six decades), rounded outward to 1, 2 or 5 times a power of
/// ten so that they stay still while the values creep. Signed values get limits that are symmetric
/// about zero; unsigned linear ones start at 0 when no value is negative. With nothing to go by,
/// 0 … 1 (linear) or 0.1 … 1 (logarithmic).
[[nodiscard]] ColorLimits robustLimits(const std::vector<float>& values, ColorScale scale,
                                       bool signedValues);

/// A colour map: perceptually uniform and safe for colour-blind readers. A value of 1 KiB.
///
/// Provenance: viridis (S. van der Walt, N. Smith, E. Firing; CC0), cividis (J. Nuñez, C. Anderton,
/// R. Renslow 2018, PLoS ONE 13(7)) and twilight (B. Bechtold; CC0) are sampled at 33 knots of
/// their published tables, between which 256 colours are interpolated: at most 2 of 255 off
/// (cividis 6). The diverging map is our own: lightness and chroma linear in |t| in Ottosson's
/// OKLab, hue 255° (blue) below zero and 55° (orange) above; its twin for dark ground runs from
/// dark to light instead.
class Colormap {
public:
    static constexpr std::size_t size = 256;

    [[nodiscard]] static Colormap viridis();
    [[nodiscard]] static Colormap cividis();
    /// Blue – near-white – orange, for signed values; zero belongs at 0.5.
    [[nodiscard]] static Colormap diverging();
    /// The same as it reads on a theme's ground: on dark ground its middle is dark, because a white
    /// one would glare where there is nothing.
    [[nodiscard]] static Colormap divergingFor(const Theme& theme);
    /// For angles: the ends meet.
    [[nodiscard]] static Colormap cyclic();
    /// Viridis as it reads on a theme's ground, without the few colours that would vanish there. It
    /// runs the same way on all of them: a picture means the same in every theme and on paper.
    [[nodiscard]] static Colormap sequentialFor(const Theme& theme);

    /// The same map backwards.
    [[nodiscard]] Colormap reversed() const;
    /// The part [from, to] of the map, stretched over [0, 1].
    [[nodiscard]] Colormap part(double from, double to) const;
    /// Colour at t, clamped to [0, 1]; NaN gives a transparent colour.
    [[nodiscard]] QRgb rgb(double t) const noexcept;
    [[nodiscard]] QColor color(double t) const { return QColor::fromRgba(rgb(t)); }

private:
    std::array<QRgb, size> table_{};
};

/// Lightness as the eye sees it (CIE L*, 0 … 100), for choosing what reads on top of a colour.
[[nodiscard]] double lightness(QRgb color) noexcept;

} // namespace scorescope::views
