// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/gsn_layers.h"
#include "engine/gsn/network/unrolled_graph.h"
#include "tests/support/near.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace scorescope;
using namespace scorescope::gsn;
using scorescope::test::near;
using Part = UnrolledNode::Part;

namespace {

/// A pass over a minibatch of a network with biases of some size.
struct Walk {
    explicit Walk(std::size_t depth, std::size_t steps, std::uint64_t seed = 5)
        : shape(layersOf(depth)), weights(initialWeights(shape, 3)),
          x(rows * shape.units(0)), draws{seed, 9, 4}, pass(shape, 1) {
        RandomStream random(seed, Purpose::test);
        for (std::size_t i = shape.biasAt(0); i < shape.parameters(); ++i) {
            weights[i] = static_cast<float>(random.uniform(-0.5, 0.5));
        }
        for (float& value : x) {
            value = random.uniform() < 0.4 ? 1.0F : 0.0F;
        }
        for (std::size_t k = 1; k <= depth; ++k) {
            begin.emplace_back(rows * shape.units(k), 0.0F);
            for (float& value : begin.back()) {
                value = static_cast<float>(random.uniform(-1.0, 1.0));
            }
        }
        options.steps = steps;
        options.noise.inside = 0.0F;
        options.noise.outside = 0.0F;
    }
    static std::vector<std::size_t> layersOf(std::size_t depth) {
        const std::vector<std::size_t> sizes{30, 11, 9, 7};
        return {sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(depth) + 1};
    }
    /// The pass, and what it held for one row; from `begin`, or from zero.
    UnrolledActivations run(std::size_t row, bool fromBegin = false) {
        std::vector<std::vector<float>> start = begin;
        std::vector<float> gradient(shape.parameters());
        (void)pass.run(weights.data(), options, draws, x.data(), rows, fromBegin ? &start : nullptr,
                       gradient.data());
        return unrolledActivations(shape, options, draws, pass, x.data() + row * shape.units(0),
                                   row, fromBegin ? &begin : nullptr);
    }

