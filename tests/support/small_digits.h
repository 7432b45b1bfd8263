// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"
#include "engine/core/run.h"
#include "engine/gsn/gsn.h"
#include "tests/support/complete_frame.h"
#include "tests/support/published_frame.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <variant>

namespace scorescope::test {

/// Parameters of the experiment `digit_network`, by name.
using DigitValues = std::map<std::string, ParameterValue>;

/// A small one, with other values where they are given.
inline ExperimentContext digitContext(const Registry& registry, const DigitValues& values) {
    ExperimentContext context;
    context.seed = 1;
    context.threads = 1;
    context.parameters = Parameters(registry.kind("digit_network").parameters);
    const DigitValues small = {
        {"digits", std::string("drawn")},   {"training_images", std::int64_t{30}},
        {"test_images", std::int64_t{10}},  {"layers", std::string("12 9")},
        {"batch_size", std::int64_t{4}},    {"chains", std::int64_t{3}},
        {"grid_columns", std::int64_t{4}},  {"burn_in", std::int64_t{2}},
        {"evaluate_every", std::int64_t{1}}};
    for (const DigitValues* some : {&small, &values}) {
        for (const auto& [name, value] : *some) {
            context.parameters.setValue(name, value);
        }
    }
    return context;
}

/// A network on digits that trains in no time.
class Digits {
public:
    explicit Digits(const DigitValues& values) {
        gsn::registerGsn(registry_);
        experiment_ = registry_.create("digit_network", digitContext(registry_, values));
    }
    Experiment& operator*() { return *experiment_; }
    Experiment* operator->() { return experiment_.get(); }
    void step(int count) {
        for (int i = 0; i < count; ++i) {
            experiment_->step();
        }
    }
    [[nodiscard]] Artifact artifact(const char* name) const {
        return *publishedFrame(*experiment_).find(name);
    }
    [[nodiscard]] ImageGrid grid(const char* name) const {
        return std::get<ImageGrid>(artifact(name).data);
    }
    [[nodiscard]] Checkpoint saved() const {
        Checkpoint checkpoint;
        experiment_->save(checkpoint);
        return checkpoint;
    }

private:
    Registry registry_;
    std::unique_ptr<Experiment> experiment_;
};

} // namespace scorescope::test
