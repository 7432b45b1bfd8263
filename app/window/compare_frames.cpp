// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/compare_frames.h"

#include "engine/core/error.h"
#include "views/kinds/view_kinds.h"

#include <algorithm>
#include <cmath>

namespace scorescope::app {

ViewSpec overlaySpec(ViewSpec spec) {
    const std::vector<std::string> names = spec.artifacts;
    for (const std::string& name : names) {
        spec.artifacts.push_back(overlayName(name));
    }
    for (const char* range : {"x_range", "y_range"}) {
        spec.options.erase(range);
    }
    return spec;
}

ViewSpec differenceSpec(ViewSpec spec) {
    for (const char* limits : {"limits", "color_range", "y_range"}) {
        spec.options.erase(limits);
    }
    // Differences have both signs, for which a logarithm has no place.
    if (spec.options.contains("y_scale") && views::viewTraits(spec.kind).scalesValues) {
        spec.options["y_scale"] = "linear";
    }
    return spec;
}

FramePtr startToCompare(const std::vector<FramePtr>& moments, const Frame& now,
                        const ViewSpec& spec) {
    FramePtr other;
    for (const FramePtr& moment : moments) {
        if (moment->step == now.step) {
            continue;
        }
        const bool shows = std::any_of(spec.artifacts.begin(), spec.artifacts.end(),
                                       [&](const std::string& name) { return moment->find(name); });
        if (shows) {
            return moment;
        }
        other = other ? other : moment;
    }
    return other;
}

std::vector<views::FigurePanel::Limits> commonLimits(const ViewSpec& spec,
                                                     const std::vector<FramePtr>& frames) {
    std::vector<views::FigurePanel::Limits> common;
    for (const FramePtr& frame : frames) {
        if (!frame) {
            continue;
        }
        std::vector<views::FigurePanel::Limits> own;
        try {
            own = views::createPanel(spec, *frame)->limits();
        } catch (const InputError&) {
            continue; // it lacks what the view shows, which is said in its place
        }
        for (const auto& each : own) {
            if (!std::isfinite(each.low) || !std::isfinite(each.high)) {
                continue;
            }
            const auto known = std::find_if(common.begin(), common.end(), [&](const auto& other) {
                return other.option == each.option;
            });
            if (known == common.end()) {
                common.push_back(each);
            } else {
                known->low = std::min(known->low, each.low);
                known->high = std::max(known->high, each.high);
            }
        }
    }
    common.erase(std::remove_if(common.begin(), common.end(),
                                [](const auto& each) { return !(each.low < each.high); }),
                 common.end());
    return common;
}

Region regionFrom(const QJsonObject& values, const ParameterTable& table) {
    Region region;
    for (auto each = values.begin(); each != values.end(); ++each) {
        const std::string name = each.key().toStdString();
        if (!each.value().isDouble() || !table.contains(name)) {
            continue;
        }
        const double number = each.value().toDouble();
        if (table.spec(name).type == ParameterType::integer) {
            region[name] = static_cast<std::int64_t>(std::llround(number));
        } else {
            region[name] = number;
        }
    }
    return region;
}

} // namespace scorescope::app
