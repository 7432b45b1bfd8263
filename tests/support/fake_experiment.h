// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/error.h"
#include "engine/core/experiment.h"
#include "engine/core/run.h"
#include "engine/core/scene.h"
#include "tests/support/gate.h"

#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

namespace scorescope::test {

/// An experiment whose every number is known: x ← x + rate. Trouble on request.
class FakeExperiment final : public Experiment {
public:
    explicit FakeExperiment(const ExperimentContext& context, std::shared_ptr<Gate> gate = nullptr)
        : parameters_(context.parameters), gate_(std::move(gate)),
          value_(static_cast<double>(context.seed)) {
        if (parameters_.text("trouble") == "open") {
            throw InputError("", "/parameters/trouble", "it cannot be opened");
        }
        while (parameters_.flag("endless_opening")) {
            report(context.progress, 0.5);
            std::this_thread::yield();
        }
    }

    void step() override {
        const auto trouble = static_cast<std::uint64_t>(parameters_.integer("trouble_at"));
        if (trouble != 0 && steps_ + 1 == trouble) {
            const std::string& kind = parameters_.text("trouble");
            if (kind == "nan") {
                throw RunError("the loss is not finite", "lower the rate");
            }
            if (kind == "throw") {
                value_ = -1e9; // half changed: the session must restore the last good state
                throw std::runtime_error("something broke");
            }
            if (kind == "memory") {
                throw std::bad_alloc();
            }
        }
        if (gate_) {
            gate_->pass();
        }
        value_ += parameters_.real("rate");
        ++steps_;
        series_.append("value", static_cast<double>(steps_), value_);
    }
    [[nodiscard]] std::uint64_t stepsDone() const override { return steps_; }
    void publish(FrameBuilder& frame) const override {
        if (parameters_.text("trouble") == "publish" && steps_ > 0) {
            throw std::runtime_error("this picture cannot be made");
        }
        if (frame.wants("value")) {
            frame.add(seriesArtifact(series_, "value", "value", {"value", ""}));
        }
        if (frame.wants("state")) {
            frame.add(
                Artifact{"state", "state", {}, {}, {}, Table{{"x"}, {{std::to_string(value_)}}}});
        }
    }
    void set(const std::string& name, const ParameterValue& value) override {
        parameters_.setValue(name, value);
    }
    void act(const Action& action) override {
        if (action.name == "jump") {
            value_ += action.numbers.at(0);
        }
    }
    void save(Checkpoint& checkpoint) const override {
        checkpoint.put("value", {value_});
        checkpoint.meta["steps"] = steps_;
    }
    void load(const Checkpoint& checkpoint) override {
        value_ = checkpoint.doubles("value", 1).front();
        steps_ = checkpoint.meta.at("steps").get<std::uint64_t>();
    }

private:
    Parameters parameters_;
    std::shared_ptr<Gate> gate_;
    double value_;
    std::uint64_t steps_ = 0;
};

/// `gate`, if there is one, is where every step waits for the test.
inline Registry fakeRegistry(const std::shared_ptr<Gate>& gate = nullptr) {
    ExperimentKind kind;
    kind.name = "fake";
    kind.title = "Fake";
    kind.parameters = ParameterTable({
        live(real("rate", "rate", "All", 1.0, -10.0, 10.0, "added at each step")),
        integer("trouble_at", "trouble at", "All", 0, 0, 1e9, "step that fails, 0 = none"),
        choice("trouble", "trouble", "All", {"nan", "throw", "memory", "publish", "open"},
               {"nan", "throw", "memory", "publish", "open"}, "how it fails"),
        boolean("endless_opening", "endless opening", "All", false, "until it is given up"),
        integer("size", "size", "All", 1, 1, 1e15, "bytes it claims to need"),
    });
    kind.create = [gate](const ExperimentContext& context) {
        return std::make_unique<FakeExperiment>(context, gate);
    };
    kind.memoryBytes = [](const Parameters& parameters) {
        return static_cast<double>(parameters.integer("size"));
    };
    kind.actions = {{"jump", "Jump", "adds to the value", ActionSpec::Takes::points}};
    Registry registry;
    registry.add(std::move(kind));
    return registry;
}

/// The same, of a kind whose numbers are said to depend on other machines.
inline Registry unrepeatableRegistry() {
    ExperimentKind kind = fakeRegistry().kind("fake");
    kind.reproducible = false;
    Registry registry;
    registry.add(std::move(kind));
    return registry;
}

inline Scene fakeScene(const Registry& registry, const std::string& parameters = "{}",
                       std::uint64_t steps = 0) {
    return parseScene(R"({"scorescope": 2, "experiment": "fake", "seed": 5, "steps": )" +
                          std::to_string(steps) + R"(, "parameters": )" + parameters + "}",
                      "fake.json", registry);
}

} // namespace scorescope::test
