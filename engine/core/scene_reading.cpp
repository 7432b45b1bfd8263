// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Scenes as they are read: of every version, each part checked.
#include "engine/core/error.h"
#include "engine/core/experiment.h"
#include "engine/core/json_keys.h"
#include "engine/core/json_text.h"
#include "engine/core/scene.h"
#include "engine/core/text.h"
#include "engine/core/whole_file.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <set>
#include <utility>

namespace scorescope {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t mostViews = 1000;

std::string readText(const ordered_json& object, const std::string& pointer, const std::string& key,
                     const std::string& otherwise = "") {
    if (!object.contains(key)) {
        return otherwise;
    }
    if (!object[key].is_string()) {
        throw InputError("", pointer + "/" + key, "must be a text, not " + typeName(object[key]));
    }
    return object[key].get<std::string>();
}

std::uint64_t readCount(const ordered_json& object, const std::string& pointer,
                        const std::string& key, std::uint64_t otherwise) {
    if (!object.contains(key)) {
        return otherwise;
    }
    if (!object[key].is_number_unsigned() || object[key].get<std::uint64_t>() > 9007199254740992U) {
        throw InputError("", pointer + "/" + key,
                         "must be an integer from 0 to 9007199254740992, not " +
                             object[key].dump());
    }
    return object[key].get<std::uint64_t>();
}

double readNumber(const ordered_json& object, const std::string& pointer, const std::string& key) {
    if (!object.contains(key) || !object[key].is_number()) {
        throw InputError("", pointer + "/" + key, "must be a number");
    }
    return object[key].get<double>();
}

std::vector<double> readNumbers(const ordered_json& object, const std::string& pointer,
                                const std::string& key) {
    std::vector<double> numbers;
    if (!object.contains(key)) {
        return numbers;
    }
    if (!object[key].is_array()) {
        throw InputError("", pointer + "/" + key, "must be a list of numbers");
    }
    for (const ordered_json& each : object[key]) {
        if (!each.is_number()) {
            throw InputError("", pointer + "/" + key, "must be a list of numbers");
        }
        numbers.push_back(each.get<double>());
    }
    return numbers;
}

std::vector<std::string> readTexts(const ordered_json& object, const std::string& pointer,
                                   const std::string& key) {
    std::vector<std::string> texts;
    if (!object.contains(key)) {
        return texts;
    }
    if (!object[key].is_array()) {
        throw InputError("", pointer + "/" + key, "must be a list of texts");
    }
    for (const ordered_json& each : object[key]) {
        if (!each.is_string()) {
            throw InputError("", pointer + "/" + key, "must be a list of texts");
        }
        texts.push_back(each.get<std::string>());
    }
    return texts;
}

/// Artifacts by the names they have now, wherever a view's options name one.
void renameArtifacts(ordered_json& options, const std::map<std::string, std::string>& names) {
    if (options.is_string()) {
        const auto now = names.find(options.get_ref<const std::string&>());
        if (now != names.end()) {
            options = now->second;
        }
    } else if (options.is_structured()) {
        for (ordered_json& each : options) {
            renameArtifacts(each, names);
        }
    }
}

ViewSpec readView(const ordered_json& object, const std::string& pointer,
                  const ExperimentKind& kind) {
    expectKeys(object, pointer, {"name", "kind", "title", "place", "artifacts", "options"});
    ViewSpec view;
    view.name = readText(object, pointer, "name");
    view.kind = readText(object, pointer, "kind");
    view.title = readText(object, pointer, "title", view.name);
    view.place = readText(object, pointer, "place", "main");
    view.artifacts = readTexts(object, pointer, "artifacts");
    for (std::string& artifact : view.artifacts) {
        const auto now = kind.formerArtifacts.find(artifact);
        artifact = now != kind.formerArtifacts.end() ? now->second : artifact;
    }
    // A view's name becomes a file name, so it may not lead out of the folder.
    const bool plain =
        !view.name.empty() && std::all_of(view.name.begin(), view.name.end(), [](unsigned char c) {
            return std::isalnum(c) != 0 || c == '_' || c == '-';
        });
    if (!plain) {
        throw InputError("", pointer + "/name",
                         "must be a name of letters, digits, '_' and '-', not '" + view.name + "'");
    }
    if (view.name == Layout::inspector) {
        throw InputError("", pointer + "/name", "'inspector' is the name of the inspector's place");
    }
    const std::vector<std::string> places = {"main", "side", "closeup"};
    if (std::find(places.begin(), places.end(), view.place) == places.end()) {
        throw InputError("", pointer + "/place",
                         "'" + view.place +
                             "' is not allowed; allowed is one of 'main', 'side', 'closeup'" +
                             didYouMean(view.place, places));
    }
    if (object.contains("options")) {
        if (!object["options"].is_object()) {
            throw InputError("", pointer + "/options", "must be an object");
        }
        view.options = object["options"];
        renameArtifacts(view.options, kind.formerArtifacts);
    }
    return view;
}

/// `before`: the phases before it, each of which begins earlier.
Phase readPhase(const ordered_json& object, const std::string& pointer,
                const std::vector<Phase>& before) {
    expectKeys(object, pointer, {"step", "name"});
    Phase phase;
    phase.step = readCount(object, pointer, "step", 0);
    phase.name = readText(object, pointer, "name");
    if (phase.name.empty()) {
        throw InputError("", pointer + "/name", "must be a word or two: \"trains\"");
    }
    if (!before.empty() && phase.step <= before.back().step) {
        throw InputError("", pointer + "/step", "must be after the step of the phase before it");
    }
    return phase;
}

TimedAction readAction(const ordered_json& object, const std::string& pointer,
                       const ExperimentKind& kind) {
    expectKeys(object, pointer, {"step", "name", "numbers"});
    TimedAction timed;
    timed.step = readCount(object, pointer, "step", 0);
    timed.action.name = readText(object, pointer, "name");
    timed.action.numbers = readNumbers(object, pointer, "numbers");
    try {
        checkAction(kind.actions, timed.action);
    } catch (const InputError& error) {
        throw InputError("", pointer, error.message());
    }
    return timed;
}

/// `parameters`: of the scene, which the values must be allowed in.
SweepSpec readSweep(const ordered_json& object, const Parameters& parameters) {
    expectKeys(object, "/sweep", {"parameter", "values"});
    SweepSpec sweep;
    sweep.name = readText(object, "/sweep", "parameter");
    ParameterSpec swept;
    try {
        // By the name that it has now.
        if (sweep.name != "seed" && parameters.table().contains(sweep.name)) {
            sweep.name = parameters.table().spec(sweep.name).name;
        }
        swept = sweptParameter(parameters.table(), sweep.name);
    } catch (const InputError& error) {
        throw InputError("", "/sweep/parameter", error.message());
    }
    if (!object.contains("values") || !object["values"].is_array() || object["values"].empty()) {
        throw InputError("", "/sweep/values", "must be a list of one value or more");
    }
    for (std::size_t i = 0; i < object["values"].size(); ++i) {
        const std::string pointer = "/sweep/values/" + std::to_string(i);
        try {
            sweep.values.push_back(parseValue(swept, object["values"][i]));
        } catch (const InputError& error) {
            throw InputError("", pointer, error.message());
        }
        if (std::count(sweep.values.begin(), sweep.values.end(), sweep.values.back()) > 1) {
            throw InputError("", pointer, "is there twice");
        }
    }
    if (sweep.values.size() > SweepSpec::mostRuns) {
        throw InputError("", "/sweep/values",
                         "has more than " + std::to_string(SweepSpec::mostRuns) + " values");
    }
    return sweep;
}

/// `parameters`: of the scene, which are those of the other size with what it changes.
ThesisSize readThesisSize(const ordered_json& object, Parameters parameters,
                          const ExperimentKind& kind) {
    expectKeys(object, "/thesis_size", {"steps", "parameters", "takes"});
    ThesisSize size;
    size.steps = readCount(object, "/thesis_size", "steps", 0);
    size.takes = readText(object, "/thesis_size", "takes");
    if (size.takes.empty()) {
        throw InputError("", "/thesis_size/takes", "must say how long it takes, about");
    }
    try {
        const ordered_json values = object.value("parameters", ordered_json::object());
        parameters.setAll(values);
        if (kind.check) {
            kind.check(parameters);
        }
        for (const auto& entry : values.items()) {
            const std::string& name = parameters.table().spec(entry.key()).name;
            size.parameters.emplace_back(name, parameters.value(name));
        }
    } catch (const InputError& error) {
        throw InputError("", "/thesis_size" + error.pointer(), error.message());
    }
    return size;
}

Expectation readExpectation(const ordered_json& object, const std::string& pointer) {
    expectKeys(object, pointer,
               {"series", "step", "value", "tolerance", "at_least", "at_most", "why"});
    Expectation expectation;
    expectation.series = readText(object, pointer, "series");
    expectation.step = readCount(object, pointer, "step", 0);
    const auto numberIfThere = [&](const char* key) {
        return object.contains(key) ? std::optional<double>(readNumber(object, pointer, key))
                                    : std::nullopt;
    };
    expectation.value = numberIfThere("value");
    expectation.tolerance = numberIfThere("tolerance").value_or(0.0);
    expectation.atLeast = numberIfThere("at_least");
    expectation.atMost = numberIfThere("at_most");
    const bool bounded = expectation.atLeast || expectation.atMost;
    if (expectation.value.has_value() == bounded ||
        expectation.value.has_value() != object.contains("tolerance")) {
        throw InputError("", pointer,
                         "needs either value and tolerance, or at_least, at_most or both");
    }
    if (!(expectation.tolerance >= 0.0)) {
        throw InputError("", pointer + "/tolerance", "must be 0 or more");
    }
    if (expectation.value.value_or(0.0) != 0.0 &&
        expectation.tolerance >= std::abs(*expectation.value)) {
        throw InputError("", pointer + "/tolerance",
                         "is as wide as the value: nothing of the wrong size would fail; say "
                         "at_least or at_most");
    }
    if (expectation.atLeast && expectation.atMost && *expectation.atLeast > *expectation.atMost) {
        throw InputError("", pointer + "/at_least", "is above at_most");
    }
    expectation.why = readText(object, pointer, "why");
    if (expectation.why.empty()) {
        throw InputError("", pointer + "/why", "must say where the numbers come from");
    }
    return expectation;
}

/// Version 1, the draft format, called the parameters "params" and the steps "iterations".
void fromVersion1(ordered_json& scene) {
    const std::vector<std::pair<std::string, std::string>> renamed = {{"params", "parameters"},
                                                                      {"iterations", "steps"}};
    for (const auto& [old, now] : renamed) {
        if (scene.contains(old)) {
            scene[now] = scene[old];
            scene.erase(old);
        }
    }
}

/// migrations()[v − 1] brings a scene of version v to version v + 1.
std::vector<std::function<void(ordered_json&)>> migrations() {
    return {fromVersion1};
}

void migrate(ordered_json& scene) {
    if (!scene.is_object()) {
        throw InputError("", "", "a scene must be a JSON object, not " + typeName(scene));
    }
    if (!scene.contains("scorescope")) {
        throw InputError("", "/scorescope",
                         "is missing: a scene says its format's version, now " +
                             std::to_string(Scene::currentVersion));
    }
    const ordered_json& given = scene["scorescope"];
    if (!given.is_number_integer() || given.get<std::int64_t>() < 1 ||
        given.get<std::int64_t>() > Scene::currentVersion) {
        throw InputError("", "/scorescope",
                         "version " + given.dump() + " is unknown; this program reads 1 to " +
                             std::to_string(Scene::currentVersion));
    }
    const auto steps = migrations();
    for (auto version = given.get<int>(); version < Scene::currentVersion; ++version) {
        steps[static_cast<std::size_t>(version - 1)](scene);
    }
    scene["scorescope"] = Scene::currentVersion;
}

/// A tool of a view is a gesture that views know, or an action of the experiment that is clicked.
void checkTools(const ViewSpec& view, const ExperimentKind& kind) {
    const auto tools = view.options.find("tools");
    if (tools == view.options.end() || !tools->is_array()) {
        return; // the view says what is wrong with it
    }
    std::vector<std::string> known = {"probe", "path", "paint", "erase", "drag"};
    for (const ActionSpec& action : kind.actions) {
        known.push_back(action.name);
    }
    for (std::size_t i = 0; i < tools->size(); ++i) {
        const auto& tool = (*tools)[i];
        const std::string name = tool.is_string() ? tool.get<std::string>() : tool.dump();
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            throw InputError("", "/views/" + view.name + "/options/tools/" + std::to_string(i),
                             "'" + name + "' is no tool of views and no action of " + kind.name +
                                 didYouMean(name, known));
        }
    }
}

