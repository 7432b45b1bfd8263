// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/graph_controls.h"

#include "views/controls/sign_button.h"
#include "views/graph/graph_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QToolButton>

namespace scorescope::views {
namespace {

QToolButton* textButton(QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setAutoRaise(true);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    return button;
}

} // namespace

GraphControls::GraphControls(GraphView& view, QWidget* parent)
    : QWidget(parent), view_(&view), direction_(new QComboBox(this)) {
    setObjectName(view.objectName() + QStringLiteral("_controls"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    direction_->setObjectName(view.objectName() + QStringLiteral("_direction"));
    direction_->setAccessibleName(tr("Direction of the graph"));
    direction_->setToolTip(tr("Which way the graph flows; “auto” takes what fits the view better"));
    direction_->addItem(tr("auto"), static_cast<int>(GraphLook::Direction::automatic));
    direction_->addItem(tr("right"), static_cast<int>(GraphLook::Direction::right));
    direction_->addItem(tr("down"), static_cast<int>(GraphLook::Direction::down));
    row->addWidget(direction_);
    values_ = add(textButton(this), QStringLiteral("_values"), tr("values"),
                  tr("Values as colours and numbers"));
    labels_ =
        add(textButton(this), QStringLiteral("_edge_labels"), tr("labels"), tr("Labels of edges"));
    lock_ = add(new SignButton(SignButton::Sign::lock, this), QStringLiteral("_lock"), {},
                tr("Keep the limits of the colours as they are now"));
    connect(direction_, &QComboBox::activated, this, [this] {
        if (view_) {
            view_->setDirection(
                static_cast<GraphLook::Direction>(direction_->currentData().toInt()));
        }
    });
    connect(values_, &QAbstractButton::clicked, this, [this](bool on) {
        if (view_) {
            view_->setValuesShown(on);
        }
    });
    connect(labels_, &QAbstractButton::clicked, this, [this](bool on) {
        if (view_) {
            view_->setEdgeLabelsShown(on);
        }
    });
    connect(lock_, &QAbstractButton::clicked, this, [this](bool on) {
        if (view_) {
            view_->setLimitsLocked(on);
        }
    });
    connect(&view, &GraphView::lookChanged, this, &GraphControls::follow);
    follow();
}

QAbstractButton* GraphControls::add(QAbstractButton* button, const QString& name,
                                    const QString& text, const QString& accessibleName) {
    button->setObjectName(view_->objectName() + name);
    button->setText(text);
    button->setAccessibleName(accessibleName);
    button->setToolTip(accessibleName);
    button->setCheckable(true);
    layout()->addWidget(button);
    return button;
}

void GraphControls::follow() {
    if (view_) {
        const GraphLook& look = view_->look();
        direction_->setCurrentIndex(direction_->findData(static_cast<int>(look.direction)));
        values_->setChecked(look.values);
        labels_->setChecked(look.edgeLabels);
        lock_->setChecked(look.colorRange.has_value());
    }
}

} // namespace scorescope::views
