// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON Schema of scenes: what readScene() in scene.cpp takes, for editors and other programs.
#include "engine/core/experiment.h"
#include "engine/core/scene.h"

namespace scorescope {

using nlohmann::ordered_json;

ordered_json sceneSchema(const std::string& experiment, const Registry& registry) {
    const ordered_json text = {{"type", "string"}};
    const ordered_json count = {{"type", "integer"}, {"minimum", 0}, {"maximum", 9007199254740992}};
    ordered_json view = {{"type", "object"},
                         {"additionalProperties", false},
                         {"required", {"name", "kind"}},
                         {"properties",
                          {{"name", {{"type", "string"}, {"pattern", "^[A-Za-z0-9_-]+$"}}},
                           {"kind", text},
                           {"title", text},
                           {"place", {{"enum", {"main", "side", "closeup"}}}},
                           {"artifacts", {{"type", "array"}, {"items", text}}},
                           {"options", {{"type", "object"}}}}}};
    ordered_json near;
    near["required"] = {"value", "tolerance"};
    near["properties"] = {{"at_least", false}, {"at_most", false}};
    ordered_json bounded;
    bounded["anyOf"] = ordered_json::array();
    for (const char* key : {"at_least", "at_most"}) {
        bounded["anyOf"].push_back({{"required", ordered_json::array({key})}});
    }
    bounded["properties"] = {{"value", false}, {"tolerance", false}};
    ordered_json expectation = {{"type", "object"},
                                {"additionalProperties", false},
                                {"required", {"series", "why"}},
                                {"oneOf", ordered_json::array({near, bounded})},
                                {"properties",
                                 {{"series", text},
                                  {"step", count},
                                  {"value", {{"type", "number"}}},
                                  {"tolerance", {{"type", "number"}, {"minimum", 0}}},
                                  {"at_least", {{"type", "number"}}},
                                  {"at_most", {{"type", "number"}}},
                                  {"why", {{"type", "string"}, {"minLength", 1}}}}}};
    const ordered_json phase = {{"type", "object"},
                                {"additionalProperties", false},
                                {"required", {"name"}},
                                {"properties", {{"step", count}, {"name", text}}}};
    const ordered_json numbers = {{"type", "array"}, {"items", {{"type", "number"}}}};
    ordered_json actionNames = ordered_json::array();
    for (const ActionSpec& each : registry.kind(experiment).actions) {
        actionNames.push_back(each.name);
    }
    const ordered_json action = {
        {"type", "object"},
        {"additionalProperties", false},
        {"required", {"name"}},
        {"properties", {{"step", count}, {"name", {{"enum", actionNames}}}, {"numbers", numbers}}}};
    const ordered_json place = {{"$ref", "#/$defs/place"}};
    const ordered_json places = {{"type", "array"}, {"minItems", 1}, {"items", place}};
    const ordered_json shares = {
        {"type", "array"},
        {"items", {{"type", "number"}, {"exclusiveMinimum", 0}, {"maximum", 1e6}}}};
    ordered_json placeKinds = ordered_json::array({text});
    for (const char* kind : {"row", "column", "tabs", "flow"}) {
        ordered_json branch = {{"type", "object"},
                               {"additionalProperties", false},
                               {"required", ordered_json::array({kind})},
                               {"properties", {{kind, places}}}};
        if (std::string(kind) == "row" || std::string(kind) == "column") {
            branch["properties"]["shares"] = shares;
        }
        placeKinds.push_back(std::move(branch));
    }
    const ordered_json layout = {{"type", "object"},
                                 {"additionalProperties", false},
                                 {"properties", {{"wide", place}, {"narrow", place}}}};
    ordered_json swept = ordered_json::array({"seed"});
    for (const ParameterSpec& spec : registry.kind(experiment).parameters.specs()) {
        if (spec.type != ParameterType::boolean && spec.type != ParameterType::text) {
            swept.push_back(spec.name);
        }
    }
    const ordered_json sweep = {
        {"type", "object"},
        {"additionalProperties", false},
        {"required", {"parameter", "values"}},
        {"properties",
         {{"parameter", {{"enum", swept}}},
          {"values",
           {{"type", "array"},
            {"minItems", 1},
            {"uniqueItems", true},
            {"items", {{"type", ordered_json::array({"number", "string"})}}}}}}}};
    const ordered_json thesisSize = {
        {"type", "object"},
        {"additionalProperties", false},
        {"required", {"steps", "takes"}},
        {"properties",
         {{"steps", count},
          {"parameters", registry.kind(experiment).parameters.schema()},
          {"takes", text}}}};
    ordered_json schema;
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
    schema["title"] = "Scorescope scene: " + registry.kind(experiment).title;
    schema["type"] = "object";
    schema["additionalProperties"] = false;
    schema["required"] = {"scorescope", "experiment"};
    schema["properties"] = {{"scorescope", {{"enum", {Scene::currentVersion}}}},
                            {"title", text},
                            {"figure", text},
                            {"chapter", text},
                            {"intro", text},
                            {"notes", text},
                            {"tags", {{"type", "array"}, {"items", text}}},
                            {"phases", {{"type", "array"}, {"items", phase}}},
                            {"experiment", {{"enum", {experiment}}}},
                            {"seed", count},
                            {"steps", count},
                            {"parameters", registry.kind(experiment).parameters.schema()},
                            {"actions", {{"type", "array"}, {"items", action}}},
                            {"cursor", numbers},
                            {"sweep", sweep},
                            {"thesis_size", thesisSize},
                            {"views", {{"type", "array"}, {"items", view}}},
                            {"layout", layout},
                            {"expect", {{"type", "array"}, {"items", expectation}}}};
    schema["$defs"] = {{"place", {{"anyOf", placeKinds}}}};
    return schema;
}

} // namespace scorescope
