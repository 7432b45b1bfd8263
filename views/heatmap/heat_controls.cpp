// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/heatmap/heat_controls.h"

#include "views/controls/switches.h"
#include "views/heatmap/heat_view.h"

#include <QHBoxLayout>
#include <QToolButton>

namespace scorescope::views {

HeatControls::HeatControls(HeatView& view, QWidget* parent) : QWidget(parent), view_(&view) {
    setObjectName(view.objectName() + QStringLiteral("_controls"));
    QHBoxLayout* row = controlRow(this);
    log_ = addSwitch(row, view.objectName() + QStringLiteral("_log_colors"), tr("log"),
                     tr("Colours along the logarithm"));
    marks_ = addSwitch(row, view.objectName() + QStringLiteral("_marks"), tr("marks"),
                       tr("Mark cells that are not computed, not converged or beyond the colours"));
    lock_ = addSignSwitch(row, view.objectName() + QStringLiteral("_lock"), SignButton::Sign::lock,
                          tr("Lock colour limits"),
                          tr("Keep the limits of the colours as they are now"));
    connect(log_, &QToolButton::clicked, &view, [this](bool on) {
        view_->setColorScale(on ? ColorScale::logarithmic : ColorScale::linear);
    });
    connect(marks_, &QToolButton::clicked, &view, &HeatView::setMarks);
    connect(lock_, &QToolButton::clicked, &view, &HeatView::setLimitsLocked);
    connect(&view, &HeatView::lookChanged, this, &HeatControls::follow);
    follow();
}

void HeatControls::follow() {
    if (view_) {
        log_->setChecked(view_->look().colorScale == ColorScale::logarithmic);
        marks_->setChecked(view_->look().marks);
        lock_->setChecked(view_->look().limits.has_value());
    }
}

} // namespace scorescope::views
