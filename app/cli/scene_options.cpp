// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/scene_options.h"

#include "engine/core/action.h"
#include "engine/core/error.h"
#include "engine/core/number_text.h"
#include "engine/core/run.h"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <system_error>
#include <utility>

namespace scorescope::app {
namespace {

/// A count as typed after an option; the range is the one of scene files.
std::uint64_t readCount(const std::string& option, const std::string& text) {
    std::uint64_t value = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc() || parsed.ptr != end || value > 9007199254740992U) {
        throw InputError(option, "",
                         "'" + text +
                             "' is not allowed; allowed is an integer from 0 to 9007199254740992");
    }
    return value;
}

/// Numbers with commas between them.
std::vector<double> readPoint(const std::string& option, const std::string& text) {
    std::vector<double> point;
    std::istringstream parts(text);
    for (std::string part; std::getline(parts, part, ',');) {
        double value = 0.0;
        if (parseNumber(part, value) != NumberText::number) {
            throw InputError(option, "",
                             "'" + text + "' is not allowed; allowed is a point as X,Y");
        }
        point.push_back(value);
    }
    return point;
}

} // namespace

void addSceneOptions(CLI::App& command, SceneOptions& options) {
    command
        .add_option(
            "scene", options.scene,
            "Scene file, figure that carries a scene, folder of a run, or built-in name (fig_3_5)")
        ->required();
    command.add_flag("--thesis-size", options.thesisSize,
                     "As large as the thesis ran it, where the scene is smaller (hours)");
    command
        .add_option("--set", options.assignments,
                    "Change a parameter: NAME=VALUE (repeat as needed)")
        ->type_name("NAME=VALUE")
        ->take_all()
        ->expected(1);
    command
        .add_option("--act", options.acts,
                    "Do what a click in the window does: 'start_chain 0.1 0.2', or at a step: "
                    "'start_chain 0.1 0.2 @200' (repeat as needed)")
        ->type_name("'NAME NUMBER... [@STEP]'")
        ->take_all()
        ->expected(1);
    command
        .add_option("--look", options.look,
                    "Point there, as the mouse does in the window: what follows the cursor is of "
                    "that point")
        ->type_name("X,Y,...");
    command.add_option("--steps", options.steps, "Steps to run instead of the scene's");
    command.add_option("--seed", options.seed, "Seed instead of the scene's");
    command.add_option("--threads", options.threads, "Threads to compute with; 0 = all cores")
        ->check(CLI::Range(0, 1024));
    command.add_option(
        "--device", options.device,
        "auto, cpu, cuda, cuda:N, or emulated (GPU kernels played by the processor, for tests)");
}

namespace {

/// Points that were typed are refused where they are not of the data's space; those of a scene are
/// left out there (actionsOn()).
void checkTypedPoints(const std::vector<TimedAction>& typed, const Scene& scene,
                      const Registry& registry) {
    if (std::all_of(typed.begin(), typed.end(),
                    [](const TimedAction& each) { return each.action.numbers.empty(); })) {
        return;
    }
    Scene bare = scene;
    bare.actions.clear();
    bare.cursor.clear();
    // Only the data tell how many coordinates their points have.
    const std::size_t dimensions = createExperiment(registry, bare, Device(), 0)->dimensions();
    for (const TimedAction& each : typed) {
        try {
            checkAction(registry.kind(scene.experiment).actions, each.action, dimensions);
        } catch (const InputError& error) {
            throw error.in("--act");
        }
    }
}

} // namespace

bool changesTheScene(const SceneOptions& options) {
    return options.thesisSize || !options.assignments.empty() || !options.acts.empty() ||
           !options.seed.empty() || !options.steps.empty();
}

void look(const SceneOptions& options, Scene& scene) {
    if (!options.look.empty()) {
        scene.cursor = readPoint("--look", options.look);
    }
}

void apply(const SceneOptions& options, Scene& scene, const Registry& registry) {
    if (options.thesisSize) {
        if (!scene.thesisSize) {
            throw InputError("--thesis-size", "", "the scene " + scene.id + " has one size");
        }
        for (const auto& [name, value] : scene.thesisSize->parameters) {
            scene.parameters.setValue(name, value);
        }
        scene.steps = scene.thesisSize->steps;
    }
    for (const std::string& assignment : options.assignments) {
        const std::size_t equals = assignment.find('=');
        if (equals == std::string::npos || equals == 0) {
            throw InputError("--set", "", "'" + assignment + "' is not NAME=VALUE");
        }
        std::string name = assignment.substr(0, equals);
        const std::string prefix = "parameters.";
        if (name.rfind(prefix, 0) == 0) {
            name = name.substr(prefix.size());
        }
        try {
            scene.parameters.setText(name, assignment.substr(equals + 1));
        } catch (const InputError& error) {
            throw error.in("--set");
        }
    }
    if (const auto& check = registry.kind(scene.experiment).check) {
        try {
            check(scene.parameters);
        } catch (const InputError& error) {
            throw error.in(scene.file);
        }
    }
    std::vector<TimedAction> typed;
    for (const std::string& text : options.acts) {
        TimedAction timed = parseTimedAction(text);
        try {
            checkAction(registry.kind(scene.experiment).actions, timed.action);
        } catch (const InputError& error) {
            throw error.in("--act");
        }
        typed.push_back(std::move(timed));
    }
    checkTypedPoints(typed, scene, registry);
    scene.actions.insert(scene.actions.end(), typed.begin(), typed.end());
    look(options, scene);
    if (!options.steps.empty()) {
        scene.steps = readCount("--steps", options.steps);
    }
    if (!options.seed.empty()) {
        scene.seed = readCount("--seed", options.seed);
    }
    // A changed scene is another experiment than the one its expectations were measured on.
    if (changesTheScene(options)) {
        scene.expect.clear();
    }
}

std::string expectationsText(const Scene& scene) {
    std::string all;
    for (const Expectation& each : scene.expect) {
        all += (all.empty() ? "" : ", ") + each.series + " at step " + std::to_string(each.step);
    }
    return all.empty() ? "nothing (it expects nothing)" : all;
}

} // namespace scorescope::app
