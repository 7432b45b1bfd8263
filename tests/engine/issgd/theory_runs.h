// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"
#include "engine/core/experiment.h"
#include "engine/issgd/issgd.h"
#include "tests/support/published_frame.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

/// The experiments on a line and in the plane, as tests make them.
namespace scorescope::test {

using Values = std::map<std::string, ParameterValue>;

inline const std::vector<double> good{0.2, 0.9, 1.3, 0.4, 0.3, 0.4, 0.3, 0.8, 0.7};

inline const ExperimentKind& kindOf(const Registry& registry, const std::string& question) {
    return registry.kind("importance_" + question);
}

inline std::unique_ptr<Experiment> make(const std::string& question, const Values& values = {},
                                        int threads = 1, std::uint64_t seed = 1) {
    Registry registry;
    issgd::registerIssgd(registry);
    const ExperimentKind& kind = kindOf(registry, question);
    ExperimentContext context;
    context.seed = seed;
    context.threads = threads;
    context.parameters = Parameters(kind.parameters);
    for (const auto& [name, value] : values) {
        context.parameters.setValue(name, value);
    }
    return kind.create(context);
}

inline Values knots(const char* curve, const std::vector<double>& heights) {
    Values values;
    for (std::size_t i = 0; i < heights.size(); ++i) {
        values[curve + std::string("_") + std::to_string(i + 1)] = heights[i];
    }
    return values;
}

/// The settings of reference_theory.py, by its names.
inline Values settingOf(const std::string& name) {
    Values values;
    if (name.find("plane_good") == 0) {
        values = {{"q_x", 0.3}, {"q_y", 0.2}};
    } else if (name.find("plane_narrow") == 0) {
        values = {{"q_x", 0.6}, {"q_y", 0.4}, {"q_width_x", 0.4}, {"q_width_y", 0.4}};
    } else if (name.find("good") != std::string::npos) {
        values = knots("q", good);
    } else if (name.find("flat") != std::string::npos) {
        values = knots("q", std::vector<double>(9, 0.6));
    } else if (name.find("line_cut") == 0) {
        values = {{"q_8", 0.0}, {"q_9", 0.0}};
    } else if (name.find("touch") != std::string::npos) {
        values = {{"q_8", 0.0}};
    } else if (name.find("plane_cut") == 0) {
        values = {{"q_reach", 1.48}};
    }
    for (const char* from : {"plain", "optimal", "mixture"}) {
        if (name.find(from) != std::string::npos) {
            values["draw_from"] = std::string(from);
        }
    }
    return values;
}

template <class T> const T& get(const Frame& frame, const char* name) {
    return std::get<T>(frame.find(name)->data);
}

/// The numbers of a cell in the row of the table that begins so; none where there is no such row.
inline std::vector<double> cell(const Experiment& experiment, const std::string& row,
                                std::size_t column) {
    const Frame frame = publishedFrame(experiment);
    for (const auto& cells : get<Table>(frame, "spread").rows) {
        if (cells[0].text.rfind(row, 0) == 0) {
            return cells[column].numbers;
        }
    }
    return {};
}

inline Checkpoint saved(const Experiment& experiment) {
    Checkpoint checkpoint;
    experiment.save(checkpoint);
    return checkpoint;
}

inline bool equal(const Checkpoint& a, const Checkpoint& b) {
    return a.meta == b.meta && a.state.size() == b.state.size() &&
           std::all_of(a.state.begin(), a.state.end(), [&](const auto& each) {
               const auto other = b.state.find(each.first);
               return other != b.state.end() && sameBits(other->second, each.second);
           });
}

inline void run(Experiment& experiment, int steps) {
    for (int i = 0; i < steps; ++i) {
        experiment.step();
    }
}

} // namespace scorescope::test
