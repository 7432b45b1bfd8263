// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/action.h"

#include <QList>
#include <QWidget>

#include <vector>

class QAction;
class QGridLayout;
class QMenu;

namespace scorescope::app {

/// What a person can do to a run besides setting its parameters: the actions of the experiment that
/// take no place in a picture, as a row of buttons, and in a menu, where keys and the command
/// palette find them (Alt+1 for the first). Hidden where there are none. GUI thread only.
class ActionButtons : public QWidget {
    Q_OBJECT

public:
    /// The menu's entries are appended to it; it must outlive this.
    ActionButtons(QMenu* menu, QWidget* parent);

    /// Those of another experiment; the ones before go.
    void setActions(const std::vector<ActionSpec>& actions);

Q_SIGNALS:
    void requested(const scorescope::Action& action);

private:
    QMenu* menu_;
    QGridLayout* layout_;
    QList<QAction*> entries_; ///< of the menu, which owns them
};

} // namespace scorescope::app
