// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

/// How the window's search fields compare what is typed with what there is. Pure.
namespace scorescope::app {

/// The form in which texts are compared: letters alone, without case and without accents.
[[nodiscard]] QString searchForm(const QString& text);
/// The words of a search, each in that form.
[[nodiscard]] QStringList searchWords(const QString& typed);
/// Whether every word occurs in `text`, which is in that form. Without words: yes.
[[nodiscard]] bool hasAll(const QString& text, const QStringList& words);

/// How well words fit a thing of this name, which may also be found by `more` (its help, its tags);
/// both in the form above. 0 is best; -1 when a word is missing. What begins as typed comes first,
/// then names with words that begin so, then names that have them inside, then the rest.
[[nodiscard]] int searchRank(const QString& name, const QString& more, const QStringList& words);

} // namespace scorescope::app
