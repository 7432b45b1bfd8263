// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/run_scene.h"

#include "app/cli/interrupt_watch.h"
#include "app/cli/progress_line.h"
#include "engine/core/artifact_io.h"
#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/core/run_folder.h"
#include "engine/core/scene_actions.h"
#include "engine/core/text.h"
#include "engine/core/version.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <utility>

namespace scorescope::app {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

std::string stepsText(std::uint64_t step, std::uint64_t steps, double perSecond) {
    const double left = perSecond > 0.0 ? static_cast<double>(steps - step) / perSecond : 0.0;
    return std::to_string(step) + " / " + std::to_string(steps) +
           number("  %.0f steps/s", perSecond) + number("  %.0f s left", left);
}

ordered_json finite(double value) {
    return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

/// Compares with what the scene expects; one line each on stdout. \returns how many are not met.
int checkExpectations(const Scene& scene, const Frame& frame, ordered_json& report) {
    int failures = 0;
    report = ordered_json::array();
    for (const Expectation& expectation : scene.expect) {
        const auto artifact = frame.find(expectation.series);
        const auto* series = artifact ? std::get_if<SeriesArtifact>(&artifact->data) : nullptr;
        double value = std::nan("");
        if (series != nullptr) {
            const std::size_t i = series->points.lowerBound(static_cast<double>(expectation.step));
            if (i < series->points.size() &&
                series->points.at(i).step == static_cast<double>(expectation.step)) {
                value = series->points.at(i).value;
            }
        }
        const bool met = expectation.isMet(value);
        failures += met ? 0 : 1;
        std::printf("expect %s at step %llu: %.6g, wanted %s: %s\n", expectation.series.c_str(),
                    static_cast<unsigned long long>(expectation.step), value,
                    expectation.text().c_str(), met ? "met" : "NOT MET");
        report.push_back({{"series", expectation.series},
                          {"step", expectation.step},
                          {"wanted", expectation.text()},
                          {"value", finite(value)},
                          {"met", met}});
    }
    return failures;
}

void printFinalValues(const Frame& frame) {
    for (const auto& [name, artifact] : frame.artifacts) {
        if (std::holds_alternative<SeriesArtifact>(artifact->data)) {
            const double value = frame.lastValue(name);
            if (std::isfinite(value)) { // else it was not measured in this run
                std::printf("%s %.9g\n", name.c_str(), value);
            }
        }
    }
}

/// What the scene would do but cannot on these data.
std::vector<std::string> leftOutOf(const SceneRun& run, const Registry& registry) {
    return actionsOn(run.scene(), registry.kind(run.scene().experiment),
                     run.experiment().dimensions())
        .leftOut;
}

void complain(const std::vector<std::string>& complaints) {
    for (const std::string& each : complaints) {
        std::cerr << "scorescope: " << each << '\n';
    }
}

std::string fileText(const ordered_json& report) {
    return report.dump(2) + "\n";
}

/// What run.json says when the run begins.
ordered_json reportOf(const Registry& registry, const RunRequest& request) {
    const Scene& scene = request.scene;
    const Machine machine = describeMachine();
    ordered_json report;
    report["scorescope"] = programVersion();
    report["scene_id"] = scene.id;
    report["scene"] = scene.json();
    report["seed"] = scene.seed;
    report["versions"] = {{"scorescope", programVersion()}, {"libtorch", machine.torchVersion}};
    report["device"] = request.device.name();
    report["instruction_set"] = machine.instructionSet;
    report["threads"] = request.threads;
    report["reproducible"] = registry.kind(scene.experiment).reproducible;
    report["status"] = RunFolder::unfinished;
    return report;
}

/// What a run came to.
struct Outcome {
    std::string status = "finished";
    std::string message;
    double wallSeconds = 0.0;
};

Outcome runSteps(SceneRun& run, const RunRequest& request) {
    const auto begin = Clock::now();
    const auto seconds = [begin] {
        return std::chrono::duration<double>(Clock::now() - begin).count();
    };
    const std::uint64_t steps = request.scene.steps;
    const std::uint64_t first = run.step();
    ProgressLine progress(request.quiet);
    const auto show = [&progress, steps](std::uint64_t step, double perSecond) {
        const double share =
            steps == 0 ? 1.0 : static_cast<double>(step) / static_cast<double>(steps);
        progress.show(share, stepsText(step, steps, perSecond));
    };
    Outcome outcome;
    try {
        const RunEnd end = run.runTo(steps, [&](std::uint64_t step) {
            if (progress.due()) {
                show(step, static_cast<double>(step - first) / seconds());
            }
            return !InterruptWatch::interrupted();
        });
        if (end == RunEnd::converged) {
            outcome.message = run.converged() + " (step " + std::to_string(run.step()) + ")";
        } else if (end == RunEnd::stopped) {
            outcome.status = "interrupted";
        }
    } catch (const RunError& error) {
        outcome.status = "failed";
        outcome.message = std::string(error.what()) + "; " + error.advice();
    }
    show(run.step(), 0.0);
    outcome.wallSeconds = seconds();
    return outcome;
}

/// All but run.json. Throws InputError where something cannot be written.
void writeResults(const RunRequest& request, const SceneRun& run, const Frame& frame,
                  const RunFolder& folder, const Hooks& hooks) {
    writeFileAtomically(folder.file("series.csv"), seriesCsv(frame));
    saveCheckpoint(run.checkpoint(), folder.file("checkpoint"));
    for (const auto& [name, artifact] : frame.artifacts) {
        if (!isEmpty(*artifact)) {
            writeNpz(*artifact, folder.file("artifacts/" + name + ".npz"));
        }
    }
    for (const std::string& ending : request.figures) {
        for (const ViewSpec& view : request.scene.views) {
            hooks.writeFigure(request.scene, frame, {view.name}, {},
                              folder.file("figures/" + view.name + "." + ending));
        }
    }
}

void addResults(ordered_json& report, const Outcome& outcome, std::uint64_t step,
                const Frame& frame) {
    report["placements"] = ordered_json::array();
    for (const Placement& each : frame.placements) {
        report["placements"].push_back(
            {{"what", each.what}, {"where", each.where}, {"why", each.why}});
    }
    report["status"] = outcome.status;
    report["message"] = outcome.message;
    report["steps"] = step;
    report["wall_seconds"] = outcome.wallSeconds;
    report["final"] = ordered_json::object();
    for (const auto& [name, artifact] : frame.artifacts) {
        if (std::holds_alternative<SeriesArtifact>(artifact->data) && !isEmpty(*artifact)) {
            report["final"][name] = finite(frame.lastValue(name));
        }
    }
}

/// The run is over and its results cannot be written: its report says so, wherever that can be
/// written.
void reportFailure(ordered_json report, const std::string& message, const RunFolder& folder) {
    report["status"] = "failed";
    const std::string shortest = fileText(report);
    report["message"] = message;
    try {
        folder.end(fileText(report));
    } catch (const InputError&) {
        static_cast<void>(folder.endInPlace(shortest)); // the error is told on stderr anyway
    }
}

/// The scene, with the parameters that were in force where its run begins.
Scene sceneAtStart(const Registry& registry, const RunRequest& request) {
    Scene scene = request.scene;
    if (request.start) {
        scene.parameters = sceneOf(*request.start, registry).parameters;
    }
    return scene;
}

/// What a run leaves: what the views of its scene show, and every series.
Interest resultsOf(const SceneRun& run) {
    const Scene& scene = run.scene();
    std::vector<std::string> views;
    for (const ViewSpec& view : scene.views) {
        views.push_back(view.name);
    }
    Interest interest = interestOf(scene, views);
    if (scene.views.empty()) {
        interest.all = true; // nobody has said what matters
    }
    for (const std::string& name : run.experiment().series().names()) {
        interest.names.insert(name);
    }
    for (const Expectation& expectation : scene.expect) {
        interest.names.insert(expectation.series);
    }
    if (!scene.cursor.empty()) {
        interest.names.insert("inspector");
    }
    return interest;
}

} // namespace

FramePtr finalFrame(const Registry& registry, const Scene& scene, const Interest& interest,
                    const Device& device, int threads, const std::optional<Checkpoint>& start) {
    SceneRun run(registry, scene, device, threads);
    complain(leftOutOf(run, registry));
    if (start) {
        run.restore(*start);
    } else {
        run.runTo(scene.steps);
    }
    std::vector<std::string> complaints;
    FramePtr frame = run.frame(interest, {}, &complaints);
    complain(complaints);
    return frame;
}

void checkFigures(const SceneRun& run, const Hooks& hooks) {
    const Scene& scene = run.scene();
    std::vector<std::string> all;
    for (const ViewSpec& view : scene.views) {
        all.push_back(view.name);
    }
    const Interest interest = interestOf(scene, all);
    try {
        const FramePtr now = frameOf(run.experiment(), nullptr, run.sharedScene(), interest);
        hooks.checkViews(scene, *now, run.awaited(interest, *now));
    } catch (const InputError& error) {
        throw error.in(scene.file);
    }
}

int runScene(const Registry& registry, const RunRequest& request, const Hooks& hooks) {
    const Scene& scene = request.scene;
    if (scene.steps == 0) {
        throw InputError(scene.file, "/steps",
                         "is 0, an endless run; say --steps N to run without a window");
    }
    if (!request.figures.empty() && !hooks.writeFigure) {
        throw InputError("--figures", "",
                         "this build has no figures (it was made with SCORESCOPE_GUI=OFF)");
    }
    // Everything that can be refused is refused before the folder is touched: an older run in it
    // stays whole.
    SceneRun run(registry, sceneAtStart(registry, request), request.device, request.threads);
    complain(leftOutOf(run, registry));
    if (request.start) {
        run.restore(*request.start);
        run.setAll(liveDifferences(run.scene().parameters, scene.parameters));
    }
    if (!request.figures.empty()) {
        checkFigures(run, hooks);
    }
    RunFolder folder(request.folder);
    const ordered_json begun = reportOf(registry, request);
    std::error_code failure;
    const bool continues = request.start && fs::equivalent(fs::path(folder.path()) / "checkpoint",
                                                           request.startFolder, failure);
    if (folder.holdsRun() && !continues && !request.overwrite) {
        throw InputError("--out", "",
                         "'" + folder.path() +
                             "' holds another run; say --overwrite to replace it, or name another "
                             "folder");
    }
    folder.begin(fileText(begun), continues);
    run.experiment().series().keepIn(
        std::make_shared<SeriesStore>(SeriesStore::Options{folder.path()}));

    Outcome outcome = runSteps(run, request);
    // An interrupted run is not kept waiting for pictures that take long.
    std::vector<std::string> complaints;
    const FramePtr frame = run.frame(
        resultsOf(run), [&] { return outcome.status != "interrupted"; }, &complaints);
    complain(complaints);
    ordered_json report = begun;
    addResults(report, outcome, run.step(), *frame);
    int unmet = 0;
    if (outcome.status == "finished") {
        unmet = checkExpectations(scene, *frame, report["expect"]);
    }
    try {
        writeResults(request, run, *frame, folder, hooks);
        folder.end(fileText(report));
    } catch (const InputError& error) {
        outcome.status = "failed";
        outcome.message = error.what();
        reportFailure(begun, outcome.message, folder);
    }
    if (request.ended) {
        request.ended(frame, outcome.status);
    } else {
        printFinalValues(*frame);
    }
    if (!request.quiet) {
        std::cerr << "scorescope: " << outcome.status << " at step " << run.step() << " after "
                  << outcome.wallSeconds << " s, written to " << folder.path() << '\n';
    }
    if (outcome.status == "failed") {
        std::cerr << "scorescope: error: " << outcome.message << '\n';
        return 1;
    }
    if (outcome.status == "interrupted") {
        return 130;
    }
    return request.check && unmet > 0 ? 1 : 0;
}

} // namespace scorescope::app
