// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The layered layout by its invariants, and by graphs whose fewest crossings are known.
#include "tests/views/graph/graphs.h"
#include "views/graph/graph_geometry.h"
#include "views/graph/graph_layout.h"

#include <QLineF>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>
#include <vector>

using namespace scorescope;
using namespace scorescope::views;
using namespace scorescope::test;

namespace {

LayerInput inputOf(std::size_t nodes,
                   const std::vector<std::pair<std::size_t, std::size_t>>& edges) {
    LayerInput input;
    input.nodes.resize(nodes);
    for (const auto& [from, to] : edges) {
        input.edges.push_back({from, to});
    }
    return input;
}

/// Every edge leads to a later layer, unless it is reversed; nodes of a layer keep apart.
QString fault(const LayerInput& input, const LayeredLayout& layout) {
    for (std::size_t e = 0; e < input.edges.size(); ++e) {
        const LayerInput::Edge& edge = input.edges[e];
        const LayeredLayout::Edge& shown = layout.edges[e];
        if (!shown.shown || shown.loop) {
            continue;
        }
        const std::size_t from = layout.layers[edge.from];
        const std::size_t to = layout.layers[edge.to];
        if (shown.reversed ? from <= to : from >= to) {
            return QStringLiteral("edge %1 leads to the wrong layer").arg(e);
        }
        const std::size_t span = from < to ? to - from : from - to;
        if (shown.bends.size() != span - 1) {
            return QStringLiteral("edge %1 does not pass every layer").arg(e);
        }
    }
    for (std::size_t l = 0; l < layout.order.size(); ++l) {
        for (std::size_t i = 0; i < layout.order[l].size(); ++i) {
            const std::size_t node = layout.order[l][i];
            const LayerPoint& place = layout.places[node];
            if (place.along < layout.bands[l].begin || place.along > layout.bands[l].end) {
                return QStringLiteral("node %1 leaves its layer").arg(node);
            }
            if (i > 0) {
                const std::size_t before = layout.order[l][i - 1];
                const double gap = place.across - input.nodes[node].before -
                                   layout.places[before].across - input.nodes[before].after;
                if (gap < input.nodeGap - 1e-9) {
                    return QStringLiteral("nodes %1 and %2 touch").arg(before).arg(node);
                }
            }
        }
        if (l > 0 && layout.bands[l].begin < layout.bands[l - 1].end + input.layerGap - 1e-9) {
            return QStringLiteral("layers %1 and %2 touch").arg(l - 1).arg(l);
        }
    }
    return {};
}

LayerInput randomInput(std::size_t nodes, std::size_t edges, unsigned seed, std::size_t reach) {
    std::mt19937 random(seed);
    LayerInput input;
    for (std::size_t i = 0; i < nodes; ++i) {
        const double size = 0.5 + static_cast<double>(random() % 100) / 50.0;
        input.nodes.push_back({2.0 * size, size, 1.2 * size});
    }
    for (std::size_t i = 0; i < edges; ++i) {
        const std::size_t from = random() % nodes;
        input.edges.push_back({from, std::min(nodes - 1, from + 1 + random() % reach)});
    }
    return input;
}

/// Whether an edge runs through a node that is not one of its ends.
QString nodeOnAnEdge(const GraphGeometry& geometry) {
    for (const GraphGeometry::Edge& edge : geometry.edges) {
        for (int i = 0; i <= 100; ++i) {
            const QPointF at = edge.path.pointAtPercent(i / 100.0);
            for (std::size_t node = 0; node < geometry.nodes.size(); ++node) {
                const bool end = node == edge.from || node == edge.to;
                if (!end && geometry.nodes[node].box.contains(at)) {
                    return QStringLiteral("edge %1 runs through node %2").arg(edge.index).arg(node);
                }
            }
        }
    }
    return {};
}

QString overlap(const GraphGeometry& geometry) {
    for (std::size_t i = 0; i < geometry.nodes.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            if (geometry.nodes[i].cell().intersects(geometry.nodes[k].cell())) {
                return QStringLiteral("nodes %1 and %2 overlap").arg(k).arg(i);
            }
        }
    }
    return {};
}

const GraphGeometry::Edge& edgeOf(const GraphGeometry& geometry, std::size_t index) {
    return *std::find_if(geometry.edges.begin(), geometry.edges.end(),
                         [&](const GraphGeometry::Edge& edge) { return edge.index == index; });
}

} // namespace

