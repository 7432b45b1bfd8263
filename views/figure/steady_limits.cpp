// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/figure/steady_limits.h"

#include "views/curves/curve_plot.h"
#include "views/field/field_scene.h"

#include <algorithm>
#include <cmath>

namespace scorescope::views {
namespace {

bool isFixed(const ViewSpec& spec, const char* option) {
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

void SteadyLimits::include(const ViewSpec& spec, const Frame& frame) {
    if (spec.kind == "curves") {
        const CurveSet set = collectCurves(spec, frame);
        const bool empty = std::all_of(set.curves.begin(), set.curves.end(), [](const auto& curve) {
            return curve.points.size() == 0 && curve.path.empty();
        });
        if (empty) {
            return; // its axes are a placeholder, not limits of anything
        }
        const CurveAxes axes = fitAxes(set, CurveLook::fromOptions(spec));
        if (!isFixed(spec, "x_range")) {
            widen(spec.name, "x_range", axes.xRange.low, axes.xRange.high);
        }
        if (!isFixed(spec, "y_range")) {
            widen(spec.name, "y_range", axes.yRange.low, axes.yRange.high);
        }
    } else if (spec.kind == "field" && !isFixed(spec, "limits")) {
        // Colours of limits do not depend on the theme.
        const FieldOptions options = fieldOptions(spec);
        FieldCast cast(spec);
        static_cast<void>(cast.learn(frame));
        const FieldScene scene =
            buildFieldScene(fieldData(spec, cast, options, frame), options, printTheme());
        if (scene.bar) {
            widen(spec.name, "limits", scene.bar->limits.low, scene.bar->limits.high);
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
