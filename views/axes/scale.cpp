// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/axes/scale.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace scorescope::views {
namespace {

/// Limits of axes keep away from the ends of double, so that their differences stay finite.
constexpr double smallest = 1e-300;
constexpr double largest = 1e300;
constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

double roundStep(double rough) {
    double step = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
        if (step * factor >= rough * (1.0 - 1e-9)) {
            return step * factor;
        }
    }
    return step * 10.0;
}

double roundPositive(double value, bool up) {
    const double base = std::pow(10.0, std::floor(std::log10(value) + 1e-12));
    static constexpr std::array<double, 4> mantissas{1.0, 2.0, 5.0, 10.0};
    if (up) {
        for (const double m : mantissas) {
            if (m * base >= value * (1.0 - 1e-9)) {
                return m * base;
            }
        }
        return 10.0 * base;
    }
    double best = base;
    for (const double m : mantissas) {
        if (m * base <= value * (1.0 + 1e-9)) {
            best = m * base;
        }
    }
    return best;
}

} // namespace

std::string scaleName(Scale scale) {
    switch (scale) {
    case Scale::log:
        return "log";
    case Scale::symlog:
        return "symlog";
    case Scale::linear:
        break;
    }
    return "linear";
}

std::optional<Scale> scaleFromName(const std::string& name) {
    for (const Scale scale : {Scale::linear, Scale::log, Scale::symlog}) {
        if (scaleName(scale) == name) {
            return scale;
        }
    }
    return std::nullopt;
}

bool AxisScale::shows(double value) const noexcept {
    return std::isfinite(value) && (kind != Scale::log || value > 0.0);
}

double AxisScale::forward(double value) const noexcept {
    switch (kind) {
    case Scale::log:
        return value > 0.0 ? std::log10(value) : notANumber;
    case Scale::symlog:
        return std::copysign(std::log10(1.0 + std::abs(value) / threshold), value);
    case Scale::linear:
        break;
    }
    return value;
}

double AxisScale::inverse(double mapped) const noexcept {
    switch (kind) {
    case Scale::log:
        return std::pow(10.0, mapped);
    case Scale::symlog:
        return std::copysign(threshold * (std::pow(10.0, std::abs(mapped)) - 1.0), mapped);
    case Scale::linear:
        break;
    }
    return mapped;
}

double symlogThreshold(double largest) noexcept {
    if (!(largest > 0.0) || !std::isfinite(largest)) {
        return 1.0;
    }
    return std::pow(10.0, std::floor(std::log10(largest)) - 3.0);
}

Interval niceInterval(double low, double high, const AxisScale& scale) {
    if (scale.kind == Scale::log) {
        if (!(low > 0.0) || !std::isfinite(high) || high < low) {
            return {0.1, 1.0};
        }
        low = std::clamp(low, smallest, largest);
        high = std::clamp(high, smallest, largest);
        Interval nice{roundPositive(low, false), roundPositive(high, true)};
        // A curve that comes to rest must not lie on the axis itself.
        if (low > smallest && std::log10(low / nice.low) < 0.03 * std::log10(high / nice.low)) {
            nice.low = roundPositive(0.99 * nice.low, false);
        }
        if (nice.high <= nice.low * 1.01) {
            nice = {nice.low / 2.0, nice.high * 2.0};
        }
        return nice;
    }
    if (!std::isfinite(low) || !std::isfinite(high) || high < low) {
        return {0.0, 1.0};
    }
    low = std::clamp(low, -largest, largest);
    high = std::clamp(high, -largest, largest);
    // Differences at the last digits are noise of the arithmetic, not shape.
    if (high - low <= 1e-12 * std::max(std::abs(low), std::abs(high))) {
        const double pad = low == 0.0 ? 1.0 : 0.1 * std::abs(low);
        low -= pad;
        high += pad;
    } else if (low > 0.0 && low < 0.3 * high) {
        low = 0.0;
    } else if (high < 0.0 && high > 0.3 * low) {
        high = 0.0;
    }
    if (scale.kind == Scale::symlog) {
        const auto outward = [](double value, bool up) {
            if (value == 0.0) {
                return 0.0;
            }
            return value > 0.0 ? roundPositive(value, up) : -roundPositive(-value, !up);
        };
        return {outward(low, false), outward(high, true)};
    }
    const double step = roundStep((high - low) / 5.0);
    return {std::floor(low / step + 1e-9) * step, std::ceil(high / step - 1e-9) * step};
}

Interval stepInterval(double first, double last, double end, Scale scale) {
    if (!std::isfinite(first) || !std::isfinite(last) || last < first) {
        return scale == Scale::log ? Interval{1.0, 10.0} : Interval{0.0, 1.0};
    }
    if (scale == Scale::log) {
        const double low = first > 0.0 ? first : 1.0;
        return {low, std::max(last, low * 2.0)};
    }
    const double low = first >= 0.0 && first < 0.5 * last ? 0.0 : first;
    if (!(last > low)) {
        return {low, low + 1.0};
    }
    // Round numbers, so that the axis moves now and then instead of with every frame.
    const double base = std::pow(10.0, std::floor(std::log10(last - low)));
    double high = low + 10.0 * base;
    for (const double factor : {1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0}) {
        if (low + factor * base >= last) {
            high = low + factor * base;
            break;
        }
    }
    if (end > low && end >= last) {
        high = std::min(high, end);
    }
    return {low, high};
}

namespace {

/// Back to axis units, or nothing when the range is too small or too large for arithmetic.
std::optional<Interval> unmapped(const AxisScale& scale, Interval range) {
    const double size = std::max(std::abs(range.low), std::abs(range.high));
    const double limit = scale.kind == Scale::linear ? 1e300 : 300.0;
    if (!(size < limit) || !(range.length() > 1e-11 * size)) {
        return std::nullopt;
    }
    const Interval result{scale.inverse(range.low), scale.inverse(range.high)};
    return result.high > result.low ? std::optional<Interval>(result) : std::nullopt;
}

} // namespace

Interval mapped(const AxisScale& scale, Interval range) {
    return {scale.forward(range.low), scale.forward(range.high)};
}

std::optional<Interval> zoomed(const AxisScale& scale, Interval range, double about,
                               double factor) {
    const Interval now = mapped(scale, range);
    const double anchor = now.low + about * now.length();
    return unmapped(scale,
                    {anchor - (anchor - now.low) * factor, anchor + (now.high - anchor) * factor});
}

std::optional<Interval> shifted(const AxisScale& scale, Interval range, double by) {
    const Interval now = mapped(scale, range);
    return unmapped(scale, {now.low + by * now.length(), now.high + by * now.length()});
}

QJsonArray toJson(Interval range) {
    return {range.low, range.high};
}

std::optional<Interval> toInterval(const QJsonValue& value, Scale scale) {
    const QJsonArray array = value.toArray();
    if (array.size() != 2 || !array[0].isDouble() || !array[1].isDouble() ||
        !(array[1].toDouble() > array[0].toDouble()) ||
        (scale == Scale::log && !(array[0].toDouble() > 0.0))) {
        return std::nullopt;
    }
    return Interval{array[0].toDouble(), array[1].toDouble()};
}

} // namespace scorescope::views
