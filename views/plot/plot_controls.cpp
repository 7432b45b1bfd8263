// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plot/plot_controls.h"

#include "views/controls/smoothing_button.h"
#include "views/controls/switches.h"
#include "views/plot/plot_view.h"

#include <QHBoxLayout>
#include <QToolButton>

namespace scorescope::views {

PlotControls::PlotControls(PlotView& view, QWidget* parent) : QWidget(parent), view_(&view) {
    setObjectName(view.objectName() + QStringLiteral("_controls"));
    QHBoxLayout* row = controlRow(this);
    const QString name = view.objectName();
    logX_ = addSwitch(row, name + QStringLiteral("_log_x"), tr("log x"), tr("Logarithmic x axis"));
    logY_ = addSwitch(row, name + QStringLiteral("_log_y"), tr("log y"),
                      tr("Logarithmic y axis (leaves out values ≤ 0)"));
    legend_ = addSwitch(row, name + QStringLiteral("_legend"), tr("legend"), tr("Show the legend"));
    smoothing_ = addSmoothing(row, name + QStringLiteral("_smoothing"));
    connect(smoothing_, &SmoothingButton::chosen, this, [this](double steps) {
        if (view_) {
            view_->setSmoothing(steps);
        }
    });
    connect(&view, &PlotView::overStepsChanged, this, &PlotControls::follow);
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

void PlotControls::follow() {
    if (view_) {
        logX_->setChecked(view_->look().xScale == Scale::log);
        logY_->setChecked(view_->look().yScale == Scale::log);
        legend_->setChecked(view_->look().legend);
        smoothing_->setSmoothing(view_->look().smoothing);
        smoothing_->setVisible(view_->content().overSteps());
    }
}

} // namespace scorescope::views
