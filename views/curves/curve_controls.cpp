// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/curves/curve_controls.h"

#include "views/controls/switches.h"
#include "views/curves/curve_view.h"
#include "views/text.h"

#include <QActionGroup>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>
#include <QWidgetAction>

#include <algorithm>
#include <cmath>

namespace scorescope::views {
namespace {

constexpr int sliderEnd = 200;
constexpr double sliderDecades = 4.0; // 1 to 10 000 steps

double windowAt(int position) {
    if (position == 0) {
        return 0.0;
    }
    return std::round(std::pow(10.0, sliderDecades * position / sliderEnd));
}

int positionOf(double window) {
    if (!(window > 0.0)) {
        return 0;
    }
    return std::clamp(static_cast<int>(std::lround(std::log10(std::max(1.0, window)) /
                                                   sliderDecades * sliderEnd)),
                      1, sliderEnd);
}

} // namespace

CurveControls::CurveControls(CurveView& view, QWidget* parent) : QWidget(parent), view_(&view) {
    setObjectName(view.objectName() + QStringLiteral("_controls"));
    row_ = controlRow(this);
    addScaleMenu();
    addSmoothingMenu();
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

void CurveControls::addSmoothingMenu() {
    auto* menu = new QMenu(this);
    smoothing_ = addMenuButton(row_, view_->objectName() + QStringLiteral("_smoothing"),
                               tr("Smoothing"), menu);
    auto* box = new QWidget(menu);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(12, 8, 12, 8);
    auto* label = new QLabel(tr("Moving average over"), box);
    slider_ = new QSlider(Qt::Horizontal, box);
    slider_->setObjectName(view_->objectName() + QStringLiteral("_smoothing_slider"));
    slider_->setAccessibleName(tr("Time constant of the moving average"));
    slider_->setRange(0, sliderEnd);
    slider_->setMinimumWidth(140);
    spin_ = new QDoubleSpinBox(box);
    spin_->setObjectName(view_->objectName() + QStringLiteral("_smoothing_steps"));
    spin_->setAccessibleName(tr("Time constant of the moving average in steps"));
    spin_->setRange(0.0, 1e6);
    spin_->setDecimals(0);
    spin_->setSuffix(tr(" steps"));
    spin_->setSpecialValueText(tr("off"));
    spin_->setKeyboardTracking(false);
    label->setBuddy(spin_);
    row->addWidget(label);
    row->addWidget(slider_);
    row->addWidget(spin_);
    auto* action = new QWidgetAction(menu);
    action->setDefaultWidget(box);
    menu->addAction(action);
    connect(slider_, &QSlider::valueChanged, this, [this](int position) {
        if (view_) {
            view_->setSmoothing(windowAt(position));
        }
    });
    connect(spin_, &QDoubleSpinBox::valueChanged, this, [this](double steps) {
        if (view_) {
            view_->setSmoothing(steps);
        }
    });
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
    smoothing_->setText(look.smoothing > 0.0 ? tr("smooth %1").arg(numberText(look.smoothing))
                                             : tr("raw"));
    const QSignalBlocker quietSlider(slider_);
    const QSignalBlocker quietSpin(spin_);
    slider_->setValue(positionOf(look.smoothing));
    spin_->setValue(look.smoothing);
    for (QAction* action : curves_->menu()->actions()) {
        const QSignalBlocker quiet(action);
        action->setChecked(look.hidden.count(action->objectName().toStdString()) == 0);
    }
}

} // namespace scorescope::views