SceneLayout readLayouts(const ordered_json& object, const std::vector<ViewSpec>& views) {
    expectKeys(object, "/layout", {"wide", "narrow"});
    std::vector<std::string> names;
    for (const ViewSpec& view : views) {
        names.push_back(view.name);
    }
    const auto read = [&](const char* which) -> std::optional<Layout> {
        if (!object.contains(which)) {
            return {};
        }
        const std::string pointer = std::string("/layout/") + which;
        Layout layout = parseLayout(object[which], pointer);
        checkLayout(layout, pointer, names);
        return layout;
    };
    return {read("wide"), read("narrow")};
}

Scene readScene(ordered_json json, const Registry& registry) {
    migrate(json);
    expectKeys(json, "",
               {"scorescope", "title", "figure", "chapter", "intro", "notes", "tags", "phases",
                "experiment", "seed", "steps", "parameters", "actions", "cursor", "sweep",
                "thesis_size", "views", "layout", "expect"});
    Scene scene;
    scene.title = readText(json, "", "title");
    scene.figure = readText(json, "", "figure");
    scene.chapter = readText(json, "", "chapter");
    scene.intro = readText(json, "", "intro");
    scene.notes = readText(json, "", "notes");
    scene.tags = readTexts(json, "", "tags");
    if (!json.contains("experiment")) {
        throw InputError("", "/experiment", "is missing: the name of an experiment");
    }
    scene.experiment = readText(json, "", "experiment");
    scene.seed = readCount(json, "", "seed", 1);
    scene.steps = readCount(json, "", "steps", 0);
    const ExperimentKind& kind = registry.kind(scene.experiment);
    scene.experiment = kind.name;
    scene.parameters = Parameters(kind.parameters);
    if (json.contains("parameters")) {
        scene.parameters.setAll(json["parameters"]);
    }
    if (kind.check) {
        kind.check(scene.parameters);
    }
    for (const char* key : {"phases", "actions", "views", "expect"}) {
        if (json.contains(key) && !json[key].is_array()) {
            throw InputError("", std::string("/") + key, "must be a list");
        }
    }
    if (json.contains("phases")) {
        for (std::size_t i = 0; i < json["phases"].size(); ++i) {
            scene.phases.push_back(
                readPhase(json["phases"][i], "/phases/" + std::to_string(i), scene.phases));
        }
    }
    if (json.contains("actions")) {
        for (std::size_t i = 0; i < json["actions"].size(); ++i) {
            scene.actions.push_back(
                readAction(json["actions"][i], "/actions/" + std::to_string(i), kind));
        }
    }
    scene.cursor = readNumbers(json, "", "cursor");
    if (json.contains("sweep")) {
        scene.sweep = readSweep(json["sweep"], scene.parameters);
    }
    if (json.contains("thesis_size")) {
        scene.thesisSize = readThesisSize(json["thesis_size"], scene.parameters, kind);
    }
    if (json.contains("views")) {
        if (json["views"].size() > mostViews) {
            throw InputError("", "/views",
                             "has " + std::to_string(json["views"].size()) +
                                 " views; allowed are " + std::to_string(mostViews));
        }
        std::set<std::string> names;
        for (std::size_t i = 0; i < json["views"].size(); ++i) {
            ViewSpec view = readView(json["views"][i], "/views/" + std::to_string(i), kind);
            if (!names.insert(view.name).second) {
                throw InputError("", "/views/" + std::to_string(i) + "/name",
                                 "'" + view.name + "' names two views");
            }
            checkTools(view, registry.kind(scene.experiment));
            scene.views.push_back(std::move(view));
        }
    }
    if (json.contains("layout")) {
        scene.layout = readLayouts(json["layout"], scene.views);
    }
    if (json.contains("expect")) {
        for (std::size_t i = 0; i < json["expect"].size(); ++i) {
            scene.expect.push_back(
                readExpectation(json["expect"][i], "/expect/" + std::to_string(i)));
        }
    }
    return scene;
}

} // namespace

