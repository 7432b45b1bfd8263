// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/axes/axes_look.h"

#include "engine/core/error.h"

#include <cmath>
#include <string>

namespace scorescope::views {
namespace {

Scale scaleOption(const ViewSpec& spec, const std::string& key) {
    const auto found = spec.options.find(key);
    if (found == spec.options.end()) {
        return Scale::linear;
    }
    const auto value =
        found->is_string() ? scaleFromName(found->get<std::string>()) : std::optional<Scale>();
    if (!value) {
        refuseOption(spec, key, "linear, log or symlog");
    }
    return *value;
}

} // namespace

void refuseOption(const ViewSpec& spec, const std::string& key, const std::string& allowed) {
    throw InputError("", "/views",
                     "view '" + spec.name + "': option '" + key + "' must be " + allowed);
}

bool switchOption(const ViewSpec& spec, const std::string& key, bool otherwise) {
    const auto found = spec.options.find(key);
    if (found == spec.options.end()) {
        return otherwise;
    }
    if (!found->is_boolean()) {
        refuseOption(spec, key, "true or false");
    }
    return found->get<bool>();
}

std::optional<Interval> rangeOption(const ViewSpec& spec, const std::string& key) {
    const auto found = spec.options.find(key);
    if (found == spec.options.end()) {
        return std::nullopt;
    }
    const bool numbers = found->is_array() && found->size() == 2 && (*found)[0].is_number() &&
                         (*found)[1].is_number();
    const Interval range = numbers ? Interval{(*found)[0].get<double>(), (*found)[1].get<double>()}
                                   : Interval{0.0, 0.0};
    if (!(range.low < range.high) || !std::isfinite(range.length())) {
        refuseOption(spec, key, "two finite numbers, the smaller one first");
    }
    return range;
}

AxesLook AxesLook::fromOptions(const ViewSpec& spec) {
    AxesLook look;
    look.xScale = scaleOption(spec, "x_scale");
    look.yScale = scaleOption(spec, "y_scale");
    look.x = rangeOption(spec, "x_range");
    look.y = rangeOption(spec, "y_range");
    const auto check = [&spec](const char* key, Scale scale, const std::optional<Interval>& range) {
        if (range && scale == Scale::log && !(range->low > 0.0)) {
            refuseOption(spec, key, "above 0 on a log axis");
        }
    };
    check("x_range", look.xScale, look.x);
    check("y_range", look.yScale, look.y);
    return look;
}

void AxesLook::toState(QJsonObject& state) const {
    state["x_scale"] = QString::fromStdString(scaleName(xScale));
    state["y_scale"] = QString::fromStdString(scaleName(yScale));
    if (x) {
        state["x_range"] = toJson(*x);
    }
    if (y) {
        state["y_range"] = toJson(*y);
    }
}

void AxesLook::fromState(const QJsonObject& state) {
    const auto scale = [&](const char* key, Scale now) {
        return scaleFromName(state[QLatin1String(key)].toString().toStdString()).value_or(now);
    };
    xScale = scale("x_scale", xScale);
    yScale = scale("y_scale", yScale);
    x = toInterval(state["x_range"], xScale);
    y = toInterval(state["y_range"], yScale);
}

} // namespace scorescope::views
