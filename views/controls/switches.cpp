// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/controls/switches.h"

#include "views/controls/smoothing_button.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>

namespace scorescope::views {

QHBoxLayout* controlRow(QWidget* controls) {
    auto* row = new QHBoxLayout(controls);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    return row;
}

QToolButton* addSwitch(QHBoxLayout* row, const QString& name, const QString& word,
                       const QString& toolTip) {
    auto* button = new QToolButton(row->parentWidget());
    button->setObjectName(name);
    button->setText(word);
    button->setAccessibleName(toolTip);
    button->setToolTip(toolTip);
    button->setCheckable(true);
    button->setAutoRaise(true);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    row->addWidget(button);
    return button;
}

SignButton* addSignSwitch(QHBoxLayout* row, const QString& name, SignButton::Sign sign,
                          const QString& accessibleName, const QString& toolTip) {
    auto* button = new SignButton(sign, row->parentWidget());
    button->setObjectName(name);
    button->setCheckable(true);
    button->setText(accessibleName);
    button->setAccessibleName(accessibleName);
    button->setToolTip(toolTip);
    row->addWidget(button);
    return button;
}

QToolButton* addMenuButton(QHBoxLayout* row, const QString& name, const QString& toolTip,
                           QMenu* menu) {
    auto* button = new QToolButton(row->parentWidget());
    button->setObjectName(name);
    button->setAccessibleName(toolTip);
    button->setToolTip(toolTip);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setAutoRaise(true);
    menu->setObjectName(name + QStringLiteral("_menu"));
    button->setMenu(menu);
    row->addWidget(button);
    return button;
}

SmoothingButton* addSmoothing(QHBoxLayout* row, const QString& name) {
    auto* button = new SmoothingButton(name, row->parentWidget());
    row->addWidget(button);
    return button;
}

} // namespace scorescope::views
