// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "tests/support/baseline.h"
#include "tests/views/graph/graphs.h"
#include "views/figure/export.h"
#include "views/graph/graph_panel.h"
#include "views/graph/graph_view.h"
#include "views/kinds/view_kinds.h"

#include <QFile>
#include <QImage>
#include <QPainter>
#include <QTemporaryDir>
#include <QTest>

using namespace scorescope;
using namespace scorescope::views;
using namespace scorescope::test;

class TestGraphPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void looksAsItDid() {
        FigureStyle style;
        style.font = baselineFont();
        if (!hasBaselineFont()) {
            QSKIP("the font DejaVu Sans, in which the baseline is set, is not installed");
        }
        const FramePtr frame = graphFrame(leNet(), "layer", 4);
        const QImage image = drawn(*graphPanel(graphSpec(), *frame), style, {1500, 360});
        compareWithBaseline(image, QStringLiteral("graph_panel"), 0.9);
    }

    void exportsToFiles() {
        QTemporaryDir folder;
        // Zoomed in, so that the graph is cut at the figure's edge.
        const auto panel =
            createPanel(graphSpec(R"({"zoom": 3, "center": [0.45, 0.3]})"), *graphFrame(leNet()));
        for (const char* ending : {"pdf", "svg", "png"}) {
            const QString path = folder.filePath(QStringLiteral("figure.") + QLatin1String(ending));
            exportFigure({panel.get()}, ExportOptions(), "{}", path);
            QVERIFY(QFile(path).size() > 1000);
        }
        QFile svg(folder.filePath(QStringLiteral("figure.svg")));
        QVERIFY(svg.open(QIODevice::ReadOnly));
        const QByteArray text = svg.readAll();
        QVERIFY(text.contains("conv2")); // text is text
        QVERIFY(!text.contains("logits"));
    }

    void nothingIsDrawnOutside() {
        // Writers of SVG files know no clipping: shapes and lines themselves are cut.
        const auto panel =
            graphPanel(graphSpec(R"({"zoom": 6, "center": [0.3, 0.4]})"), *graphFrame(leNet()));
        QImage image(400, 300, QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        panel->draw(painter, QRectF(100.0, 80.0, 200.0, 140.0), FigureStyle());
        painter.end();
        int inside = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const bool ink = image.pixel(x, y) != qRgb(255, 255, 255);
                const bool in = QRect(97, 77, 206, 146).contains(x, y);
                inside += ink && in ? 1 : 0;
                QVERIFY2(!ink || in, qPrintable(QStringLiteral("%1 %2").arg(x).arg(y)));
            }
        }
        QVERIFY(inside > 1000);
    }

    void tellsItsShapeLimitsAndData() {
        const FramePtr frame = graphFrame(leNet());
        const auto panel = graphPanel(graphSpec(R"({"direction": "right"})"), *frame);
        QVERIFY(panel->aspectRatio() > 2.0);
        QCOMPARE(panel->title(), QStringLiteral("Network"));
        QCOMPARE(panel->limits().size(), std::size_t{1});
        QCOMPARE(panel->limits()[0].option, std::string("color_range"));
        QVERIFY(panel->limits()[0].low == 0.0 && panel->limits()[0].high >= 8.0);
        QCOMPARE(panel->data(), std::vector{frame->find("network")});
        const auto down = graphPanel(graphSpec(R"({"direction": "down"})"), *frame);
        QVERIFY(down->aspectRatio() < 1.0);
        const auto locked = graphPanel(graphSpec(R"({"color_range": [1, 3]})"), *frame);
        QVERIFY(locked->limits()[0].low == 1.0 && locked->limits()[0].high == 3.0);
        const auto plain = graphPanel(graphSpec(R"({"values": false})"), *frame);
        QVERIFY(plain->limits().empty());
    }

    void smallRectanglesAreHarmless() {
        const auto panel = graphPanel(graphSpec(), *graphFrame(leNet()));
        QImage image(40, 40, QImage::Format_RGB32);
        for (const QSizeF& size : {QSizeF(0, 0), QSizeF(1, 1), QSizeF(30, 2), QSizeF(2, 30)}) {
            QPainter painter(&image);
            panel->draw(painter, QRectF({0.0, 0.0}, size), FigureStyle());
        }
    }

    void refusesWhatItCannotShow_data() {
        QTest::addColumn<QString>("options");
        QTest::addColumn<QString>("part");
        QTest::newRow("unknown") << R"({"directon": "down"})"
                                 << "direction";
        QTest::newRow("direction") << R"({"direction": "left"})"
                                   << "auto, right or down";
        QTest::newRow("values") << R"({"values": 1})"
                                << "true or false";
        QTest::newRow("labels") << R"({"edge_labels": "yes"})"
                                << "true or false";
        QTest::newRow("zoom") << R"({"zoom": 0})"
                              << "0.5 to 1000";
        QTest::newRow("center") << R"({"center": [0.5, 2]})"
                                << "from 0 to 1";
        QTest::newRow("center's size") << R"({"center": [0.5]})"
                                       << "two numbers";
        QTest::newRow("range") << R"({"color_range": [2, 1]})"
                               << "smaller one first";
    }
    void refusesWhatItCannotShow() {
        QFETCH(QString, options);
        QFETCH(QString, part);
        const ViewSpec spec = graphSpec(options.toUtf8().constData());
        try {
            GraphView view(spec, nullptr);
            QFAIL("not refused");
        } catch (const InputError& error) {
            QVERIFY2(QString::fromUtf8(error.what()).contains(part), error.what());
        }
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(graphPanel(spec, *graphFrame(leNet()))),
                                 InputError);
    }

    void missingArtifactsAndKindsAreNamed() {
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(graphPanel(graphSpec(), Frame())), InputError);
        Frame frame;
        frame.artifacts["network"] =
            std::make_shared<const Artifact>(Artifact{"network", "", {}, {}, {}, Histogram{}});
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(graphPanel(graphSpec(), frame)), InputError);
    }

    /// For a person to look at: set SCORESCOPE_PICTURES to a folder.
    void picturesToLookAt();
};

