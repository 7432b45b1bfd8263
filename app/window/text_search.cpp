// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/text_search.h"

#include <algorithm>

namespace scorescope::app {
namespace {

/// Whether a word of `text` begins with `word`.
bool beginsAWord(const QString& text, const QString& word) {
    for (qsizetype at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
        if (at == 0 || !text.at(at - 1).isLetterOrNumber()) {
            return true;
        }
    }
    return false;
}

} // namespace

QString searchForm(const QString& text) {
    QString plain;
    for (const QChar c : text.normalized(QString::NormalizationForm_KD)) {
        if (c.category() != QChar::Mark_NonSpacing) {
            plain += c.toCaseFolded();
        }
    }
    return plain;
}

QStringList searchWords(const QString& typed) {
    return searchForm(typed).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

bool hasAll(const QString& text, const QStringList& words) {
    return std::all_of(words.begin(), words.end(),
                       [&text](const QString& word) { return text.contains(word); });
}

int searchRank(const QString& name, const QString& more, const QStringList& words) {
    if (!hasAll(name + QLatin1Char('\n') + more, words)) {
        return -1;
    }
    if (name.startsWith(words.join(QLatin1Char(' ')))) {
        return 0;
    }
    if (std::all_of(words.begin(), words.end(),
                    [&name](const QString& word) { return beginsAWord(name, word); })) {
        return 1;
    }
    return hasAll(name, words) ? 2 : 3;
}

} // namespace scorescope::app
