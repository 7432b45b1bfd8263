// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/action_buttons.h"

#include "app/window/menu_action.h"

#include <QAction>
#include <QGridLayout>
#include <QMenu>
#include <QToolButton>

namespace scorescope::app {
namespace {

constexpr int buttonsInARow = 2;
constexpr int mostKeys = 9;

} // namespace

ActionButtons::ActionButtons(QMenu* menu, QWidget* parent)
    : QWidget(parent), menu_(menu), layout_(new QGridLayout(this)) {
    setObjectName(QStringLiteral("action_buttons"));
    layout_->setContentsMargins(12, 8, 12, 4);
    layout_->setSpacing(6);
    hide();
}

void ActionButtons::setActions(const std::vector<ActionSpec>& actions) {
    qDeleteAll(findChildren<QToolButton*>());
    qDeleteAll(entries_);
    entries_.clear();
    for (const ActionSpec& spec : actions) {
        if (spec.takes != ActionSpec::Takes::nothing) {
            continue;
        }
        const int at = static_cast<int>(entries_.size());
        QList<QKeySequence> keys;
        if (at < mostKeys) {
            keys.append(QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_1 + at)));
        }
        const QString name = QString::fromStdString(spec.name);
        QAction* entry = addMenuAction(menu_, QStringLiteral("do_") + name,
                                       QString::fromStdString(spec.label), keys);
        const QString key =
            keys.isEmpty()
                ? QString()
                : QStringLiteral(" (%1)").arg(keys.front().toString(QKeySequence::NativeText));
        entry->setToolTip(QString::fromStdString(spec.help) + key);
        connect(entry, &QAction::triggered, this, [this, name = spec.name] {
            Q_EMIT requested(Action{name, {}});
        });
        auto* button = new QToolButton(this);
        button->setDefaultAction(entry);
        button->setObjectName(QStringLiteral("do_") + name);
        button->setFocusPolicy(Qt::TabFocus); // a click leaves the arrows to the run
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        layout_->addWidget(button, at / buttonsInARow, at % buttonsInARow);
        entries_.append(entry);
    }
    setVisible(!entries_.isEmpty());
}

} // namespace scorescope::app
