// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/fair_tabs.h"

#include <algorithm>
#include <numeric>

namespace scorescope::app {

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

QSize FairTabBar::tabSizeHint(int index) const {
    std::vector<int> wanted;
    for (int i = 0; i < count(); ++i) {
        wanted.push_back(isTabVisible(i) ? QTabBar::tabSizeHint(i).width() : 0);
    }
    const std::vector<int> shares = fairShares(wanted, parentWidget()->width());
    return {shares[static_cast<std::size_t>(index)], QTabBar::tabSizeHint(index).height()};
}

FairTabs::FairTabs(QWidget* parent) : QTabWidget(parent) {
    setTabBar(new FairTabBar(this)); // handed over
    setElideMode(Qt::ElideRight);
    setUsesScrollButtons(false);
}

void FairTabs::resizeEvent(QResizeEvent* event) {
    setElideMode(elideMode()); // makes the bar measure its tabs anew
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
