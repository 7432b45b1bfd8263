// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/graph_layering.h"

#include <algorithm>
#include <utility>

namespace scorescope::views {
namespace {

bool joins(const LayerInput& input, const LayerInput::Edge& edge) {
    return edge.from < input.nodes.size() && edge.to < input.nodes.size() && edge.from != edge.to;
}

/// Edges that leave each node, by index.
std::vector<std::vector<std::size_t>> leaving(const LayerInput& input,
                                              const std::vector<bool>& reversed) {
    std::vector<std::vector<std::size_t>> lists(input.nodes.size());
    for (std::size_t e = 0; e < input.edges.size(); ++e) {
        if (joins(input, input.edges[e])) {
            lists[reversed[e] ? input.edges[e].to : input.edges[e].from].push_back(e);
        }
    }
    return lists;
}

std::size_t headOf(const LayerInput& input, const std::vector<bool>& reversed, std::size_t edge) {
    return reversed[edge] ? input.edges[edge].from : input.edges[edge].to;
}

} // namespace

std::vector<std::size_t> Layering::ranks() const {
    std::vector<std::size_t> ranks(vertices.size(), 0);
    for (const std::vector<std::size_t>& layer : layers) {
        for (std::size_t i = 0; i < layer.size(); ++i) {
            ranks[layer[i]] = i;
        }
    }
    return ranks;
}

std::vector<bool> returningEdges(const LayerInput& input) {
    const std::size_t n = input.nodes.size();
    std::vector<bool> returning(input.edges.size(), false);
    const auto edges = leaving(input, returning);
    std::vector<bool> entered(n, false);
    for (const LayerInput::Edge& edge : input.edges) {
        if (joins(input, edge)) {
            entered[edge.to] = true;
        }
    }
    enum class State : unsigned char { unseen, onPath, done };
    std::vector<State> states(n, State::unseen);
    // Without recursion: a chain may be long.
    const auto search = [&](std::size_t start) {
        std::vector<std::pair<std::size_t, std::size_t>> path{{start, 0}};
        states[start] = State::onPath;
        while (!path.empty()) {
            const std::size_t node = path.back().first;
            if (path.back().second == edges[node].size()) {
                states[node] = State::done;
                path.pop_back();
                continue;
            }
            const std::size_t edge = edges[node][path.back().second++];
            const std::size_t next = input.edges[edge].to;
            if (states[next] == State::onPath) {
                returning[edge] = true;
            } else if (states[next] == State::unseen) {
                states[next] = State::onPath;
                path.emplace_back(next, 0);
            }
        }
    };
    for (const bool sources : {true, false}) {
        for (std::size_t node = 0; node < n; ++node) {
            if (states[node] == State::unseen && (!sources || !entered[node])) {
                search(node);
            }
        }
    }
    return returning;
}

std::vector<std::size_t> longestPathLayers(const LayerInput& input,
                                           const std::vector<bool>& reversed) {
    const std::size_t n = input.nodes.size();
    const auto edges = leaving(input, reversed);
    std::vector<std::size_t> waiting(n, 0);
    for (const auto& list : edges) {
        for (const std::size_t edge : list) {
            ++waiting[headOf(input, reversed, edge)];
        }
    }
    std::vector<std::size_t> ready;
    for (std::size_t node = 0; node < n; ++node) {
        if (waiting[node] == 0) {
            ready.push_back(node);
        }
    }
    const std::size_t sources = ready.size();
    std::vector<std::size_t> layers(n, 0);
    for (std::size_t i = 0; i < ready.size(); ++i) {
        for (const std::size_t edge : edges[ready[i]]) {
            const std::size_t head = headOf(input, reversed, edge);
            layers[head] = std::max(layers[head], layers[ready[i]] + 1);
            if (--waiting[head] == 0) {
                ready.push_back(head);
            }
        }
    }
    for (std::size_t i = 0; i < sources; ++i) {
        const auto& list = edges[ready[i]];
        if (list.empty()) {
            continue;
        }
        std::size_t first = Layering::none;
        for (const std::size_t edge : list) {
            first = std::min(first, layers[headOf(input, reversed, edge)]);
        }
        layers[ready[i]] = first - 1;
    }
    return layers;
}

Layering properLayering(const LayerInput& input, const std::vector<bool>& reversed,
                        const std::vector<std::size_t>& layers) {
    Layering result;
    const std::size_t n = input.nodes.size();
    for (std::size_t node = 0; node < n; ++node) {
        const LayerInput::Node& size = input.nodes[node];
        result.vertices.push_back({layers[node], node, size.along, size.before, size.after});
    }
    result.chains.resize(input.edges.size());
    const auto connect = [&result](std::size_t upper, std::size_t lower, double straightness,
                                   double middle) {
        result.vertices[upper].down.push_back(result.segments.size());
        result.vertices[lower].up.push_back(result.segments.size());
        result.segments.push_back({upper, lower, straightness, middle});
    };
    for (std::size_t e = 0; e < input.edges.size(); ++e) {
        const LayerInput::Edge& edge = input.edges[e];
        if (!joins(input, edge)) {
            continue;
        }
        const std::size_t upper = reversed[e] ? edge.to : edge.from;
        const std::size_t lower = reversed[e] ? edge.from : edge.to;
        const std::size_t carriers = layers[lower] - layers[upper] - 1;
        // What flows back gives way to what flows.
        const double straightness = (reversed[e] ? 0.2 : 1.0) * edge.straightness;
        std::size_t before = upper;
        for (std::size_t i = 0; i < carriers; ++i) {
            const std::size_t vertex = result.vertices.size();
            result.vertices.push_back({layers[upper] + 1 + i});
            if (i == carriers / 2) {
                // What stands in the middle of the edge stands here.
                result.vertices.back().along = edge.middleAlong;
                result.vertices.back().before = 0.5 * edge.middleAcross;
                result.vertices.back().after = 0.5 * edge.middleAcross;
            }
            // A bend in the middle of a long edge disturbs more than one at its ends, where a
            // short edge may want the straight line.
            connect(before, vertex, (i == 0 ? 0.5 : 1.0) * straightness, 0.0);
            result.chains[e].push_back(vertex);
            before = vertex;
        }
        connect(before, lower, (carriers == 0 ? 1.0 : 0.5) * straightness,
                carriers == 0 ? edge.middleAlong : 0.0);
    }
    std::size_t count = 0;
    for (const Layering::Vertex& vertex : result.vertices) {
        count = std::max(count, vertex.layer + 1);
    }
    result.layers.resize(count);
    for (std::size_t v = 0; v < result.vertices.size(); ++v) {
        result.layers[result.vertices[v].layer].push_back(v);
    }
    return result;
}

} // namespace scorescope::views
