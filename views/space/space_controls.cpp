// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/space/space_controls.h"

#include "views/controls/switches.h"
#include "views/space/space_view.h"
#include "views/text.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QSlider>

#include <cmath>

namespace scorescope::views {
namespace {

constexpr int sliderSteps = 200;

} // namespace

SpaceControls::SpaceControls(SpaceView* view, QWidget* parent)
    : QWidget(parent), view_(view), slice_(new QComboBox(this)),
      position_(new QSlider(Qt::Horizontal, this)), colorScale_(new QComboBox(this)),
      height_(new QDoubleSpinBox(this)) {
    setObjectName(QStringLiteral("spaceControls"));
    QHBoxLayout* layout = controlRow(this);

    slice_->setObjectName(QStringLiteral("slice"));
    slice_->setAccessibleName(tr("Slice"));
    slice_->setToolTip(tr("Show only what lies near a plane across this axis"));
    for (int axis = 0; axis < 4; ++axis) {
        slice_->addItem(QString(), axis);
    }
    position_->setObjectName(QStringLiteral("slicePosition"));
    position_->setAccessibleName(tr("Position of the slice"));
    position_->setRange(0, sliderSteps);
    position_->setPageStep(sliderSteps / 10);
    position_->setFixedWidth(96);
    position_->setFocusPolicy(Qt::TabFocus);
    colorScale_->setObjectName(QStringLiteral("colorScale"));
    colorScale_->setAccessibleName(tr("Colour scale"));
    colorScale_->setToolTip(tr("Colour and length of arrows along the magnitude or its logarithm"));
    colorScale_->addItem(tr("Log colour"), static_cast<int>(ColorScale::logarithmic));
    colorScale_->addItem(tr("Linear colour"), static_cast<int>(ColorScale::linear));
    height_->setObjectName(QStringLiteral("height"));
    height_->setAccessibleName(tr("Height of the surface"));
    height_->setToolTip(tr("Exaggerates the height of the surface"));
    height_->setPrefix(tr("Height × "));
    height_->setLocale(QLocale::c());
    height_->setDecimals(2);
    height_->setRange(0.05, 5.0);
    height_->setSingleStep(0.25);
    height_->setKeyboardTracking(false);
    for (QWidget* widget :
         std::initializer_list<QWidget*>{slice_, position_, colorScale_, height_}) {
        layout->addWidget(widget);
    }
    arrows_ = addSignSwitch(layout, QStringLiteral("arrows"), SignButton::Sign::optimum,
                            tr("Arrows"), tr("The vectors"));
    points_ = addSignSwitch(layout, QStringLiteral("points"), SignButton::Sign::points,
                            tr("Points"), tr("The data points"));
    surface_ = addSignSwitch(layout, QStringLiteral("surface"), SignButton::Sign::heat,
                             tr("Surface"), tr("The surface with its contour lines"));
    SignButton* fit = addSignSwitch(layout, QStringLiteral("fit"), SignButton::Sign::fit, tr("Fit"),
                                    tr("Show everything (double-click, or 0)"));
    fit->setCheckable(false);

    const auto change = [this](auto edit) {
        if (view_) {
            SpaceOptions options = view_->options();
            edit(options);
            view_->setOptions(options);
        }
    };
    connect(slice_, &QComboBox::activated, view, [this, change] {
        change([this](SpaceOptions& options) {
            options.slice = static_cast<SliceAxis>(slice_->currentData().toInt());
            options.sliceAt.reset(); // a position belongs to its axis
        });
    });
    connect(position_, &QSlider::valueChanged, view, [this](int value) { moveSlice(value); });
    connect(colorScale_, &QComboBox::activated, view, [this, change] {
        change([this](SpaceOptions& options) {
            options.colorScale = static_cast<ColorScale>(colorScale_->currentData().toInt());
        });
    });
    connect(height_, &QDoubleSpinBox::valueChanged, view, [change](double value) {
        change([value](SpaceOptions& options) { options.height = value; });
    });
    const auto bind = [&](SignButton* button, bool SpaceOptions::*option) {
        connect(button, &QToolButton::toggled, view, [change, option](bool on) {
            change([option, on](SpaceOptions& options) { options.*option = on; });
        });
    };
    bind(arrows_, &SpaceOptions::arrows);
    bind(points_, &SpaceOptions::points);
    bind(surface_, &SpaceOptions::surface);
    connect(fit, &QToolButton::clicked, view, &SpaceView::fit);
    connect(view, &SpaceView::optionsChanged, this, &SpaceControls::follow);
    // The two have different owners: without the view the switches would point nowhere.
    connect(view, &QObject::destroyed, this, [this] { setEnabled(false); });
    follow();
}

void SpaceControls::moveSlice(int position) {
    if (!view_ || !view_->box().valid() || view_->options().slice == SliceAxis::none) {
        return;
    }
    SpaceOptions options = view_->options();
    const SpaceBox& box = view_->box();
    const std::size_t axis = static_cast<std::size_t>(options.slice) - 1;
    options.sliceAt =
        box.low[axis] + (box.high[axis] - box.low[axis]) * position / double(sliderSteps);
    view_->setOptions(options);
}

void SpaceControls::follow() {
    if (!view_) {
        return;
    }
    const SpaceOptions& options = view_->options();
    const bool flat = view_->flat();
    const QSignalBlocker quietPosition(position_);
    const QSignalBlocker quietHeight(height_);
    const std::array<QString, 3> names = view_->titles();
    slice_->setItemText(0, tr("No slice"));
    for (int axis = 0; axis < 3; ++axis) {
        slice_->setItemText(axis + 1, tr("Slice %1").arg(names[static_cast<std::size_t>(axis)]));
    }
    slice_->setCurrentIndex(static_cast<int>(options.slice));
    slice_->setVisible(!flat);
    const bool sliced = !flat && options.slice != SliceAxis::none && view_->box().valid();
    position_->setVisible(sliced);
    if (sliced) {
        const SpaceBox& box = view_->box();
        const std::size_t axis = static_cast<std::size_t>(options.slice) - 1;
        const double at = slicePosition(options, box);
        position_->setValue(static_cast<int>(
            std::lround(sliderSteps * (at - box.low[axis]) / (box.high[axis] - box.low[axis]))));
        position_->setToolTip(tr("Slice at %1 = %2").arg(names[axis], numberText(at, 3)));
    }
    colorScale_->setCurrentIndex(colorScale_->findData(static_cast<int>(options.colorScale)));
    colorScale_->setVisible(!flat);
    height_->setValue(options.height);
    height_->setVisible(flat);
    const auto set = [](SignButton* button, bool on, bool visible) {
        const QSignalBlocker quiet(button);
        button->setChecked(on);
        button->setVisible(visible);
    };
    set(arrows_, options.arrows, !flat);
    set(points_, options.points, true);
    set(surface_, options.surface, flat);
}

} // namespace scorescope::views
