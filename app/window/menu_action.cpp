// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/menu_action.h"

#include <QAction>
#include <QMenu>

namespace scorescope::app {

QAction* addMenuAction(QMenu* menu, const QString& name, const QString& text,
                       const QList<QKeySequence>& keys) {
    QAction* action = menu->addAction(text);
    action->setObjectName(QStringLiteral("action_") + name);
    action->setShortcuts(keys);
    if (!keys.isEmpty()) {
        action->setToolTip(QStringLiteral("%1 (%2)").arg(
            QString(text).remove(QLatin1Char('&')).remove(QStringLiteral("…")),
            keys.first().toString(QKeySequence::NativeText)));
    }
    return action;
}

} // namespace scorescope::app
