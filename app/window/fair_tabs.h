// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTabBar>
#include <QTabWidget>

#include <vector>

namespace scorescope::app {

/// Lengths that add up to `room` at most: all as wanted where there is room, else the longest are
/// cut to one length, and none that is shorter. Pure.
[[nodiscard]] std::vector<int> fairShares(const std::vector<int>& wanted, int room);

/// Tabs that share a narrow place: short titles are whole, long ones are cut (Qt cuts all of them
/// alike, until "Loss" is "Lo…").
class FairTabBar : public QTabBar {
    Q_OBJECT

public:
    explicit FairTabBar(QWidget* parent);

protected:
    [[nodiscard]] QSize tabSizeHint(int index) const override;
    [[nodiscard]] QSize minimumTabSizeHint(int index) const override { return tabSizeHint(index); }
};

/// A tab widget with such tabs.
class FairTabs : public QTabWidget {
    Q_OBJECT

public:
    explicit FairTabs(QWidget* parent);
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
};

} // namespace scorescope::app
