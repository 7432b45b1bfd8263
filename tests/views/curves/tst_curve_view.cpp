// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "tests/support/selected_scene.h"
#include "views/curves/chart.h"
#include "views/curves/curve_view.h"

#include <QDoubleSpinBox>
#include <QImage>
#include <QJsonArray>
#include <QMenu>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

#include <cmath>
#include <limits>

using namespace scorescope;
using namespace scorescope::views;

namespace {

std::shared_ptr<const Artifact>
series(const std::string& name, const std::vector<SeriesPoint>& points, bool reference = false) {
    Artifact artifact;
    artifact.name = name;
    artifact.title = "Title of " + name;
    artifact.x = {"iteration", ""};
    artifact.y = {"loss", "nat"};
    SeriesArtifact data;
    data.points = Series::of(points);
    data.reference = reference;
    artifact.data = std::move(data);
    return std::make_shared<const Artifact>(std::move(artifact));
}

std::vector<SeriesPoint> decay(int n, double floor = 1e-3) {
    std::vector<SeriesPoint> points;
    for (int i = 0; i < n; ++i) {
        points.push_back({static_cast<double>(i), std::exp(-10.0 * i / n) + floor});
    }
    return points;
}

FramePtr frameOf(std::vector<std::shared_ptr<const Artifact>> artifacts, std::uint64_t step = 100,
                 std::uint64_t head = 100) {
    auto frame = std::make_shared<Frame>();
    frame->step = step;
    frame->head = head;
    for (auto& artifact : artifacts) {
        frame->artifacts[artifact->name] = std::move(artifact);
    }
    return frame;
}

ViewSpec specOf(std::vector<std::string> artifacts) {
    ViewSpec spec;
    spec.name = "loss";
    spec.kind = "curves";
    spec.title = "Loss";
    spec.artifacts = std::move(artifacts);
    return spec;
}

void open(CurveView& view, const FramePtr& frame, QSize size = {600, 400}) {
    view.resize(size);
    view.setFrame(frame);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
}

} // namespace

class TestCurveView : public QObject {
    Q_OBJECT

public:
    static void initMain() {
        if (qEnvironmentVariableIsEmpty("DISPLAY") &&
            qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") &&
            qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
            qputenv("QT_QPA_PLATFORM", "offscreen");
        }
    }

private Q_SLOTS:
    void workDependsOnPixelsNotOnPoints() {
        std::vector<std::shared_ptr<const Artifact>> artifacts;
        std::vector<std::string> names;
        RandomStream random(1, Purpose::test);
        for (int k = 0; k < 20; ++k) {
            std::vector<SeriesPoint> points;
            for (int i = 0; i < 100000; ++i) {
                points.push_back({static_cast<double>(i), random.uniform(1.0, 2.0)});
            }
            names.push_back("s" + std::to_string(k));
            artifacts.push_back(series(names.back(), points));
        }
        CurveView view(specOf(names), nullptr);
        open(view, frameOf(artifacts));
        const auto pixels =
            static_cast<std::size_t>(view.plotArea().width() * view.devicePixelRatioF()) + 1;
        QVERIFY(view.chartPoints() > 20 * pixels);
        QVERIFY(view.chartPoints() <= 20 * (2 * pixels + 4));
        view.setSmoothing(100.0);
        QVERIFY(view.chartPoints() <= 2 * 20 * (2 * pixels + 4));
    }

    void manyFramesFillTheChartSeldom() {
        CurveView view(specOf({"a"}), nullptr);
        const FramePtr frame = frameOf({series("a", decay(100))});
        open(view, frame);
        const std::size_t before = view.chartUpdates();
        for (int i = 0; i < 1000; ++i) {
            view.setFrame(frame);
        }
        QTRY_VERIFY(view.chartUpdates() > before);
        QVERIFY(view.chartUpdates() <= before + 2);
        view.hide();
        const std::size_t hidden = view.chartUpdates();
        view.setFrame(frame);
        QCoreApplication::processEvents();
        QCOMPARE(view.chartUpdates(), hidden);
    }

    void emptyAndOnePointAndMissing() {
        CurveView view(specOf({"a", "missing"}), nullptr);
        view.resize(300, 200);
        view.show();
        QVERIFY(!view.grab().isNull());
        view.setFrame(frameOf({series("a", {})}));
        QTRY_VERIFY(view.axes().note.contains(QStringLiteral("still to come")));
        view.setFrame(frameOf({series("a", {{5.0, 1.0}})}));
        QTRY_COMPARE(view.chartPoints(), std::size_t{1});
        QVERIFY(!view.grab().isNull());
        view.setFrame(nullptr);
        QVERIFY(!view.grab().isNull());
        QVERIFY(view.figurePanel() != nullptr);
    }