    static constexpr std::size_t rows = 3;
    GsnShape shape;
    std::vector<float> weights;
    std::vector<float> x;
    std::vector<std::vector<float>> begin;
    GsnDraws draws;
    WalkbackPass pass;
    WalkbackOptions options;
};

Graph graphOf(const Unrolling& unrolling, const UnrolledActivations& activations = {}) {
    return std::get<Graph>(unrolledGraph(unrolling, activations, "node").data);
}

std::size_t numberOf(const std::vector<UnrolledNode>& nodes, const UnrolledNode& node) {
    return static_cast<std::size_t>(std::find(nodes.begin(), nodes.end(), node) - nodes.begin());
}

UnrolledNode hidden(std::size_t step, std::size_t layer) {
    return {Part::hidden, step, layer};
}

/// What a node reads, each with the edge's label: Figure 5.5 in words.
std::vector<std::pair<UnrolledNode, std::string>> inputsOf(const UnrolledNode& node,
                                                           std::size_t depth) {
    const std::vector<std::string> up{"", "W₁", "W₂", "W₃"};
    const std::size_t t = node.step;
    switch (node.part) {
    case Part::input:
        if (t == 0) {
            return {};
        }
        return {{{Part::mean, t, 0}, "sample"}};
    case Part::corrupted:
        return {{{Part::input, t, 0}, "corrupt"}};
    case Part::hidden:
        break;
    case Part::mean:
        return {{hidden(t, 1), "W₁ᵀ"}};
    case Part::target:
        return {{{Part::mean, t, 0}, "−log P"}};
    }
    if (t == 0) {
        return {};
    }
    // "Either odd or even layers are stochastically updated at each step": odd ones first.
    const std::size_t read = node.layer % 2 == 1 ? t - 1 : t;
    std::vector<std::pair<UnrolledNode, std::string>> inputs;
    if (node.layer == 1) {
        inputs.push_back({{Part::corrupted, t - 1, 0}, "W₁"});
    } else {
        inputs.push_back({hidden(read, node.layer - 1), up[node.layer]});
    }
    if (node.layer < depth) {
        inputs.push_back({hidden(read, node.layer + 1), up[node.layer + 1] + "ᵀ"});
    }
    return inputs;
}

/// The message of what `work` throws as std::invalid_argument; empty where it does not.
template <class Work> std::string messageOf(const Work& work) {
    try {
        work();
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return {};
}

bool contains(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

} // namespace

class TestUnrolledGraph : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sizes_data() {
        QTest::addColumn<int>("depth");
        QTest::addColumn<int>("steps");
        for (const int depth : {1, 2, 3}) {
            for (const int steps : {1, 4}) {
                QTest::addRow("D = %d, K = %d", depth, steps) << depth << steps;
            }
        }
    }

    void nodesAndEdgesAreAsManyAsTheFormulaSays_data() { sizes_data(); }
    void nodesAndEdgesAreAsManyAsTheFormulaSays() {
        QFETCH(int, depth);
        QFETCH(int, steps);
        const auto d = static_cast<std::size_t>(depth);
        const auto k = static_cast<std::size_t>(steps);
        const Graph graph = graphOf({d, k});
        QCOMPARE(graph.nodes.size(), k * (d + 4) + d / 2);
        QCOMPARE(graph.edges.size(), k * (2 * d + 3) - 1);
        QCOMPARE(graph.selects, std::string("node"));
        const Graph last = graphOf({d, k, true});
        QCOMPARE(last.nodes.size(), graph.nodes.size() - (k - 1));
        QCOMPARE(last.edges.size(), graph.edges.size() - (k - 1));
        // Every node has a place and a name in words of its own.
        std::set<std::array<double, 2>> places;
        std::set<std::string> names;
        for (const UnrolledNode& node : unrolledNodes({d, k})) {
            names.insert(unrolledNodeName(node));
        }
        for (const Graph::Node& node : graph.nodes) {
            QVERIFY(node.place.has_value());
            places.insert(*node.place);
            QVERIFY(std::isnan(node.value));
        }
        QCOMPARE(places.size(), graph.nodes.size());
        QCOMPARE(names.size(), graph.nodes.size());
    }

    void everyNodeReadsWhatTheFigureSays_data() { sizes_data(); }
    void everyNodeReadsWhatTheFigureSays() {
        QFETCH(int, depth);
        QFETCH(int, steps);
        const auto d = static_cast<std::size_t>(depth);
        const Unrolling unrolling{d, static_cast<std::size_t>(steps)};
        const std::vector<UnrolledNode> nodes = unrolledNodes(unrolling);
        const Graph graph = graphOf(unrolling);
        using Inputs = std::multiset<std::pair<std::size_t, std::string>>;
        std::vector<Inputs> read(nodes.size());
        for (const Graph::Edge& edge : graph.edges) {
            QVERIFY(edge.from < nodes.size() && edge.to < nodes.size());
            read[edge.to].insert({edge.from, edge.label});
            // Nothing reads the future: neither by the order of the nodes nor by their places.
            QVERIFY(edge.from < edge.to);
            QVERIFY((*graph.nodes[edge.from].place)[0] <= (*graph.nodes[edge.to].place)[0]);
        }
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            Inputs wanted;
            for (const auto& [from, label] : inputsOf(nodes[i], d)) {
                const std::size_t number = numberOf(nodes, from);
                QVERIFY(number < nodes.size());
                wanted.insert({number, label});
            }
            QVERIFY2(read[i] == wanted, unrolledNodeName(nodes[i]).c_str());
            // Odd layers only read even ones (x̃ is layer 0), even ones only odd ones.
            for (const auto& [from, label] : read[i]) {
                if (nodes[i].part == Part::hidden) {
                    QVERIFY(nodes[from].layer % 2 != nodes[i].layer % 2);
                }
            }
        }
    }

