// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme.h"

#include <QIcon>
#include <QString>

class QApplication;
class QWidget;

namespace scorescope::app {

/// What the person chose in View ▸ Theme.
enum class ThemeChoice { system, dark, light };

/// The theme for a choice. `system` follows the desktop's palette. GUI thread.
[[nodiscard]] views::Theme themeFor(ThemeChoice choice);
/// The choice's word in settings: "system", "dark", "light"; unknown words mean system.
[[nodiscard]] QString themeWord(ThemeChoice choice);
[[nodiscard]] ThemeChoice themeFromWord(const QString& word);

/// Style, palette, type and style sheet of the whole application. GUI thread.
void applyTheme(QApplication& application, const views::Theme& theme);

/// One of our own 16 px icons (resources/icons/NAME.svg) in the theme's text colour, its disabled
/// shade included. `color` replaces the text colour where the icon lies on another ground.
[[nodiscard]] QIcon themedIcon(const QString& name, const views::Theme& theme,
                               const QColor& color = QColor());

/// Asks the style sheet to look at the widget's dynamic properties again.
void repolish(QWidget& widget);

/// An integer with thin spaces between groups of three digits, from 10 000 on.
[[nodiscard]] QString groupedNumber(qulonglong number);

} // namespace scorescope::app
