// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/sweep_scene.h"

#include "app/cli/run_scene.h"
#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "engine/core/open_file.h"
#include "engine/core/run.h"
#include "engine/core/run_folder.h"
#include "engine/core/sweep.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <utility>

namespace scorescope::app {
namespace {

namespace fs = std::filesystem;

/// The views to draw: those asked for, else all but close-ups.
std::vector<std::string> viewsOf(const SweepRequest& request) {
    std::vector<std::string> known;
    std::vector<std::string> usual;
    for (const ViewSpec& view : request.scene.views) {
        known.push_back(view.name);
        if (view.place != "closeup") {
            usual.push_back(view.name);
        }
    }
    for (const std::string& view : request.views) {
        if (std::find(known.begin(), known.end(), view) == known.end()) {
            throw InputError("--view", "",
                             "there is no view '" + view + "'" + didYouMean(view, known));
        }
    }
    return request.views.empty() ? usual : request.views;
}

/// What was asked for, or what the scene proposes.
SweepSpec sweepOf(const SweepRequest& request) {
    if (!request.over.empty()) {
        return parseSweep(request.scene, request.over);
    }
    if (!request.scene.sweep) {
        throw InputError("--over", "",
                         "is missing, and the scene proposes no sweep; say NAME=V1,V2,… or "
                         "NAME=LOW:HIGH:COUNT");
    }
    return *request.scene.sweep;
}

int sweepAll(const SweepRequest& request, const SweepSpec& spec, const std::vector<SweepRun>& runs,
             const std::vector<std::string>& views, const Registry& registry, const Hooks& hooks) {
    const fs::path folder = request.folder;
    std::vector<SweepResult> results;
    int outcome = 0;
    for (std::size_t i = 0; i < runs.size() && outcome != 130; ++i) {
        if (!request.quiet) {
            std::cerr << "scorescope: run " << i + 1 << " of " << runs.size() << ": "
                      << runs[i].label << '\n';
        }
        RunRequest run;
        run.scene = runs[i].scene;
        run.device = request.device;
        run.threads = request.threads;
        run.folder = (folder / runs[i].folder).string();
        run.quiet = request.quiet;
        run.overwrite = request.overwrite;
        run.ended = [&](const FramePtr& frame, const std::string& status) {
            if (status != "interrupted") {
                results.push_back({i, frame, status == "failed" ? status : std::string(), 0.0});
            }
        };
        outcome = std::max(outcome, runScene(registry, run, hooks));
        writeFileAtomically((folder / "sweep.csv").string(), sweepCsv(spec.name, runs, results));
    }

    std::vector<std::pair<std::string, FramePtr>> pictures;
    for (const SweepResult& result : results) {
        pictures.emplace_back(runs[result.run].label, result.frame);
    }
    if (!request.figures.empty() && !pictures.empty()) {
        makeFolder((folder / "figures").string());
        for (const std::string& view : views) {
            for (const std::string& ending : request.figures) {
                hooks.writeMultiples(request.scene, view, pictures,
                                     (folder / "figures" / (view + "." + ending)).string());
            }
        }
    }
    std::cout << sweepCsv(spec.name, runs, results);
    if (outcome == 130) {
        std::cerr << "scorescope: interrupted; " << results.size() << " of " << runs.size()
                  << " runs are complete in " << folder.string() << '\n';
    }
    return outcome;
}

} // namespace

int sweepScene(const Registry& registry, const SweepRequest& request, const Hooks& hooks) {
    if (!request.figures.empty() && !hooks.writeMultiples) {
        throw InputError("--figures", "",
                         "this build has no figures (it was made with SCORESCOPE_GUI=OFF)");
    }
    if (request.scene.steps == 0) {
        throw InputError(request.scene.file, "/steps",
                         "is 0, an endless run; say --steps N to sweep without a window");
    }
    const std::vector<std::string> views = viewsOf(request);
    const SweepSpec spec = sweepOf(request);
    const std::vector<SweepRun> runs = planSweep(registry, request.scene, spec);
    if (!request.figures.empty()) {
        Scene shortest = runs.front().scene;
        shortest.steps = 0;
        shortest.views.erase(std::remove_if(shortest.views.begin(), shortest.views.end(),
                                            [&views](const ViewSpec& view) {
                                                return std::find(views.begin(), views.end(),
                                                                 view.name) == views.end();
                                            }),
                             shortest.views.end());
        checkFigures(SceneRun(registry, std::move(shortest), request.device, request.threads),
                     hooks);
    }

    const RunFolder held(request.folder);
    std::error_code failure;
    if (!request.overwrite && fs::exists(fs::path(request.folder) / "sweep.csv", failure)) {
        throw InputError("--out", "",
                         "'" + request.folder +
                             "' holds another sweep; say --overwrite to replace it, or name "
                             "another folder");
    }
    try {
        return sweepAll(request, spec, runs, views, registry, hooks);
    } catch (const InputError& error) {
        throw RunError(error.what(), "runs that are complete are kept");
    }
}

} // namespace scorescope::app