    /// The graph is what the pass computes: layers from its edges and the weights that they name.
    void edgesLeadToThePassOwnNumbers_data() { sizes_data(); }
    void edgesLeadToThePassOwnNumbers() {
        QFETCH(int, depth);
        QFETCH(int, steps);
        for (const bool fromBegin : {false, true}) {
            Walk walk(static_cast<std::size_t>(depth), static_cast<std::size_t>(steps));
            const UnrolledActivations held = walk.run(1, fromBegin);
            const Unrolling unrolling = unrollingOf(walk.shape, walk.options);
            const std::vector<UnrolledNode> nodes = unrolledNodes(unrolling);
            const Graph graph = graphOf(unrolling, held);
            QCOMPARE(held.size(), nodes.size());
            std::size_t compared = 0;
            for (std::size_t to = 0; to < nodes.size(); ++to) {
                const std::size_t layer = nodes[to].layer;
                const bool mean = nodes[to].part == Part::mean;
                if (!mean && (nodes[to].part != Part::hidden || nodes[to].step == 0)) {
                    continue;
                }
                QCOMPARE(held[to].size(), walk.shape.units(layer));
                for (std::size_t j = 0; j < held[to].size(); ++j) {
                    double a = static_cast<double>(walk.weights[walk.shape.biasAt(layer) + j]);
                    for (const Graph::Edge& edge : graph.edges) {
                        if (edge.to != to) {
                            continue;
                        }
                        const bool down = contains(edge.label, "ᵀ");
                        const std::size_t k = down ? layer + 1 : layer;
                        QCOMPARE(edge.label, std::vector<std::string>({"", "W₁", "W₂", "W₃"})[k] +
                                                 (down ? "ᵀ" : ""));
                        const std::size_t columns = walk.shape.units(k);
                        for (std::size_t i = 0; i < held[edge.from].size(); ++i) {
                            const std::size_t at = down ? j * columns + i : i * columns + j;
                            a += static_cast<double>(held[edge.from][i]) *
                                 static_cast<double>(walk.weights[walk.shape.weightAt(k) + at]);
                        }
                    }
                    const double wanted = mean ? 1.0 / (1.0 + std::exp(-a)) : std::tanh(a);
                    std::string message;
                    QVERIFY2(near(static_cast<double>(held[to][j]), wanted, 0.0, 2e-6, &message),
                             message.c_str());
                    ++compared;
                }
            }
            QVERIFY(compared > 0);
        }
    }

