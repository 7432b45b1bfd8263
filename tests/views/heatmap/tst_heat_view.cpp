// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Heat maps as a person uses them: real events, and pictures whose pixels are looked at.
#include "engine/core/error.h"
#include "tests/support/baseline.h"
#include "tests/support/messages_and_files.h"
#include "tests/support/near.h"
#include "tests/support/selected_scene.h"
#include "views/figure/export.h"
#include "views/heatmap/heat_view.h"

#include <QImage>
#include <QJsonArray>
#include <QJsonObject>
#include <QPainter>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

#include <cmath>
#include <limits>
#include <memory>

using namespace scorescope;
using namespace scorescope::views;
using namespace scorescope::test;

namespace {

using State = Heatmap::CellState;

/// Probe error by layer and step: falls with depth and time.
Heatmap probes() {
    Heatmap map;
    for (int layer = 0; layer < 5; ++layer) {
        map.rowLabels.push_back("conv" + std::to_string(layer + 1));
    }
    for (int i = 0; i < 8; ++i) {
        map.columnPositions.push_back(100.0 * i);
        map.columnLabels.push_back(std::to_string(100 * i));
    }
    for (int layer = 0; layer < 5; ++layer) {
        for (int i = 0; i < 8; ++i) {
            map.values.push_back(0.9F * std::exp(-0.1F * static_cast<float>(i * (layer + 1))));
            map.states.push_back(State::measured);
        }
    }
    map.columnsAreSteps = true;
    map.references = {{0.9, "chance"}};
    map.selectsRow = "layer";
    return map;
}

std::shared_ptr<const Artifact> artifact(Heatmap map) {
    return std::make_shared<const Artifact>(
        Artifact{"map", "Probe error", {"step", ""}, {"layer", ""}, {"error", ""}, std::move(map)});
}

FramePtr frameOf(Heatmap map, std::int64_t layer = -1, std::uint64_t step = 350) {
    auto frame = std::make_shared<Frame>();
    frame->artifacts["map"] = artifact(std::move(map));
    frame->step = step;
    if (layer >= 0) {
        frame->scene = scorescope::test::sceneWith("layer", layer);
    }
    return frame;
}

ViewSpec specOf(const char* options = "{}") {
    ViewSpec spec;
    spec.name = "picture";
    spec.kind = "heatmap";
    spec.title = "Picture";
    spec.artifacts = {"map"};
    spec.options = nlohmann::ordered_json::parse(options);
    return spec;
}

void open(HeatView& view, const FramePtr& frame, QSize size = {640, 400}) {
    view.resize(size);
    view.setFrame(frame);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QTRY_VERIFY(!view.plotArea().isEmpty());
}

QImage pictureOf(const FigurePanel& panel, const FigureStyle& style, QSize size = {600, 400}) {
    return drawn(panel, style, size, 1.0);
}

FigureStyle styleOf(const Theme& theme) {
    FigureStyle style;
    style.theme = theme;
    style.font = baselineFont();
    style.fontSize = 12.0;
    style.lineWidth = 1.2;
    return style;
}

} // namespace

