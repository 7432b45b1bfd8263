// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/comparison.h"

#include "engine/core/difference.h"
#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/core/run_folder.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

namespace scorescope {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

ordered_json readReport(const fs::path& path) {
    ordered_json report = readJsonWithScene(path.string());
    if (!report.is_object()) {
        throw InputError(path.string(), "", "is damaged: not a JSON object");
    }
    for (const char* key : {"scorescope", "scene", "status"}) {
        if (!report.contains(key)) {
            throw InputError(path.string(), std::string("/") + key,
                             "is missing: this is no report of a run");
        }
    }
    return report;
}

/// The scene inside, told of the file that holds it.
Scene readScene(const Registry& registry, const ordered_json& json, const std::string& id,
                const fs::path& file) {
    try {
        Scene scene = parseScene(json.dump(), id, registry);
        scene.file = file.string();
        return scene;
    } catch (const InputError& error) {
        throw InputError(file.string(), "/scene" + error.pointer(), error.message());
    }
}

StoredRun readCheckpoint(const Registry& registry, const fs::path& folder) {
    StoredRun run;
    run.checkpoint = loadCheckpoint(folder.string());
    const fs::path state = folder / "state.json";
    if (!run.checkpoint.meta.contains("scene")) {
        throw InputError(state.string(), "/scene", "is missing: this is no checkpoint of a scene");
    }
    const auto id = run.checkpoint.meta.find("scene_id");
    run.scene =
        readScene(registry, run.checkpoint.meta["scene"],
                  id != run.checkpoint.meta.end() && id->is_string() ? id->get<std::string>()
                                                                     : std::string("checkpoint"),
                  state);
    try {
        run.step = run.checkpoint.count("step");
    } catch (const InputError& error) {
        throw InputError(state.string(), error.pointer(), error.message());
    }
    return run;
}

bool sameSeries(const Series& a, const Series& b) {
    if (a.size() != b.size()) {
        return false;
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a.at(i).step != b.at(i).step || a.at(i).value != b.at(i).value) {
            return false;
        }
    }
    return true;
}

/// Points that both show: kept in a picture of differences, so that one sees where one is.
bool samePoints(const Artifact& a, const Artifact& b) {
    const auto* p = std::get_if<Scatter>(&a.data);
    const auto* q = std::get_if<Scatter>(&b.data);
    if (p != nullptr && q != nullptr) {
        return p->x == q->x && p->y == q->y && p->value == q->value;
    }
    const auto* c = std::get_if<PointCloud>(&a.data);
    const auto* d = std::get_if<PointCloud>(&b.data);
    return c != nullptr && d != nullptr && c->dimensions == d->dimensions &&
           c->coordinates == d->coordinates && c->value == d->value;
}

std::shared_ptr<Frame> blankFrame(const Frame& a, const Frame& b) {
    auto frame = std::make_shared<Frame>();
    frame->generation = a.generation;
    frame->step = a.step;
    frame->head = std::max({a.head, b.head, a.step, b.step});
    frame->totalSteps = std::max(a.totalSteps, b.totalSteps);
    frame->scene = a.scene;
    return frame;
}

void put(Frame& frame, std::shared_ptr<const Artifact> artifact) {
    const std::string name = artifact->name;
    frame.artifacts[name] = std::move(artifact);
}

/// Tells which side lacks an artifact; false when both have it.
bool missing(const std::string& name, bool inA, bool inB, std::vector<std::string>& problems) {
    if (inA && inB) {
        return false;
    }
    problems.push_back("“" + name + "” is not computed in " +
                       (inA   ? "B"
                        : inB ? "A"
                              : "either of them"));
    return true;
}

} // namespace

StoredRun readStoredRun(const Registry& registry, const std::string& folder) {
    std::error_code failure;
    const fs::path place = folder;
    if (!fs::is_directory(place, failure)) {
        throw InputError(folder, "",
                         fs::exists(place, failure) ? "is a file, not the folder of a run"
                                                    : "there is no such folder");
    }
    const bool report = fs::is_regular_file(place / "run.json", failure);
    if (!report && fs::is_regular_file(place / "state.json", failure)) {
        return readCheckpoint(registry, place);
    }
    if (!report) {
        throw InputError(folder, "",
                         "is no run: it has neither run.json (scorescope run --out) nor "
                         "state.json (a checkpoint)");
    }
    const fs::path reportPath = place / "run.json";
    const ordered_json json = readReport(reportPath);
    // Version 0.1 wrote "running".
    if (json["status"] == RunFolder::unfinished || json["status"] == "running") {
        throw InputError(folder, "",
                         RunFolder::isHeld(folder)
                             ? "its run is under way; wait until it has ended"
                             : "its run was killed before it could save anything; run it again");
    }
    const auto id = json.find("scene_id");
    const Scene scene =
        readScene(registry, json["scene"],
                  id != json.end() && id->is_string() ? id->get<std::string>() : std::string("run"),
                  reportPath);
    if (!fs::is_regular_file(place / "checkpoint" / "state.json", failure)) {
        throw InputError(folder, "",
                         "has no checkpoint (checkpoint/state.json); run it again with "
                         "scorescope run --out");
    }
    StoredRun run = readCheckpoint(registry, place / "checkpoint");
    const std::vector<std::string> differences = sceneDifferences(scene, run.scene);
    if (!differences.empty()) {
        throw InputError(folder, "",
                         "its checkpoint is of another run than its run.json (" +
                             differences.front() + ")");
    }
    run.scene.title = scene.title;
    run.scene.file = reportPath.string();
    return run;
}

