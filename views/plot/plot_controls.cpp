// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plot/plot_controls.h"

#include "views/plot/plot_view.h"

#include <QHBoxLayout>
#include <QToolButton>

namespace scorescope::views {

PlotControls::PlotControls(PlotView& view, QWidget* parent) : QWidget(parent), view_(&view) {
    setObjectName(view.objectName() + QStringLiteral("_controls"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    logX_ = addSwitch(QStringLiteral("_log_x"), tr("log x"), tr("Logarithmic x axis"));
    logY_ = addSwitch(QStringLiteral("_log_y"), tr("log y"),
                      tr("Logarithmic y axis (leaves out values ≤ 0)"));
    legend_ = addSwitch(QStringLiteral("_legend"), tr("legend"), tr("Show the legend"));
    connect(logX_, &QToolButton::clicked, this, [this](bool on) {
        if (view_) {
            view_->setXScale(on ? Scale::log : Scale::linear);
        }
    });
    connect(logY_, &QToolButton::clicked, this, [this](bool on) {
        if (view_) {
            view_->setYScale(on ? Scale::log : Scale::linear);
        }
    });
    connect(legend_, &QToolButton::clicked, this, [this](bool on) {
        if (view_) {
            view_->setLegend(on);
        }
    });
    connect(&view, &PlotView::lookChanged, this, &PlotControls::follow);
    follow();
}

QToolButton* PlotControls::addSwitch(const QString& name, const QString& text,
                                     const QString& accessibleName) {
    auto* button = new QToolButton(this);
    button->setObjectName(view_->objectName() + name);
    button->setText(text);
    button->setAccessibleName(accessibleName);
    button->setToolTip(accessibleName);
    button->setCheckable(true);
    button->setAutoRaise(true);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    layout()->addWidget(button);
    return button;
}

void PlotControls::follow() {
    if (view_) {
        logX_->setChecked(view_->look().xScale == Scale::log);
        logY_->setChecked(view_->look().yScale == Scale::log);
        legend_->setChecked(view_->look().legend);
    }
}

} // namespace scorescope::views
