// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/run.h"

#include "engine/core/error.h"
#include "engine/core/scene_actions.h"
#include "engine/core/threads.h"

#include <algorithm>
#include <new>
#include <utility>

namespace scorescope {
namespace {

const std::string seriesPrefix = "series.";
const std::string leftOutKey = "series_left_out";
/// How often a wait for an analysis looks whether it should go on.
constexpr double waitSeconds = 0.05;

Interest nobody() {
    Interest interest;
    interest.all = false;
    return interest;
}

/// Throws InputError where the scene's cursor is not a point of the data's space.
void checkCursor(const Scene& scene, std::size_t dimensions) {
    if (!scene.cursor.empty() && scene.cursor.size() != dimensions) {
        throw InputError(scene.file, "/cursor",
                         dimensions == 0
                             ? "this experiment has no space to point into"
                             : "must be a point of " + std::to_string(dimensions) +
                                   " coordinates, not of " + std::to_string(scene.cursor.size()));
    }
}

/// Experiment::load(), which takes what it needs from the state's JSON; where that holds something
/// else, the library that reads it speaks of its own types.
void loadState(Experiment& experiment, const Checkpoint& checkpoint) {
    try {
        experiment.load(checkpoint);
    } catch (const nlohmann::ordered_json::exception&) {
        throw InputError("checkpoint", "",
                         "is damaged: its state.json lacks what this scene needs, or holds "
                         "something else in its place");
    }
}

} // namespace

std::unique_ptr<Experiment> createExperiment(const Registry& registry, const Scene& scene,
                                             const Device& device, int threads,
                                             const Progress& progress) {
    try {
        ExperimentContext context;
        context.parameters = scene.parameters;
        context.seed = scene.seed;
        context.device = device;
        context.threads = threads;
        context.progress = progress;
        if (threads > 0) {
            useThreads(threads);
        }
        std::unique_ptr<Experiment> experiment = registry.create(scene.experiment, context);
        checkCursor(scene, experiment->dimensions());
        experiment->follow(
            actionsOn(scene, registry.kind(scene.experiment), experiment->dimensions()).actions);
        return experiment;
    } catch (const InputError& error) {
        if (error.where().empty()) {
            throw error.in(scene.file);
        }
        throw;
    } catch (const std::bad_alloc&) {
        throw InputError(scene.file, "/parameters", "there is not enough memory for this size");
    }
}

Interest interestOf(const Scene& scene, const std::vector<std::string>& views) {
    Interest interest = nobody();
    interest.cursor = scene.cursor;
    for (const std::string& name : views) {
        const bool known = std::any_of(scene.views.begin(), scene.views.end(),
                                       [&name](const ViewSpec& view) { return view.name == name; });
        if (!known) {
            std::vector<std::string> names;
            std::string all;
            for (const ViewSpec& view : scene.views) {
                names.push_back(view.name);
                all += (all.empty() ? "" : ", ") + view.name;
            }
            throw InputError(scene.file, "/views",
                             "there is no view '" + name + "'" + didYouMean(name, names) +
                                 "; the views are " + all);
        }
    }
    for (const ViewSpec& view : scene.views) {
        const bool named = std::find(views.begin(), views.end(), view.name) != views.end();
        if (named || (views.empty() && view.place != "closeup")) {
            interest.names.insert(view.artifacts.begin(), view.artifacts.end());
        }
    }
    return interest;
}

std::shared_ptr<Frame> frameOf(const Experiment& experiment, const Analyses* analyses,
                               std::shared_ptr<const Scene> scene, const Interest& interest) {
    auto frame = std::make_shared<Frame>();
    frame->step = experiment.stepsDone();
    frame->head = frame->step;
    frame->totalSteps = scene ? scene->steps : 0;
    frame->reproducible = experiment.reproducible();
    frame->scene = std::move(scene);
    FrameBuilder builder(*frame, interest);
    experiment.publish(builder);
    frame->placements = experiment.placements();
    if (analyses != nullptr) {
        analyses->publish(builder);
        frame->analyses = analyses->status();
    }
    return frame;
}

FramePtr completeFrame(Experiment& experiment, Analyses& analyses,
                       std::shared_ptr<const Scene> scene, const Interest& interest,
                       const std::function<bool()>& goOn, std::vector<std::string>* complaints) {
    analyses.follow(experiment, interest);
    while (analyses.pending()) {
        analyses.wait(waitSeconds);
        std::vector<std::string> told;
        try {
            told = analyses.deliver(experiment).complaints;
        } catch (const RunError& error) { // a scheduled one: the picture is made all the same
            told.emplace_back(error.what());
        }
        if (complaints != nullptr) {
            complaints->insert(complaints->end(), told.begin(), told.end());
        }
        if (goOn && !goOn()) {
            break;
        }
    }
    analyses.follow(experiment, interest); // marks what is of this very state
    return frameOf(experiment, &analyses, std::move(scene), interest);
}

RunEnd runTo(Experiment& experiment, Analyses& analyses, std::uint64_t step,
             const std::function<bool(std::uint64_t step)>& goOn) {
    const Interest none = nobody();
    const auto mayGoOn = [&] { return !goOn || goOn(experiment.stepsDone()); };
    analyses.follow(experiment, none);
    RunEnd end = RunEnd::reached;
    while (experiment.stepsDone() < step) {
        analyses.deliver(experiment);
        if (analyses.holdsStep()) {
            analyses.wait(waitSeconds);
        } else if (!experiment.converged().empty()) {
            end = RunEnd::converged;
            break;
        } else {
            experiment.advance();
            analyses.follow(experiment, none);
        }
        if (!mayGoOn()) {
            return RunEnd::stopped;
        }
    }
    while (analyses.scheduledPending()) {
        if (!mayGoOn()) {
            return RunEnd::stopped;
        }
        analyses.wait(waitSeconds);
        analyses.deliver(experiment);
    }
    return end;
}

SceneRun::SceneRun(const Registry& registry, Scene scene, const Device& device, int threads,
                   AnalysesOptions analyses, const Progress& progress)
    : registry_(registry), device_(device), threads_(threads),
      scene_(std::make_shared<const Scene>(std::move(scene))),
      experiment_(createExperiment(registry, *scene_, device, threads, progress)),
      analyses_(std::move(analyses)) {
    analyses_.restart(scene_->parameters);
}

void SceneRun::restore(const Checkpoint& checkpoint) {
    restoreFull(registry_, *scene_, device_, threads_, *experiment_, analyses_, checkpoint);
}

FramePtr SceneRun::frame(const Interest& interest, const std::function<bool()>& goOn,
                         std::vector<std::string>* complaints) {
    return completeFrame(*experiment_, analyses_, scene_, interest, goOn, complaints);
}

std::set<std::string> SceneRun::awaited(const Interest& interest, const Frame& now) const {
    const std::set<std::string> scheduled = experiment_->scheduledArtifacts();
    std::set<std::string> names;
    for (const std::string& name : interest.names) {
        if (now.find(name)) {
            continue;
        }
        Interest alone = nobody();
        alone.names = {name};
        const std::vector<AnalysisRequest> due = experiment_->due(alone);
        const bool looked = std::any_of(due.begin(), due.end(), [](const AnalysisRequest& each) {
            return each.cause == AnalysisCause::interest;
        });
        if (looked || scheduled.count(name) != 0) {
            names.insert(name);
        }
    }
    return names;
}

Checkpoint SceneRun::checkpoint() const {
    return fullCheckpoint(*experiment_, &analyses_, *scene_);
}

void SceneRun::setAll(const std::vector<std::pair<std::string, ParameterValue>>& values) {
    auto next = std::make_shared<Scene>(*scene_);
    for (const auto& [name, value] : values) {
        next->parameters.setValue(name, value);
    }
    if (const auto& check = registry_.kind(next->experiment).check) {
        check(next->parameters);
    }
    for (const auto& [name, value] : values) {
        experiment_->set(name, value);
    }
    scene_ = std::move(next);
    analyses_.parametersChanged(scene_->parameters);
}

void SceneRun::setEnd(std::uint64_t steps) {
    auto next = std::make_shared<Scene>(*scene_);
    next->steps = steps;
    scene_ = std::move(next);
}

Checkpoint fullCheckpoint(const Experiment& experiment, const Analyses* analyses,
                          const Scene& scene, std::size_t mostSeriesBytes) {
    Checkpoint checkpoint;
    experiment.save(checkpoint);
    if (analyses != nullptr) {
        analyses->save(checkpoint);
    }
    const SeriesSet& series = experiment.series();
    std::size_t points = 0;
    for (const std::string& name : series.names()) {
        points += series.look(name).size();
    }
    if (points <= mostSeriesBytes / sizeof(SeriesPoint)) {
        for (const std::string& name : series.names()) {
            const Series look = series.look(name);
            const std::size_t count = look.size();
            std::vector<double> flat;
            flat.reserve(2 * count);
            for (std::size_t i = 0; i < count; ++i) {
                flat.push_back(look.at(i).step);
                flat.push_back(look.at(i).value);
            }
            checkpoint.put(seriesPrefix + name, std::move(flat), {count, 2});
        }
    } else {
        checkpoint.meta[leftOutKey] = true;
    }
    checkpoint.meta["scene"] = scene.json();
    checkpoint.meta["scene_id"] = scene.id;
    checkpoint.meta["step"] = experiment.stepsDone();
    return checkpoint;
}

bool seriesLeftOut(const Checkpoint& checkpoint) {
    const auto said = checkpoint.meta.find(leftOutKey);
    return said != checkpoint.meta.end() && said->is_boolean() && said->get<bool>();
}

std::uint64_t stepOf(const Checkpoint& checkpoint) {
    const auto said = checkpoint.meta.find("step");
    return said != checkpoint.meta.end() && said->is_number_unsigned() ? said->get<std::uint64_t>()
                                                                       : 0;
}

Scene sceneOf(const Checkpoint& checkpoint, const Registry& registry) {
    if (!checkpoint.meta.contains("scene")) {
        throw InputError("checkpoint", "/scene", "is missing: this is no checkpoint of a scene");
    }
    const auto id = checkpoint.meta.find("scene_id");
    const std::string name =
        id != checkpoint.meta.end() && id->is_string() ? id->get<std::string>() : "checkpoint";
    return parseScene(checkpoint.meta["scene"].dump(), name, registry);
}

void restoreState(Experiment& experiment, const Checkpoint& checkpoint) {
    SeriesSet series;
    series.keepIn(experiment.series().store());
    for (const auto& entry : checkpoint.state) {
        const std::string& name = entry.first;
        if (name.rfind(seriesPrefix, 0) == 0) {
            const auto& flat = storedValues<double>(checkpoint.state, name);
            for (std::size_t i = 0; i + 1 < flat.size(); i += 2) {
                series.append(name.substr(seriesPrefix.size()), flat[i], flat[i + 1]);
            }
        }
    }
    loadState(experiment, checkpoint);
    experiment.series() = std::move(series);
}

void restoreFull(const Registry& registry, const Scene& scene, const Device& device, int threads,
                 Experiment& experiment, Analyses& analyses, const Checkpoint& checkpoint) {
    restoreState(experiment, checkpoint);
    analyses.restart(scene.parameters);
    analyses.restore(experiment, checkpoint,
                     [&](const Checkpoint& moment, const nlohmann::ordered_json& values) {
                         Scene then = scene;
                         then.parameters.setAll(values);
                         auto earlier = createExperiment(registry, then, device, threads);
                         loadState(*earlier, moment);
                         return earlier;
                     });
}

Artifact seriesArtifact(const SeriesSet& series, const std::string& name, std::string title,
                        Quantity value, bool reference) {
    SeriesArtifact data;
    data.points = series.look(name);
    data.reference = reference;
    return {name, std::move(title), {"step", ""}, value, value, std::move(data)};
}

} // namespace scorescope
