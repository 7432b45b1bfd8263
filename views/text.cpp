// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/text.h"

#include "views/figure_panel.h"

#include <QFontMetricsF>
#include <QPaintDevice>

#include <algorithm>
#include <cmath>

namespace scorescope::views {

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
        return withMinusSigns(mantissa) + QStringLiteral(" × ") + QStringLiteral("10") +
               superscript(text.mid(e + 1).toInt());
    }
    return withMinusSigns(QString::number(value, 'g', digits));
}

QString superscript(int exponent) {
    static constexpr char16_t digits[] = u"⁰¹²³⁴⁵⁶⁷⁸⁹";
    QString text;
    for (const QChar c : QString::number(exponent)) {
        text += c == QLatin1Char('-') ? QChar(u'⁻') : QChar(digits[c.digitValue()]);
    }
    return text;
}

QString withMinusSigns(QString text) {
    for (qsizetype i = 0; i + 1 < text.size(); ++i) {
        const bool number = text[i + 1].isDigit() || text[i + 1] == u'.';
        // "GSN-2" and "500-500" have hyphens; "1e-3" has a sign.
        const bool joins = i > 0 && text[i - 1].isLetterOrNumber();
        const bool exponent =
            i > 1 && (text[i - 1] == u'e' || text[i - 1] == u'E') && text[i - 2].isDigit();
        if (text[i] == QLatin1Char('-') && number && (!joins || exponent)) {
            text[i] = u'−';
        }
    }
    return text;
}

QString quantityText(const Quantity& quantity) {
    const QString label = QString::fromStdString(quantity.label);
    return quantity.unit.empty() || label.isEmpty()
               ? label
               : QStringLiteral("%1 [%2]").arg(label, QString::fromStdString(quantity.unit));
}

QString counted(std::size_t n, const QString& one, const QString& several) {
    return n == 1 ? one : several.arg(n);
}

QFont figureFont(const FigureStyle& style, double size, const QPaintDevice* device) {
    QFont font = style.font;
    const int dpi = device != nullptr ? std::max(1, device->logicalDpiY()) : 72;
    font.setPointSizeF(size * 72.0 / dpi);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

double textWidth(const FigureStyle& style, const QString& text) {
    constexpr int large = 100; // hinting does not matter there
    QFont font = style.font;
    font.setPixelSize(large);
    return style.fontSize / large * QFontMetricsF(font).horizontalAdvance(text);
}

} // namespace scorescope::views
