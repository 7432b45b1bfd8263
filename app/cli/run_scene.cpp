// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/run_scene.h"

#include "app/cli/interrupt_watch.h"
#include "engine/core/artifact_io.h"
#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/core/version.h"

#include <unistd.h>

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

/// A line that is redrawn in place on a terminal, and nothing elsewhere.
class ProgressBar {
public:
    ProgressBar(std::uint64_t total, bool quiet)
        : total_(total), shown_(!quiet && isatty(STDERR_FILENO) != 0) {}

    void update(std::uint64_t step, double stepsPerSecond) {
        const auto now = Clock::now();
        if (!shown_ || (step != total_ && now - last_ < std::chrono::milliseconds(100))) {
            return;
        }
        last_ = now;
        const double share =
            total_ == 0 ? 1.0 : static_cast<double>(step) / static_cast<double>(total_);
        const auto filled = static_cast<std::size_t>(std::lround(30.0 * share));
        const double left =
            stepsPerSecond > 0.0 ? static_cast<double>(total_ - step) / stepsPerSecond : 0.0;
        std::fprintf(stderr, "\r[%s%s] %llu / %llu  %.0f steps/s  %.0f s left ",
                     std::string(filled, '#').c_str(), std::string(30 - filled, '.').c_str(),
                     static_cast<unsigned long long>(step), static_cast<unsigned long long>(total_),
                     stepsPerSecond, left);
        drawn_ = true;
    }
    void finish() {
        if (drawn_) {
            std::fputc('\n', stderr);
        }
    }

private:
    std::uint64_t total_;
    bool shown_;
    bool drawn_ = false;
    Clock::time_point last_{};
};

void makeFolder(const fs::path& folder) {
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) {
        throw InputError(folder.string(), "", "the folder cannot be made: " + failure.message());
    }
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
        const bool met = std::abs(value - expectation.value) <= expectation.tolerance;
        failures += met ? 0 : 1;
        std::printf("expect %s at step %llu: %.6g, wanted %.6g ± %.3g: %s\n",
                    expectation.series.c_str(), static_cast<unsigned long long>(expectation.step),
                    value, expectation.value, expectation.tolerance, met ? "met" : "NOT MET");
        report.push_back({{"series", expectation.series},
                          {"step", expectation.step},
                          {"wanted", expectation.value},
                          {"tolerance", expectation.tolerance},
                          {"value", finite(value)},
                          {"met", met}});
    }
    return failures;
}

void complain(const std::vector<std::string>& complaints) {
    for (const std::string& each : complaints) {
        std::cerr << "scorescope: " << each << '\n';
    }
}

} // namespace

FramePtr finalFrame(const Registry& registry, const Scene& scene, const Interest& interest,
                    const Device& device, int threads, const std::optional<Checkpoint>& start) {
    SceneRun run(registry, scene, device, threads);
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
    SceneRun experiment(registry, scene, request.device, request.threads);
    if (request.start) {
        experiment.restore(*request.start);
    }
    if (!request.figures.empty()) {
        checkFigures(experiment, hooks);
    }
    const fs::path folder = request.folder;
    makeFolder(folder / "artifacts");

    const InterruptWatch watch;
    ordered_json run;
    run["scorescope"] = programVersion();
    run["scene_id"] = scene.id;
    run["scene"] = scene.json();
    run["seed"] = scene.seed;
    const Machine machine = describeMachine();
    run["versions"] = {{"scorescope", programVersion()}, {"libtorch", machine.torchVersion}};
    run["device"] = request.device.name();
    run["instruction_set"] = machine.instructionSet;
    run["threads"] = request.threads;
    run["reproducible"] = registry.kind(scene.experiment).reproducible;
    run["status"] = "running";
    // Written before the run, so that a place that cannot be written is known at once.
    writeFileAtomically((folder / "run.json").string(), run.dump(2) + "\n");

    const auto begin = Clock::now();
    ProgressBar progress(scene.steps, request.quiet);
    const std::uint64_t first = experiment.step();
    std::string status = "finished";
    std::string message;
    try {
        const RunEnd end = experiment.runTo(scene.steps, [&](std::uint64_t step) {
            const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
            progress.update(step, static_cast<double>(step - first) / seconds);
            return !InterruptWatch::interrupted();
        });
        if (end == RunEnd::converged) {
            message = experiment.converged() + " (step " + std::to_string(experiment.step()) + ")";
        } else if (end == RunEnd::stopped) {
            status = "interrupted";
        }
    } catch (const RunError& error) {
        status = "failed";
        message = std::string(error.what()) + "; " + error.advice();
    }
    progress.update(experiment.step(), 0.0);
    progress.finish();
    const double wall = std::chrono::duration<double>(Clock::now() - begin).count();

    // An interrupted run is not kept waiting for pictures that take long.
    std::vector<std::string> complaints;
    const FramePtr frame = experiment.frame(
        Interest(), [&] { return status != "interrupted"; }, &complaints);
    complain(complaints);
    writeFileAtomically((folder / "series.csv").string(), seriesCsv(*frame));
    saveCheckpoint(experiment.checkpoint(), (folder / "checkpoint").string());
    for (const auto& [name, artifact] : frame->artifacts) {
        writeNpz(*artifact, (folder / "artifacts" / (name + ".npz")).string());
    }
    for (const std::string& ending : request.figures) {
        makeFolder(folder / "figures");
        for (const ViewSpec& view : scene.views) {
            hooks.writeFigure(scene, *frame, {view.name},
                              (folder / "figures" / (view.name + "." + ending)).string());
        }
    }

    run["placements"] = ordered_json::array();
    for (const Placement& each : frame->placements) {
        run["placements"].push_back(
            {{"what", each.what}, {"where", each.where}, {"why", each.why}});
    }
    run["status"] = status;
    run["message"] = message;
    run["steps"] = experiment.step();
    run["wall_seconds"] = wall;
    run["final"] = ordered_json::object();
    for (const auto& [name, artifact] : frame->artifacts) {
        if (std::holds_alternative<SeriesArtifact>(artifact->data)) {
            const double value = frame->lastValue(name);
            run["final"][name] = finite(value);
            if (!request.ended) {
                std::printf("%s %.9g\n", name.c_str(), value);
            }
        }
    }
    const int unmet = status == "finished" ? checkExpectations(scene, *frame, run["expect"]) : 0;
    writeFileAtomically((folder / "run.json").string(), run.dump(2) + "\n");
    if (!request.quiet) {
        std::cerr << "scorescope: " << status << " at step " << experiment.step() << " after "
                  << wall << " s, written to " << folder.string() << '\n';
    }
    if (request.ended) {
        request.ended(frame, status);
    }
    if (status == "failed") {
        std::cerr << "scorescope: error: " << message << '\n';
        return 1;
    }
    if (status == "interrupted") {
        return 130;
    }
    return request.check && unmet > 0 ? 1 : 0;
}

} // namespace scorescope::app
