// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/describe.h"

#include "app/cli/builtin_scenes.h"
#include "engine/core/parameters.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>
#include <optional>
#include <vector>

namespace scorescope::app {

using nlohmann::ordered_json;

int listScenes(const Registry& registry, bool json) {
    ordered_json list = ordered_json::array();
    for (const BuiltinScene& builtin : builtinScenes()) {
        const Scene scene = parseScene(builtin.json, builtin.id + ".json", registry);
        if (json) {
            list.push_back({{"id", builtin.id},
                            {"folder", builtin.folder},
                            {"title", scene.title},
                            {"figure", scene.figure},
                            {"chapter", scene.chapter},
                            {"experiment", scene.experiment}});
        } else {
            std::cout << builtin.id << '\t' << (scene.figure.empty() ? "-" : scene.figure) << '\t'
                      << scene.title << '\n';
        }
    }
    if (json) {
        std::cout << list.dump(2) << '\n';
    }
    return 0;
}

int describe(const Registry& registry, const Hooks& hooks, const std::string& name, bool schema) {
    const std::vector<std::string> kinds = registry.names();
    const bool isKind = std::find(kinds.begin(), kinds.end(), name) != kinds.end();
    std::optional<Scene> scene;
    if (!isKind) {
        scene = findScene(name, registry, hooks);
    }
    const ExperimentKind& kind = registry.kind(isKind ? name : scene->experiment);
    if (schema) {
        std::cout << sceneSchema(kind.name, registry).dump(2) << '\n';
        return 0;
    }
    if (scene) {
        std::cout << scene->title << (scene->figure.empty() ? "" : " (" + scene->figure + ")")
                  << "\n\n"
                  << scene->notes << "\n\n";
    }
    std::cout << kind.name << ": " << kind.title << "\n\n" << kind.help << '\n';
    const Parameters values = scene ? scene->parameters : Parameters(kind.parameters);
    std::string group;
    for (const ParameterSpec& spec : kind.parameters.specs()) {
        if (spec.group != group) {
            group = spec.group;
            std::cout << '\n' << group << '\n';
        }
        std::cout << "  " << spec.name << " = " << toText(values.value(spec.name));
        if (spec.type == ParameterType::choice) {
            std::cout << "  (";
            for (std::size_t i = 0; i < spec.choices.size(); ++i) {
                std::cout << (i == 0 ? "" : ", ") << spec.choices[i];
            }
            std::cout << ')';
        } else if (spec.type == ParameterType::integer || spec.type == ParameterType::real) {
            std::cout << "  (" << toText(ParameterValue(spec.minimum)) << " to "
                      << toText(ParameterValue(spec.maximum)) << ')';
        }
        std::cout << (spec.live ? "  live" : "") << "\n      " << spec.help << '\n';
    }
    return 0;
}

} // namespace scorescope::app