void TestGraphPanel::picturesToLookAt() {
    const QString folder = qEnvironmentVariable("SCORESCOPE_PICTURES");
    if (folder.isEmpty()) {
        QSKIP("SCORESCOPE_PICTURES is not set");
    }
    Graph kinds;
    for (const char* kind : {"input", "convolution", "activation", "pool", "dense", "add", "diode",
                             "state", "noise", "other", "output"}) {
        kinds.nodes.push_back({kind, kind});
        if (kinds.nodes.size() > 1) {
            kinds.edges.push_back({kinds.nodes.size() - 2, kinds.nodes.size() - 1});
        }
    }
    Graph signedGraph;
    signedGraph.signedValues = true;
    for (int i = 0; i < 6; ++i) {
        signedGraph.nodes.push_back({"x" + std::to_string(i), i % 2 == 0 ? "state" : "", i - 2.5});
    }
    for (std::size_t i = 0; i < 6; ++i) {
        signedGraph.edges.push_back(
            {i, (i + 1) % 6, "", static_cast<double>(i) - 2.0, i == 2 ? "w₂" : ""});
    }
    signedGraph.edges.push_back({1, 4, "skip", -1.5});
    signedGraph.edges.push_back({3, 3, "recurrent", 1.0, "self"});
    Graph placed = leNet();
    for (std::size_t i = 0; i < placed.nodes.size(); ++i) {
        placed.nodes[i].place = {static_cast<double>(i % 10), i < 10 ? 1.0 : 0.0};
    }
    placed.edges.push_back({1, 7, "skip"});
    const std::vector<std::pair<QString, Graph>> graphs{
        {"lenet", leNet()},         {"placed", placed},
        {"residual", residual(16)}, {"small_residual", residual(3)},
        {"gsn", unrolledGsn(4)},    {"workers", masterAndWorkers(8)},
        {"kinds", kinds},           {"signed", signedGraph}};
    for (const auto& [name, graph] : graphs) {
        for (const bool dark : {true, false}) {
            for (const QSize& size : {QSize(900, 300), QSize(700, 500), QSize(320, 220)}) {
                GraphView view(graphSpec(), nullptr);
                view.setTheme(dark ? darkTheme() : lightTheme());
                view.resize(size);
                view.setFrame(graphFrame(graph, graph.selects, 3));
                view.show();
                QVERIFY(QTest::qWaitForWindowExposed(&view));
                const QString file =
                    QStringLiteral("%1/%2_%3_%4.png")
                        .arg(folder, name, dark ? QStringLiteral("dark") : QStringLiteral("light"))
                        .arg(size.width());
                QVERIFY(view.grab().save(file));
                QTest::keyClick(&view, Qt::Key_Right, Qt::ControlModifier);
                QVERIFY(view.grab().save(
                    QString(file).replace(QStringLiteral(".png"), QStringLiteral("_read.png"))));
            }
        }
        const auto panel = graphPanel(graphSpec(), *graphFrame(graph));
        const int width = 1200;
        drawn(*panel, FigureStyle(), {width, static_cast<int>(width / panel->aspectRatio())}, 2.5)
            .save(QStringLiteral("%1/%2_print.png").arg(folder, name));
    }
}

QTEST_MAIN(TestGraphPanel)
#include "tst_graph_panel.moc"
