// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "views/space/space_scene.h"
#include "views/view_options.h"

#include <QJsonDocument>

#include <algorithm>
#include <cmath>

namespace scorescope::views {
namespace {

using Json = nlohmann::ordered_json;

constexpr double leastHeight = 0.05;
constexpr double mostHeight = 5.0;

/// An options object with its place in the document.
struct Source {
    const Json& options;
    const std::string& pointer;

    [[nodiscard]] const Json* find(const char* key) const {
        const auto found = options.find(key);
        return found == options.end() || found->is_null() ? nullptr : &*found;
    }
    [[noreturn]] void refuse(const std::string& key, const std::string& message) const {
        throw InputError("", pointer + "/" + key, message);
    }
    [[nodiscard]] bool flag(const char* key, bool initial) const {
        const Json* value = find(key);
        if (value == nullptr) {
            return initial;
        }
        if (!value->is_boolean()) {
            refuse(key, "must be true or false");
        }
        return value->get<bool>();
    }
    [[nodiscard]] std::string word(const char* key, const std::string& initial,
                                   const std::vector<std::string>& allowed) const {
        const Json* value = find(key);
        if (value == nullptr) {
            return initial;
        }
        const std::string text = value->is_string() ? value->get<std::string>() : value->dump();
        if (std::find(allowed.begin(), allowed.end(), text) == allowed.end()) {
            std::string list;
            for (const std::string& name : allowed) {
                list += (list.empty() ? "'" : ", '") + name + "'";
            }
            refuse(key, "is '" + text + "', allowed are " + list + didYouMean(text, allowed));
        }
        return text;
    }
};

void readCamera(SpaceOptions& result, const Source& source) {
    const Json* camera = source.find("camera");
    if (camera == nullptr) {
        return;
    }
    if (!camera->is_object()) {
        source.refuse("camera", "must be an object with azimuth, elevation, zoom and target");
    }
    const std::vector<std::string> known = {"azimuth", "elevation", "zoom", "target"};
    for (const auto& item : camera->items()) {
        const std::string key = "camera/" + item.key();
        if (std::find(known.begin(), known.end(), item.key()) == known.end()) {
            source.refuse(key, "is not known; allowed are azimuth, elevation, zoom, target" +
                                   didYouMean(item.key(), known));
        }
        const Json& value = item.value();
        if (item.key() == "target") {
            const bool numbers = value.is_array() && value.size() == 3 &&
                                 std::all_of(value.begin(), value.end(),
                                             [](const Json& v) { return v.is_number(); });
            if (!numbers) {
                source.refuse(key, "must be three numbers");
            }
        } else if (!value.is_number()) {
            source.refuse(key, "must be a number");
        }
    }
    if (const auto zoom = camera->find("zoom");
        zoom != camera->end() && !(zoom->get<double>() >= SpaceCamera::leastZoom &&
                                   zoom->get<double>() <= SpaceCamera::mostZoom)) {
        source.refuse("camera/zoom", "must be between 0.2 and 200");
    }
    result.camera =
        cameraFromJson(QJsonDocument::fromJson(QByteArray::fromStdString(camera->dump())).object());
}

void readColors(SpaceOptions& result, const Source& source) {
    const Json* colors = source.find("colors");
    if (colors == nullptr) {
        return;
    }
    if (!colors->is_object()) {
        source.refuse("colors", "must be an object of artifact names and colours");
    }
    for (const auto& item : colors->items()) {
        const QColor color(item.value().is_string()
                               ? QString::fromStdString(item.value().get<std::string>())
                               : QString());
        if (!color.isValid()) {
            source.refuse("colors/" + item.key(), "must be a colour such as '#e69f00'");
        }
        result.colors[item.key()] = color;
    }
}

} // namespace

const char* sliceAxisName(SliceAxis axis) {
    switch (axis) {
    case SliceAxis::x:
        return "x";
    case SliceAxis::y:
        return "y";
    case SliceAxis::z:
        return "z";
    case SliceAxis::none:
        break;
    }
    return "none";
}

SpaceOptions spaceOptions(const ViewSpec& spec) {
    refuseUnknownOptions(spec, {"color_scale", "arrows", "points", "surface", "height", "slice",
                                "slice_at", "camera", "colors", "slice_parameters", "limits"});
    return spaceOptions(spec.options, "/views/" + spec.name + "/options");
}

SpaceOptions spaceOptions(const Json& options, const std::string& pointer) {
    SpaceOptions result;
    if (options.is_null()) {
        return result;
    }
    if (!options.is_object()) {
        throw InputError("", pointer, "must be an object");
    }
    const Source source{options, pointer};
    result.colorScale = source.word("color_scale", "log", {"log", "linear"}) == "log"
                            ? ColorScale::logarithmic
                            : ColorScale::linear;
    result.arrows = source.flag("arrows", result.arrows);
    result.points = source.flag("points", result.points);
    result.surface = source.flag("surface", result.surface);
    if (const Json* height = source.find("height")) {
        const double value = height->is_number() ? height->get<double>() : 0.0;
        if (!(value >= leastHeight && value <= mostHeight)) {
            source.refuse("height", "must be a number between 0.05 and 5");
        }
        result.height = value;
    }
    const std::string slice = source.word("slice", "none", {"none", "x", "y", "z"});
    result.slice = slice == "x"   ? SliceAxis::x
                   : slice == "y" ? SliceAxis::y
                   : slice == "z" ? SliceAxis::z
                                  : SliceAxis::none;
    if (const Json* at = source.find("slice_at")) {
        if (!at->is_number() || !std::isfinite(at->get<double>())) {
            source.refuse("slice_at", "must be a finite number");
        }
        result.sliceAt = at->get<double>();
    }
    readCamera(result, source);
    readColors(result, source);
    if (const Json* limits = source.find("limits")) {
        const bool numbers = limits->is_array() && limits->size() == 2 &&
                             (*limits)[0].is_number() && (*limits)[1].is_number();
        const ColorLimits value =
            numbers ? ColorLimits{(*limits)[0].get<double>(), (*limits)[1].get<double>()}
                    : ColorLimits{0.0, 0.0};
        if (!value.valid(ColorScale::linear)) {
            source.refuse("limits", "must be two numbers, the lower one first");
        }
        result.limits = value;
    }
    if (const Json* names = source.find("slice_parameters")) {
        const bool two = names->is_array() && names->size() == 2 && (*names)[0].is_string() &&
                         (*names)[1].is_string();
        if (!two) {
            source.refuse("slice_parameters",
                          "must be two names of parameters: for the axis and for the position");
        }
        result.sliceAxisParameter = (*names)[0].get<std::string>();
        result.slicePositionParameter = (*names)[1].get<std::string>();
    }
    return result;
}

Json toJson(const SpaceOptions& options) {
    Json json;
    json["color_scale"] = options.colorScale == ColorScale::logarithmic ? "log" : "linear";
    json["arrows"] = options.arrows;
    json["points"] = options.points;
    json["surface"] = options.surface;
    json["height"] = options.height;
    json["slice"] = sliceAxisName(options.slice);
    if (options.sliceAt) {
        json["slice_at"] = *options.sliceAt;
    }
    json["camera"] = Json::parse(
        QJsonDocument(toJson(options.camera)).toJson(QJsonDocument::Compact).toStdString());
    if (!options.colors.empty()) {
        for (const auto& [name, color] : options.colors) {
            json["colors"][name] = color.name().toStdString();
        }
    }
    if (options.limits) {
        json["limits"] = {options.limits->low, options.limits->high};
    }
    if (!options.sliceAxisParameter.empty()) {
        json["slice_parameters"] = {options.sliceAxisParameter, options.slicePositionParameter};
    }
    return json;
}

} // namespace scorescope::views
