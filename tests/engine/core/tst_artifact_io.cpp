// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/artifact_io.h"
#include "tests/support/messages_and_files.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace scorescope;
using namespace scorescope::test;

class TestArtifactIo : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numpyReadsTheArchives();
    void tablesHoldNumbers();
    void imagesSayWhatTheyAreOf();
    void severalGoIntoOneArchive();
    void csvOfEveryKind_data();
    void csvOfEveryKind();
    void bandsStandBesideTheirSeries();
    void severalAsOneText();
    void framesGiveTheirSeries();
};

namespace {

Artifact artifactOf(ArtifactData data) {
    return {"a", "A", {"x₀", "m"}, {"x₁", ""}, {"E", "nats"}, std::move(data)};
}

/// Values at steps 1, 2, …
Series points(const std::vector<double>& values) {
    std::vector<SeriesPoint> list;
    for (std::size_t i = 0; i < values.size(); ++i) {
        list.push_back({static_cast<double>(i + 1), values[i]});
    }
    return Series::of(list);
}

SeriesArtifact seriesOf(double first, double second) {
    SeriesArtifact series;
    series.points = points({first, second});
    return series;
}

VectorField someField() {
    VectorField field;
    field.grid = {-1.0, 1.0, 0.0, 2.0, 3, 2};
    field.u = {1, 2, 3, 4, 5, 6};
    field.v = {-1, -2, -3, -4, -5, -6};
    return field;
}

/// Runs Python with NumPy on a file: 0, or -1 where there is no NumPy.
int python(const QString& script, const QString& path, QByteArray& errors) {
    QProcess process;
    process.start(QStringLiteral("/usr/bin/python3"), {QStringLiteral("-c"), script, path});
    if (!process.waitForStarted() || !process.waitForFinished()) {
        errors = "python3 cannot be run";
        return 1;
    }
    errors = process.readAllStandardError();
    return errors.contains("No module named 'numpy'") ? -1 : process.exitCode();
}

} // namespace

void TestArtifactIo::numpyReadsTheArchives() {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("field.npz"));
    writeNpz(artifactOf(someField()), path.toStdString());
    QByteArray errors;
    const int result = python(
        QStringLiteral(
            "import numpy, json, sys; a = numpy.load(sys.argv[1]); d = "
            "json.load(open(sys.argv[1][:-3] + 'json'));"
            "assert a['u'].shape == (2, 3) and a['u'].dtype == numpy.float32 and a['v'][1, 2] "
            "== -6, a['v'];"
            "assert list(a['x']) == [-1, 0, 1] and d['x'] == {'label': 'x₀', 'unit': 'm'}, d"),
        path, errors);
    if (result < 0) {
        QSKIP("python3-numpy is not installed");
    }
    QVERIFY2(result == 0, errors.constData());
}

void TestArtifactIo::tablesHoldNumbers() {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("table.npz"));
    const std::vector<std::vector<TableCell>> rows = {
        {"sädel", {"0.3", 0.25}, {"1 (0 to 3)", {1.0, 0.5, 3.0}}, {"2 (1 to 3)", {2.0, 1.0, 3.0}}},
        {"3 found", "", {"4", 4.0}, "none"}};
    writeNpz(artifactOf(Table{{"kind", "x₀", "share", "mixed"}, rows}), path.toStdString());
    QByteArray errors;
    const int result = python(
        QStringLiteral("import numpy, sys; a = numpy.load(sys.argv[1]);"
                       "assert sorted(a.files) == ['kind', 'mixed', 'mixed_high', 'mixed_low', "
                       "'mixed_text', 'share', 'share_high', 'share_low', 'x0'], a.files;"
                       "assert list(a['share']) == [1, 4] and a['share_low'][0] == 0.5;"
                       "assert numpy.isnan(a['share_high'][1]);"
                       "assert list(a['mixed_text']) == ['2 (1 to 3)', 'none'];"
                       "assert a['mixed'][0] == 2 and numpy.isnan(a['mixed'][1]);"
                       "assert list(a['kind']) == ['sädel', '3 found'], a['kind'];"
                       "assert a['x0'][0] == 0.25 and numpy.isnan(a['x0'][1]), a['x0']"),
        path, errors);
    if (result < 0) {
        QSKIP("python3-numpy is not installed");
    }
    QVERIFY2(result == 0, errors.constData());
    const QJsonObject json =
        QJsonDocument::fromJson(readText(folder.filePath(QStringLiteral("table.json")))).object();
    QCOMPARE(json[QStringLiteral("kind")].toString(), QStringLiteral("table"));
    QCOMPARE(json[QStringLiteral("columns")].toArray().size(), 4);
    QCOMPARE(json[QStringLiteral("rows")].toArray().size(), 2);
}

