// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/pairs/pairs_controls.h"

#include "views/pairs/pairs_view.h"

#include <QComboBox>
#include <QHBoxLayout>

namespace scorescope::views {

PairsControls::PairsControls(PairsView* view, QWidget* parent)
    : QWidget(parent), view_(view), layout_(new QComboBox(this)) {
    setObjectName(QStringLiteral("pairsControls"));
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    layout_->setObjectName(QStringLiteral("pairsLayout"));
    layout_->setAccessibleName(tr("Layout"));
    layout_->setToolTip(tr("Data and samples side by side, or the data over the samples"));
    layout_->addItem(tr("Side by side"), static_cast<int>(PairsLayout::sideBySide));
    layout_->addItem(tr("Overlay"), static_cast<int>(PairsLayout::overlay));
    line->addWidget(layout_);
    connect(layout_, &QComboBox::activated, view, [this] {
        view_->setPairsLayout(static_cast<PairsLayout>(layout_->currentData().toInt()));
    });
    connect(view, &PairsView::layoutChanged, this, &PairsControls::follow);
    // The two have different owners: without the view the box would point nowhere.
    connect(view, &QObject::destroyed, this, [this] { setEnabled(false); });
    follow();
}

void PairsControls::follow() {
    layout_->setCurrentIndex(layout_->findData(static_cast<int>(view_->pairsLayout())));
}

} // namespace scorescope::views
