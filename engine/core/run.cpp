// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/run.h"

#include "engine/core/error.h"

#include <utility>

namespace scorescope {
namespace {
const std::string seriesPrefix = "series.";
}

std::unique_ptr<Experiment> createExperiment(const Registry& registry, const Scene& scene,
                                             const Device& device, int threads) {
    try {
        return registry.create(scene.experiment, {scene.parameters, scene.seed, device, threads});
    } catch (const InputError& error) {
        if (error.where().empty()) {
            throw error.in(scene.file);
        }
        throw;
    } catch (const std::bad_alloc&) {
        throw InputError(scene.file, "/parameters", "there is not enough memory for this size");
    }
}

Checkpoint fullCheckpoint(const Experiment& experiment, const Scene& scene) {
    Checkpoint checkpoint;
    experiment.save(checkpoint);
    for (const std::string& name : experiment.series().names()) {
        std::vector<double> flat;
        for (const SeriesPoint& point : experiment.series().look(name).points()) {
            flat.push_back(point.step);
            flat.push_back(point.value);
        }
        const std::size_t count = flat.size() / 2;
        checkpoint.put(seriesPrefix + name, std::move(flat), {count, 2});
    }
    checkpoint.meta["scene"] = scene.json();
    checkpoint.meta["scene_id"] = scene.id;
    checkpoint.meta["step"] = experiment.stepsDone();
    return checkpoint;
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

void restoreFull(Experiment& experiment, const Checkpoint& checkpoint) {
    SeriesSet series;
    for (const auto& entry : checkpoint.state) {
        const std::string& name = entry.first;
        if (name.rfind(seriesPrefix, 0) == 0) {
            const auto& flat = storedValues<double>(checkpoint.state, name);
            for (std::size_t i = 0; i + 1 < flat.size(); i += 2) {
                series.append(name.substr(seriesPrefix.size()), flat[i], flat[i + 1]);
            }
        }
    }
    experiment.load(checkpoint);
    experiment.series() = std::move(series);
}

Artifact seriesArtifact(const SeriesSet& series, const std::string& name, std::string title,
                        Quantity value, bool reference) {
    SeriesArtifact data;
    data.points = series.look(name);
    data.reference = reference;
    return {name, std::move(title), {"step", ""}, value, value, std::move(data)};
}

} // namespace scorescope
