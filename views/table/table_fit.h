// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFontMetrics>
#include <QString>

#include <vector>

/// How the columns of a table share a panel: texts are wrapped at words, numbers stay whole. Free
/// of widgets; lengths are in logical pixels.
namespace scorescope::views {

/// What a text takes, or a column of texts.
struct TextNeed {
    int least = 0; ///< of the widest piece that is not broken
    int whole = 0; ///< of all of it on one line
    int neat = 0;  ///< of the widest piece where intervals, too, stay whole

    /// Makes room for another text, too.
    void include(const TextNeed& other) noexcept;
};

/// Where a blank stands inside a number ("3.5 × 10⁻²", "12 %", "1 000"), a blank at which no line
/// is broken stands in its place.
[[nodiscard]] QString withWholeNumbers(QString text);
/// The same inside an interval: "(0.83 to 0.94)", "[−1, 2]".
[[nodiscard]] QString withWholeIntervals(QString text);
/// What the text takes when it may be wrapped at blanks.
[[nodiscard]] TextNeed needOf(const QString& text, const QFontMetrics& metrics);
/// The text in lines no wider than `width` as far as its pieces allow, parted by '\n'; an interval
/// is broken only where it is wider than that itself. Blanks inside numbers come back as those at
/// which no line is broken.
[[nodiscard]] QString wrappedText(const QString& text, int width, const QFontMetrics& metrics);

/// The widths of columns that share `width`: all they take where there is room for that; else those
/// that take little get it, and the others the same, but none less than its least. Empty when not
/// even that has room.
[[nodiscard]] std::vector<int> sharedWidths(const std::vector<TextNeed>& needs, int width);

} // namespace scorescope::views
