// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/compare_bar.h"

#include "app/window/compare_side.h"
#include "app/window/style.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace scorescope::app {

CompareBar::CompareBar(CompareSide& a, CompareSide& b, QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("compare_bar"));
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(12, 4, 4, 4);
    line->setSpacing(8);
    const auto addBox = [&](CompareSide& side, const QString& letter) {
        auto* label = new QLabel(letter, this);
        label->setObjectName(QStringLiteral("view_title"));
        QComboBox* box = side.makeBox(letter, this);
        label->setBuddy(box);
        line->addWidget(label);
        line->addWidget(box, 2);
        return box;
    };
    boxes_ = {addBox(a, QStringLiteral("A")), addBox(b, QStringLiteral("B"))};
    line->addStretch(1);
    view_ = new QComboBox(this);
    view_->setObjectName(QStringLiteral("compare_view"));
    view_->setAccessibleName(tr("The view that is compared"));
    view_->setToolTip(view_->accessibleName());
    // The boxes share the width that there is; their lists are as wide as they must be.
    view_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    view_->setMinimumContentsLength(6);
    view_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    view_->setMaximumWidth(220);
    connect(view_, &QComboBox::activated, this,
            [this](int index) { Q_EMIT viewChosen(view_->itemData(index).toString()); });
    line->addWidget(view_, 3);
    line->addSpacing(4);
    const auto addMode = [&](CompareMode mode, const QString& name, const QString& text,
                             const QString& help) {
        auto* button = new QToolButton(this);
        button->setObjectName(name);
        button->setText(text);
        button->setToolTip(help);
        button->setCheckable(true);
        button->setAutoExclusive(true);
        connect(button, &QToolButton::clicked, this, [this, mode] { Q_EMIT modeChosen(mode); });
        line->addWidget(button);
        modes_[mode] = button;
    };
    addMode(CompareMode::sideBySide, QStringLiteral("compare_side_by_side"), tr("Side by side"),
            tr("A at the left, B at the right, between the same limits"));
    addMode(CompareMode::overlay, QStringLiteral("compare_overlay"), tr("One chart"),
            tr("The curves of A and, dashed, of B in one chart"));
    addMode(CompareMode::difference, QStringLiteral("compare_difference_only"), tr("Difference"),
            tr("A − B alone, as large as there is room"));
    addMode(CompareMode::all, QStringLiteral("compare_all"), tr("All"),
            tr("A, B and their difference"));
    const auto addIcon = [&](const QString& name, const QString& icon, const QString& text) {
        auto* button = new QToolButton(this);
        button->setObjectName(name);
        button->setProperty("icon_name", icon);
        button->setProperty("flat", true);
        button->setFixedSize(24, 24);
        button->setToolTip(text);
        button->setAccessibleName(text);
        line->addWidget(button);
        return button;
    };
    export_ = addIcon(QStringLiteral("compare_export"), QStringLiteral("export"),
                      tr("Export the comparison as one figure"));
    close_ = addIcon(QStringLiteral("compare_close"), QStringLiteral("close"),
                     tr("Back to the views of the scene"));
    connect(export_, &QToolButton::clicked, this, &CompareBar::exportRequested);
    connect(close_, &QToolButton::clicked, this, &CompareBar::closeRequested);
}

void CompareBar::setViews(const std::vector<ViewSpec>& specs) {
    view_->clear();
    for (const ViewSpec& spec : specs) {
        const QString title = QString::fromStdString(spec.title.empty() ? spec.name : spec.title);
        view_->addItem(title, QString::fromStdString(spec.name));
    }
}

void CompareBar::setView(std::size_t index) {
    view_->setCurrentIndex(static_cast<int>(index));
}

void CompareBar::setMode(CompareMode mode, bool overlayOffered) {
    modes_[CompareMode::overlay]->setVisible(overlayOffered);
    modes_[mode]->setChecked(true);
}

void CompareBar::setTheme(const views::Theme& theme) {
    for (QToolButton* button : {export_, close_}) {
        button->setIcon(themedIcon(button->property("icon_name").toString(), theme, theme.dim));
    }
}

void CompareBar::focusFirst() {
    boxes_[1]->setFocus(Qt::OtherFocusReason);
}

} // namespace scorescope::app
