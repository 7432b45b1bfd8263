// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/kinds/view_gestures.h"

#include <QDialog>

#include <vector>

class QMenu;

namespace scorescope::app {

/// Every shortcut of the window, read from its actions, menu by menu, and what mouse and keys do in
/// the views. As many columns as the window is wide; what does not fit its height scrolls.
class ShortcutsDialog : public QDialog {
    Q_OBJECT

public:
    ShortcutsDialog(const QList<QMenu*>& menus, const std::vector<views::GestureGroup>& gestures,
                    QWidget* parent);
};

} // namespace scorescope::app
