// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

class QToolButton;

namespace scorescope::views {

class HeatView;

/// Logarithmic colours, locked limits, marks: the switches of a heat map's title bar.
class HeatControls : public QWidget {
    Q_OBJECT

public:
    HeatControls(HeatView& view, QWidget* parent);

private:
    void follow();

    QPointer<HeatView> view_;
    QToolButton* log_;
    QToolButton* marks_;
    QToolButton* lock_;
};

} // namespace scorescope::views
