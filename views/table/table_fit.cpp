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
QStringList piecesOf(const QString& whole) {
    return whole.split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

} // namespace

void TextNeed::include(const TextNeed& other) noexcept {
    least = std::max(least, other.least);
    whole = std::max(whole, other.whole);
    neat = std::max(neat, other.neat);
}

QString withWholeNumbers(QString text) {
    // A blank groups digits where three follow; else it stands between two numbers of a list.
    static const QRegularExpression inside(QStringLiteral(
        "(?<=[\\d⁰¹²³⁴⁵⁶⁷⁸⁹]) (?=[×±%])|(?<=\\d) (?=\\d{3}(?!\\d))|(?<=[×±]) (?=[\\d.])"));
    return text.replace(inside, QString(wholeBlank));
}

QString withWholeIntervals(QString text) {
    static const QRegularExpression interval(
        QStringLiteral("\\([+−-]?[\\d.∞][^()]*\\)|\\[[+−-]?[\\d.∞][^\\[\\]]*\\]"));
    qsizetype from = 0;
    for (QRegularExpressionMatch found = interval.match(text); found.hasMatch();
         found = interval.match(text, from)) {
        from = found.capturedEnd();
        const QString whole = found.captured().replace(QLatin1Char(' '), wholeBlank);
        text.replace(found.capturedStart(), found.capturedLength(), whole);
    }
    return text;
}

TextNeed needOf(const QString& text, const QFontMetrics& metrics) {
    TextNeed need{0, metrics.horizontalAdvance(text)};
    const QString numbers = withWholeNumbers(text);
    for (const QString& piece : piecesOf(numbers)) {
        need.least = std::max(need.least, metrics.horizontalAdvance(piece));
    }
    for (const QString& piece : piecesOf(withWholeIntervals(numbers))) {
        need.neat = std::max(need.neat, metrics.horizontalAdvance(piece));
    }
    return need;
}

QString wrappedText(const QString& text, int width, const QFontMetrics& metrics) {
    const QString whole = withWholeNumbers(text);
    if (metrics.horizontalAdvance(whole) <= width) {
        return whole;
    }
    QStringList pieces;
    qsizetype from = 0; // both texts have their pieces at the same places
    for (const QString& piece : withWholeIntervals(whole).split(QLatin1Char(' '))) {
        const bool fits = metrics.horizontalAdvance(piece) <= width;
        pieces << (fits ? piecesOf(piece) : piecesOf(whole.mid(from, piece.size())));
        from += piece.size() + 1;
    }
    QString wrapped;
    QString line;
    for (const QString& piece : pieces) {
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
