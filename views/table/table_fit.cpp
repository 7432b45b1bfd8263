// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/table/table_fit.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <numeric>

namespace scorescope::views {
namespace {

constexpr QChar wholeBlank(0x00a0);

/// The pieces between the blanks at which a line may be broken.
QStringList piecesOf(const QString& text) {
    return withWholeNumbers(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

} // namespace

void TextNeed::include(const TextNeed& other) noexcept {
    least = std::max(least, other.least);
    whole = std::max(whole, other.whole);
}

QString withWholeNumbers(QString text) {
    static const QRegularExpression inside(
        QStringLiteral("(?<=[\\d⁰¹²³⁴⁵⁶⁷⁸⁹]) (?=[\\d×±%])|(?<=[×±]) (?=[\\d.])"));
    return text.replace(inside, QString(wholeBlank));
}

TextNeed needOf(const QString& text, const QFontMetrics& metrics) {
    TextNeed need{0, metrics.horizontalAdvance(text)};
    for (const QString& piece : piecesOf(text)) {
        need.least = std::max(need.least, metrics.horizontalAdvance(piece));
    }
    return need;
}

QString wrappedText(const QString& text, int width, const QFontMetrics& metrics) {
    const QString whole = withWholeNumbers(text);
    if (metrics.horizontalAdvance(whole) <= width) {
        return whole;
    }
    QString wrapped;
    QString line;
    for (const QString& piece : piecesOf(text)) {
        const QString longer = line.isEmpty() ? piece : line + QLatin1Char(' ') + piece;
        if (line.isEmpty() || metrics.horizontalAdvance(longer) <= width) {
            line = longer;
        } else {
            wrapped += line + QLatin1Char('\n');
            line = piece;
        }
    }
    return wrapped + line;
}

std::vector<int> sharedWidths(const std::vector<TextNeed>& needs, int width) {
    std::vector<int> widths(needs.size());
    const auto take = [&](int level) {
        std::transform(needs.begin(), needs.end(), widths.begin(), [level](const TextNeed& need) {
            return std::max(need.least, std::min(need.whole, level));
        });
        return std::accumulate(widths.begin(), widths.end(), 0LL) <= width;
    };
    if (!take(0)) {
        return {};
    }
    int low = 0;
    int high = 1;
    for (const TextNeed& need : needs) {
        high = std::max(high, need.whole);
    }
    if (take(high)) {
        return widths;
    }
    while (high - low > 1) {
        const int middle = low + (high - low) / 2;
        (take(middle) ? low : high) = middle;
    }
    static_cast<void>(take(low));
    return widths;
}

} // namespace scorescope::views
