// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/axis_ticks.h"

#include <algorithm>
#include <cmath>

namespace scorescope::views {
namespace {

QString superscript(int exponent) {
    static constexpr char16_t digits[] = u"⁰¹²³⁴⁵⁶⁷⁸⁹";
    QString text;
    for (const QChar c : QString::number(exponent)) {
        text += c == QLatin1Char('-') ? QChar(u'⁻') : QChar(digits[c.digitValue()]);
    }
    return text;
}

QString withMinus(QString text) {
    return text.replace(QLatin1Char('-'), QChar(u'−'));
}

QString powerOfTen(int exponent) {
    if (exponent == 0) {
        return QStringLiteral("1");
    }
    return exponent == 1 ? QStringLiteral("10") : QStringLiteral("10") + superscript(exponent);
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
                       : withMinus(QString::number(k == 0.0 ? 0.0 : position, 'f', decimals));
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

QString numberText(double value, int digits) {
    if (std::isnan(value)) {
        return QStringLiteral("not a number");
    }
    if (std::isinf(value)) {
        return value > 0 ? QStringLiteral("∞") : QStringLiteral("−∞");
    }
    const double size = std::abs(value);
    if (size != 0.0 && (size < 1e-4 || size >= 1e6)) {
        const QString text = QString::number(value, 'e', std::max(0, digits - 1));
        const qsizetype e = text.indexOf(QLatin1Char('e'));
        QString mantissa = text.left(e);
        if (mantissa.contains(QLatin1Char('.'))) {
            while (mantissa.endsWith(QLatin1Char('0'))) {
                mantissa.chop(1);
            }
            if (mantissa.endsWith(QLatin1Char('.'))) {
                mantissa.chop(1);
            }
        }
        return withMinus(mantissa) + QStringLiteral(" × ") + QStringLiteral("10") +
               superscript(text.mid(e + 1).toInt());
    }
    return withMinus(QString::number(value, 'g', digits));
}

} // namespace scorescope::views
