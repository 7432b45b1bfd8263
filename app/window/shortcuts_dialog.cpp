// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/shortcuts_dialog.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QVBoxLayout>

namespace scorescope::app {

ShortcutsDialog::ShortcutsDialog(const QList<QMenu*>& menus, QWidget* parent) : QDialog(parent) {
    setObjectName(QStringLiteral("shortcuts_dialog"));
    setWindowTitle(tr("Keyboard shortcuts"));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(20, 16, 20, 16);
    all->setSpacing(16);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(32);
    all->addLayout(columns);
    QVBoxLayout* column = nullptr;
    int used = 0;
    for (QMenu* menu : menus) {
        QList<QAction*> actions;
        for (QAction* action : menu->actions()) {
            if (!action->shortcut().isEmpty()) {
                actions << action;
            }
        }
        if (actions.isEmpty()) {
            continue;
        }
        if (column == nullptr || used + actions.size() > 12) {
            column = new QVBoxLayout;
            column->setSpacing(12);
            columns->addLayout(column);
            column->setAlignment(Qt::AlignTop);
            used = 0;
        }
        used += static_cast<int>(actions.size()) + 2;
        auto* heading = new QLabel(menu->title().remove(QLatin1Char('&')), this);
        heading->setObjectName(QStringLiteral("parameter_group"));
        column->addWidget(heading);
        auto* grid = new QGridLayout;
        grid->setHorizontalSpacing(24);
        grid->setVerticalSpacing(4);
        int row = 0;
        for (const QAction* action : actions) {
            QStringList keys;
            for (const QKeySequence& key : action->shortcuts()) {
                keys << key.toString(QKeySequence::NativeText);
            }
            auto* name = new QLabel(action->text().remove(QLatin1Char('&')), this);
            auto* key = new QLabel(keys.join(tr(" or ")), this);
            key->setObjectName(QStringLiteral("view_note"));
            key->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
            grid->addWidget(name, row, 0);
            grid->addWidget(key, row, 1);
            ++row;
        }
        grid->setColumnStretch(0, 1);
        column->addLayout(grid);
    }
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->setObjectName(QStringLiteral("shortcuts_close"));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    all->addWidget(buttons);
}

} // namespace scorescope::app
