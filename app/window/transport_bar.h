// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/frame.h"
#include "views/theme.h"

#include <QFrame>

class QAction;
class QComboBox;
class QLabel;
class QMenu;
class QToolButton;

namespace scorescope::app {

class Scrubber;
class WorkLane;

/// Running, stepping and time travel at the bottom of the window. Buttons show the window's own
/// actions, so that menu, key and button are one thing. Below the scrubber stands in words, and in
/// a colour of its own, what is on screen: the newest step of a run that goes on, or of one that
/// stands, or a past moment.
class TransportBar : public QFrame {
    Q_OBJECT

public:
    struct Actions {
        QAction* reset;
        QAction* stepBack;
        QAction* run;
        QAction* step;
        QAction* stepTen;
        QAction* branch;
        QAction* head;
        QAction* raise; ///< the number of steps; shown while it may be triggered
        QMenu* lines;   ///< that were left, to return to; its button is shown while there are some
    };

    TransportBar(const Actions& actions, QWidget* parent);

    void setTheme(const views::Theme& theme);
    void setFrame(const Frame& frame);
    [[nodiscard]] WorkLane& lane() const noexcept { return *lane_; }

Q_SIGNALS:
    void sought(quint64 step);
    /// Steps per second, 0 = as fast as possible.
    void speedChosen(double stepsPerSecond);

private:
    QToolButton* button(QAction* action, const QString& name, bool accent);
    QToolButton* textButton(QAction* action, const QString& name);
    void updateRunButton(bool running);
    void showMoment(const Frame& frame);

    Actions actions_;
    views::Theme theme_;
    bool running_ = false;
    QToolButton* run_;
    WorkLane* lane_;
    Scrubber* scrubber_;
    QLabel* start_;
    QLabel* moment_;
    QLabel* end_;
    QToolButton* branch_;
    QToolButton* head_;
    QToolButton* raise_;
    QToolButton* lines_;
    QComboBox* speed_;
    QLabel* iteration_;
    QLabel* rate_;
    QLabel* unrepeatable_;
};

/// "4 s", "2 min 10 s", "1 h 05 min".
[[nodiscard]] QString durationText(double seconds);

} // namespace scorescope::app