void TestArtifactIo::imagesSayWhatTheyAreOf() {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("images.npz"));
    ImageGrid images;
    images.width = images.height = 1;
    images.columns = 2;
    images.pixels = {0.0F, 0.5F, 1.0F, 1.0F};
    images.rowCaptions = {"GSN-2", ""};
    images.columnCaptions = {"image", "mean"};
    writeNpz(artifactOf(images), path.toStdString());
    const QJsonObject json =
        QJsonDocument::fromJson(readText(folder.filePath(QStringLiteral("images.json")))).object();
    const QJsonArray rows = json[QStringLiteral("row_captions")].toArray();
    QCOMPARE(rows.size(), 2);
    QCOMPARE(rows[0].toString(), QStringLiteral("GSN-2"));
    QCOMPARE(json[QStringLiteral("column_captions")].toArray()[1].toString(),
             QStringLiteral("mean"));
    QVERIFY(!json.contains(QStringLiteral("captions"))); // there are none
    QByteArray errors;
    const int result =
        python(QStringLiteral("import numpy, sys; a = numpy.load(sys.argv[1]);"
                              "assert list(a['row_captions']) == ['GSN-2', ''], a['row_captions'];"
                              "assert list(a['column_captions']) == ['image', 'mean']"),
               path, errors);
    if (result < 0) {
        QSKIP("python3-numpy is not installed");
    }
    QVERIFY2(result == 0, errors.constData());
}

void TestArtifactIo::severalGoIntoOneArchive() {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("all.npz"));
    Artifact series = artifactOf(seriesOf(0.5, 0.25));
    series.name = "loss";
    writeNpz({std::make_shared<const Artifact>(series),
              std::make_shared<const Artifact>(artifactOf(someField()))},
             path.toStdString());
    QByteArray errors;
    const int result =
        python(QStringLiteral("import numpy, sys; a = numpy.load(sys.argv[1]);"
                              "assert list(a['loss.value']) == [0.5, 0.25], a['loss.value'];"
                              "assert list(a['loss.step']) == [1, 2];"
                              "assert a['a.u'].shape == (2, 3);"
                              "assert b'vector' in a['a.json'].lower(), a['a.json']"),
               path, errors);
    if (result < 0) {
        QSKIP("python3-numpy is not installed");
    }
    QVERIFY2(result == 0, errors.constData());
}

void TestArtifactIo::csvOfEveryKind_data() {
    QTest::addColumn<QByteArray>("csv");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, ArtifactData data, const char* expected) {
        QTest::newRow(name) << QByteArray::fromStdString(toCsv(artifactOf(std::move(data))))
                            << QByteArray(expected).replace("\n", "\r\n");
    };
    row("series", seriesOf(0.5, 0.25), "series,step,value,lo,hi\na,1,0.5,,\na,2,0.25,,\n");
    Lines lines;
    lines.lines.resize(1);
    lines.lines[0].label = "a, b";
    lines.lines[0].x = {1, 2};
    lines.lines[0].y = {3, 4};
    row("lines", lines, "line,x,y\n\"a, b\",1,3\n\"a, b\",2,4\n");
    Scatter scatter;
    scatter.x = {0.1F};
    scatter.y = {-2.5F};
    row("scatter", scatter, "x,y\n0.1,-2.5\n");
    scatter.value = {7.0F};
    row("scatter with values", scatter, "x,y,value\n0.1,-2.5,7\n");
    Histogram histogram;
    histogram.edges = {0, 1, 3};
    histogram.count = {5, 6};
    row("histogram", histogram, "low,high,count\n0,1,5\n1,3,6\n");
    PointCloud cloud;
    cloud.dimensions = 3;
    cloud.coordinates = {1, 2, 3, 4, 5, 6};
    row("points", cloud, "x0,x1,x2\n1,2,3\n4,5,6\n");
    VectorCloud vectors;
    vectors.dimensions = 2;
    vectors.coordinates = {1, 2, 3, 4};
    vectors.vectors = {5, 6, 7, 8};
    row("vectors", vectors, "x0,x1,v0,v1\n1,2,5,6\n3,4,7,8\n");
    row("field", someField(),
        "x,y,u,v\n-1,0,1,-1\n0,0,2,-2\n1,0,3,-3\n-1,2,4,-4\n0,2,5,-5\n1,2,6,-6\n");
    ScalarField scalars;
    scalars.grid = {0.0, 1.0, 0.0, 1.0, 2, 2};
    scalars.values = {1, 2, 3, 4};
    row("scalars", scalars, "x,y,value\n0,0,1\n1,0,2\n0,1,3\n1,1,4\n");
    TensorField tensors;
    tensors.x = {1};
    tensors.y = {2};
    tensors.tensor = {{3, 4, 5}};
    row("tensors", tensors, "x,y,xx,xy,yy\n1,2,3,4,5\n");
    Heatmap heatmap;
    heatmap.rowLabels = {"r"};
    heatmap.columnLabels = {"c", "d\"e"};
    heatmap.values = {1, 2};
    row("heat map", heatmap, "row,column,value\nr,c,1\nr,\"d\"\"e\",2\n");
    heatmap.states = {Heatmap::CellState::measured, Heatmap::CellState::tooFewExamples};
    heatmap.columnPositions = {0.5, 100.0};
    row("heat map with places", heatmap,
        "row,column,value,state\nr,0.5,1,measured\nr,100,2,too_few_examples\n");
    lines.lines[0].low = {2.5, NAN};
    lines.lines[0].high = {3.5, NAN};
    lines.lines.push_back({"b", {1}, {2}});
    row("error bars", lines,
        "line,x,y,lo,hi\n\"a, b\",1,3,2.5,3.5\n\"a, b\",2,4,NaN,NaN\nb,1,2,,\n");
    ImageGrid images;
    images.width = images.height = 1;
    images.channels = 3;
    images.pixels = {0, 0.5F, 1, 1, 1, 1};
    row("images", images, "image,p0,p1,p2\n0,0,0.5,1\n1,1,1,1\n");
    Graph graph;
    graph.nodes = {{"in", "input"}, {"fc", "dense", 0.5, "10"}};
    graph.edges = {{0, 1, "forward", 2.0, "W"}};
    row("graph", graph,
        "part,name,kind,value,to,label\nnode,in,input,NaN,,\nnode,fc,dense,0.5,,10\n"
        "edge,in,forward,2,fc,W\n");
    Spans spans;
    spans.rows = {"master", "worker 1"};
    spans.categories = {"trains", "scores"};
    spans.spans = {{1, 0.0, 1.5, 1, ""}};
    row("spans", spans, "row,begin,end,category,label\nworker 1,0,1.5,scores,\n");
    Trajectory chains;
    chains.dimensions = 1;
    chains.coordinates = {1, 2, 3};
    chains.starts = {0, 2};
    row("chains", chains, "chain,x0\n0,1\n0,2\n1,3\n");
    row("table",
        Table{{"∂r/∂x", "x₀"}, {{"say \"hi\"", "1"}, {"y", {"0.3", 0.25}}, {{"v", {1, 2}}}}},
        "dr_dx,x0\n\"say \"\"hi\"\"\",1\ny,0.25\n1 2,\n");
}

