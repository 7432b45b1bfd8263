// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/controls/smoothing_button.h"

#include "views/text.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QSlider>
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

SmoothingButton::SmoothingButton(const QString& name, QWidget* parent) : QToolButton(parent) {
    setObjectName(name);
    setToolTip(tr("Smoothing"));
    setAccessibleName(toolTip());
    setPopupMode(QToolButton::InstantPopup);
    setToolButtonStyle(Qt::ToolButtonTextOnly);
    setAutoRaise(true);
    auto* menu = new QMenu(this);
    menu->setObjectName(name + QStringLiteral("_menu"));
    setMenu(menu);
    auto* box = new QWidget(menu);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(12, 8, 12, 8);
    auto* label = new QLabel(tr("Moving average over"), box);
    slider_ = new QSlider(Qt::Horizontal, box);
    slider_->setObjectName(name + QStringLiteral("_slider"));
    slider_->setAccessibleName(tr("Time constant of the moving average"));
    slider_->setRange(0, sliderEnd);
    slider_->setMinimumWidth(140);
    spin_ = new QDoubleSpinBox(box);
    spin_->setObjectName(name + QStringLiteral("_steps"));
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
    const auto choose = [this](double steps) {
        if (steps != steps_) {
            setSmoothing(steps);
            Q_EMIT chosen(steps);
        }
    };
    connect(slider_, &QSlider::valueChanged, this,
            [choose](int position) { choose(windowAt(position)); });
    connect(spin_, &QDoubleSpinBox::valueChanged, this, choose);
    setSmoothing(0.0);
}

void SmoothingButton::setSmoothing(double steps) {
    steps_ = steps;
    setText(steps > 0.0 ? tr("smooth %1").arg(numberText(steps)) : tr("raw"));
    const QSignalBlocker quietSlider(slider_);
    const QSignalBlocker quietSpin(spin_);
    // Near its low end several places mean the same: there it stays where the hand has put it.
    if (windowAt(slider_->value()) != steps) {
        slider_->setValue(positionOf(steps));
    }
    spin_->setValue(steps);
}

} // namespace scorescope::views
