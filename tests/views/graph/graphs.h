// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/frame.h"
#include "engine/core/parameters.h"
#include "engine/core/scene.h"

#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/// Graphs made by hand.
namespace scorescope::test {

/// LeNet's layers with a probe on each, behind a diode (Figure 9.7). The last two probes have not
/// been measured.
inline Graph leNet() {
    Graph graph;
    graph.selects = "layer";
    const std::vector<std::pair<std::string, std::string>> layers{
        {"input", "input"},  {"conv1", "convolution"}, {"relu1", "activation"},
        {"pool1", "pool"},   {"conv2", "convolution"}, {"relu2", "activation"},
        {"pool2", "pool"},   {"fc1", "dense"},         {"relu3", "activation"},
        {"logits", "output"}};
    const std::vector<std::string> shapes{
        "28 × 28", "32 @ 24 × 24", "", "32 @ 12 × 12", "64 @ 8 × 8", "", "64 @ 4 × 4", "512", "",
        "10"};
    const double none = std::numeric_limits<double>::quiet_NaN();
    const std::vector<double> errors{8.4, 6.6, 5.4, 4.6, 3.2, 2.6, 2.1, 1.7, none, none};
    for (std::size_t i = 0; i < layers.size(); ++i) {
        graph.nodes.push_back({layers[i].first, layers[i].second, none, shapes[i]});
        if (i > 0) {
            graph.edges.push_back({i - 1, i, "forward"});
        }
    }
    for (std::size_t i = 0; i < layers.size(); ++i) {
        graph.nodes.push_back({"probe " + std::to_string(i), "probe", errors[i]});
        graph.edges.push_back({i, layers.size() + i, "diode"});
    }
    return graph;
}

/// A residual network: blocks of two convolutions with a connection that skips them.
inline Graph residual(std::size_t blocks) {
    Graph graph;
    graph.nodes.push_back({"input", "input", 10.0});
    std::size_t last = 0;
    const auto follow = [&graph](std::size_t from, std::string name, std::string kind) {
        const double value = 10.0 / (1.0 + 0.1 * static_cast<double>(graph.nodes.size()));
        graph.nodes.push_back({std::move(name), std::move(kind), value});
        graph.edges.push_back({from, graph.nodes.size() - 1, "forward"});
        return graph.nodes.size() - 1;
    };
    for (std::size_t block = 0; block < blocks; ++block) {
        const std::string number = std::to_string(block + 1);
        const std::size_t first = follow(last, "conv" + number + "a", "convolution");
        const std::size_t relu = follow(first, "relu" + number, "activation");
        const std::size_t second = follow(relu, "conv" + number + "b", "convolution");
        const std::size_t sum = follow(second, "", "add");
        graph.edges.push_back({last, sum, "skip"});
        last = sum;
    }
    follow(last, "logits", "output");
    return graph;
}

/// The chain of a generative stochastic network, unrolled, with the noise that enters each state.
inline Graph unrolledGsn(std::size_t steps) {
    Graph graph;
    std::size_t last = 0;
    graph.nodes.push_back({"X₀", "state"});
    const char* digits[] = {"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"};
    for (std::size_t i = 0; i < steps; ++i) {
        for (const bool hidden : {true, false}) {
            const std::string index = digits[(hidden ? i : i + 1) % 10];
            graph.nodes.push_back({(hidden ? "H" : "X") + index, "state"});
            const std::size_t state = graph.nodes.size() - 1;
            graph.edges.push_back({last, state, "forward"});
            if (hidden) {
                graph.nodes.push_back({"Z" + index, "noise"});
                graph.edges.push_back({graph.nodes.size() - 1, state, "noise"});
                if (i > 0) {
                    graph.edges.push_back({state - 3, state, "recurrent"});
                }
            }
            last = state;
        }
    }
    return graph;
}

/// A master that hands weights to workers, who send gradients back.
inline Graph masterAndWorkers(std::size_t workers) {
    Graph graph;
    graph.selects = "worker";
    graph.nodes.push_back({"master", "", 0.0, "SGD, λ = 0.1"});
    for (std::size_t i = 0; i < workers; ++i) {
        graph.nodes.push_back(
            {"worker " + std::to_string(i + 1), "", 2.0 + static_cast<double>(i * i % 7)});
        graph.edges.push_back({0, i + 1, "forward", 1.0 + static_cast<double>(i), "weights"});
        graph.edges.push_back({i + 1, 0, "recurrent"});
    }
    return graph;
}

inline std::shared_ptr<const Artifact> graphArtifact(Graph graph) {
    return std::make_shared<const Artifact>(
        Artifact{"network", "Network", {}, {}, {"test error", "%"}, std::move(graph)});
}

/// A frame with the graph, of a scene whose live integer `name` has that value.
inline FramePtr graphFrame(Graph graph, const std::string& name = {}, std::int64_t value = 0) {
    auto frame = std::make_shared<Frame>();
    frame->artifacts["network"] = graphArtifact(std::move(graph));
    if (!name.empty()) {
        auto scene = std::make_shared<Scene>();
        scene->parameters = Parameters(
            ParameterTable({live(integer(name, name, "Network", value, 0, 1000, "Which one"))}));
        frame->scene = std::move(scene);
    }
    return frame;
}

inline ViewSpec graphSpec(const char* options = "{}") {
    ViewSpec spec;
    spec.name = "network";
    spec.kind = "graph";
    spec.title = "Network";
    spec.artifacts = {"network"};
    spec.options = nlohmann::ordered_json::parse(options);
    return spec;
}

} // namespace scorescope::test
