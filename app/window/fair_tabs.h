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
/// alike, until "Loss" is "Lo…"). Where that would leave no more than a letter or two, they keep a
/// readable width, and buttons scroll to those that are out of sight.
class FairTabBar : public QTabBar {
    Q_OBJECT

public:
    explicit FairTabBar(QWidget* parent);
    /// Measures the tabs anew.
    void share();

protected:
    void tabInserted(int index) override;
    void tabRemoved(int index) override;
    [[nodiscard]] QSize tabSizeHint(int index) const override;
    [[nodiscard]] QSize minimumTabSizeHint(int index) const override { return tabSizeHint(index); }

private:
    [[nodiscard]] std::vector<int> wanted() const;
    [[nodiscard]] bool crowded() const;
};

/// A tab widget with such tabs.
class FairTabs : public QTabWidget {
    Q_OBJECT

public:
    explicit FairTabs(QWidget* parent);
    /// Measures the tabs anew: some are shown or hidden.
    void share() { bar_->share(); }
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    FairTabBar* bar_; ///< owned by Qt, as a child
};

} // namespace scorescope::app
