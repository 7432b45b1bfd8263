// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/axes/ticks.h"

#include "views/text.h"

#include <algorithm>
#include <cmath>

namespace scorescope::views {
namespace {

QString powerOfTen(int exponent) {
    if (exponent == 0) {
        return QStringLiteral("1");
    }
    return exponent == 1 ? QStringLiteral("10") : QStringLiteral("10") + superscript(exponent);
}

std::vector<Tick> symlogTicks(const AxisScale& scale, Interval range, int maximum) {
    const double far = std::max(std::abs(range.low), std::abs(range.high));
    std::vector<Tick> ticks{{0.0, QStringLiteral("0"), true}};
    const bool both = range.low < 0.0 && range.high > 0.0;
    const int each = std::max(1, (maximum - 1) / (both ? 2 : 1));
    for (const Tick& tick : logTicks(10.0 * scale.threshold, 1.000001 * far, each)) {
        ticks.push_back(tick);
        ticks.push_back({-tick.position,
                         tick.label.isEmpty() ? QString() : QChar(u'−') + tick.label, tick.major});
    }
    ticks.erase(std::remove_if(ticks.begin(), ticks.end(),
                               [&](const Tick& tick) {
                                   return tick.position < range.low * (1.0 + 1e-9) - 1e-300 ||
                                          tick.position > range.high * (1.0 + 1e-9) + 1e-300;
                               }),
                ticks.end());
    const auto labelled = std::count_if(ticks.begin(), ticks.end(),
                                        [](const Tick& tick) { return !tick.label.isEmpty(); });
    return labelled >= 2 ? ticks : linearTicks(range.low, range.high, maximum);
}

} // namespace

std::vector<Tick> linearTicks(double low, double high, int maximum) {
    std::vector<Tick> ticks;
    if (!std::isfinite(low) || !std::isfinite(high) || !(high > low) || maximum < 1) {
        return ticks;
    }
    const double rough = (high - low) / std::max(1, maximum);
    const double decade = std::pow(10.0, std::floor(std::log10(rough)));
    double step = 10.0 * decade;
    for (const double factor : {5.0, 2.0, 1.0}) {
        if (decade * factor >= rough * (1.0 - 1e-9)) {
            step = decade * factor;
        }
    }
    // One label gives no scale: rather one too many than a single one.
    const auto inside = [&](double width) {
        return std::floor(high / width + 1e-9) - std::ceil(low / width - 1e-9) + 1.0;
    };
    if (maximum >= 2 && inside(step) < 2.0) {
        for (const double factor : {5.0, 4.0, 2.0, 1.0, 0.5}) {
            if (decade * factor < step && inside(decade * factor) >= 2.0) {
                step = decade * factor;
                break;
            }
        }
    }
    const double largest = std::max(std::abs(low), std::abs(high));
    const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 15);
    const bool scientific = largest >= 1e6 || step < 1e-6;
    const double first = std::ceil(low / step - 1e-9);
    const double last = std::floor(high / step + 1e-9);
    for (double k = first; k <= last && ticks.size() < 1000; k += 1.0) {
        const double position = k * step;
        const QString label =
            scientific ? numberText(position, 4)
                       : withMinusSigns(QString::number(k == 0.0 ? 0.0 : position, 'f', decimals));
        ticks.push_back({position, label, true});
    }
    return ticks;
}

std::vector<Tick> logTicks(double low, double high, int maximum) {
    if (!(low > 0.0) || !std::isfinite(high) || !(high > low)) {
        return {};
    }
    const int first = static_cast<int>(std::ceil(std::log10(low) - 1e-9));
    const int last = static_cast<int>(std::floor(std::log10(high) + 1e-9));
    if (last <= first) {
        return linearTicks(low, high, maximum);
    }
    const int stride = std::max(1, (last - first + std::max(1, maximum)) / std::max(1, maximum));
    std::vector<Tick> ticks;
    for (int decade = first - 1; decade <= last; ++decade) {
        const double base = std::pow(10.0, decade);
        if (decade >= first) {
            const bool labelled = (decade - first) % stride == 0;
            ticks.push_back({base, labelled ? powerOfTen(decade) : QString(), labelled});
        }
        for (int k = 2; k <= 9 && stride == 1; ++k) {
            if (base * k >= low && base * k <= high) {
                ticks.push_back({base * k, QString(), false});
            }
        }
    }
    return ticks;
}

std::vector<Tick> axisTicks(const AxisScale& scale, Interval range, int maximum) {
    switch (scale.kind) {
    case Scale::log:
        return logTicks(range.low, range.high, maximum);
    case Scale::symlog:
        return symlogTicks(scale, range, maximum);
    case Scale::linear:
        break;
    }
    return linearTicks(range.low, range.high, maximum);
}

} // namespace scorescope::views
