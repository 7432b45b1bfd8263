// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/controls/sign_button.h"

#include <QPointer>
#include <QWidget>

class QComboBox;
class QDoubleSpinBox;
class QSlider;

namespace scorescope::views {

class SpaceView;

/// The switches of a SpaceView for its title bar: slice with its slider, colour scale, what is
/// shown, height of surfaces. Follows the view; does nothing once it is gone.
class SpaceControls : public QWidget {
    Q_OBJECT

public:
    SpaceControls(SpaceView* view, QWidget* parent);

private:
    void follow();
    void moveSlice(int position);

    QPointer<SpaceView> view_;
    QComboBox* slice_;
    QSlider* position_;
    QComboBox* colorScale_;
    QDoubleSpinBox* height_;
    SignButton* arrows_;
    SignButton* points_;
    SignButton* surface_;
};

} // namespace scorescope::views
