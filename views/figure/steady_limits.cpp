// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/figure/steady_limits.h"

#include <algorithm>
#include <cmath>

namespace scorescope::views {
namespace {

bool isFixed(const ViewSpec& spec, const std::string& option) {
    const auto found = spec.options.find(option);
    return found != spec.options.end() && !found->is_null();
}

} // namespace

void SteadyLimits::widen(const std::string& view, const std::string& option, double low,
                         double high) {
    if (!std::isfinite(low) || !std::isfinite(high)) {
        return;
    }
    const auto [at, isNew] = ranges_.try_emplace({view, option}, Range{low, high});
    if (!isNew) {
        at->second.low = std::min(at->second.low, low);
        at->second.high = std::max(at->second.high, high);
    }
}

void SteadyLimits::include(const ViewSpec& spec, const FigurePanel& panel) {
    for (const FigurePanel::Limits& each : panel.limits()) {
        if (!isFixed(spec, each.option)) {
            widen(spec.name, each.option, each.low, each.high);
        }
    }
}

ViewSpec SteadyLimits::applied(ViewSpec spec) const {
    for (const auto& [place, range] : ranges_) {
        if (place.first == spec.name && range.low < range.high) {
            spec.options[place.second] = {range.low, range.high};
        }
    }
    return spec;
}

} // namespace scorescope::views
