// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/past_moment.h"

#include "engine/core/run.h"
#include "engine/core/scene.h"

#include <utility>

namespace scorescope {

void PastMoment::show(FramePtr stored, const std::shared_ptr<const Scene>& now) {
    leave();
    stored_ = std::move(stored);
    scene_ = now;
    if (now && stored_->scene) {
        auto scene = std::make_shared<Scene>(*now);
        for (const ParameterSpec& spec : scene->parameters.table().specs()) {
            if (!spec.followsView) {
                scene->parameters.setValue(spec.name, stored_->scene->parameters.value(spec.name));
            }
        }
        scene_ = std::move(scene);
    }
}

void PastMoment::leave() {
    stored_ = nullptr;
    scene_ = nullptr;
    experiment_ = nullptr;
    wantsMore_ = false;
    analyses_.cancelAll();
}

void PastMoment::wantMore() {
    wantsMore_ = stored_ && !experiment_;
}

void PastMoment::revive(
    const History& history,
    const std::function<std::unique_ptr<Experiment>(const Scene& scene)>& create) {
    wantsMore_ = false;
    if (!stored_ || !scene_ || experiment_) {
        return;
    }
    const auto checkpoint = history.checkpointAtOrBefore(stored_->step);
    if (!checkpoint) {
        return;
    }
    auto then = create(*scene_);
    then->load(*checkpoint);
    if (then->stepsDone() == stored_->step) {
        experiment_ = std::move(then);
        analyses_.restart(scene_->parameters);
    }
}

void PastMoment::set(const std::string& name, const ParameterValue& value) {
    if (scene_) {
        auto scene = std::make_shared<Scene>(*scene_);
        scene->parameters.setValue(name, value);
        scene_ = std::move(scene);
    }
    if (experiment_) {
        experiment_->set(name, value);
    } else {
        wantMore();
    }
}

Analyses::News PastMoment::deliver() {
    return experiment_ ? analyses_.deliver(*experiment_) : Analyses::News{};
}

std::shared_ptr<Frame> PastMoment::picture(const Interest& interest, const Experiment& head) {
    std::shared_ptr<Frame> frame;
    if (experiment_) {
        analyses_.follow(*experiment_, interest);
        frame = frameOf(*experiment_, &analyses_, nullptr, interest);
        frame->clock = stored_->clock;
    } else {
        frame = std::make_shared<Frame>(*stored_);
    }
    const auto now = frameOf(head, nullptr, nullptr, interest);
    for (const auto& [name, artifact] : now->artifacts) {
        if (std::holds_alternative<SeriesArtifact>(artifact->data)) {
            frame->artifacts[name] = artifact;
        }
    }
    return frame;
}

} // namespace scorescope
