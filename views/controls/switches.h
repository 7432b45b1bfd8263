// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/controls/sign_button.h"

#include <QString>

class QHBoxLayout;
class QMenu;
class QToolButton;
class QWidget;

/// The small controls in a view's title bar: all made alike, with a name for tests and for readers
/// of screens. What they make belongs to the widget whose row it stands in.
namespace scorescope::views {

class SmoothingButton;

/// A row without margins as the layout of `controls`.
QHBoxLayout* controlRow(QWidget* controls);

/// A switch with a word on it. `toolTip` is its name for readers of screens, too.
QToolButton* addSwitch(QHBoxLayout* row, const QString& name, const QString& word,
                       const QString& toolTip);
/// A switch with a sign on it.
SignButton* addSignSwitch(QHBoxLayout* row, const QString& name, SignButton::Sign sign,
                          const QString& accessibleName, const QString& toolTip);
/// A button that opens a menu, which becomes its child and is called NAME_menu.
QToolButton* addMenuButton(QHBoxLayout* row, const QString& name, const QString& toolTip,
                           QMenu* menu);

/// The control for smoothing; see there.
SmoothingButton* addSmoothing(QHBoxLayout* row, const QString& name);

} // namespace scorescope::views
