// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a scene says of itself; reading one is in scene_reading.cpp.
#include "engine/core/scene.h"

#include "engine/core/atomic_file.h"
#include "engine/core/text.h"

#include <cmath>
#include <utility>

namespace scorescope {

using nlohmann::ordered_json;

bool Expectation::isMet(double found) const {
    if (value) {
        return std::abs(found - *value) <= tolerance;
    }
    return !std::isnan(found) && (!atLeast || found >= *atLeast) && (!atMost || found <= *atMost);
}

std::string Expectation::text() const {
    if (value) {
        return number("%.6g", *value) + " ± " + number("%.3g", tolerance);
    }
    if (atLeast && atMost) {
        return "from " + number("%.6g", *atLeast) + " to " + number("%.6g", *atMost);
    }
    return atLeast ? "at least " + number("%.6g", *atLeast) : "at most " + number("%.6g", *atMost);
}

ordered_json Scene::json() const {
    ordered_json object;
    object["scorescope"] = currentVersion;
    object["title"] = title;
    const std::vector<std::pair<const char*, const std::string*>> optional = {
        {"figure", &figure}, {"chapter", &chapter}, {"intro", &intro}, {"notes", &notes}};
    for (const auto& [key, value] : optional) {
        if (!value->empty()) {
            object[key] = *value;
        }
    }
    if (!tags.empty()) {
        object["tags"] = tags;
    }
    for (const Phase& phase : phases) {
        object["phases"].push_back({{"step", phase.step}, {"name", phase.name}});
    }
    object["experiment"] = experiment;
    object["seed"] = seed;
    object["steps"] = steps;
    ordered_json changed = ordered_json::object();
    for (const ParameterSpec& spec : parameters.table().specs()) {
        if (!parameters.isDefault(spec.name)) {
            changed[spec.name] = toJson(parameters.value(spec.name));
        }
    }
    object["parameters"] = std::move(changed);
    if (!actions.empty()) {
        object["actions"] = ordered_json::array();
        for (const TimedAction& each : actions) {
            ordered_json entry;
            entry["step"] = each.step;
            entry["name"] = each.action.name;
            if (!each.action.numbers.empty()) {
                entry["numbers"] = each.action.numbers;
            }
            object["actions"].push_back(std::move(entry));
        }
    }
    if (!cursor.empty()) {
        object["cursor"] = cursor;
    }
    if (sweep) {
        object["sweep"] = {{"parameter", sweep->name}, {"values", ordered_json::array()}};
        for (const ParameterValue& value : sweep->values) {
            object["sweep"]["values"].push_back(toJson(value));
        }
    }
    if (thesisSize) {
        ordered_json values = ordered_json::object();
        for (const auto& [name, value] : thesisSize->parameters) {
            values[name] = toJson(value);
        }
        object["thesis_size"] = {{"steps", thesisSize->steps},
                                 {"parameters", std::move(values)},
                                 {"takes", thesisSize->takes}};
    }
    object["views"] = ordered_json::array();
    for (const ViewSpec& view : views) {
        ordered_json entry;
        entry["name"] = view.name;
        entry["kind"] = view.kind;
        entry["title"] = view.title;
        entry["place"] = view.place;
        entry["artifacts"] = view.artifacts;
        entry["options"] = view.options;
        object["views"].push_back(std::move(entry));
    }
    if (layout.wide) {
        object["layout"]["wide"] = layout.wide->json();
    }
    if (layout.narrow) {
        object["layout"]["narrow"] = layout.narrow->json();
    }
    object["expect"] = ordered_json::array();
    for (const Expectation& expectation : expect) {
        ordered_json entry;
        entry["series"] = expectation.series;
        entry["step"] = expectation.step;
        if (expectation.value) {
            entry["value"] = *expectation.value;
            entry["tolerance"] = expectation.tolerance;
        }
        if (expectation.atLeast) {
            entry["at_least"] = *expectation.atLeast;
        }
        if (expectation.atMost) {
            entry["at_most"] = *expectation.atMost;
        }
        entry["why"] = expectation.why;
        object["expect"].push_back(std::move(entry));
    }
    return object;
}

void saveScene(const Scene& scene, const std::string& path) {
    writeFileAtomically(path, scene.json().dump(2) + "\n");
}

} // namespace scorescope
