// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/scene.h"

namespace scorescope {
namespace {

/// As they are typed after --act.
std::string actionsText(const std::vector<TimedAction>& actions) {
    std::string all;
    for (const TimedAction& each : actions) {
        all += (all.empty() ? "" : ", ") + each.action.name;
        for (const double number : each.action.numbers) {
            all += " " + toText(ParameterValue(number));
        }
        all += " @" + std::to_string(each.step);
    }
    return all.empty() ? "none" : all;
}

} // namespace

std::vector<std::string> sceneDifferences(const Scene& a, const Scene& b) {
    std::vector<std::string> lines;
    const auto compare = [&](const std::string& what, const std::string& left,
                             const std::string& right) {
        if (left != right) {
            lines.push_back(what + ": " + left + " → " + right);
        }
    };
    compare("experiment", a.experiment, b.experiment);
    compare("seed", std::to_string(a.seed), std::to_string(b.seed));
    compare("steps", std::to_string(a.steps), std::to_string(b.steps));
    compare("actions", actionsText(a.actions), actionsText(b.actions));
    if (a.experiment == b.experiment) {
        for (const std::string& name : a.parameters.table().names()) {
            compare(name, toText(a.parameters.value(name)), toText(b.parameters.value(name)));
        }
    }
    return lines;
}

} // namespace scorescope
