// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/plane/plane_learner.h"

#include "engine/core/error.h"

#include <cmath>
#include <utility>

namespace scorescope::gsn {
namespace {

nn::ModelStart startOf(const LearnerOptions& options, const data::PointSet& examples) {
    nn::ModelStart start;
    start.data = examples.coordinates.data();
    start.count = examples.size();
    start.scale = options.startScale;
    start.seed = options.seed;
    return start;
}

nlohmann::ordered_json toJson(const WalkOptions& walk) {
    return {{"geometric", walk.law.geometric},
            {"p", walk.law.p},
            {"steps", walk.law.steps},
            {"sigma", walk.sigma},
            {"onward", walk.onward},
            {"last_only", walk.lastOnly},
            {"through_chain", walk.throughChain},
            {"learn_deviation", walk.learnDeviation}};
}

WalkOptions walkOptionsOf(const nlohmann::ordered_json& json) {
    try {
        WalkOptions walk;
        walk.law = {json.at("geometric").get<bool>(), json.at("p").get<double>(),
                    json.at("steps").get<std::size_t>()};
        walk.sigma = json.at("sigma").get<double>();
        walk.onward = json.at("onward").get<bool>();
        walk.lastOnly = json.at("last_only").get<bool>();
        walk.throughChain = json.at("through_chain").get<bool>();
        walk.learnDeviation = json.at("learn_deviation").get<bool>();
        return walk;
    } catch (const nlohmann::json::exception&) {
        throw InputError("checkpoint", "/walk", "does not say how walks were made");
    }
}

} // namespace

PlaneLearner::PlaneLearner(LearnerOptions options, std::shared_ptr<const data::PointSet> examples)
    : options_(std::move(options)), examples_(std::move(examples)), denoiser_(options_.network),
      trainer_(options_.trainer,
               denoiser_.initialParameters(startOf(options_, *examples_), options_.deviation)),
      batches_(examples_->size(), options_.batchSize, options_.seed) {}

std::vector<double> PlaneLearner::walkersAt(std::uint64_t step) {
    if (trainer_.fullBatch()) {
        return examples_->coordinates;
    }
    const std::size_t d = examples_->dimensions;
    std::vector<double> points;
    for (const std::size_t i : batches_.batch(step)) {
        points.insert(points.end(), examples_->point(i), examples_->point(i) + d);
    }
    return points;
}

void PlaneLearner::walkAgain() {
    walked_ = walkersAt(origin_->key);
    walks_ = walkFrom(denoiser_, origin_->weights.data(), origin_->options, walked_.data(),
                      walked_.size() / examples_->dimensions, options_.seed, origin_->key);
}

nn::TrainerReport PlaneLearner::step(std::uint64_t at, const WalkOptions& walk) {
    const bool other = !origin_ || origin_->options != walk;
    if (!trainer_.fullBatch() || other || at % options_.redrawEvery == 0) {
        origin_ = Origin{walk, at, trainer_.weights()};
        walkAgain();
        if (trainer_.fullBatch()) {
            if (other) {
                trainer_.objectiveChanged();
            } else {
                trainer_.objectiveRedrawn(); // the same in expectation, or nearly
            }
        }
    }
    const bool moves = walk.throughChain && walk.onward; // X̃ with the weights
    return trainer_.step([&](const double* weights, double* gradient) {
        if (!moves) {
            return walkbackLoss(denoiser_, weights, walk, *walks_, walked_.data(), gradient);
        }
        const Walks now =
            walkFrom(denoiser_, weights, walk, walked_.data(),
                     walked_.size() / examples_->dimensions, options_.seed, origin_->key);
        return walkbackLoss(denoiser_, weights, walk, now, walked_.data(), gradient);
    });
}

void PlaneLearner::setDeviation(double deviation) {
    if (denoiser_.logDeviation(weights().data()) == std::log(deviation)) {
        return;
    }
    std::vector<double> changed = trainer_.weights();
    denoiser_.logDeviation(changed.data()) = std::log(deviation);
    trainer_ = nn::Trainer(options_.trainer, std::move(changed));
}

void PlaneLearner::setTrainer(const nn::TrainerOptions& options) {
    trainer_.setOptions(options);
    options_.trainer = options;
}

void PlaneLearner::save(Checkpoint& checkpoint) const {
    trainer_.save(checkpoint, denoiser_.parts());
    if (origin_) {
        checkpoint.meta["walk"] = toJson(origin_->options);
        checkpoint.meta["walk_key"] = origin_->key;
        checkpoint.put("walk_weights", origin_->weights);
    }
}

void PlaneLearner::load(const Checkpoint& checkpoint) {
    std::optional<Origin> origin;
    if (checkpoint.meta.contains("walk")) {
        origin = Origin{walkOptionsOf(checkpoint.meta["walk"]), checkpoint.count("walk_key"),
                        checkpoint.doubles("walk_weights", denoiser_.parameterCount())};
    }
    nn::Trainer trainer = trainer_;
    trainer.load(checkpoint, denoiser_.parts());
    trainer_ = std::move(trainer);
    origin_ = std::move(origin);
    walks_.reset();
    walked_.clear();
    if (origin_) {
        walkAgain();
    }
}

} // namespace scorescope::gsn
