// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/unrolled_graph.h"

#include "engine/core/text.h"
#include "engine/gsn/network/gsn_layers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace scorescope::gsn {
namespace {

using Part = UnrolledNode::Part;

// Half a step of the chain is 1 along the flow. Rows are a little farther apart than that: edges
// are steep, with room for what stands on them.
constexpr double rowGap = 1.2;
constexpr double inputRow = 0.0;        // and of targets
constexpr double corruptedRow = rowGap; // and of means

std::string subscript(std::size_t i) {
    return axisName(i).substr(1);
}

/// "⁽³⁾"
std::string ofStep(std::size_t t) {
    constexpr std::array<const char*, 10> digits{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string text = "⁽";
    for (const char digit : std::to_string(t)) {
        text += digits[static_cast<std::size_t>(digit - '0')];
    }
    return text + "⁾";
}

/// As it stands in the graph.
Graph::Node nodeOf(const UnrolledNode& node) {
    Graph::Node shown;
    const auto t = static_cast<double>(node.step);
    switch (node.part) {
    case Part::input:
        shown = {"x" + subscript(node.step), node.step == 0 ? "input" : "state"};
        shown.place = {2.0 * t, inputRow};
        break;
    case Part::corrupted:
        shown = {"x̃" + subscript(node.step), "noise"};
        shown.place = {2.0 * t, corruptedRow};
        break;
    case Part::hidden: {
        // Even layers are updated half a step after the odd ones.
        const double later = node.layer % 2 == 1 ? 0.0 : 1.0;
        shown = {"h" + subscript(node.layer) + ofStep(node.step), "layer"};
        shown.place = {2.0 * (t - 1.0) + later,
                       corruptedRow + rowGap * static_cast<double>(node.layer)};
        break;
    }
    case Part::mean:
        shown = {"P(x|h" + ofStep(node.step) + ")", "output"};
        shown.place = {2.0 * t - 1.0, corruptedRow};
        break;
    case Part::target:
        shown = {"target x₀", "input"};
        shown.place = {2.0 * t - 1.0, inputRow};
        break;
    }
    return shown;
}

void checkFits(const std::vector<UnrolledNode>& nodes, const UnrolledActivations& activations) {
    if (!activations.empty() && activations.size() != nodes.size()) {
        throw std::invalid_argument("the unrolled graph has " + std::to_string(nodes.size()) +
                                    " nodes, and there are activations of " +
                                    std::to_string(activations.size()));
    }
}

/// x as it was drawn from the mean at step t, for one row.
std::vector<float> drawnAgain(const float* mean, std::size_t n, const WalkbackOptions& options,
                              const GsnDraws& draws, std::size_t t, std::size_t row) {
    GsnDraws ofRow = draws;
    ofRow.firstRow += static_cast<std::uint32_t>(row);
    std::vector<float> x(n);
    if (options.output.kind == GsnOutput::Kind::gaussian) {
        const float scale = options.scales.empty() ? 1.0F : options.scales[t];
        std::vector<float> same(n);
        detail::drawVisible(options.output, scale, ofRow, t, 1, n, mean, same.data(), x.data(),
                            nn::NoiseLoops(1), 1);
        return x;
    }
    std::vector<float> logits(n);
    std::transform(mean, mean + n, logits.begin(), [](float p) {
        const auto wide = static_cast<double>(p);
        constexpr double most = 80.0; // as many as are told apart
        return static_cast<float>(std::clamp(std::log(wide) - std::log1p(-wide), -most, most));
    });
    nn::NoiseLoops(1).bernoulli(detail::keyOf(ofRow, detail::visibleDraws, t, 0), 1, n,
                                logits.data(), nullptr, x.data());
    return x;
}

/// Adds edges between nodes that are named by what they stand for.
class Edges {
public:
    Edges(const std::vector<UnrolledNode>& nodes, Graph& graph) : graph_(graph) {
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            numbers_[{nodes[i].part, nodes[i].step, nodes[i].layer}] = i;
        }
    }
    void add(const UnrolledNode& from, const UnrolledNode& to, const char* kind,
             std::string label) {
        Graph::Edge edge;
        edge.from = number(from);
        edge.to = number(to);
        edge.kind = kind;
        edge.label = std::move(label);
        graph_.edges.push_back(std::move(edge));
    }

private:
    [[nodiscard]] std::size_t number(const UnrolledNode& node) const {
        return numbers_.at({node.part, node.step, node.layer});
    }

    Graph& graph_;
    std::map<std::tuple<Part, std::size_t, std::size_t>, std::size_t> numbers_;
};

double meanOf(const std::vector<float>& values) {
    return values.empty() ? std::numeric_limits<double>::quiet_NaN()
                          : std::accumulate(values.begin(), values.end(), 0.0) /
                                static_cast<double>(values.size());
}

/// The largest |value| of a layer at all steps; 1 where all are 0.
double rangeOf(const std::vector<UnrolledNode>& nodes, const UnrolledActivations& activations,
               std::size_t layer) {
    float largest = 0.0F;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i].part == Part::hidden && nodes[i].layer == layer) {
            for (const float value : activations[i]) {
                largest = std::max(largest, std::abs(value));
            }
        }
    }
    return largest > 0.0F ? static_cast<double>(largest) : 1.0;
}

} // namespace

