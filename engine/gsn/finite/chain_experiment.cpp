// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/finite/chain_experiment.h"

#include "engine/core/run.h"
#include "engine/gsn/finite/chain_pictures.h"
#include "engine/gsn/finite/finite_chain.h"

#include <utility>

namespace scorescope::gsn {

ParameterSpec drawsParameter() {
    return live(integer("draws", "samples a step", "Chain", 10, 1, 10000,
                        "Samples that one step draws from the chain."));
}

ChainExperiment::ChainExperiment(const ExperimentContext& context, Purpose purpose,
                                 ChainStates states)
    : parameters_(context.parameters), values_(states.values),
      chain_(context.seed, purpose, states.values * states.hidden, 0) {}

void ChainExperiment::step() {
    ++steps_;
    chain_.step(transition(), steps_, parameters_.count("draws"));
    for (const ChainDistance& distance : distances(shares())) {
        series_.append(distance.series, static_cast<double>(steps_), distance.value);
    }
}

void ChainExperiment::set(const std::string& name, const ParameterValue& value) {
    if (parameters_.value(name) != value) {
        parameters_.setValue(name, value);
        if (name != "draws") {
            changed(name);
        }
    }
}

void ChainExperiment::save(Checkpoint& checkpoint) const {
    checkpoint.meta["steps"] = steps_;
    chain_.save(checkpoint, "chain_");
}

void ChainExperiment::load(const Checkpoint& checkpoint) {
    const std::uint64_t steps = checkpoint.count("steps");
    chain_.load(checkpoint, "chain_");
    steps_ = steps;
    loaded();
}

void ChainExperiment::publish(FrameBuilder& frame) const {
    for (const ChainDistance& distance : distances(shares())) {
        if (frame.wants(distance.series)) {
            frame.add(
                seriesArtifact(series_, distance.series, distance.title, {distance.axis, ""}));
        }
    }
    if (frame.wants("distributions")) {
        frame.add(distributions());
    }
    for (const auto& [name, artifact] : kept_) {
        if (frame.wants(name)) {
            frame.add(artifact);
        }
    }
}

void ChainExperiment::keep(Artifact artifact) {
    auto made = std::make_shared<const Artifact>(std::move(artifact));
    kept_[made->name] = made;
}

Artifact ChainExperiment::chainPath(const Quantity& axis) const {
    return {"chain_path", "The latest samples", {"sample", ""}, axis, {}, chain_.path()};
}

void ChainExperiment::addSamples(Lines& lines, std::string label) const {
    if (chain_.draws() > 0.0) {
        lines.lines.push_back(
            distributionLine(std::move(label), shares(), Lines::Style::points, true));
    }
}

Eigen::VectorXd ChainExperiment::shares() const {
    return overValues(chain_.shares(), values_);
}

} // namespace scorescope::gsn