Region regionOf(const Parameters& parameters) {
    Region region;
    for (const ParameterSpec& spec : parameters.table().specs()) {
        if (spec.live && spec.followsView) {
            region[spec.name] = parameters.value(spec.name);
        }
    }
    return region;
}

Region regionOf(const Frame& frame) {
    if (frame.scene) {
        return regionOf(frame.scene->parameters);
    }
    Region region;
    const auto put = [&region](const std::string& name, ParameterValue value) {
        if (!name.empty()) {
            region[name] = value;
        }
    };
    const auto add = [&put](const RegionParameters& names, const Grid& grid) {
        put(names.xMin, grid.xMin);
        put(names.xMax, grid.xMax);
        put(names.yMin, grid.yMin);
        put(names.yMax, grid.yMax);
        put(names.resolution, static_cast<std::int64_t>(grid.columns));
    };
    for (const auto& [name, artifact] : frame.artifacts) {
        if (const auto* vectors = std::get_if<VectorField>(&artifact->data)) {
            add(vectors->region, vectors->grid);
        } else if (const auto* values = std::get_if<ScalarField>(&artifact->data)) {
            add(values->region, values->grid);
        }
    }
    return region;
}

ComparedRun::ComparedRun(const Registry& registry, Scene scene, const Device& device, int threads)
    : run_(registry, std::move(scene), device, threads) {}

void ComparedRun::restore(const Checkpoint& checkpoint) {
    run_.restore(checkpoint);
}

bool ComparedRun::runToEnd(const std::function<bool(std::uint64_t step)>& goOn) {
    if (scene().steps == 0) {
        throw InputError(scene().file, "/steps", "is 0, an endless run; give the scene an end");
    }
    return run_.runTo(scene().steps, goOn) != RunEnd::stopped;
}

bool ComparedRun::follow(const Region& region) {
    std::vector<std::pair<std::string, ParameterValue>> values;
    const Parameters& now = scene().parameters;
    for (const auto& [name, value] : region) {
        if (now.table().contains(name) && now.table().spec(name).live && now.value(name) != value) {
            values.emplace_back(name, value);
        }
    }
    try {
        run_.setAll(values);
    } catch (const InputError&) {
        return false; // another kind of experiment may not reach there
    }
    return !values.empty();
}

FramePtr ComparedRun::publish(const Interest& interest, const std::function<bool()>& goOn) {
    auto frame = std::make_shared<Frame>(*run_.frame(interest, goOn));
    frame->status.state = RunState::finished;
    return frame;
}

CombinedFrame differenceFrame(const Frame& a, const Frame& b,
                              const std::vector<std::string>& names) {
    CombinedFrame combined;
    const auto frame = blankFrame(a, b);
    for (const std::string& name : names) {
        const auto left = a.find(name);
        const auto right = b.find(name);
        if (!left && !right) {
            continue; // neither has it: a switch of the view that is off
        }
        if (missing(name, left != nullptr, right != nullptr, combined.problems)) {
            continue;
        }
        if (samePoints(*left, *right)) {
            put(*frame, left);
            continue;
        }
        try {
            put(*frame, difference(*left, *right));
            ++combined.combined;
        } catch (const InputError& error) {
            combined.problems.push_back(error.message());
        }
    }
    combined.frame = frame;
    return combined;
}

std::string overlayName(const std::string& name) {
    return "b_" + name;
}

CombinedFrame overlayFrame(const Frame& a, const Frame& b, const std::vector<std::string>& names) {
    CombinedFrame combined;
    const auto frame = blankFrame(a, b);
    frame->step = frame->head; // no mark of where one of them stands
    for (const std::string& name : names) {
        const auto left = a.find(name);
        const auto right = b.find(name);
        if (!left && !right) {
            continue;
        }
        const auto* p = left ? std::get_if<SeriesArtifact>(&left->data) : nullptr;
        const auto* q = right ? std::get_if<SeriesArtifact>(&right->data) : nullptr;
        combined.combined +=
            missing(name, left != nullptr, right != nullptr, combined.problems) ? 0U : 1U;
        const bool shared =
            p != nullptr && q != nullptr && p->reference && sameSeries(p->points, q->points);
        if (left) {
            Artifact copy = *left;
            copy.title = shared ? left->title : "A: " + left->title;
            put(*frame, std::make_shared<const Artifact>(std::move(copy)));
        }
        if (!right || shared) {
            continue;
        }
        if (q == nullptr) {
            combined.problems.push_back("“" + name + "” is no series, so only A's is shown");
            continue;
        }
        Lines::Line line;
        line.dashed = true;
        line.label = "B: " + right->title;
        for (const SeriesPoint& point : q->points.points()) {
            line.x.push_back(point.step);
            line.y.push_back(point.value);
        }
        put(*frame, std::make_shared<const Artifact>(
                        Artifact{overlayName(name), "B: " + right->title, right->x, right->y,
                                 right->value, Lines{{std::move(line)}}}));
    }
    combined.frame = frame;
    return combined;
}

} // namespace scorescope
