// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonValue>

#include <optional>
#include <string>

/// Scales of axes and the limits between which they run. Pure functions; any thread.
namespace scorescope::views {

struct Interval {
    double low = 0.0;
    double high = 1.0;
    [[nodiscard]] double length() const noexcept { return high - low; }
    friend bool operator==(const Interval& a, const Interval& b) noexcept {
        return a.low == b.low && a.high == b.high;
    }
};

enum class Scale {
    linear,
    log,    ///< base 10; values ≤ 0 have no place on it and are left out, never moved
    symlog, ///< sign(v) log10(1 + |v| / threshold): linear around 0, logarithmic far from it
};

/// "linear", "log", "symlog".
[[nodiscard]] std::string scaleName(Scale scale);
/// The scale of that name, or nothing.
[[nodiscard]] std::optional<Scale> scaleFromName(const std::string& name);

/// From an axis' units to equal distances on paper and back.
struct AxisScale {
    Scale kind = Scale::linear;
    double threshold = 1.0; ///< symlog only: half width of the nearly linear stretch, > 0

    /// Whether the value has a place on the axis (finite, and positive on a log axis).
    [[nodiscard]] bool shows(double value) const noexcept;
    /// NaN for values without a place.
    [[nodiscard]] double forward(double value) const noexcept;
    [[nodiscard]] double inverse(double mapped) const noexcept;
};

/// A symlog threshold that suits values up to `largest` in size: three decades below it.
[[nodiscard]] double symlogThreshold(double largest) noexcept;

/// Limits a person would choose around data from `low` to `high`: multiples of 1, 2 or 5 times a
/// power of ten; a linear axis starts at 0 when the data come near it; equal or unusable limits are
/// widened. Always finite, low < high, and positive on a log axis.
[[nodiscard]] Interval niceInterval(double low, double high, const AxisScale& scale);
/// Limits for an axis of steps: from 0 (or the first step when far from 0) to a round number not
/// below `last`, but not beyond `end` when the run's end is known (> 0).
[[nodiscard]] Interval stepInterval(double first, double last, double end, Scale scale);

/// An interval of the axis as distances on paper.
[[nodiscard]] Interval mapped(const AxisScale& scale, Interval range);
/// The range after zooming by `factor` (below 1: in) about the place `about`, 0 … 1 along the axis,
/// or nothing when it would be too small or too large for arithmetic.
[[nodiscard]] std::optional<Interval> zoomed(const AxisScale& scale, Interval range, double about,
                                             double factor);
/// The range moved by that share of its length on paper, or nothing as above.
[[nodiscard]] std::optional<Interval> shifted(const AxisScale& scale, Interval range, double by);

/// "[low, high]" of a view's state, and back: nothing for what is no such pair, or has no place on
/// the scale.
[[nodiscard]] QJsonArray toJson(Interval range);
[[nodiscard]] std::optional<Interval> toInterval(const QJsonValue& value, Scale scale);

} // namespace scorescope::views
