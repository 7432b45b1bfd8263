// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The graph as a person uses it: real events.
#include "tests/views/graph/graphs.h"
#include "views/graph/graph_view.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>

using namespace scorescope;
using namespace scorescope::views;
using namespace scorescope::test;

namespace {

void open(GraphView& view, const FramePtr& frame, QSize size = {700, 400}) {
    view.resize(size);
    view.setFrame(frame);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
}

QPoint middleOf(const GraphView& view, std::size_t node) {
    return view.picture().map(view.picture().geometry->nodes[node].box.center()).toPoint();
}

void turnWheel(GraphView& view, const QPointF& at, int by) {
    QWheelEvent wheel(at, view.mapToGlobal(at), {}, {0, by}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&view, &wheel);
}

} // namespace

class TestGraphView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wheelZoomsAboutTheCursor() {
        GraphView view(graphSpec(), nullptr);
        open(view, graphFrame(leNet()));
        QSignalSpy moved(&view, &ArtifactView::cameraChanged);
        const QPointF at = middleOf(view, 4);
        const QPointF point = view.picture().pointAt(at);
        const double before = view.picture().scale;
        turnWheel(view, at, 240);
        QVERIFY(std::abs(view.picture().scale - 2.0 * before) < 1e-6);
        QVERIFY(QLineF(view.picture().map(point), at).length() < 1e-6);
        QCOMPARE(moved.count(), 1);
        // Another view of the kind follows, silently.
        GraphView other(graphSpec(), nullptr);
        open(other, graphFrame(leNet()));
        QSignalSpy silent(&other, &ArtifactView::cameraChanged);
        other.setCamera(view.camera());
        QTRY_COMPARE(other.picture().scale, view.picture().scale);
        QCOMPARE(silent.count(), 0);
        QTest::mouseDClick(&view, Qt::LeftButton, {}, QPoint(20, 380));
        QCOMPARE(view.picture().scale, before);
        // Neither in nor out without end.
        turnWheel(view, at, -24000);
        QVERIFY(view.look().zoom == GraphLook::leastZoom);
        turnWheel(view, at, 48000);
        QVERIFY(view.look().zoom < GraphLook::mostZoom);
    }

    void dragPansAndCannotLoseTheGraph() {
        GraphView view(graphSpec(), nullptr);
        open(view, graphFrame(leNet()));
        QTest::keyClick(&view, Qt::Key_Plus);
        const QPoint from = view.rect().center();
        const QPointF before = view.picture().offset;
        QTest::mousePress(&view, Qt::LeftButton, {}, from);
        QTest::mouseMove(&view, from + QPoint(40, 0));
        QTest::mouseRelease(&view, Qt::LeftButton, {}, from + QPoint(40, 0));
        QTRY_VERIFY(std::abs(view.picture().offset.x() - before.x() - 40.0) < 1e-6);
        for (int i = 0; i < 30; ++i) {
            QTest::keyClick(&view, Qt::Key_Left, Qt::ShiftModifier);
            QTest::keyClick(&view, Qt::Key_Up, Qt::ShiftModifier);
        }
        QVERIFY(view.look().center == QPointF(0.0, 0.0));
        QVERIFY(view.picture()
                    .map(view.picture().geometry->bounds)
                    .intersects(view.picture().plot.adjusted(100.0, 100.0, -100.0, -100.0)));
        QTest::keyClick(&view, Qt::Key_F);
        QVERIFY(view.look().zoom == 1.0 && view.look().center == QPointF(0.5, 0.5));
        QTest::keyClick(&view, Qt::Key_Minus);
        QVERIFY(view.look().zoom < 1.0);
        QTest::keyClick(&view, Qt::Key_0);
        QVERIFY(view.look().zoom == 1.0);
    }

    void clickSelects() {
        GraphView view(graphSpec(), nullptr);
        open(view, graphFrame(leNet(), "layer", 3));
        QCOMPARE(view.selected(), std::optional<std::size_t>(3));
        QVERIFY2(view.accessibleDescription().startsWith(QStringLiteral("pool1, pool")),
                 qPrintable(view.accessibleDescription()));
        QSignalSpy edits(&view, &ArtifactView::parametersEdited);
        QTest::mouseClick(&view, Qt::LeftButton, {}, middleOf(view, 5));
        QCOMPARE(edits.count(), 1);
        QCOMPARE(edits[0][0].toJsonObject(), (QJsonObject{{"layer", 5}}));
        // Marked at once, before any engine has answered.
        QCOMPARE(view.selected(), std::optional<std::size_t>(5));
        QTest::mouseClick(&view, Qt::LeftButton, {}, middleOf(view, 12));
        QCOMPARE(edits.count(), 2);
        QCOMPARE(edits[1][0].toJsonObject(), (QJsonObject{{"layer", 12}}));
        QVERIFY(edits[1][1].toULongLong() > edits[0][1].toULongLong());
        QVERIFY(edits[0][1].toULongLong() > 0);
        view.setFrame(graphFrame(leNet(), "layer", 12));
        view.setFrame(graphFrame(leNet(), "layer", 1)); // another view selected
        QTRY_COMPARE(view.selected(), std::optional<std::size_t>(1));
        // Beside the nodes there is nothing to select, and dragging does not.
        QTest::mouseClick(&view, Qt::LeftButton, {}, QPoint(10, 390));
        QTest::mousePress(&view, Qt::LeftButton, {}, middleOf(view, 2));
        QTest::mouseMove(&view, middleOf(view, 2) + QPoint(30, 0));
        QTest::mouseRelease(&view, Qt::LeftButton, {}, middleOf(view, 2) + QPoint(30, 0));
        QCOMPARE(edits.count(), 2);
    }

    void whatIsRefusedFallsBack() {
        GraphView view(graphSpec(), nullptr);
        open(view, graphFrame(leNet(), "layer", 3));
        QTest::mouseClick(&view, Qt::LeftButton, {}, middleOf(view, 5));
        QTRY_COMPARE(view.selected(), std::optional<std::size_t>(3));
        // Without a scene, or without that parameter, nothing is selected.
        view.setFrame(graphFrame(leNet()));
        QTRY_COMPARE(view.selected(), std::optional<std::size_t>());
        view.setFrame(graphFrame(leNet(), "digit", 3));
        QCoreApplication::processEvents();
        QCOMPARE(view.selected(), std::optional<std::size_t>());
    }

    void arrowsMoveTheSelection() {
        GraphView view(graphSpec(R"({"direction": "right"})"), nullptr);
        open(view, graphFrame(leNet(), "layer", 3));
        QSignalSpy edits(&view, &ArtifactView::parametersEdited);
        const auto press = [&](Qt::Key key) {
            QTest::keyClick(&view, key, Qt::ControlModifier);
            return view.selected().value_or(999);
        };
        QCOMPARE(press(Qt::Key_Right), std::size_t{4});
        QCOMPARE(press(Qt::Key_Down), std::size_t{14});
        QCOMPARE(press(Qt::Key_Up), std::size_t{4});
        QCOMPARE(press(Qt::Key_Left), std::size_t{3});
        QCOMPARE(edits.count(), 4);
        QCOMPARE(edits[1][0].toJsonObject(), (QJsonObject{{"layer", 14}}));
        QVERIFY(edits[3][1].toULongLong() > edits[2][1].toULongLong());
        // Zoomed in, the view follows the selection.
        for (int i = 0; i < 6; ++i) {
            QTest::keyClick(&view, Qt::Key_Plus);
        }
        for (int i = 0; i < 6; ++i) {
            press(Qt::Key_Right);
        }
        QCOMPARE(view.selected(), std::optional<std::size_t>(9));
        QVERIFY(view.picture().plot.contains(middleOf(view, 9)));
        const auto count = edits.count();
        QCOMPARE(press(Qt::Key_Right), std::size_t{9}); // the end
        QCOMPARE(edits.count(), count);
        // Along the flow is down in a graph that flows down.
        view.setDirection(GraphLook::Direction::down);
        QCOMPARE(press(Qt::Key_Up), std::size_t{8});
        QCOMPARE(press(Qt::Key_Right), std::size_t{18});
    }

    void hoverReads() {
        GraphView view(graphSpec(), nullptr);
        open(view, graphFrame(leNet()));
        QSignalSpy cursor(&view, &ArtifactView::cursorMoved);
        QTest::mouseMove(&view, middleOf(view, 11));
        QTRY_COMPARE(view.hovered(), std::optional<std::size_t>(11));
        QCOMPARE(view.readout(), (QStringList{"probe 1", "probe", "test error: 6.6 %"}));
        QCOMPARE(cursor.last().first().value<QVector<double>>().size(), 2);
        QTest::mouseMove(&view, middleOf(view, 19));
        QTRY_COMPARE(view.hovered(), std::optional<std::size_t>(19));
        QCOMPARE(view.readout().last(), QStringLiteral("test error: not yet measured"));
        QTest::mouseMove(&view, QPoint(10, 390));
        QTRY_COMPARE(view.hovered(), std::optional<std::size_t>());
        // By keyboard, where nothing can be selected, too.
        Graph graph = leNet();
        graph.selects.clear();
        view.setFrame(graphFrame(graph));
        QTest::keyClick(&view, Qt::Key_Right, Qt::ControlModifier);
        QTest::keyClick(&view, Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(view.readout().first(), QStringLiteral("conv1"));
        QTest::keyClick(&view, Qt::Key_Escape);
        QVERIFY(view.readout().isEmpty());
    }

    void geometryIsKeptWhileOnlyValuesChange() {
        GraphView view(graphSpec(), nullptr);
        Graph graph = leNet();
        open(view, graphFrame(graph));
        const auto before = view.picture().geometry;
        graph.nodes[10].value = 50.0;
        view.setFrame(graphFrame(graph));
        QTRY_VERIFY(view.content().limits.high >= 50.0 ||
                    view.content().graph->nodes[10].value == 50.0);
        QCOMPARE(view.picture().geometry, before);
        graph.nodes.push_back({"more", ""});
        view.setFrame(graphFrame(graph));
        QTRY_VERIFY(view.picture().geometry != before);
    }

    void limitsHoldEveryOneOfFewValues() {
        Graph graph;
        graph.nodes = {{"a", "", 1.0}, {"b", "", 2.0}};
        const GraphContent content = collectGraph(graphSpec(), {}, *graphFrame(graph));
        QVERIFY(content.limits.low == 0.0 && content.limits.high == 2.0);
    }

    void directionFitsTheView() {
        GraphView view(graphSpec(), nullptr);
        open(view, graphFrame(residual(3)), {900, 200});
        QVERIFY(view.picture().geometry->direction == GraphDirection::right);
        view.resize(200, 900);
        QTRY_VERIFY(view.picture().geometry->direction == GraphDirection::down);
    }

    void controlsFollowTheView() {
        GraphView view(graphSpec(), nullptr);
        open(view, graphFrame(leNet()));
        QWidget host;
        QWidget* controls = view.createControls(&host);
        auto* direction = controls->findChild<QComboBox*>("view_network_direction");
        auto* values = controls->findChild<QAbstractButton*>("view_network_values");
        auto* labels = controls->findChild<QAbstractButton*>("view_network_edge_labels");
        auto* lock = controls->findChild<QAbstractButton*>("view_network_lock");
        QVERIFY(direction != nullptr && values != nullptr && labels != nullptr && lock != nullptr);
        QVERIFY(values->isChecked() && labels->isChecked() && !lock->isChecked());
        host.show();
        QTest::keyClick(direction, Qt::Key_End);
        QVERIFY(view.look().direction == GraphLook::Direction::down);
        QTest::mouseClick(labels, Qt::LeftButton);
        QVERIFY(!view.look().edgeLabels);
        QTest::mouseClick(lock, Qt::LeftButton);
        QVERIFY(view.look().colorRange.has_value());
        const ColorLimits limits = view.content().limits;
        Graph graph = leNet();
        graph.nodes[10].value = 5000.0;
        view.setFrame(graphFrame(graph));
        QTRY_VERIFY(view.content().graph->nodes[10].value == 5000.0);
        QVERIFY(view.content().limits == limits);
        QTest::mouseClick(values, Qt::LeftButton);
        QVERIFY(!view.look().values);
        QVERIFY(view.picture().bar.isNull());
        view.setState({{"values", true}, {"direction", "right"}});
        QVERIFY(values->isChecked() && !lock->isChecked());
        QCOMPARE(direction->currentIndex(), 1);
    }

    void stateComesBack() {
        GraphView view(graphSpec(), nullptr);
        open(view, graphFrame(leNet()));
        view.setDirection(GraphLook::Direction::right);
        view.setEdgeLabelsShown(false);
        view.setLimitsLocked(true);
        turnWheel(view, {100.0, 100.0}, 120);
        const QJsonObject state = view.state();
        ViewSpec spec = graphSpec(); // a saved scene is read back with it
        spec.options = nlohmann::ordered_json::parse(
            QJsonDocument(state).toJson(QJsonDocument::Compact).toStdString());
        GraphView other(spec, nullptr);
        QCOMPARE(other.state(), state);
        GraphView third(graphSpec(), nullptr);
        third.setState(state);
        QCOMPARE(third.state(), state);
        third.setState({{"zoom", -3}, {"center", QJsonArray{7, 7}}, {"direction", "left"}});
        QVERIFY(third.look().zoom == view.look().zoom && third.look().center == view.look().center);
    }

    void survivesEmptyAndOddGraphs() {
        GraphView view(graphSpec(), nullptr);
        open(view, nullptr);
        static_cast<void>(view.grab());
        Graph one;
        one.nodes.push_back({"", "", 1e308});
        Graph odd = residual(1);
        odd.edges.push_back({0, 99});
        odd.edges.push_back({0, 0});
        odd.edges.push_back({5, 0});
        odd.edges[0].weight = std::numeric_limits<double>::infinity();
        odd.nodes[0].value = -std::numeric_limits<double>::infinity();
        Graph piled;
        for (int i = 0; i < 3; ++i) {
            piled.nodes.push_back({"same", "state", 0.0, "", std::array<double, 2>{1.0, 1.0}});
            piled.edges.push_back({0, static_cast<std::size_t>(i)});
        }
        for (const Graph& graph : {Graph(), one, odd, piled}) {
            view.setFrame(graphFrame(graph, "layer", 0));
            QTRY_VERIFY(view.content().graph != nullptr &&
                        view.content().graph->nodes.size() == graph.nodes.size());
            static_cast<void>(view.grab());
            static_cast<void>(view.figurePanel()->aspectRatio());
            QTest::mouseMove(&view, view.rect().center());
            QTest::keyClick(&view, Qt::Key_Right, Qt::ControlModifier);
            QTest::keyClick(&view, Qt::Key_Plus);
        }
        view.setFrame(graphFrame(odd));
        QTRY_COMPARE(view.content().problem,
                     QStringLiteral("1 edge leads to a node that does not exist"));
    }
};

QTEST_MAIN(TestGraphView)
#include "tst_graph_view.moc"
