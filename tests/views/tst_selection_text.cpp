// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/selected_scene.h"
#include "views/missing.h"
#include "views/selection_text.h"

#include <QTest>

#include <memory>
#include <utility>
#include <vector>

using namespace scorescope;
using namespace scorescope::views;

namespace {

using Rows = std::vector<std::pair<QString, QString>>;

Artifact named(const char* name, const char* title, ArtifactData data) {
    Artifact artifact;
    artifact.name = name;
    artifact.title = title;
    artifact.data = std::move(data);
    return artifact;
}

/// What is said of an artifact when item `item` of the parameter "chosen" is selected.
Rows said(Artifact artifact, std::int64_t item) {
    Frame frame;
    frame.scene = test::sceneWith("chosen", item);
    frame.artifacts[artifact.name] = std::make_shared<const Artifact>(std::move(artifact));
    return describeSelection(frame);
}

QString valueOf(const Rows& rows, const char* label) {
    for (const auto& [name, value] : rows) {
        if (name == QString::fromUtf8(label)) {
            return value;
        }
    }
    return QStringLiteral("(none)");
}

} // namespace

class TestSelectionText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void chainsTellPlaceLengthAndAcceptance() {
        Trajectory chains;
        chains.dimensions = 2;
        chains.coordinates = {0, 0, 1, 1, 2, 2, 5, 5, 6, 6.5F, 6, 6.5F, 7, 7};
        chains.accepted = {1, 1, 1, 1, 1, 0, 1};
        chains.starts = {0, 3};
        chains.selects = "chosen";
        const Rows rows = said(named("chains", "Chains", chains), 1);
        QCOMPARE(valueOf(rows, "chosen"), QStringLiteral("1"));
        QCOMPARE(valueOf(rows, "its place"), QStringLiteral("(7, 7)"));
        QCOMPARE(valueOf(rows, "points so far"), QStringLiteral("4"));
        QCOMPARE(valueOf(rows, "accepted"), QStringLiteral("66.7 %"));
        QCOMPARE(said(named("chains", "Chains", chains), 2).size(), std::size_t{1});
    }
    void rowsOfTablesTellTheirCells() {
        Table table{{"kind", "λ"}, {{"saddle", "-0.5"}, {"source", "1.2"}}};
        table.selects = "chosen";
        const Rows rows = said(named("points", "Points", table), 0);
        QCOMPARE(valueOf(rows, "kind"), QStringLiteral("saddle"));
        QCOMPARE(valueOf(rows, "λ"), QStringLiteral("−0.5"));
    }
    void cellsNodesAndPoints() {
        Heatmap map;
        map.rowLabels = {"conv1", "conv2"};
        map.columnLabels = {"0", "10"};
        map.values = {0.5F, 0.25F, 0.75F, 1.0F};
        map.selectsRow = "chosen";
        map.selectsColumn = "chosen";
        Artifact heat = named("errors", "Errors", map);
        heat.x.label = "step";
        heat.y.label = "layer";
        heat.value.label = "error";
        const Rows cell = said(heat, 1);
        QCOMPARE(valueOf(cell, "layer"), QStringLiteral("conv2"));
        QCOMPARE(valueOf(cell, "step"), QStringLiteral("10"));
        QCOMPARE(valueOf(cell, "error"), QStringLiteral("1"));

        Graph graph;
        graph.nodes.resize(2);
        graph.nodes[1].name = "pool";
        graph.nodes[1].detail = "6 × 6";
        graph.nodes[1].value = 0.125;
        graph.selects = "chosen";
        Artifact net = named("net", "Network", graph);
        net.value.label = "error";
        const Rows node = said(net, 1);
        QCOMPARE(valueOf(node, "Network"), QStringLiteral("pool, 6 × 6"));
        QCOMPARE(valueOf(node, "error"), QStringLiteral("0.125"));

        Scatter points;
        points.x = {1, 2};
        points.y = {3, 4};
        points.selects = "chosen";
        QCOMPARE(valueOf(said(named("dots", "Dots", points), 1), "Dots"), QStringLiteral("(2, 4)"));
    }
    void whatCannotBeSelectedSaysNothing() {
        Scatter points;
        points.x = {1};
        points.y = {3};
        QVERIFY(said(named("dots", "Dots", points), 0).empty());
        QVERIFY(said(named("marks", "Marks", Markers()), 0).empty());
    }
    void emptyViewsSayWhenThatChanges() {
        Frame frame;
        auto scene = std::make_shared<Scene>(*test::sceneWith("chosen", 0));
        scene->phases = {{0, "trains"}, {40, "samples"}};
        frame.scene = scene;
        ViewSpec spec;
        spec.name = "v";
        spec.artifacts = {"samples"};
        // Nobody has asked for it so far.
        QCOMPARE(nothingYet(spec, frame),
                 QStringLiteral("Nothing to show yet. From step 40 on the run samples."));
        const auto put = [&frame](const Scatter& points) {
            frame.artifacts["samples"] =
                std::make_shared<const Artifact>(named("samples", "Samples", points));
        };
        put({});
        QCOMPARE(nothingYet(spec, frame),
                 QStringLiteral("Nothing to show yet. From step 40 on the run samples."));
        frame.step = 40;
        frame.head = 40;
        QCOMPARE(nothingYet(spec, frame), QStringLiteral("Nothing to show yet."));
        frame.step = 0;
        frame.head = 0;
        scene->phases.clear();
        QCOMPARE(nothingYet(spec, frame),
                 QStringLiteral("Nothing to show yet. Press Space to run."));
        Scatter one;
        one.x = {1};
        one.y = {1};
        put(one);
        QVERIFY(nothingYet(spec, frame).isEmpty());
    }
    void emptyViewsNameTheAnalysisThatBringsThem() {
        Frame frame;
        frame.head = 8;
        frame.step = 8;
        ViewSpec spec;
        spec.name = "v";
        spec.artifacts = {"class_visits"};
        AnalysisStatus mixing;
        mixing.request.key.name = "mixing";
        mixing.request.title = "Mixing";
        mixing.request.cause = AnalysisCause::schedule;
        mixing.running = true;
        mixing.share = 0.409;
        frame.analyses = {mixing}; // by a schedule: of series, not of this
        QCOMPARE(nothingYet(spec, frame), QStringLiteral("Nothing to show yet."));
        frame.analyses[0].request.cause = AnalysisCause::interest;
        QCOMPARE(nothingYet(spec, frame), QStringLiteral("Being computed: Mixing, 40 %"));
        AnalysisStatus other = frame.analyses[0];
        other.request.key.name = "basins";
        other.request.title = "Basins";
        frame.analyses.push_back(other); // either may bring it
        QCOMPARE(nothingYet(spec, frame), QStringLiteral("Nothing to show yet."));
        spec.artifacts = {"basins"};
        frame.analyses[1].running = false;
        QCOMPARE(nothingYet(spec, frame), QStringLiteral("To be computed: Basins"));
        // What is there and empty is brought by no analysis.
        frame.artifacts["basins"] =
            std::make_shared<const Artifact>(named("basins", "Basins", Scatter()));
        QCOMPARE(nothingYet(spec, frame), QStringLiteral("Nothing to show yet."));
        // No internal name is told of what cannot be drawn yet.
        frame.unavailable["later"] = "is of a plane";
        spec.artifacts = {"later", "basins"};
        QVERIFY(!nothingYet(spec, frame).contains(QStringLiteral("later")));
    }
};

QTEST_GUILESS_MAIN(TestSelectionText)
#include "tst_selection_text.moc"
