// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/experiment.h"

#include "engine/core/error.h"
#include "engine/core/text.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace scorescope {
void Registry::add(ExperimentKind kind) {
    const std::string name = kind.name;
    kinds_.emplace(name, std::move(kind));
}

void Experiment::advance() {
    step();
    performActions();
}

void Experiment::follow(std::vector<TimedAction> actions) {
    actions_ = std::move(actions);
    performActions();
}

void Experiment::performActions() {
    for (const TimedAction& each : actions_) {
        if (each.step == stepsDone()) {
            act(each.action);
        }
    }
}

AnalysisWork Experiment::analysis(const AnalysisRequest& request) const {
    throw std::logic_error("nobody can make the analysis '" + request.key.name + "'");
}

void Registry::add(Tool tool) {
    tools_.push_back(std::move(tool));
}

void Registry::add(Benchmark benchmark) {
    benchmarks_.push_back(std::move(benchmark));
}

std::vector<std::string> Registry::names() const {
    std::vector<std::string> all;
    for (const auto& entry : kinds_) {
        all.push_back(entry.first);
    }
    return all;
}

const ExperimentKind& Registry::kind(const std::string& name) const {
    auto found = kinds_.find(name);
    if (found == kinds_.end()) {
        found = std::find_if(kinds_.begin(), kinds_.end(), [&name](const auto& entry) {
            const std::vector<std::string>& former = entry.second.formerNames;
            return std::find(former.begin(), former.end(), name) != former.end();
        });
    }
    if (found == kinds_.end()) {
        std::string known;
        for (const std::string& each : names()) {
            known += (known.empty() ? "" : ", ") + each;
        }
        throw InputError("", "/experiment",
                         "there is no experiment '" + name + "'" + didYouMean(name, names()) +
                             "; known are " + known);
    }
    return found->second;
}

void Registry::checkFits(const std::string& name, const Parameters& parameters) const {
    const ExperimentKind& found = kind(name);
    if (found.check) {
        found.check(parameters);
    }
    if (found.memoryBytes) {
        const double needed = found.memoryBytes(parameters);
        const double present = machineMemoryBytes();
        if (needed > 0.8 * present) {
            throw InputError("", "/parameters",
                             "this needs about " + memoryText(needed) +
                                 " of memory; the machine has " + memoryText(present) +
                                 ", of which 80 % may be used");
        }
    }
}

std::unique_ptr<Experiment> Registry::create(const std::string& name,
                                             const ExperimentContext& context) const {
    checkFits(name, context.parameters);
    ExperimentContext own = context;
    own.cache = cache_;
    const ExperimentKind& made = kind(name);
    std::unique_ptr<Experiment> experiment = made.create(own);
    experiment->reproducible_ = made.reproducible;
    return experiment;
}

} // namespace scorescope
