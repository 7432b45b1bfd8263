// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>

class QAction;
class QMenu;

namespace scorescope::app {

/// Appends an action called "action_NAME" to `menu`, its parent, with `keys` as its shortcuts and
/// in its tool tip. GUI thread only.
QAction* addMenuAction(QMenu* menu, const QString& name, const QString& text,
                       const QList<QKeySequence>& keys);

} // namespace scorescope::app
