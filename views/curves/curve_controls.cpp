// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/curves/curve_controls.h"

#include "views/controls/smoothing_button.h"
#include "views/controls/switches.h"
#include "views/curves/curve_view.h"
#include "views/text.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QSignalBlocker>
#include <QToolButton>

namespace scorescope::views {

CurveControls::CurveControls(CurveView& view, QWidget* parent) : QWidget(parent), view_(&view) {
    setObjectName(view.objectName() + QStringLiteral("_controls"));
    row_ = controlRow(this);
    addScaleMenu();
    smoothing_ = addSmoothing(row_, view_->objectName() + QStringLiteral("_smoothing"));
    connect(smoothing_, &SmoothingButton::chosen, this, [this](double steps) {
        if (view_) {
            view_->setSmoothing(steps);
        }
    });
    curves_ = addMenuButton(row_, view_->objectName() + QStringLiteral("_curves"),
                            tr("Which curves are shown"), new QMenu(this));
    curves_->setText(tr("curves"));
    connect(curves_->menu(), &QMenu::aboutToShow, this, &CurveControls::fillCurveMenu);
    connect(&view, &CurveView::lookChanged, this, &CurveControls::follow);
    connect(&view, &CurveView::curvesChanged, this, &CurveControls::fillCurveMenu);
    fillCurveMenu();
    follow();
}

void CurveControls::addScaleMenu() {
    auto* menu = new QMenu(this);
    scale_ = addMenuButton(row_, view_->objectName() + QStringLiteral("_scale"),
                           tr("Scales of the axes"), menu);
    const auto add = [&](QActionGroup* group, const QString& text, const char* name, Scale scale,
                         void (CurveView::*set)(Scale)) {
        QAction* action = menu->addAction(text);
        action->setObjectName(QLatin1String(name));
        action->setCheckable(true);
        action->setActionGroup(group);
        connect(action, &QAction::triggered, this, [this, scale, set] {
            if (view_) {
                (view_->*set)(scale);
            }
        });
    };
    menu->addSection(tr("Values"));
    auto* values = new QActionGroup(menu);
    add(values, tr("Linear"), "y_linear", Scale::linear, &CurveView::setYScale);
    add(values, tr("Logarithmic (leaves out values ≤ 0)"), "y_log", Scale::log,
        &CurveView::setYScale);
    add(values, tr("Symlog (linear around 0)"), "y_symlog", Scale::symlog, &CurveView::setYScale);
    menu->addSection(tr("Steps"));
    auto* steps = new QActionGroup(menu);
    add(steps, tr("Linear"), "x_linear", Scale::linear, &CurveView::setXScale);
    add(steps, tr("Logarithmic"), "x_log", Scale::log, &CurveView::setXScale);
}

void CurveControls::fillCurveMenu() {
    if (!view_) {
        return;
    }
    QMenu* menu = curves_->menu();
    menu->clear();
    const std::vector<LegendEntry> entries = view_->curves();
    for (const LegendEntry& entry : entries) {
        QAction* action = menu->addAction(entry.text);
        action->setObjectName(QString::fromStdString(entry.name));
        action->setCheckable(true);
        action->setChecked(!entry.hidden);
        connect(action, &QAction::toggled, this, [this, name = entry.name](bool on) {
            if (view_) {
                view_->setCurveVisible(name, on);
            }
        });
    }
    curves_->setVisible(entries.size() > 1);
}

void CurveControls::follow() {
    if (!view_) {
        return;
    }
    const CurveLook& look = view_->look();
    QString text = look.yScale == Scale::log      ? tr("log")
                   : look.yScale == Scale::symlog ? tr("symlog")
                                                  : tr("linear");
    if (look.xScale == Scale::log) {
        text = tr("%1 · log steps").arg(text);
    }
    scale_->setText(text);
    const QString y = QStringLiteral("y_") + QString::fromStdString(scaleName(look.yScale));
    const QString x = QStringLiteral("x_") + QString::fromStdString(scaleName(look.xScale));
    for (QAction* action : scale_->menu()->actions()) {
        if (action->isCheckable()) {
            action->setChecked(action->objectName() == y || action->objectName() == x);
        }
    }
    smoothing_->setSmoothing(look.smoothing);
    for (QAction* action : curves_->menu()->actions()) {
        const QSignalBlocker quiet(action);
        action->setChecked(look.hidden.count(action->objectName().toStdString()) == 0);
    }
}

} // namespace scorescope::views