    void gapsAreLeftOpen() {
        std::vector<SeriesPoint> points = decay(100, 1.0);
        for (std::size_t i = 40; i < 60; ++i) {
            points[i].value = std::numeric_limits<double>::quiet_NaN();
        }
        CurveView view(specOf({"a"}), nullptr);
        open(view, frameOf({series("a", points)}));
        view.clearFocus();
        const QImage picture = view.grab().toImage();
        const QRectF area = view.plotArea();
        const auto inked = [&](double step) {
            const int x = static_cast<int>(view.positionOf(step, 1.0).x());
            for (int y = static_cast<int>(area.top()); y < static_cast<int>(area.bottom()); ++y) {
                if (picture.pixelColor(x, y).blue() > 140) { // neither ground nor grid
                    return true;
                }
            }
            return false;
        };
        QVERIFY(inked(20.0));
        QVERIFY(!inked(50.0));
        QVERIFY(inked(80.0));
    }

    void logarithmicAxisSaysWhatItHides() {
        std::vector<SeriesPoint> points = decay(100);
        points[3].value = 0.0;
        points[7].value = -2.0;
        ViewSpec spec = specOf({"a"});
        spec.options["y_scale"] = "log";
        CurveView view(spec, nullptr);
        open(view, frameOf({series("a", points)}));
        QCOMPARE(view.axes().note, QStringLiteral("2 values ≤ 0 not shown"));
        view.setYScale(Scale::symlog);
        QVERIFY(view.axes().note.startsWith(QStringLiteral("symlog")));
        view.setYScale(Scale::linear);
        QVERIFY(view.axes().note.isEmpty());
    }

    void optionsAreChecked() {
        ViewSpec spec = specOf({"a"});
        spec.options["y_scale"] = "lgo";
        QVERIFY_THROWS_EXCEPTION(InputError, CurveView(spec, nullptr));
        spec.options = {{"smoothing", -1}};
        QVERIFY_THROWS_EXCEPTION(InputError, CurveView(spec, nullptr));
        spec.options = {{"x_scale", "symlog"}};
        QVERIFY_THROWS_EXCEPTION(InputError, static_cast<void>(curvePanel(spec, Frame())));
        QVERIFY_THROWS_EXCEPTION(InputError, static_cast<void>(curvePanel(specOf({"a"}), Frame())));
    }

    void legendSwitchesCurves() {
        CurveView view(specOf({"a", "b"}), nullptr);
        open(view, frameOf({series("a", decay(200)), series("b", decay(200, 0.5))}));
        QSignalSpy changed(&view, &CurveView::lookChanged);
        const std::size_t both = view.chartPoints();
        const QPoint box = view.legendBox("b").center().toPoint();
        QTest::mouseClick(&view, Qt::LeftButton, {}, box);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(view.look().hidden.count("b"), std::size_t{1});
        QVERIFY(view.chartPoints() < both);
        QTest::mouseClick(&view, Qt::LeftButton, {}, view.legendBox("b").center().toPoint());
        QVERIFY(view.look().hidden.empty());
        QCOMPARE(view.chartPoints(), both);
    }