void TestArtifactIo::csvOfEveryKind() {
    QFETCH(QByteArray, csv);
    QFETCH(QByteArray, expected);
    QCOMPARE(csv, expected);
}

void TestArtifactIo::bandsStandBesideTheirSeries() {
    SeriesArtifact series = seriesOf(0.5, 0.25);
    series.low = points({0.4, 0.2});
    series.high = points({0.6});
    QCOMPARE(toCsv(artifactOf(series)), // half a band is none
             std::string("series,step,value,lo,hi\r\na,1,0.5,,\r\na,2,0.25,,\r\n"));
    series.high = points({0.6, 0.3});
    QCOMPARE(toCsv(artifactOf(series)),
             std::string("series,step,value,lo,hi\r\na,1,0.5,0.4,0.6\r\na,2,0.25,0.2,0.3\r\n"));
}

void TestArtifactIo::severalAsOneText() {
    const auto table = std::make_shared<const Artifact>(artifactOf(Table{{"t"}, {{"1"}}}));
    const auto first = std::make_shared<const Artifact>(artifactOf(seriesOf(1.0, 2.0)));
    const auto empty = std::make_shared<const Artifact>(artifactOf(SeriesArtifact()));
    const std::string rows = "series,step,value,lo,hi\r\na,1,1,,\r\na,2,2,,\r\n";
    QCOMPARE(toCsv({first, first}), rows + "a,1,1,,\r\na,2,2,,\r\n");
    QCOMPARE(toCsv({first, table, table}),
             std::string("artifact,series,step,value,lo,hi,t\r\na,a,1,1,,,\r\na,a,2,2,,,\r\n"
                         "a,,,,,,1\r\na,,,,,,1\r\n"));
    QCOMPARE(toCsv({empty, table}),
             std::string("artifact,series,step,value,lo,hi,t\r\na,,,,,,1\r\n"));
}

void TestArtifactIo::framesGiveTheirSeries() {
    Frame frame;
    QCOMPARE(seriesCsv(frame), std::string("series,step,value,lo,hi\r\n"));
    frame.artifacts["loss"] = std::make_shared<const Artifact>(artifactOf(seriesOf(1.0, 2.0)));
    frame.artifacts["field"] = std::make_shared<const Artifact>(artifactOf(someField()));
    QCOMPARE(seriesCsv(frame),
             std::string("series,step,value,lo,hi\r\nloss,1,1,,\r\nloss,2,2,,\r\n"));
}

QTEST_APPLESS_MAIN(TestArtifactIo)
#include "tst_artifact_io.moc"