Scene parseScene(const std::string& text, const std::string& name, const Registry& registry) {
    try {
        if (text.size() > Scene::largestBytes) {
            throw InputError("", "", "is larger than 16 MiB, so it is no scene");
        }
        Scene scene = readScene(parseJson(text), registry);
        scene.id = std::filesystem::path(name).stem().string();
        scene.file = name;
        return scene;
    } catch (const InputError& error) {
        throw error.in(name);
    }
}

Scene loadScene(const std::string& path, const Registry& registry) {
    return parseScene(readWholeFile(path, Scene::largestBytes), path, registry);
}

Scene loadRunScene(const std::string& path, const Registry& registry) {
    std::filesystem::path file = path;
    std::error_code failure;
    if (std::filesystem::is_directory(file, failure)) {
        file /= "run.json";
    }
    const ordered_json report = readJsonWithScene(file.string());
    if (!report.is_object() || !report.contains("scene") || !report["scene"].is_object()) {
        throw InputError(file.string(), "/scene", "is missing: this is no report of a run");
    }
    const auto id = report.find("scene_id");
    try {
        Scene scene = parseScene(report["scene"].dump(),
                                 id != report.end() && id->is_string() ? id->get<std::string>()
                                                                       : std::string("run"),
                                 registry);
        scene.file = file.string();
        return scene;
    } catch (const InputError& error) {
        throw InputError(file.string(), "/scene" + error.pointer(), error.message());
    }
}

ordered_json readJsonWithScene(const std::string& path) {
    constexpr JsonLimits limits = {JsonLimits().depth + 8, JsonLimits().values};
    return readJsonFile(path, 2 * Scene::largestBytes, limits);
}

} // namespace scorescope
