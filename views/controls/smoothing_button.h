// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

class QDoubleSpinBox;
class QSlider;

namespace scorescope::views {

/// The control for smoothing of every chart: a button that says how far ("raw", "smooth 100"), with
/// a slider and a number in its menu. What is smoothed, a debiased exponential moving average with
/// this time constant, is the chart's affair.
class SmoothingButton : public QToolButton {
    Q_OBJECT

public:
    /// \param name of the button; its controls are NAME_slider and NAME_steps, its menu NAME_menu
    SmoothingButton(const QString& name, QWidget* parent);

    /// \param steps time constant, 0 = none. Says nothing.
    void setSmoothing(double steps);
    [[nodiscard]] double smoothing() const noexcept { return steps_; }

Q_SIGNALS:
    /// The person wants that time constant, in steps; 0 = none.
    void chosen(double steps);

private:
    QSlider* slider_ = nullptr;
    QDoubleSpinBox* spin_ = nullptr;
    double steps_ = 0.0;
};

} // namespace scorescope::views
