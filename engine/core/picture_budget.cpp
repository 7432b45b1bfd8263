// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/picture_budget.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace scorescope {

std::map<std::string, double> pictureIntervals(const std::map<std::string, double>& costs,
                                               double interval, double share) {
    std::vector<std::pair<double, std::string>> byCost;
    for (const auto& [name, seconds] : costs) {
        byCost.emplace_back(seconds, name);
    }
    std::sort(byCost.begin(), byCost.end());
    std::map<std::string, double> intervals;
    double left = share;
    for (std::size_t i = 0; i < byCost.size(); ++i) {
        const auto& [seconds, name] = byCost[i];
        // From the cheapest on: who needs less than an even part of what is left, takes what it
        // needs and leaves the rest to the others.
        const double even = left / static_cast<double>(byCost.size() - i);
        const double wanted = seconds / interval;
        intervals[name] = wanted <= even ? interval : seconds / even;
        left -= std::min(wanted, even);
    }
    return intervals;
}

std::set<std::string> PictureBudget::notDue(const std::set<std::string>& names, double now,
                                            double interval) const {
    std::map<std::string, double> costs;
    for (const std::string& name : names) {
        const auto known = known_.find(name);
        if (known != known_.end()) {
            costs[name] = known->second.seconds;
        }
    }
    std::set<std::string> waiting;
    for (const auto& [name, seconds] : pictureIntervals(costs, interval, share_)) {
        // Half a beat early rather than half a beat late: pictures come in whole beats.
        if (seconds > interval && now - known_.at(name).last < seconds - 0.5 * interval) {
            waiting.insert(name);
        }
    }
    return waiting;
}

void PictureBudget::made(const std::map<std::string, double>& seconds, double now) {
    for (const auto& [name, each] : seconds) {
        const auto [known, isNew] = known_.try_emplace(name, Known{each, now});
        if (!isNew) {
            // Artifacts share work (one sampled field serves many), so whoever comes first pays:
            // the costs are smoothed over pictures. Upwards at once, so that no budget is overdrawn
            // for long.
            known->second.seconds = std::max(each, 0.8 * known->second.seconds + 0.2 * each);
            known->second.last = now;
        }
    }
}

} // namespace scorescope