Unrolling unrollingOf(const GsnShape& shape, const WalkbackOptions& options) {
    return {shape.depth(), options.steps, options.lastOnly, options.throughChain};
}

std::vector<UnrolledNode> unrolledNodes(const Unrolling& unrolling) {
    const std::size_t depth = unrolling.depth;
    const std::size_t steps = unrolling.steps;
    // Compared apart first: a product of any two numbers may overflow.
    if (depth == 0 || steps == 0 || depth > mostUnrolledNodes || steps > mostUnrolledNodes ||
        steps * (depth + 4) + depth / 2 > mostUnrolledNodes) {
        throw std::invalid_argument(
            "a walkback of " + std::to_string(steps) + " steps through " + std::to_string(depth) +
            " layers cannot be unrolled; allowed are at least one of each, and at most " +
            std::to_string(mostUnrolledNodes) + " nodes, which are steps (layers + 4) + layers/2");
    }
    std::vector<UnrolledNode> nodes;
    for (std::size_t k = 2; k <= depth; k += 2) {
        nodes.push_back({Part::hidden, 0, k});
    }
    for (std::size_t t = 1; t <= steps; ++t) {
        nodes.push_back({Part::input, t - 1, 0});
        nodes.push_back({Part::corrupted, t - 1, 0});
        for (const std::size_t parity : {std::size_t{1}, std::size_t{2}}) {
            for (std::size_t k = parity; k <= depth; k += 2) {
                nodes.push_back({Part::hidden, t, k});
            }
        }
        nodes.push_back({Part::mean, t, 0});
        if (!unrolling.lastOnly || t == steps) {
            nodes.push_back({Part::target, t, 0});
        }
    }
    return nodes;
}

std::string unrolledNodeName(const UnrolledNode& node) {
    const std::string step = std::to_string(node.step);
    switch (node.part) {
    case Part::input:
        return node.step == 0 ? "x₀, the example" : "x" + subscript(node.step) + ", drawn";
    case Part::corrupted:
        return "x̃" + subscript(node.step) + ", corrupted";
    case Part::hidden:
        return "h" + subscript(node.layer) +
               (node.step == 0 ? " before the first step" : " of step " + step);
    case Part::mean:
        return "P(X | h) of step " + step;
    case Part::target:
        break;
    }
    return "x₀, target of step " + step;
}

UnrolledActivations unrolledActivations(const GsnShape& shape, const WalkbackOptions& options,
                                        const GsnDraws& draws, const WalkbackPass& pass,
                                        const float* x, std::size_t row,
                                        const std::vector<std::vector<float>>* first) {
    const std::size_t n = shape.units(0);
    const std::vector<float> example(x, x + n);
    const auto rowOf = [row](const float* all, std::size_t units) {
        return std::vector<float>(all + row * units, all + (row + 1) * units);
    };
    UnrolledActivations activations;
    for (const UnrolledNode& node : unrolledNodes(unrollingOf(shape, options))) {
        const std::size_t t = node.step; // the pass counts its steps from 0
        const std::size_t units = shape.units(node.layer);
        switch (node.part) {
        case Part::input:
            activations.push_back(
                t == 0 ? example
                       : drawnAgain(pass.mean(t - 1) + row * n, n, options, draws, t - 1, row));
            break;
        case Part::corrupted:
            activations.push_back(rowOf(pass.layer(t, 0), n));
            break;
        case Part::hidden:
            if (t > 0) {
                activations.push_back(rowOf(pass.layer(t - 1, node.layer), units));
            } else {
                activations.push_back(first == nullptr
                                          ? std::vector<float>(units, 0.0F)
                                          : rowOf(first->at(node.layer - 1).data(), units));
            }
            break;
        case Part::mean:
            activations.push_back(rowOf(pass.mean(t - 1), n));
            break;
        case Part::target:
            activations.push_back(example);
            break;
        }
    }
    return activations;
}