    void hoverReadsEveryCurve() {
        CurveView view(specOf({"a", "b"}), nullptr);
        open(view, frameOf({series("a", decay(101)), series("b", {{0.0, 0.5}, {100.0, 0.5}})}));
        QSignalSpy moved(&view, &ArtifactView::cursorMoved);
        QTest::mouseMove(&view, view.positionOf(50.2, 0.5).toPoint());
        QTRY_COMPARE(view.readout().size(), 3);
        QCOMPARE(view.readout()[0], QStringLiteral("iteration 50"));
        QVERIFY(view.readout()[1].startsWith(QStringLiteral("Title of a: 0.00")));
        QVERIFY(view.readout()[2].contains(QStringLiteral("at 100")) ||
                view.readout()[2].contains(QStringLiteral("at 0")));
        QVERIFY(moved.count() > 0);
        QTest::keyClick(&view, Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(view.readout()[0], QStringLiteral("iteration 51"));
        QTest::keyClick(&view, Qt::Key_Escape);
        QVERIFY(view.readout().isEmpty());
    }

    void wheelZoomsAboutTheCursor() {
        for (const Scale scale : {Scale::linear, Scale::log}) {
            CurveView view(specOf({"a"}), nullptr);
            open(view, frameOf({series("a", decay(1001))}));
            view.setYScale(scale);
            const QPointF at = view.positionOf(250.0, 0.1);
            const double wide = view.axes().xRange.length();
            QWheelEvent wheel(at, view.mapToGlobal(at), {}, {0, 240}, Qt::NoButton, Qt::NoModifier,
                              Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(&view, &wheel);
            QVERIFY(std::abs(view.axes().xRange.length() - 0.5 * wide) < 1e-6 * wide);
            const QPointF after = view.positionOf(250.0, 0.1);
            // Labels may change width, and with them the plot's edge.
            QVERIFY(std::abs(after.x() - at.x()) < 20.0);
            QVERIFY(std::abs(after.y() - at.y()) < 2.0);
            QTest::mouseDClick(&view, Qt::LeftButton, {}, view.plotArea().center().toPoint());
            QVERIFY(std::abs(view.axes().xRange.length() - wide) < 1e-9 * wide);
        }
    }

    void brushZoomsAndShiftPans() {
        CurveView view(specOf({"a"}), nullptr);
        open(view, frameOf({series("a", decay(1001))}));
        const QPoint from = view.positionOf(200.0, 0.8).toPoint();
        const QPoint to = view.positionOf(600.0, 0.2).toPoint();
        QTest::mousePress(&view, Qt::LeftButton, {}, from);
        QTest::mouseMove(&view, to);
        QTest::mouseRelease(&view, Qt::LeftButton, {}, to);
        QVERIFY(std::abs(view.axes().xRange.low - 200.0) < 3.0);
        QVERIFY(std::abs(view.axes().xRange.high - 600.0) < 3.0);
        QVERIFY(std::abs(view.axes().yRange.low - 0.2) < 0.01);
        const Interval before = view.axes().xRange;
        QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
        QTRY_VERIFY(view.axes().xRange.low > before.low + 30.0);
        QTest::keyClick(&view, Qt::Key_F);
        QVERIFY(view.axes().xRange == (Interval{0.0, 1000.0}));
    }

    void stateComesBack() {
        CurveView one(specOf({"a", "b"}), nullptr);
        one.setYScale(Scale::log);
        one.setSmoothing(25.0);
        one.setCurveVisible("b", false);
        QJsonObject state = one.state();
        state["x_range"] = QJsonArray{10.0, 20.0};
        CurveView two(specOf({"a", "b"}), nullptr);
        two.setState(state);
        QCOMPARE(two.state(), state);
        // Nonsense changes nothing and does not stop it.
        two.setState({{"y_scale", 7}, {"smoothing", "x"}, {"x_range", QJsonArray{2, 1}}});
        QCOMPARE(two.look().yScale, Scale::log);
        QVERIFY(!two.look().x);
    }

    void controlsFollowAndLead() {
        CurveView view(specOf({"a", "b"}), nullptr);
        open(view, frameOf({series("a", decay(50)), series("b", decay(50, 0.5))}));
        QWidget holder;
        QWidget* controls = view.createControls(&holder);
        auto* scale = controls->findChild<QToolButton*>("view_loss_scale");
        auto* smoothing = controls->findChild<QDoubleSpinBox*>("view_loss_smoothing_steps");
        auto* curves = controls->findChild<QToolButton*>("view_loss_curves");
        QVERIFY(scale != nullptr && smoothing != nullptr && curves != nullptr);
        scale->menu()->findChild<QAction*>("y_log")->trigger();
        QCOMPARE(view.look().yScale, Scale::log);
        QCOMPARE(scale->text(), QStringLiteral("log"));
        smoothing->setValue(40.0);
        QVERIFY(view.look().smoothing == 40.0);
        view.setSmoothing(0.0);
        QVERIFY(smoothing->value() == 0.0);
        curves->menu()->findChild<QAction*>("b")->trigger();
        QCOMPARE(view.look().hidden.count("b"), std::size_t{1});
        view.setCurveVisible("b", true);
        QVERIFY(curves->menu()->findChild<QAction*>("b")->isChecked());
    }

    void lookingBackKeepsTheWholeRun() {
        CurveView view(specOf({"a"}), nullptr);
        const std::vector<SeriesPoint> all = decay(101);
        open(view, frameOf({series("a", all)}, 100, 100));
        view.setFrame(frameOf({series("a", {all.begin(), all.begin() + 31})}, 30, 100));
        QTRY_VERIFY(view.chartUpdates() > 1);
        QVERIFY(view.axes().xRange.high >= 100.0);
        QCOMPARE(view.chartPoints(), std::size_t{101});
        // Another run of the same length is not continued with the old one.
        view.setFrame(frameOf({series("a", decay(31, 0.7))}, 30, 100));
        QTRY_COMPARE(view.chartPoints(), std::size_t{31});
    }

    void linesAndHistograms() {
        Artifact lines;
        lines.name = "spectrum";
        lines.data = Lines{{{"left", {0, 1, 2}, {1, std::nan(""), 2}, false},
                            {"right", {0, 1, 2}, {2, 3, 4}, true}}};
        Artifact histogram;
        histogram.name = "steps";
        histogram.title = "Step lengths";
        histogram.data = Histogram{{0.0, 1.0, 2.0}, {3.0, 5.0}};
        CurveView view(specOf({"spectrum", "steps"}), nullptr);
        open(view, frameOf({std::make_shared<const Artifact>(lines),
                            std::make_shared<const Artifact>(histogram)}));
        QCOMPARE(view.curves().size(), std::size_t{3});
        QCOMPARE(view.curves()[1].name, std::string("spectrum/right"));
        QVERIFY(view.axes().yRange.low <= 0.0 && view.axes().yRange.high >= 5.0);
    }

    void aClickSelectsACurve() {
        const auto of = [](const std::string& name, double value, std::int64_t item) {
            Artifact artifact = *series(name, {{0.0, value}, {50.0, value}, {100.0, value}});
            auto& data = std::get<SeriesArtifact>(artifact.data);
            data.selects = "layer";
            data.item = item;
            return std::make_shared<const Artifact>(std::move(artifact));
        };
        const auto frameWith = [&](std::int64_t layer) {
            const FramePtr plain = frameOf(
                {of("a", 1.0, 3), of("b", 2.0, 5), series("c", {{0.0, 0.5}, {100.0, 2.5}})});
            auto frame = std::make_shared<Frame>(*plain);
            frame->scene = scorescope::test::sceneWith("layer", layer);
            return frame;
        };
        CurveView view(specOf({"a", "b", "c"}), nullptr);
        open(view, frameWith(3));
        QSignalSpy edits(&view, &ArtifactView::parametersEdited);
        const auto click = [&view](double y) {
            QTest::mouseClick(&view, Qt::LeftButton, {}, view.positionOf(30.0, y).toPoint());
        };
        click(2.0);
        QCOMPARE(edits.count(), 1);
        QCOMPARE(edits[0][0].toJsonObject(), (QJsonObject{{"layer", 5}}));
        click(1.1); // cannot be selected
        click(1.6); // nothing is there
        QCOMPARE(edits.count(), 1);
        // A drag from the curve is a zoom.
        const QPoint from = view.positionOf(30.0, 2.0).toPoint();
        QTest::mousePress(&view, Qt::LeftButton, {}, from);
        QTest::mouseMove(&view, from + QPoint(60, 40));
        QTest::mouseRelease(&view, Qt::LeftButton, {}, from + QPoint(60, 40));
        QCOMPARE(edits.count(), 1);
        view.fit();
        // The readout walks by keys; Enter takes the curve nearest to it.
        view.setFocus();
        QTest::mouseMove(&view, view.positionOf(30.0, 1.2).toPoint());
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(edits.count(), 2);
        QCOMPARE(edits[1][0].toJsonObject(), (QJsonObject{{"layer", 3}}));
        // What is selected stands out: wider, and the other one of its kind is dim.
        const auto inkAt = [&view](double y) {
            const QImage image = view.grab().toImage();
            const QPointF at = view.positionOf(60.0, y) * view.devicePixelRatioF();
            int ink = 0;
            for (int dy = -6; dy <= 6; ++dy) {
                const QColor color = image.pixelColor(qRound(at.x()), qRound(at.y()) + dy);
                ink += std::abs(color.lightness() - darkTheme().ground.lightness());
            }
            return ink;
        };
        QTest::mouseMove(&view, QPoint(1, 1));
        const int a = inkAt(1.0);
        const int b = inkAt(2.0);
        view.setFrame(frameWith(5));
        QTRY_VERIFY(inkAt(2.0) > b + b / 2);
        QVERIFY(inkAt(1.0) < a / 2);
    }

    void chartSplitsAtGapsAndCountsPoints() {
        const std::unique_ptr<Chart> chart = createChart();
        chart->setGeometry({200, 100}, {10, 10, 180, 80});
        chart->setRange({0, 0, 1000, 1});
        std::vector<QPointF> points;
        for (int i = 0; i < 1000; ++i) {
            points.emplace_back(i, i % 2 == 0 ? std::nan("") : 0.5);
        }
        chart->setContent({}, {{points, QPen(Qt::red, 2.0)}});
        QCOMPARE(chart->pointCount(), std::size_t{500});
        QImage image(200, 100, QImage::Format_ARGB32);
        image.fill(Qt::black);
        QPainter painter(&image);
        chart->paint(painter);
        painter.end();
        QVERIFY(image.pixelColor(100, 50).red() > 100); // single values are dots, not nothing
        QVERIFY(image.pixelColor(100, 20).red() == 0);
        QVERIFY(image.pixelColor(5, 50).red() == 0);
    }
};

QTEST_MAIN(TestCurveView)
#include "tst_curve_view.moc"
