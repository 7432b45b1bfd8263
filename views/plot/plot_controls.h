// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

class QToolButton;

namespace scorescope::views {

class PlotView;
class SmoothingButton;

/// Switches for a plot's title bar: logarithmic x, logarithmic y, legend; and smoothing where it
/// shows lines over steps. They follow the view, and the view may go before them.
class PlotControls : public QWidget {
    Q_OBJECT

public:
    PlotControls(PlotView& view, QWidget* parent);

private:
    void follow();

    QPointer<PlotView> view_;
    QToolButton* logX_ = nullptr;
    QToolButton* logY_ = nullptr;
    QToolButton* legend_ = nullptr;
    SmoothingButton* smoothing_ = nullptr;
};

} // namespace scorescope::views