Artifact unrolledGraph(const Unrolling& unrolling, const UnrolledActivations& activations,
                       const SelectionParameter& selects) {
    const std::vector<UnrolledNode> nodes = unrolledNodes(unrolling);
    checkFits(nodes, activations);
    Graph graph;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        graph.nodes.push_back(nodeOf(nodes[i]));
        if (!activations.empty()) {
            graph.nodes.back().value = meanOf(activations[i]);
            if (nodes[i].part == Part::hidden) {
                graph.nodes.back().detail = std::to_string(activations[i].size()) + " units";
            }
        }
    }
    Edges edges(nodes, graph);
    const auto hidden = [](std::size_t t, std::size_t k) {
        return UnrolledNode{Part::hidden, t, k};
    };
    for (std::size_t t = 1; t <= unrolling.steps; ++t) {
        const UnrolledNode corrupted{Part::corrupted, t - 1, 0};
        const UnrolledNode mean{Part::mean, t, 0};
        edges.add({Part::input, t - 1, 0}, corrupted, "noise", "corrupt");
        for (std::size_t k = 1; k <= unrolling.depth; ++k) {
            const bool odd = k % 2 == 1;
            const std::size_t from = odd ? t - 1 : t; // odd layers read the even ones as they were
            const char* kind = odd && !unrolling.throughChain ? "diode" : "forward";
            const std::string up = "W" + subscript(k);
            if (k == 1) {
                edges.add(corrupted, hidden(t, 1), "forward", up);
            } else {
                edges.add(hidden(from, k - 1), hidden(t, k), kind, up);
            }
            if (k < unrolling.depth) {
                edges.add(hidden(from, k + 1), hidden(t, k), kind, "W" + subscript(k + 1) + "ᵀ");
            }
        }
        edges.add(hidden(t, 1), mean, "forward", "W₁ᵀ");
        if (!unrolling.lastOnly || t == unrolling.steps) {
            edges.add(mean, {Part::target, t, 0}, "forward", "−log P");
        }
        if (t < unrolling.steps) {
            edges.add(mean, {Part::input, t, 0}, "noise", "sample");
        }
    }
    graph.signedValues = true;
    graph.selects = selects;
    return {"unrolled", "Walkback, unrolled", {}, {}, {"mean", ""}, std::move(graph)};
}

Artifact unrolledNodeImage(const Unrolling& unrolling, const UnrolledActivations& activations,
                           std::size_t node) {
    const std::vector<UnrolledNode> nodes = unrolledNodes(unrolling);
    checkFits(nodes, activations);
    if (node >= nodes.size()) {
        throw std::invalid_argument("there is no node " + std::to_string(node) +
                                    "; the unrolled graph has the nodes 0 to " +
                                    std::to_string(nodes.size() - 1));
    }
    const bool hidden = nodes[node].part == Part::hidden;
    const std::string name = unrolledNodeName(nodes[node]);
    ImageGrid grid;
    grid.columns = 1;
    if (!activations.empty()) {
        const std::vector<float>& values = activations[node];
        if (hidden) {
            grid.white = rangeOf(nodes, activations, nodes[node].layer);
            grid.black = -grid.white;
        }
        grid.signedValues = hidden;
        // The least square that holds them, less the rows at its end that would be empty.
        grid.width = static_cast<std::size_t>(
            std::ceil(std::sqrt(static_cast<double>(std::max<std::size_t>(values.size(), 1)))));
        grid.height = (values.size() + grid.width - 1) / grid.width;
        grid.pixels = values;
        grid.pixels.resize(grid.width * grid.height, std::numeric_limits<float>::quiet_NaN());
        grid.captions = {name + (hidden ? ", ±" + number("%.3g", grid.white) : ", 0 to 1")};
    }
    return {"unrolled_node", "Activations, " + name, {}, {}, {hidden ? "h" : "grey", ""},
            std::move(grid)};
}

} // namespace scorescope::gsn
