// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_options.h"

#include "engine/core/error.h"
#include "views/view_options.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

namespace scorescope::views {
namespace {

using Json = nlohmann::ordered_json;

bool flag(const Json& options, const std::string& pointer, const char* key, bool initial) {
    const auto found = options.find(key);
    if (found == options.end()) {
        return initial;
    }
    if (!found->is_boolean()) {
        throw InputError("", pointer + "/" + key, "must be true or false");
    }
    return found->get<bool>();
}

/// One of the allowed words, or an InputError that lists them.
std::string allowedWord(const std::string& text, const std::string& pointer,
                        const std::vector<std::string>& allowed) {
    const auto found = std::find(allowed.begin(), allowed.end(), text);
    if (found != allowed.end()) {
        return *found;
    }
    std::string list;
    for (const std::string& name : allowed) {
        list += (list.empty() ? "'" : ", '") + name + "'";
    }
    throw InputError("", pointer,
                     "is '" + text + "', allowed are " + list + didYouMean(text, allowed));
}

std::string word(const Json& options, const std::string& pointer, const char* key,
                 const std::string& initial, const std::vector<std::string>& allowed) {
    const auto found = options.find(key);
    if (found == options.end()) {
        return initial;
    }
    return allowedWord(found->is_string() ? found->get<std::string>() : found->dump(),
                       pointer + "/" + key, allowed);
}

/// A name or a list of names.
std::vector<std::string> names(const Json& value, const std::string& pointer) {
    std::vector<std::string> result;
    const auto add = [&](const Json& one) {
        if (!one.is_string()) {
            throw InputError("", pointer, "must be the name of an artifact, or a list of names");
        }
        std::string name = one.get<std::string>();
        if (std::find(result.begin(), result.end(), name) == result.end()) {
            result.push_back(std::move(name));
        }
    };
    if (value.is_array()) {
        std::for_each(value.begin(), value.end(), add);
    } else {
        add(value);
    }
    return result;
}

const std::vector<std::pair<FieldTool::Kind, std::string>>& gestureNames() {
    static const std::vector<std::pair<FieldTool::Kind, std::string>> all = {
        {FieldTool::probe, "probe"},
        {FieldTool::path, "path"},
        {FieldTool::paint, "paint"},
        {FieldTool::erase, "erase"},
        {FieldTool::drag, "drag"}};
    return all;
}

FieldTool toolNamed(const std::string& name) {
    for (const auto& [gesture, known] : gestureNames()) {
        if (known == name) {
            return gesture;
        }
    }
    return FieldTool(name);
}

/// What markers mean follows from their kinds; none at all leaves it open.
FieldPart partOfMarkers(const Markers& markers) {
    if (markers.markers.empty()) {
        return FieldPart::unknown;
    }
    const auto any = [&markers](std::initializer_list<const char*> kinds) {
        return std::any_of(
            markers.markers.begin(), markers.markers.end(), [kinds](const Markers::Marker& each) {
                return std::find(kinds.begin(), kinds.end(), each.kind) != kinds.end();
            });
    };
    if (any({"attractor", "spurious_attractor", "saddle", "source", "center"})) {
        return FieldPart::fixedPoints;
    }
    return any({"current", "accepted", "rejected"}) ? FieldPart::chains : FieldPart::markers;
}

} // namespace

const std::vector<FieldSwitch>& fieldSwitches() {
    static const std::vector<FieldSwitch> all = {{"heat", &FieldOptions::heat},
                                                 {"contours", &FieldOptions::contours},
                                                 {"streamlines", &FieldOptions::streamlines},
                                                 {"optimum", &FieldOptions::optimum},
                                                 {"points", &FieldOptions::points},
                                                 {"ellipses", &FieldOptions::ellipses},
                                                 {"fixed_points", &FieldOptions::fixedPoints},
                                                 {"chains", &FieldOptions::chains},
                                                 {"paths", &FieldOptions::paths}};
    return all;
}

FieldOptions fieldOptions(const ViewSpec& spec) {
    std::vector<std::string> known = {"arrow_length", "color_scale", "heat_map", "limits",
                                      "region",       "home",        "roles",    "tool",
                                      "tools",        "chain_ends"};
    for (const FieldSwitch& each : fieldSwitches()) {
        known.emplace_back(each.key);
    }
    refuseUnknownOptions(spec, known);
    return fieldOptions(spec.options, "/views/" + spec.name + "/options");
}

FieldOptions fieldOptions(const Json& options, const std::string& pointer) {
    FieldOptions result;
    if (options.is_null()) {
        return result;
    }
    if (!options.is_object()) {
        throw InputError("", pointer, "must be an object");
    }
    const std::string length =
        word(options, pointer, "arrow_length", "log", {"true", "log", "unit"});
    result.arrowLength = length == "true"   ? ArrowLength::trueLength
                         : length == "unit" ? ArrowLength::unit
                                            : ArrowLength::logarithmic;
    result.colorScale = word(options, pointer, "color_scale", "log", {"log", "linear"}) == "log"
                            ? ColorScale::logarithmic
                            : ColorScale::linear;
    for (const FieldSwitch& each : fieldSwitches()) {
        result.*each.value = flag(options, pointer, each.key, result.*each.value);
    }
    result.chainEnds = flag(options, pointer, "chain_ends", result.chainEnds);
    if (const auto map = options.find("heat_map"); map != options.end()) {
        if (!map->is_string()) {
            throw InputError("", pointer + "/heat_map", "must be the name of an artifact");
        }
        result.heatMap = map->get<std::string>();
    }
    if (const auto limits = options.find("limits"); limits != options.end() && !limits->is_null()) {
        const bool numbers = limits->is_array() && limits->size() == 2 &&
                             (*limits)[0].is_number() && (*limits)[1].is_number();
        const ColorLimits value =
            numbers ? ColorLimits{(*limits)[0].get<double>(), (*limits)[1].get<double>()}
                    : ColorLimits{0.0, 0.0};
        if (!value.valid(ColorScale::linear)) {
            throw InputError("", pointer + "/limits", "must be two numbers, the lower one first");
        }
        result.locked = value;
    }
    return result;
}

Json toJson(const FieldOptions& options) {
    Json json;
    json["arrow_length"] = options.arrowLength == ArrowLength::trueLength ? "true"
                           : options.arrowLength == ArrowLength::unit     ? "unit"
                                                                          : "log";
    json["color_scale"] = options.colorScale == ColorScale::logarithmic ? "log" : "linear";
    for (const FieldSwitch& each : fieldSwitches()) {
        json[each.key] = options.*each.value;
    }
    json["chain_ends"] = options.chainEnds;
    if (!options.heatMap.empty()) {
        json["heat_map"] = options.heatMap;
    }
    if (options.locked) {
        json["limits"] = {options.locked->low, options.locked->high};
    }
    return json;
}

std::string toolName(const FieldTool& tool) {
    for (const auto& [gesture, name] : gestureNames()) {
        if (gesture == tool.kind) {
            return name;
        }
    }
    return tool.action;
}

std::vector<FieldTool> fieldTools(const ViewSpec& spec) {
    std::vector<FieldTool> tools;
    const auto found = spec.options.find("tools");
    if (!spec.options.is_object() || found == spec.options.end()) {
        return tools;
    }
    const std::string pointer = "/views/" + spec.name + "/options/tools";
    if (!found->is_array()) {
        throw InputError("", pointer, "must be a list of tools");
    }
    for (const Json& each : *found) {
        if (!each.is_string()) {
            throw InputError("", pointer, "must be a list of tools");
        }
        const FieldTool tool = toolNamed(each.get<std::string>());
        if (std::find(tools.begin(), tools.end(), tool) == tools.end()) {
            tools.push_back(tool);
        }
    }
    if (!tools.empty()) {
        tools.erase(std::remove(tools.begin(), tools.end(), FieldTool(FieldTool::probe)),
                    tools.end());
        tools.insert(tools.begin(), FieldTool(FieldTool::probe));
    }
    return tools;
}

FieldTool firstTool(const ViewSpec& spec) {
    const auto found = spec.options.find("tool");
    if (!spec.options.is_object() || found == spec.options.end()) {
        return FieldTool::probe;
    }
    std::vector<std::string> names;
    for (const FieldTool& tool : fieldTools(spec)) {
        names.push_back(toolName(tool));
    }
    const std::string name = found->is_string() ? found->get<std::string>() : found->dump();
    if (std::find(names.begin(), names.end(), name) == names.end()) {
        throw InputError("", "/views/" + spec.name + "/options/tool",
                         "'" + name + "' is none of the view's tools" + didYouMean(name, names));
    }
    return toolNamed(name);
}

FieldCast::FieldCast(const ViewSpec& spec) : names_(spec.artifacts) {
    const auto found = spec.options.find("roles");
    if (!spec.options.is_object() || found == spec.options.end()) {
        return;
    }
    const std::string pointer = "/views/" + spec.name + "/options/roles";
    if (!found->is_object()) {
        throw InputError("", pointer, "must be an object");
    }
    static const std::array<std::pair<const char*, FieldPart>, 4> roles = {
        {{"field", FieldPart::field},
         {"optimum", FieldPart::optimum},
         {"heat", FieldPart::heat},
         {"points", FieldPart::points}}};
    for (const auto& role : found->items()) {
        const std::string key = allowedWord(role.key(), pointer + "/" + role.key(),
                                            {"field", "optimum", "heat", "points"});
        const FieldPart part = std::find_if(roles.begin(), roles.end(), [&](const auto& each) {
                                   return key == each.first;
                               })->second;
        const std::vector<std::string> listed = names(role.value(), pointer + "/" + key);
        if (listed.size() > 1 && (part == FieldPart::field || part == FieldPart::optimum)) {
            throw InputError("", pointer + "/" + key, "must be one name");
        }
        for (const std::string& name : listed) {
            if (std::find(names_.begin(), names_.end(), name) == names_.end()) {
                throw InputError("", pointer + "/" + key,
                                 "'" + name + "' is not among the view's artifacts" +
                                     didYouMean(name, names_));
            }
            parts_[name] = part;
        }
        if (part == FieldPart::field) {
            field_ = listed.empty() ? std::string() : listed.front();
            fieldTold_ = true;
        } else if (part == FieldPart::heat) {
            heatTold_ = true;
            // The chooser keeps the order in which the scene lists the heat maps.
            std::stable_partition(names_.begin(), names_.end(), [&](const std::string& name) {
                return std::find(listed.begin(), listed.end(), name) == listed.end();
            });
            std::copy(listed.begin(), listed.end(),
                      names_.end() - static_cast<std::ptrdiff_t>(listed.size()));
        }
    }
}

FieldPart FieldCast::partOf(const Artifact& artifact) const {
    const ArtifactData& data = artifact.data;
    if (std::holds_alternative<VectorField>(data)) {
        return !fieldTold_ && field_ == artifact.name ? FieldPart::field : FieldPart::nothing;
    }
    if (std::holds_alternative<ScalarField>(data)) {
        return heatTold_ ? FieldPart::nothing : FieldPart::heat;
    }
    if (std::holds_alternative<Scatter>(data)) {
        return FieldPart::points;
    }
    if (std::holds_alternative<TensorField>(data)) {
        return FieldPart::ellipses;
    }
    if (std::holds_alternative<Trajectory>(data)) {
        return FieldPart::chains;
    }
    if (std::holds_alternative<Lines>(data)) {
        return FieldPart::paths;
    }
    if (const auto* markers = std::get_if<Markers>(&data)) {
        return partOfMarkers(*markers);
    }
    return FieldPart::nothing;
}

bool FieldCast::learn(const Frame& frame) {
    bool news = false;
    for (const std::string& name : names_) {
        const std::shared_ptr<const Artifact> artifact = frame.find(name);
        if (!artifact) {
            continue;
        }
        QString& title = titles_[name];
        if (title.isEmpty() && !artifact->title.empty()) {
            title = QString::fromStdString(artifact->title);
            news = true;
        }
        if (part(name) != FieldPart::unknown) {
            continue;
        }
        if (!fieldTold_ && field_.empty() && std::holds_alternative<VectorField>(artifact->data)) {
            field_ = name;
        }
        const FieldPart found = partOf(*artifact);
        if (found != FieldPart::unknown) {
            parts_[name] = found;
            news = true;
        }
    }
    return news;
}

FieldPart FieldCast::part(const std::string& name) const {
    const auto found = parts_.find(name);
    return found == parts_.end() ? FieldPart::unknown : found->second;
}

bool FieldCast::has(FieldPart part) const {
    return std::any_of(names_.begin(), names_.end(),
                       [&](const std::string& name) { return this->part(name) == part; });
}

std::vector<std::string> FieldCast::heatMaps() const {
    std::vector<std::string> maps;
    std::copy_if(names_.begin(), names_.end(), std::back_inserter(maps),
                 [this](const std::string& name) { return part(name) == FieldPart::heat; });
    return maps;
}

std::string FieldCast::heatMap(const FieldOptions& options) const {
    const std::vector<std::string> maps = heatMaps();
    if (std::find(maps.begin(), maps.end(), options.heatMap) != maps.end()) {
        return options.heatMap;
    }
    return maps.empty() ? std::string() : maps.front();
}

QString FieldCast::title(const std::string& name) const {
    const auto found = titles_.find(name);
    if (found != titles_.end() && !found->second.isEmpty()) {
        return found->second;
    }
    QString words = QString::fromStdString(name).replace(QLatin1Char('_'), QLatin1Char(' '));
    if (!words.isEmpty()) {
        words[0] = words[0].toUpper();
    }
    return words;
}

std::set<std::string> FieldCast::shown(const FieldOptions& options) const {
    std::set<std::string> wanted;
    const std::string map = heatMap(options);
    const auto isShown = [&](const std::string& name) {
        switch (part(name)) {
        case FieldPart::nothing:
            return false;
        case FieldPart::optimum:
            return options.optimum;
        case FieldPart::heat:
            return (options.heat || options.contours) && name == map;
        case FieldPart::points:
            return options.points;
        case FieldPart::ellipses:
            return options.ellipses;
        case FieldPart::fixedPoints:
            return options.fixedPoints;
        case FieldPart::chains:
            return options.chains;
        case FieldPart::paths:
            return options.paths;
        case FieldPart::unknown:
        case FieldPart::field:
        case FieldPart::markers:
            break;
        }
        return true;
    };
    for (const std::string& name : names_) {
        if (isShown(name)) {
            wanted.insert(name);
        }
    }
    return wanted;
}

} // namespace scorescope::views