class TestGraphLayout : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void chainsAreStraight() {
        LayerInput input = inputOf(5, {{0, 1}, {1, 2}, {2, 3}, {3, 4}});
        input.nodes[2] = {3.0, 2.0, 0.7}; // of other sizes, too
        const LayeredLayout layout = layOutByLayers(input);
        QCOMPARE(fault(input, layout), QString());
        for (std::size_t i = 0; i < 5; ++i) {
            QCOMPARE(layout.layers[i], i);
            QVERIFY(layout.places[i].across == layout.places[0].across);
        }
        QCOMPARE(layout.crossings, std::size_t{0});
    }

    void chainsStayStraightBesideBranches() {
        // 0 … 5 is the longest path; a branch leaves each of its nodes, and one edge skips two.
        const LayerInput input = inputOf(
            10, {{0, 6}, {0, 1}, {1, 7}, {1, 2}, {2, 8}, {2, 3}, {3, 4}, {3, 9}, {4, 5}, {1, 4}});
        const LayeredLayout layout = layOutByLayers(input);
        QCOMPARE(fault(input, layout), QString());
        for (std::size_t i = 1; i < 6; ++i) {
            QVERIFY(layout.places[i].across == layout.places[0].across);
        }
        QCOMPARE(layout.crossings, std::size_t{0});
    }

    void crossingsAreTheFewest_data() {
        QTest::addColumn<QVector<int>>("edges");
        QTest::addColumn<int>("nodes");
        QTest::addColumn<int>("crossings");
        QTest::newRow("three pairs") << QVector<int>{0, 5, 1, 4, 2, 3} << 6 << 0;
        QTest::newRow("K2,2") << QVector<int>{0, 2, 0, 3, 1, 2, 1, 3} << 4 << 1;
        QTest::newRow("K3,3") << QVector<int>{0, 3, 0, 4, 0, 5, 1, 3, 1, 4, 1, 5, 2, 3, 2, 4, 2, 5}
                              << 6 << 9;
        // A ring of eight between two layers crosses itself three times at best (n/2 − 1).
        QTest::newRow("ring") << QVector<int>{0, 4, 1, 4, 1, 5, 2, 5, 2, 6, 3, 6, 3, 7, 0, 7} << 8
                              << 3;
        // A binary tree, its edges named in a tangled order.
        QTest::newRow("tree") << QVector<int>{0, 2, 0, 1, 2, 3, 1, 4, 2, 5, 1, 6, 6, 7, 3, 8, 4, 9}
                              << 10 << 0;
    }
    void crossingsAreTheFewest() {
        QFETCH(QVector<int>, edges);
        QFETCH(int, nodes);
        QFETCH(int, crossings);
        std::vector<std::pair<std::size_t, std::size_t>> pairs;
        for (qsizetype i = 0; i < edges.size(); i += 2) {
            pairs.emplace_back(edges[i], edges[i + 1]);
        }
        const LayerInput input = inputOf(static_cast<std::size_t>(nodes), pairs);
        const LayeredLayout layout = layOutByLayers(input);
        QCOMPARE(fault(input, layout), QString());
        QCOMPARE(layout.crossings, static_cast<std::size_t>(crossings));
    }

    void cyclesAndLoops() {
        const LayerInput input = inputOf(4, {{0, 1}, {1, 2}, {2, 0}, {2, 2}, {2, 3}, {3, 2}});
        const LayeredLayout layout = layOutByLayers(input);
        QCOMPARE(fault(input, layout), QString());
        QVERIFY(layout.edges[2].reversed);
        QVERIFY(layout.edges[5].reversed);
        QVERIFY(layout.edges[3].loop && !layout.edges[3].reversed);
        QVERIFY(!layout.edges[0].reversed && !layout.edges[1].reversed &&
                !layout.edges[4].reversed);
        QCOMPARE(layout.edges[2].bends.size(), std::size_t{1});
        // A cycle without a beginning, and one with several ways around.
        const LayerInput ring = inputOf(3, {{0, 1}, {1, 2}, {2, 0}, {1, 0}});
        QCOMPARE(fault(ring, layOutByLayers(ring)), QString());
    }

    void sourcesStandBeforeWhatTheyFeed() {
        const LayerInput input = inputOf(5, {{0, 1}, {1, 2}, {2, 3}, {4, 3}});
        const LayeredLayout layout = layOutByLayers(input);
        QCOMPARE(layout.layers[4], std::size_t{2});
        QCOMPARE(layout.layers[0], std::size_t{0});
    }

    void emptyAndSingle() {
        const LayeredLayout none = layOutByLayers({});
        QVERIFY(none.places.empty() && none.along == 0.0 && none.across == 0.0);
        const LayeredLayout one = layOutByLayers(inputOf(1, {{0, 0}, {0, 7}}));
        QCOMPARE(one.places.size(), std::size_t{1});
        QVERIFY(one.along == 1.0 && one.across == 1.0);
        QVERIFY(one.edges[0].loop);
        QVERIFY(!one.edges[1].shown); // of a node that does not exist
        const LayerInput apart = inputOf(3, {});
        QCOMPARE(fault(apart, layOutByLayers(apart)), QString());
    }

    void fourHundredNodes() {
        for (const std::size_t reach : {std::size_t{5}, std::size_t{40}}) {
            const LayerInput input = randomInput(400, 600, 3, reach);
            const LayeredLayout layout = layOutByLayers(input);
            QCOMPARE(fault(input, layout), QString());
            // The same again, to the last bit.
            const LayeredLayout again = layOutByLayers(input);
            QCOMPARE(again.crossings, layout.crossings);
            QCOMPARE(again.order, layout.order);
            for (std::size_t i = 0; i < layout.places.size(); ++i) {
                QVERIFY(again.places[i].along == layout.places[i].along);
                QVERIFY(again.places[i].across == layout.places[i].across);
            }
        }
    }

    void edgesKeepOffNodes_data() {
        QTest::addColumn<int>("which");
        QTest::newRow("LeNet and its probes") << 0;
        QTest::newRow("residual") << 1;
        QTest::newRow("unrolled GSN") << 2;
        QTest::newRow("master and workers") << 3;
    }
    void edgesKeepOffNodes() {
        QFETCH(int, which);
        const Graph graph = which == 0   ? leNet()
                            : which == 1 ? residual(16)
                            : which == 2 ? unrolledGsn(6)
                                         : masterAndWorkers(8);
        for (const GraphDirection direction : {GraphDirection::right, GraphDirection::down}) {
            for (const bool values : {true, false}) {
                const auto geometry = graphGeometry(graph, {values, true}, direction);
                QCOMPARE(geometry->edges.size(), graph.edges.size());
                QCOMPARE(nodeOnAnEdge(*geometry), QString());
                QCOMPARE(overlap(*geometry), QString());
                QCOMPARE(geometry->crossings, std::size_t{0});
            }
        }
    }

    void tangledGraphsKeepTheInvariants() {
        std::mt19937 random(7);
        const char* kinds[] = {"forward", "skip", "diode", "noise", "recurrent"};
        const char* shapes[] = {"convolution", "pool",  "dense", "activation", "add",
                                "diode",       "state", "noise", "input",      ""};
        for (int round = 0; round < 8; ++round) {
            Graph graph;
            LayerInput input;
            for (std::size_t i = 0; i < 40; ++i) {
                graph.nodes.push_back({"n" + std::to_string(i), shapes[random() % 10]});
            }
            for (std::size_t i = 0; i < 60; ++i) { // cycles, loops, several between the same two
                graph.edges.push_back({random() % 40, random() % 40, kinds[random() % 5]});
                input.edges.push_back({graph.edges[i].from, graph.edges[i].to});
            }
            input.nodes.resize(40);
            QCOMPARE(fault(input, layOutByLayers(input)), QString());
            const auto geometry = graphGeometry(
                graph, {true, true}, round % 2 == 0 ? GraphDirection::right : GraphDirection::down);
            QCOMPARE(geometry->edges.size(), std::size_t{60});
            QCOMPARE(overlap(*geometry), QString());
            QCOMPARE(nodeOnAnEdge(*geometry), QString());
        }
    }

    void residualChainIsStraight() {
        const Graph graph = residual(16);
        const auto geometry = graphGeometry(graph, {true, true}, GraphDirection::right);
        for (const GraphGeometry::Node& node : geometry->nodes) {
            QVERIFY(std::abs(node.box.center().y() - geometry->nodes[0].box.center().y()) < 1e-9);
        }
        // What skips a block passes above it, where no names stand.
        for (const GraphGeometry::Edge& edge : geometry->edges) {
            if (edge.stroke == EdgeStroke::skip) {
                QVERIFY(edge.middle.y() < geometry->nodes[0].box.center().y() - 1.0);
            }
        }
    }

    void edgesEndAtOutlines() {
        const Graph graph = residual(2);
        const auto geometry = graphGeometry(graph, {true, true}, GraphDirection::right);
        for (const GraphGeometry::Edge& edge : geometry->edges) {
            const GraphGeometry::Node& node = geometry->nodes[edge.to];
            if (node.shape == NodeShape::sum) { // a circle
                const double distance =
                    QLineF(edge.path.currentPosition(), node.box.center()).length();
                QVERIFY(std::abs(distance - 0.5 * node.box.width()) < 0.01);
            }
        }
    }

    void probesHangFromTheirLayers() {
        const Graph graph = leNet();
        const auto geometry = graphGeometry(graph, {true, true}, GraphDirection::right);
        for (std::size_t i = 0; i < 10; ++i) {
            const QPointF layer = geometry->nodes[i].box.center();
            const QPointF probe = geometry->nodes[10 + i].box.center();
            QVERIFY(std::abs(layer.x() - probe.x()) < 1e-9);
            QVERIFY(std::abs(layer.y() - geometry->nodes[0].box.center().y()) < 1e-9);
            QVERIFY(std::abs(probe.y() - geometry->nodes[10].box.center().y()) < 1e-9);
            QVERIFY(probe.y() > layer.y());
            // The diode points at the probe.
            const GraphGeometry::Edge& edge = edgeOf(*geometry, 9 + i);
            QVERIFY(edge.stroke == EdgeStroke::diode);
            QVERIFY(std::abs(edge.heading - std::acos(0.0)) < 1e-9);
            QVERIFY(std::abs(edge.middle.y() - edgeOf(*geometry, 9).middle.y()) < 1e-9);
            QCOMPARE(neighbourOf(*geometry, i, 0, 1), 10 + i);
            QCOMPARE(neighbourOf(*geometry, 10 + i, 0, -1), i);
        }
        QCOMPARE(neighbourOf(*geometry, 3, 1, 0), std::size_t{4});
        QCOMPARE(neighbourOf(*geometry, 3, -1, 0), std::size_t{2});
        QCOMPARE(neighbourOf(*geometry, 0, -1, 0), std::size_t{0});
    }

    void placesOfTheArtifactHold() {
        Graph graph;
        const std::vector<std::array<double, 2>> places{
            {0.0, 0.0}, {0.1, 0.0}, {0.2, 0.0}, {0.1, 0.1}};
        for (const auto& place : places) {
            graph.nodes.push_back({"node", "", 1.0, "", place});
        }
        graph.edges = {{0, 1}, {1, 2}, {0, 2}, {3, 0}};
        const auto geometry = graphGeometry(graph, {}, GraphDirection::right);
        QVERIFY(geometry->placed);
        QCOMPARE(overlap(*geometry), QString());
        QCOMPARE(nodeOnAnEdge(*geometry), QString()); // 0 → 2 goes around 1
        const QPointF a = geometry->nodes[0].box.center();
        const QPointF b = geometry->nodes[1].box.center();
        const QPointF d = geometry->nodes[3].box.center();
        QVERIFY(std::abs(d.x() - b.x()) < 1e-9);
        QVERIFY(std::abs((b.x() - a.x()) + (d.y() - a.y())) < 1e-9); // y upwards, same unit
        // One node without a place: by layers.
        graph.nodes[2].place.reset();
        QVERIFY(!graphGeometry(graph, {}, GraphDirection::right)->placed);
    }

    void structureIgnoresValues() {
        Graph graph = masterAndWorkers(3);
        const std::string before = graphStructure(graph);
        graph.nodes[1].value = 17.0;
        graph.edges[0].weight = 17.0;
        QCOMPARE(graphStructure(graph), before);
        graph.edges[0].to = 2;
        QVERIFY(graphStructure(graph) != before);
    }

    void edgesOfMissingNodesAreLeftOut() {
        Graph graph = residual(1);
        graph.edges.push_back({0, 99, "forward"});
        const auto geometry = graphGeometry(graph, {}, GraphDirection::right);
        QCOMPARE(geometry->missingEdges, std::size_t{1});
        QCOMPARE(geometry->edges.size(), graph.edges.size() - 1);
        QVERIFY(graphGeometry({}, {}, GraphDirection::right)->nodes.empty());
    }
};

QTEST_APPLESS_MAIN(TestGraphLayout)
#include "tst_graph_layout.moc"