    void valuesAreThoseOfThePass() {
        Walk walk(3, 4);
        walk.options.noise = {}; // the thesis' noise
        const UnrolledActivations held = walk.run(2, true);
        const std::vector<UnrolledNode> nodes =
            unrolledNodes(unrollingOf(walk.shape, walk.options));
        const Artifact artifact =
            unrolledGraph(unrollingOf(walk.shape, walk.options), held, "node");
        QCOMPARE(artifact.name, std::string("unrolled"));
        const auto& graph = std::get<Graph>(artifact.data);
        QVERIFY(graph.signedValues);
        QCOMPARE(graph.nodes[0].detail, std::string("9 units")); // h₂ before the first step
        const auto isRow = [&](std::size_t i, const float* all) {
            const std::size_t units = held[i].size();
            return std::equal(held[i].begin(), held[i].end(), all + 2 * units);
        };
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            const auto [part, t, k] = nodes[i];
            const double sum = std::accumulate(held[i].begin(), held[i].end(), 0.0);
            QVERIFY(near(graph.nodes[i].value, sum / static_cast<double>(held[i].size()), 1e-12,
                         1e-12));
            switch (part) {
            case Part::corrupted:
                QVERIFY(isRow(i, walk.pass.layer(t, 0)));
                break;
            case Part::hidden:
                QVERIFY(isRow(i, t == 0 ? walk.begin[k - 1].data() : walk.pass.layer(t - 1, k)));
                break;
            case Part::mean:
                QVERIFY(isRow(i, walk.pass.mean(t - 1)));
                break;
            case Part::target:
                QVERIFY(isRow(i, walk.x.data()));
                break;
            case Part::input:
                QVERIFY(t > 0 || isRow(i, walk.x.data()));
                break;
            }
        }
        // Without a beginning the even layers begin at zero.
        const UnrolledActivations fromZero = walk.run(2);
        QVERIFY(nodes[0] == hidden(0, 2));
        QVERIFY(fromZero[0] == std::vector<float>(walk.shape.units(2), 0.0F));
        QVERIFY(fromZero[1] == held[1]);
    }

    /// The pass does not keep x_1 …, but x̃ is made of them: with the pass' random numbers, exactly.
    void drawnInputsAreThoseThatWereCorrupted() {
        std::size_t pixels = 0;
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            Walk walk(2, 6, seed);
            walk.options.scales = {2.0F, 1.5F, 1.0F, 0.9F, 0.8F, 0.7F};
            for (std::size_t row = 0; row < Walk::rows; ++row) {
                const UnrolledActivations held = walk.run(row);
                const auto nodes = unrolledNodes(unrollingOf(walk.shape, walk.options));
                GsnDraws draws = walk.draws;
                draws.firstRow += static_cast<std::uint32_t>(row);
                for (std::size_t t = 0; t < 6; ++t) {
                    const auto& x = held[numberOf(nodes, {Part::input, t, 0})];
                    QVERIFY(std::all_of(x.begin(), x.end(),
                                        [](float v) { return v == 0.0F || v == 1.0F; }));
                    std::vector<float> corrupted(x.size());
                    nn::NoiseLoops(1).saltAndPepper(detail::keyOf(draws, detail::inputNoise, t, 0),
                                                    walk.options.noise.saltAndPepper, 1, x.size(),
                                                    x.data(), corrupted.data());
                    QVERIFY(corrupted == held[numberOf(nodes, {Part::corrupted, t, 0})]);
                    pixels += x.size();
                }
            }
        }
        QCOMPARE(pixels, std::size_t(20 * 3 * 6 * 30));
    }

    void edgesWithoutAGradientAreMarked() {
        const auto labels = [](const Unrolling& unrolling, const char* kind) {
            std::multiset<std::string> found;
            for (const Graph::Edge& edge : graphOf(unrolling).edges) {
                if (edge.kind == kind) {
                    found.insert(edge.label);
                }
            }
            return found;
        };
        using Labels = std::multiset<std::string>;
        QVERIFY(labels({3, 2}, "noise") == (Labels{"corrupt", "corrupt", "sample"}));
        QVERIFY(labels({3, 2}, "diode") == Labels());
        // Stopped at every step: odd layers read the even ones of the step before.
        QVERIFY(labels({3, 2, false, false}, "diode") == (Labels{"W₂ᵀ", "W₃", "W₂ᵀ", "W₃"}));
        Walk walk(2, 3);
        walk.options.lastOnly = true;
        walk.options.throughChain = false;
        const Unrolling unrolling = unrollingOf(walk.shape, walk.options);
        QCOMPARE(unrolling.depth, std::size_t(2));
        QCOMPARE(unrolling.steps, std::size_t(3));
        QVERIFY(unrolling.lastOnly && !unrolling.throughChain);
        QCOMPARE(walk.run(0).size(), unrolledNodes(unrolling).size());
    }

    void oneNodeIsAPicture() {
        Walk walk(3, 4);
        walk.options.noise = {};
        const UnrolledActivations held = walk.run(0);
        const Unrolling unrolling = unrollingOf(walk.shape, walk.options);
        const std::vector<UnrolledNode> nodes = unrolledNodes(unrolling);
        const auto pictureOf = [&](const UnrolledNode& node) {
            const Artifact artifact = unrolledNodeImage(unrolling, held, numberOf(nodes, node));
            return std::get<ImageGrid>(artifact.data);
        };
        float largest = 0.0F;
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            if (nodes[i].layer == 2) {
                for (const float value : held[i]) {
                    largest = std::max(largest, std::abs(value));
                }
            }
        }
        for (const std::size_t step : {1, 3}) { // 9 units: 3 × 3, one range for all steps
            const ImageGrid grid = pictureOf(hidden(step, 2));
            QCOMPARE(grid.width, std::size_t(3));
            QCOMPARE(grid.height, std::size_t(3));
            QCOMPARE(grid.images(), std::size_t(1));
            QVERIFY(grid.signedValues);
            QVERIFY(grid.white == static_cast<double>(largest) && grid.black == -grid.white);
            QVERIFY(grid.pixels == held[numberOf(nodes, hidden(step, 2))]);
            QVERIFY(
                contains(grid.captions.at(0), step == 1 ? "h₂ of step 1, ±" : "h₂ of step 3, ±"));
        }
        const ImageGrid seven = pictureOf(hidden(2, 3)); // 7 units: 3 × 3 less two
        QCOMPARE(seven.pixels.size(), std::size_t(9));
        QVERIFY(std::isfinite(seven.pixels[6]) && std::isnan(seven.pixels[7]) &&
                std::isnan(seven.pixels[8]));
        const ImageGrid input = pictureOf({Part::corrupted, 2, 0});
        QCOMPARE(input.width, std::size_t(6));
        QCOMPARE(input.height, std::size_t(5));
        QVERIFY(!input.signedValues && input.black == 0.0 && input.white == 1.0);
        QCOMPARE(input.captions, std::vector<std::string>{"x̃₂, corrupted, 0 to 1"});
        QCOMPARE(pictureOf({Part::mean, 4, 0}).captions,
                 std::vector<std::string>{"P(X | h) of step 4, 0 to 1"});
        // Digits have the shape of digits; without activations the picture is empty.
        const UnrolledActivations digits(6, std::vector<float>(784, 0.5F));
        const auto digit = std::get<ImageGrid>(
            unrolledNodeImage({1, 1}, {digits.begin(), digits.end() - 1}, 0).data);
        QCOMPARE(digit.width, std::size_t(28));
        QCOMPARE(digit.height, std::size_t(28));
        QCOMPARE(std::get<ImageGrid>(unrolledNodeImage({1, 1}, {}, 0).data).images(),
                 std::size_t(0));
    }

    void whatCannotBeIsTold() {
        // D = 2, K = 4 has 25 nodes.
        const auto missing = messageOf([] { (void)unrolledNodeImage({2, 4}, {}, 25); });
        QVERIFY2(contains(missing, "no node 25") && contains(missing, "0 to 24"), missing.c_str());
        QVERIFY(messageOf([] { (void)unrolledNodeImage({2, 4}, {}, 24); }).empty());
        const auto other = messageOf([] {
            (void)unrolledGraph({2, 4}, UnrolledActivations(24), "node");
        });
        QVERIFY2(contains(other, "25 nodes") && contains(other, "of 24"), other.c_str());
        QVERIFY(!messageOf([] {
                     (void)unrolledNodeImage({2, 4}, UnrolledActivations(26), 0);
                 }).empty());
        for (const Unrolling& bad :
             {Unrolling{0, 4}, Unrolling{2, 0}, Unrolling{6, 42}, Unrolling{2, std::size_t(-1)},
              Unrolling{std::size_t(-1), 1}}) {
            const auto message = messageOf([&] { (void)unrolledNodes(bad); });
            QVERIFY2(contains(message, "at least one of each, and at most 420"), message.c_str());
        }
        QCOMPARE(unrolledNodes({6, 40}).size(), std::size_t(403)); // the largest of the experiment
    }
};

QTEST_APPLESS_MAIN(TestUnrolledGraph)
#include "tst_unrolled_graph.moc"
