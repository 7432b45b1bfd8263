// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/fair_tabs.h"

#include <algorithm>
#include <numeric>

namespace scorescope::app {
namespace {

constexpr int leastTab = 52;     ///< px of a title that is cut: some four letters
constexpr int scrolledTab = 104; ///< of one among tabs that are scrolled

} // namespace

std::vector<int> fairShares(const std::vector<int>& wanted, int room) {
    if (std::accumulate(wanted.begin(), wanted.end(), 0) <= room) {
        return wanted;
    }
    std::vector<int> ascending = wanted;
    std::sort(ascending.begin(), ascending.end());
    int left = std::max(0, room);
    int most = 0; // what the longest are cut to
    for (std::size_t i = 0; i < ascending.size(); ++i) {
        most = left / static_cast<int>(ascending.size() - i);
        if (ascending[i] > most) {
            break;
        }
        left -= ascending[i];
    }
    std::vector<int> shares = wanted;
    for (int& share : shares) {
        share = std::min(share, most);
    }
    return shares;
}

FairTabBar::FairTabBar(QWidget* parent) : QTabBar(parent) {}

std::vector<int> FairTabBar::wanted() const {
    std::vector<int> widths;
    for (int i = 0; i < count(); ++i) {
        widths.push_back(isTabVisible(i) ? QTabBar::tabSizeHint(i).width() : 0);
    }
    return widths;
}

bool FairTabBar::crowded() const {
    const std::vector<int> widths = wanted();
    const std::vector<int> shares = fairShares(widths, parentWidget()->width());
    for (std::size_t i = 0; i < widths.size(); ++i) {
        if (shares[i] < std::min(widths[i], leastTab)) {
            return true;
        }
    }
    return false;
}

void FairTabBar::share() {
    setUsesScrollButtons(crowded());
    setElideMode(elideMode());
}

void FairTabBar::tabInserted(int index) {
    QTabBar::tabInserted(index);
    share();
}

void FairTabBar::tabRemoved(int index) {
    QTabBar::tabRemoved(index);
    share();
}

QSize FairTabBar::tabSizeHint(int index) const {
    const auto at = static_cast<std::size_t>(index);
    const std::vector<int> widths = wanted();
    const int width = usesScrollButtons() ? std::min(widths[at], scrolledTab)
                                          : fairShares(widths, parentWidget()->width())[at];
    return {width, QTabBar::tabSizeHint(index).height()};
}

FairTabs::FairTabs(QWidget* parent) : QTabWidget(parent), bar_(new FairTabBar(this)) {
    setTabBar(bar_); // handed over
    setElideMode(Qt::ElideRight);
    setUsesScrollButtons(false);
}

void FairTabs::resizeEvent(QResizeEvent* event) {
    bar_->share();
    QTabWidget::resizeEvent(event);
}

QSize FairTabs::minimumSizeHint() const {
    // Tabs give way, so they are no reason to be wide.
    QSize least = QTabWidget::minimumSizeHint();
    int pages = 0;
    for (int i = 0; i < count(); ++i) {
        if (isTabVisible(i)) { // a hidden one takes no room
            const QWidget* page = widget(i);
            pages = std::max({pages, page->minimumSizeHint().width(), page->minimumWidth()});
        }
    }
    least.setWidth(std::min(least.width(), std::max(pages, 1)));
    return least;
}

} // namespace scorescope::app
