// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

class QHBoxLayout;
class QToolButton;

namespace scorescope::views {

class CurveView;
class SmoothingButton;

/// Three small buttons for a curve view's title bar: scale, smoothing and which curves are shown.
/// They follow the view, and the view may go before them.
class CurveControls : public QWidget {
    Q_OBJECT

public:
    CurveControls(CurveView& view, QWidget* parent);

private:
    void addScaleMenu();
    void fillCurveMenu();
    void follow();

    QPointer<CurveView> view_;
    QHBoxLayout* row_ = nullptr;
    QToolButton* scale_ = nullptr;
    SmoothingButton* smoothing_ = nullptr;
    QToolButton* curves_ = nullptr;
};

} // namespace scorescope::views