class TestHeatView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cellsHaveTheColoursOfTheirValues() {
        Heatmap map;
        map.rowLabels = {"a", "b"};
        map.columnLabels = {"x", "y", "z"};
        map.values = {0.0F, 0.5F, 1.0F, 1.0F, 0.5F, 0.0F};
        HeatView view(specOf(R"({"limits": [0, 1]})"), nullptr);
        open(view, frameOf(map));
        const QImage image = view.grab().toImage();
        const ColorBar& bar = view.content().bar;
        for (std::size_t row = 0; row < 2; ++row) {
            for (std::size_t column = 0; column < 3; ++column) {
                const HeatCell cell{row, column};
                const QColor expected =
                    bar.map.color(static_cast<double>(view.content().value(cell)));
                // Beside the middle, where the cursor is not.
                const QPoint at = (view.rectOf(cell).center() + QPointF(9.0, 9.0)).toPoint();
                const QColor found = image.pixelColor(at);
                QVERIFY2(std::abs(found.red() - expected.red()) < 3 &&
                             std::abs(found.green() - expected.green()) < 3 &&
                             std::abs(found.blue() - expected.blue()) < 3,
                         qPrintable(found.name() + expected.name()));
            }
        }
        // Named rows go down.
        QVERIFY(view.rectOf({0, 0}).center().y() < view.rectOf({1, 0}).center().y());
    }

    void rowsWithNumbersGoUp() {
        Heatmap map;
        map.rowLabels = {"1", "10", "100"};
        map.rowPositions = {1.0, 10.0, 100.0};
        map.columnLabels = {"x"};
        map.values = {1.0F, 2.0F, 3.0F};
        HeatView view(specOf(R"({"y_scale": "log"})"), nullptr);
        open(view, frameOf(map));
        const QRectF low = view.rectOf({0, 0});
        const QRectF high = view.rectOf({2, 0});
        QVERIFY(low.center().y() > high.center().y());
        // Equal ratios are equally high on a log axis.
        QVERIFY(near(low.height(), high.height(), 1e-6, 0.0));
        QVERIFY(near(view.axes().yRange.low, std::sqrt(0.1), 1e-12, 0.0));
    }

    void aClickSelectsTheRow() {
        HeatView view(specOf(), nullptr);
        open(view, frameOf(probes(), 3));
        const QSignalSpy edits(&view, &ArtifactView::parametersEdited);
        const QPoint at = view.rectOf({1, 4}).center().toPoint();
        QTest::mouseClick(&view, Qt::LeftButton, {}, at);
        QCOMPARE(edits.count(), 1);
        QCOMPARE(edits[0][0].toJsonObject(), (QJsonObject{{"layer", 1}}));
        // On a name beside the picture, too; below it nothing: columns cannot be selected.
        const QPoint name(static_cast<int>(view.plotArea().left()) - 10,
                          view.rectOf({4, 0}).center().toPoint().y());
        QTest::mouseClick(&view, Qt::LeftButton, {}, name);
        QCOMPARE(edits.count(), 2);
        QCOMPARE(edits[1][0].toJsonObject(), (QJsonObject{{"layer", 4}}));
        QVERIFY(edits[1][1].toULongLong() != edits[0][1].toULongLong());
        QTest::mouseClick(&view, Qt::LeftButton, {},
                          QPoint(at.x(), static_cast<int>(view.plotArea().bottom()) + 8));
        QCOMPARE(edits.count(), 2);
        // The selected one has a frame in the accent colour.
        const QRectF row = view.rectOf({3, 0});
        const QColor edge = view.grab().toImage().pixelColor(
            QPoint(static_cast<int>(row.center().x()), static_cast<int>(std::lround(row.top()))));
        QVERIFY2(edge.blue() > edge.red() + 60, qPrintable(edge.name()));
    }

    void aDragPansAndDoesNotSelect() {
        HeatView view(specOf(), nullptr);
        open(view, frameOf(probes(), 0));
        const QSignalSpy edits(&view, &ArtifactView::parametersEdited);
        const Axes before = view.axes();
        const QPoint from = view.plotArea().center().toPoint();
        QTest::mousePress(&view, Qt::LeftButton, {}, from);
        QTest::mouseMove(&view, from + QPoint(30, 0));
        QTest::mouseMove(&view, from + QPoint(60, 0));
        QTest::mouseRelease(&view, Qt::LeftButton, {}, from + QPoint(60, 0));
        QTRY_VERIFY(view.axes().xRange.low < before.xRange.low);
        QCOMPARE(edits.count(), 0);
        view.fit();
        QCOMPARE(view.axes().xRange, before.xRange);
    }

    void keysGoFromCellToCell() {
        HeatView view(specOf(), nullptr);
        open(view, frameOf(probes(), 0));
        view.setFocus();
        const QSignalSpy edits(&view, &ArtifactView::parametersEdited);
        QTest::keyClick(&view, Qt::Key_Right, Qt::ControlModifier); // enters at the first
        QTest::keyClick(&view, Qt::Key_Right, Qt::ControlModifier);
        QTest::keyClick(&view, Qt::Key_Down, Qt::ControlModifier);
        QTest::keyClick(&view, Qt::Key_Down, Qt::ControlModifier);
        const QStringList said = view.readout();
        QCOMPARE(said.value(0), QStringLiteral("conv3, 100"));
        QVERIFY2(said.value(1).startsWith(QStringLiteral("error: 0.66")),
                 qPrintable(said.join('|')));
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(edits.count(), 1);
        QCOMPARE(edits[0][0].toJsonObject(), (QJsonObject{{"layer", 2}}));
        QTest::keyClick(&view, Qt::Key_Escape);
        QVERIFY(view.readout().isEmpty());
    }

    void theWheelZoomsAndNamesStay() {
        HeatView view(specOf(), nullptr);
        open(view, frameOf(probes()));
        const Axes before = view.axes();
        const QPointF at = view.plotArea().center();
        QWheelEvent wheel(at, view.mapToGlobal(at), {}, {0, 240}, Qt::NoButton, {},
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(&view, &wheel);
        QVERIFY(near(view.axes().xRange.length(), 0.5 * before.xRange.length(), 1e-9, 0.0));
        QCOMPARE(view.axes().yNames.size(), std::size_t{5});
    }

    void whatIsNotAMeasurementIsMarkedAndCounted() {
        Heatmap map = probes();
        map.states[0] = State::notComputed;
        map.values[0] = std::numeric_limits<float>::quiet_NaN();
        map.states[1] = State::notConverged;
        map.states[2] = State::tooFewExamples;
        map.values[3] = std::numeric_limits<float>::quiet_NaN();
        HeatView view(specOf(R"({"limits": [0.2, 0.8]})"), nullptr);
        open(view, frameOf(map));
        const CellCounts& counts = view.content().counts;
        QCOMPARE(counts.notComputed, std::size_t{1});
        QCOMPARE(counts.notConverged, std::size_t{1});
        QCOMPARE(counts.tooFew, std::size_t{1});
        QCOMPARE(counts.notANumber, std::size_t{1});
        std::size_t clipped = 0;
        for (std::size_t i = 1; i < map.values.size(); ++i) {
            clipped += map.values[i] > 0.8F || map.values[i] < 0.2F ? 1U : 0U;
        }
        QCOMPARE(counts.clipped, clipped);
        QVERIFY(view.content().bar.above && view.content().bar.below);
        for (const char* part : {"not computed: 1", "not converged: 1", "too few examples: 1",
                                 "not a number: 1", "beyond the colours"}) {
            QVERIFY2(view.axes().note.contains(QLatin1String(part)), part);
        }
        // The mark is there, and goes with the switch.
        const QRect cell = view.rectOf({0, 1}).toRect();
        const auto picture = [&] { return view.grab().toImage().copy(cell); };
        const QImage with = picture();
        view.setMarks(false);
        QVERIFY(picture() != with);
    }

    void limitsCanBeLocked() {
        HeatView view(specOf(), nullptr);
        std::unique_ptr<QWidget> controls(view.createControls(nullptr));
        open(view, frameOf(probes()));
        auto* lock = controls->findChild<QToolButton*>(view.objectName() + QStringLiteral("_lock"));
        QVERIFY(lock);
        const ColorLimits before = view.content().bar.limits;
        QTest::mouseClick(lock, Qt::LeftButton);
        Heatmap louder = probes();
        for (float& value : louder.values) {
            value *= 10.0F;
        }
        view.setFrame(frameOf(louder));
        QTRY_VERIFY(view.content().bar.above);
        QVERIFY(view.content().bar.limits == before);
        QVERIFY(view.state().contains(QStringLiteral("limits")));
        QTest::mouseClick(lock, Qt::LeftButton);
        QTRY_VERIFY(view.content().bar.limits.high > before.high);
        auto* log =
            controls->findChild<QToolButton*>(view.objectName() + QStringLiteral("_log_colors"));
        QTest::mouseClick(log, Qt::LeftButton);
        QVERIFY(view.content().bar.scale == ColorScale::logarithmic);
        QVERIFY(log->isChecked());
    }

    void stateGoesRoundAndOptionsAreChecked_data() {
        QTest::addColumn<QString>("options");
        QTest::addColumn<QString>("message");
        QTest::newRow("unknown") << R"({"mark": true})"
                                 << "did you mean 'marks'";
        QTest::newRow("scale") << R"({"y_scale": "symlog"})"
                               << "linear or log";
        QTest::newRow("limits") << R"({"limits": [1, 1]})"
                                << "two finite numbers";
        QTest::newRow("colours") << R"({"color_scale": "logarithmic"})"
                                 << "linear or log";
    }
    void stateGoesRoundAndOptionsAreChecked() {
        QFETCH(QString, options);
        QFETCH(QString, message);
        const QString said = messageOf([&] {
            static_cast<void>(HeatLook::fromOptions(specOf(options.toUtf8().constData())));
        });
        QVERIFY2(said.contains(message), qPrintable(said));
        HeatView view(specOf(R"({"color_scale": "log", "limits": [0.1, 1], "marks": false})"),
                      nullptr);
        HeatView other(specOf(), nullptr);
        other.setState(view.state());
        QCOMPARE(other.state(), view.state());
    }

    void damagedOnesAreToldAndHarmless_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("message");
        QTest::newRow("values") << 0 << "3 values for 5 × 8 cells";
        QTest::newRow("states") << 1 << "1 states for 40 cells";
        QTest::newRow("order") << 2 << "no places";
        QTest::newRow("empty") << 3 << "";
    }
    void damagedOnesAreToldAndHarmless() {
        QFETCH(int, kind);
        QFETCH(QString, message);
        Heatmap map = probes();
        if (kind == 0) {
            map.values.resize(3);
        } else if (kind == 1) {
            map.states.resize(1);
        } else if (kind == 2) {
            map.columnPositions[1] = -5.0;
        } else {
            map = Heatmap();
        }
        HeatView view(specOf(), nullptr);
        open(view, frameOf(map));
        QVERIFY2(view.content().problem.contains(message), qPrintable(view.content().problem));
        QVERIFY(!view.grab().isNull());
        QTest::mouseMove(&view, view.rect().center());
        QTest::keyClick(&view, Qt::Key_Plus);
        QTest::mouseClick(&view, Qt::LeftButton, {}, view.rect().center());
        if (kind < 3) {
            QVERIFY(messageOf([&] {
                        static_cast<void>(heatPanel(specOf(), *frameOf(map)));
                    }).contains(message));
        }
    }

    void figuresAreOneRasterUnderVectors() {
        const QTemporaryDir folder;
        const FramePtr frame = frameOf(probes(), 2);
        const std::shared_ptr<const FigurePanel> panel = heatPanel(specOf(), *frame);
        const QString path = folder.filePath(QStringLiteral("map.svg"));
        ExportOptions options;
        exportFigure({panel.get()}, options, {}, path);
        const QByteArray svg = readText(path);
        QCOMPARE(svg.count("<image"), 2); // the map, and the colour bar's gradient
        QVERIFY(svg.contains("conv3") && svg.contains("chance"));
        QCOMPARE(panel->data().size(), std::size_t{1});
        QCOMPARE(panel->limits().size(), std::size_t{3});
    }

    void looksAsItDid() {
        const FigureStyle style = styleOf(printTheme());
        if (!hasBaselineFont()) {
            QSKIP("the font DejaVu Sans, in which the baseline is set, is not installed");
        }
        const QImage image = pictureOf(*heatPanel(specOf(), *frameOf(marked(), 2)), style);
        compareWithBaseline(image, QStringLiteral("heat_panel"), 0.9);
    }

    void pictures() {
        const QString folder = qEnvironmentVariable("SCORESCOPE_PICTURES");
        if (folder.isEmpty()) {
            QSKIP("no folder named in SCORESCOPE_PICTURES");
        }
        Heatmap confusion;
        for (int i = 0; i < 10; ++i) {
            confusion.rowLabels.push_back(std::to_string(i));
            confusion.columnLabels.push_back(std::to_string(i));
        }
        for (int i = 0; i < 100; ++i) {
            confusion.values.push_back(i % 11 == 0 ? 0.97F : 0.004F * static_cast<float>(i % 7));
        }
        Heatmap change;
        for (int i = 0; i < 60; ++i) {
            change.rowLabels.push_back("layer " + std::to_string(i));
        }
        for (int i = 0; i < 200; ++i) {
            change.columnLabels.push_back(std::to_string(i));
            change.columnPositions.push_back(std::pow(10.0, 0.02 * i));
        }
        for (int i = 0; i < 12000; ++i) {
            change.values.push_back(std::sin(0.05F * static_cast<float>(i % 200)) *
                                    std::cos(0.1F * static_cast<float>(i / 200)));
        }
        change.signedValues = true;
        for (const bool dark : {true, false}) {
            const FigureStyle style = styleOf(dark ? darkTheme() : lightTheme());
            const QString tone = dark ? QStringLiteral("dark") : QStringLiteral("light");
            const auto save = [&](const char* name, const Heatmap& map, const char* options,
                                  QSize size) {
                pictureOf(*heatPanel(specOf(options), *frameOf(map, 2)), style, size)
                    .save(
                        QStringLiteral("%1/heat_%2_%3.png").arg(folder, QLatin1String(name), tone));
            };
            save("probes", marked(), "{}", {640, 360});
            save("confusion", confusion, R"({"color_scale": "log"})", {520, 420});
            save("change", change, R"({"x_scale": "log"})", {760, 420});
            save("small", marked(), "{}", {280, 180});
        }
    }

private:
    static Heatmap marked() {
        Heatmap map = probes();
        map.states[0] = State::notComputed;
        map.values[0] = std::numeric_limits<float>::quiet_NaN();
        map.states[9] = State::notConverged;
        map.states[18] = State::tooFewExamples;
        map.values[27] = std::numeric_limits<float>::quiet_NaN();
        return map;
    }
};

QTEST_MAIN(TestHeatView)
#include "tst_heat_view.moc"
