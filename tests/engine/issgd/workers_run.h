// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/core/scene.h"
#include "engine/issgd/issgd.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>

/// Small runs of importance sampling, as scenes make them.
namespace scorescope::test {

using Values = std::map<std::string, nlohmann::ordered_json>;

inline Scene workersScene(const Registry& registry, const std::string& kind, const Values& more) {
    nlohmann::ordered_json parameters = {{"image_set", "drawn"},
                                         {"training_images", 120},
                                         {"test_images", 40},
                                         {"validation_share", 0.0},
                                         {"layers", "linear 10, relu"},
                                         {"batch_size", 16},
                                         {"block", 12},
                                         {"measure_every", 1000}};
    for (const auto& [name, value] : more) {
        parameters[name] = value;
    }
    const nlohmann::ordered_json scene = {{"scorescope", 2},
                                          {"experiment", kind},
                                          {"seed", 3},
                                          {"steps", 20},
                                          {"parameters", parameters}};
    return parseScene(scene.dump(), "workers.json", registry);
}

class WorkersRun {
public:
    explicit WorkersRun(const Values& more = {}, const std::string& kind = "importance_workers") {
        issgd::registerIssgd(registry_);
        const Scene scene = workersScene(registry_, kind, more);
        registry_.checkFits(scene.experiment, scene.parameters);
        run_ = std::make_unique<SceneRun>(registry_, scene, Device(), 1);
    }
    [[nodiscard]] Experiment& experiment() { return run_->experiment(); }
    void steps(std::uint64_t count) { run_->runTo(experiment().stepsDone() + count); }
    /// After ten more steps: series that are told every ten steps have a new point.
    [[nodiscard]] double next(const std::string& series) {
        steps(10);
        return last(series);
    }
    [[nodiscard]] double last(const std::string& series) {
        const Series found = experiment().series().look(series);
        return found.empty() ? std::nan("") : found.back().value;
    }
    [[nodiscard]] Table table(const std::string& name) {
        return std::get<Table>(run_->frame(Interest())->find(name)->data);
    }
    [[nodiscard]] std::string note() {
        for (const auto& row : table("cluster_traffic").rows) {
            if (row[0].text == "note") {
                return row[1].text;
            }
        }
        return {};
    }
    [[nodiscard]] FramePtr frame() { return run_->frame(Interest()); }

private:
    Registry registry_;
    std::unique_ptr<SceneRun> run_;
};

/// What the next step throws: "what | advice"; empty when it does not.
inline std::string troubleOfStep(WorkersRun& run) {
    try {
        run.steps(1);
    } catch (const RunError& error) {
        return std::string(error.what()) + " | " + error.advice();
    }
    return {};
}

} // namespace scorescope::test
