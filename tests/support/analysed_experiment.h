// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/error.h"
#include "engine/core/experiment.h"
#include "engine/core/run.h"
#include "engine/core/scene.h"
#include "tests/support/gate.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>

namespace scorescope::test {

/// x ← x + rate, with an analysis "double" by schedule (its scalar is 2x, its table "twice" holds
/// it) and one, "look", by interest (its table holds x). With `use` the next step adds a thousandth
/// of the last double. With `glance` each shows a table "glance" of x at its beginning.
class AnalysedExperiment final : public Experiment {
public:
    AnalysedExperiment(const ExperimentContext& context, std::shared_ptr<Gate> gate,
                       std::function<void()> arrived)
        : parameters_(context.parameters), gate_(std::move(gate)), arrived_(std::move(arrived)),
          value_(static_cast<double>(context.seed)) {}

    void step() override {
        value_ += parameters_.real("rate") + (parameters_.flag("use") ? 1e-3 * known_ : 0.0);
        ++steps_;
        series_.append("value", static_cast<double>(steps_), value_);
    }
    [[nodiscard]] std::uint64_t stepsDone() const override { return steps_; }
    void publish(FrameBuilder& frame) const override {
        if (frame.wants("value")) {
            frame.add(seriesArtifact(series_, "value", "value", {"value", ""}));
        }
        if (frame.wants("doubled")) {
            frame.add(seriesArtifact(series_, "doubled", "doubled", {"value", ""}));
        }
    }
    [[nodiscard]] std::vector<AnalysisRequest> due(const Interest& interest) const override {
        std::vector<AnalysisRequest> list;
        const std::uint64_t every = parameters_.count("every");
        if (every != 0 && steps_ != 0 && steps_ % every == 0) {
            AnalysisRequest request;
            request.key = {"double", steps_, ""};
            request.title = "Doubling";
            request.cause = AnalysisCause::schedule;
            request.delivery = parameters_.flag("use") ? AnalysisDelivery::beforeStep
                                                       : AnalysisDelivery::whenReady;
            request.bytes = parameters_.real("bytes");
            list.push_back(request);
            for (std::size_t i = 0; i < parameters_.count("more"); ++i) {
                request.key.name = "more_" + std::to_string(i);
                list.push_back(request);
            }
        }
        if (interest.wants("look")) {
            AnalysisRequest request;
            request.key = {"look", steps_, toText(parameters_.value("rate"))};
            request.title = "Look";
            list.push_back(std::move(request));
        }
        return list;
    }
    [[nodiscard]] std::set<std::string> scheduledArtifacts() const override {
        return parameters_.count("every") != 0 ? std::set<std::string>{"twice"}
                                               : std::set<std::string>();
    }
    [[nodiscard]] AnalysisWork analysis(const AnalysisRequest& request) const override {
        return [gate = gate_, arrived = arrived_, value = value_, name = request.key.name,
                glances = parameters_.flag("glance"),
                fails = parameters_.text("fails")](AnalysisWatch& watch) {
            AnalysisFindings found;
            if (glances) {
                found.artifacts.push_back(table("glance", value));
                watch.show(found.artifacts.back());
            }
            if (arrived) {
                arrived();
            }
            gate->pass(watch);
            if (name == fails) {
                throw InputError("", "", "it cannot be done");
            }
            if (name != "look") {
                found.data.put("double", {2.0 * value});
            }
            if (name == "double") {
                found.scalars["doubled"] = 2.0 * value;
                found.artifacts.push_back(table("twice", 2.0 * value));
            }
            if (name != "look") {
                return found;
            }
            found.artifacts.push_back(table("look", value));
            return found;
        };
    }
    void take(const AnalysisResult& result) override {
        known_ = result.findings.data.doubles("double", 1).front();
    }
    void set(const std::string& name, const ParameterValue& value) override {
        parameters_.setValue(name, value);
    }
    void save(Checkpoint& checkpoint) const override {
        checkpoint.put("value", {value_, known_});
        checkpoint.meta["steps"] = steps_;
    }
    void load(const Checkpoint& checkpoint) override {
        value_ = checkpoint.doubles("value", 2)[0];
        known_ = checkpoint.doubles("value", 2)[1];
        steps_ = checkpoint.count("steps");
    }

private:
    static std::shared_ptr<const Artifact> table(const std::string& name, double x) {
        return std::make_shared<const Artifact>(
            Artifact{name, name, {}, {}, {}, Table{{"x"}, {{std::to_string(x)}}}});
    }
    Parameters parameters_;
    std::shared_ptr<Gate> gate_;
    std::function<void()> arrived_;
    double value_;
    double known_ = 0.0;
    std::uint64_t steps_ = 0;
};

/// `arrived` is called on the analyses' thread when one begins; may be empty.
inline Registry analysedRegistry(const std::shared_ptr<Gate>& gate,
                                 const std::function<void()>& arrived = {}) {
    ExperimentKind kind;
    kind.name = "analysed";
    kind.title = "Analysed";
    kind.parameters = ParameterTable({
        live(real("rate", "rate", "All", 1.0, -10.0, 10.0, "added at each step")),
        integer("every", "every", "All", 0, 0, 1e6, "steps between analyses, 0 = none"),
        integer("more", "more", "All", 0, 0, 8, "further analyses of the same steps"),
        boolean("use", "use", "All", false, "steps use the last result"),
        boolean("glance", "glance", "All", false, "analyses show something at their beginning"),
        real("bytes", "bytes", "All", 0.0, 0.0, 1e30, "memory an analysis claims to need"),
        choice("fails", "fails", "All", {"none", "double", "look"}, {"none", "double", "look"},
               "which one fails"),
    });
    kind.create = [gate, arrived](const ExperimentContext& context) {
        return std::make_unique<AnalysedExperiment>(context, gate, arrived);
    };
    Registry registry;
    registry.add(std::move(kind));
    return registry;
}

inline Scene analysedScene(const Registry& registry, const std::string& parameters = "{}",
                           std::uint64_t steps = 0, const std::string& expect = "[]") {
    return parseScene(R"({"scorescope": 2, "experiment": "analysed", "seed": 5, "steps": )" +
                          std::to_string(steps) + R"(, "parameters": )" + parameters +
                          R"(, "expect": )" + expect + "}",
                      "analysed.json", registry);
}

} // namespace scorescope::test
