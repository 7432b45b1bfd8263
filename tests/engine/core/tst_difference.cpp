// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/difference.h"
#include "engine/core/error.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace scorescope;

namespace {

constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();

Artifact artifact(const std::string& name, ArtifactData data) {
    Artifact result;
    result.name = name;
    result.title = "Title of " + name;
    result.value = {"v", "m"};
    result.data = std::move(data);
    return result;
}

const Grid grid{0.0, 1.0, 0.0, 2.0, 2, 2};

/// The message of the refusal; empty when there was none.
std::string refusal(const Artifact& a, const Artifact& b) {
    try {
        (void)difference(a, b);
    } catch (const InputError& error) {
        return error.message();
    }
    return {};
}

} // namespace

class TestDifference : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fieldsAreSubtractedNodeByNode();
    void linesAndHeatmapsToo();
    void seriesMeetAtCommonSteps();
    void linesMeetAtCommonX();
    void tablesGraphsAndVectorClouds();
    void whatDoesNotFitIsRefused();
};

// All numbers are sums of powers of two: differences are exact.
void TestDifference::fieldsAreSubtractedNodeByNode() {
    const auto vectors = difference(
        artifact("a", VectorField{grid, {1.0F, 2.0F, 3.0F, notANumber}, {0.5F, 0.5F, 0.5F, 0.5F}}),
        artifact("b", VectorField{grid, {0.5F, 2.0F, -1.0F, 1.0F}, {0.25F, 0.5F, 1.0F, 0.0F}}));
    const auto& field = std::get<VectorField>(vectors->data);
    QVERIFY(field.grid == grid);
    QCOMPARE(field.u[0], 0.5F);
    QCOMPARE(field.u[1], 0.0F);
    QCOMPARE(field.u[2], 4.0F);
    QVERIFY(std::isnan(field.u[3]));
    QCOMPARE(field.v[2], -0.5F);
    QCOMPARE(vectors->title, std::string("Title of a − Title of b"));
    QCOMPARE(vectors->value.label, std::string("Δ v"));
    QCOMPARE(vectors->value.unit, std::string("m"));

    const auto scalars =
        difference(artifact("a", ScalarField{grid, {1.0F, 2.0F, 3.0F, 4.0F}, false, {}}),
                   artifact("a", ScalarField{grid, {4.0F, 2.0F, 2.5F, 0.0F}, false, {}}));
    const auto& scalar = std::get<ScalarField>(scalars->data);
    QVERIFY(scalar.signedValues);
    QCOMPARE(scalar.values, (std::vector<float>{-3.0F, 0.0F, 0.5F, 4.0F}));
    QCOMPARE(scalars->title, std::string("Difference: Title of a"));
}

void TestDifference::linesAndHeatmapsToo() {
    Lines a;
    a.lines.push_back({"l", {0.0, 1.0}, {3.0, 5.0}, true});
    Lines b;
    b.lines.push_back({"m", {0.0, 1.0}, {1.0, 8.0}, false});
    const auto lines = difference(artifact("a", a), artifact("b", b));
    const auto& line = std::get<Lines>(lines->data).lines.at(0);
    QCOMPARE(line.y, (std::vector<double>{2.0, -3.0}));
    QVERIFY(line.dashed);

    const Heatmap left{{"r"}, {"c", "d"}, {1.0F, notANumber}};
    const Heatmap right{{"r"}, {"c", "d"}, {0.25F, 1.0F}};
    const auto map = difference(artifact("a", left), artifact("b", right));
    QCOMPARE(std::get<Heatmap>(map->data).values[0], 0.75F);
    QVERIFY(std::isnan(std::get<Heatmap>(map->data).values[1]));
}

void TestDifference::seriesMeetAtCommonSteps() {
    SeriesArtifact a;
    a.points = Series::of({{0.0, 1.0}, {10.0, 2.0}, {20.0, 3.0}, {25.0, 9.0}});
    SeriesArtifact b;
    b.points = Series::of({{10.0, 0.5}, {15.0, 7.0}, {20.0, 4.0}});
    const auto result = difference(artifact("a", a), artifact("b", b));
    const std::vector<SeriesPoint> points = std::get<SeriesArtifact>(result->data).points.points();
    QCOMPARE(points.size(), std::size_t{2});
    QCOMPARE(points[0].step, 10.0);
    QCOMPARE(points[0].value, 1.5);
    QCOMPARE(points[1].step, 20.0);
    QCOMPARE(points[1].value, -1.0);
    const auto none = difference(artifact("a", SeriesArtifact{}), artifact("b", b));
    QVERIFY(std::get<SeriesArtifact>(none->data).points.empty());
}

void TestDifference::linesMeetAtCommonX() {
    Lines a;
    a.lines.push_back({"trace", {0.0, 1.0, 2.0, 3.0}, {1.0, 2.0, 3.0, 4.0}, false});
    Lines b;
    b.lines.push_back({"trace", {1.0, 1.5, 3.0, 4.0}, {0.5, 9.0, 8.0, 9.0}, false});
    const auto made = difference(artifact("a", a), artifact("a", b));
    const Lines::Line& line = std::get<Lines>(made->data).lines.at(0);
    QCOMPARE(line.x, (std::vector<double>{1.0, 3.0}));
    QCOMPARE(line.y, (std::vector<double>{1.5, -4.0}));
}

void TestDifference::tablesGraphsAndVectorClouds() {
    Table a;
    a.columns = {"what", "value"};
    a.rows = {{"rate", numberCell("%.3g", 0.75)}, {"state", "mixes"}};
    Table b = a;
    b.rows = {{"rate", numberCell("%.3g", 0.5)}, {"state", "sticks"}};
    const auto table = difference(artifact("a", a), artifact("a", b));
    const auto& rows = std::get<Table>(table->data).rows;
    QCOMPARE(rows[0][0].text, std::string("rate"));
    QCOMPARE(rows[0][1].text, std::string("0.25"));
    QCOMPARE(rows[0][1].numbers, std::vector<double>{0.25});
    QCOMPARE(rows[1][1].text, std::string("mixes | sticks"));
    b.rows.pop_back();
    QVERIFY(refusal(artifact("a", a), artifact("a", b)).find("rows or columns differ") !=
            std::string::npos);

    Graph left;
    left.nodes = {{"in", "input", 1.0}, {"out", "output", 4.0}};
    left.edges = {{0, 1, "forward", 2.0}};
    Graph right = left;
    right.nodes[1].value = 1.5;
    const auto graph = difference(artifact("g", left), artifact("g", right));
    QVERIFY(std::get<Graph>(graph->data).signedValues);
    QCOMPARE(std::get<Graph>(graph->data).nodes[1].value, 2.5);
    right.nodes[1].name = "end";
    QVERIFY(refusal(artifact("g", left), artifact("g", right)).find("nodes differ") !=
            std::string::npos);

    const VectorCloud here{3, {0, 0, 0, 1, 1, 1}, {1, 2, 3, 4, 5, 6}};
    const VectorCloud there{3, {0, 0, 0, 1, 1, 1}, {1, 1, 1, 8, 1, 1}};
    const auto cloud = difference(artifact("v", here), artifact("v", there));
    QCOMPARE(std::get<VectorCloud>(cloud->data).vectors, (std::vector<float>{0, 1, 2, -4, 4, 5}));
    const VectorCloud moved{3, {0, 0, 0, 1, 1, 2}, {1, 1, 1, 8, 1, 1}};
    QVERIFY(refusal(artifact("v", here), artifact("v", moved)).find("different points") !=
            std::string::npos);
}

void TestDifference::whatDoesNotFitIsRefused() {
    const Artifact field = artifact("field", VectorField{grid, {1, 2, 3, 4}, {1, 2, 3, 4}});
    const Artifact scalar = artifact("energy", ScalarField{grid, {1, 2, 3, 4}, false, {}});
    const std::string kinds = refusal(field, scalar);
    QVERIFY(kinds.find("'field'") != std::string::npos);
    QVERIFY(kinds.find("'energy'") != std::string::npos);
    QVERIFY(kinds.find("vector_field") != std::string::npos);
    Grid other = grid;
    other.xMax = 2.0;
    QVERIFY(refusal(scalar, artifact("b", ScalarField{other, {1, 2, 3, 4}, false, {}}))
                .find("grids differ") != std::string::npos);
    QVERIFY(!refusal(scalar, artifact("b", ScalarField{grid, {1, 2, 3}, false, {}})).empty());
    const Artifact basins = artifact("basins", ScalarField{grid, {0, 0, 1, 1}, false, {"a", "b"}});
    QVERIFY(refusal(basins, basins).find("categories") != std::string::npos);
    // Why, in words.
    const std::vector<std::pair<ArtifactData, std::string>> without = {
        {Scatter{}, "no point of one belongs"},
        {PointCloud{}, "no point of one belongs"},
        {Trajectory{}, "paths of chains"},
        {Markers{}, "come and go"},
        {TensorField{}, "two ellipses is none"},
        {Spans{}, "stretches of time"},
        {Table{}, "no numbers"},
        {Graph{}, "no values"}};
    for (const auto& [data, word] : without) {
        const std::string why = refusal(artifact("a", data), artifact("a", data));
        QVERIFY2(why.find("“Title of a” has no difference: ") == 0, why.c_str());
        QVERIFY2(why.find(word) != std::string::npos, why.c_str());
    }
    Lines one;
    one.lines.push_back({"l", {0.0}, {1.0}, false});
    Lines shifted;
    shifted.lines.push_back({"l", {0.5}, {1.0}, false});
    QVERIFY(!refusal(artifact("a", one), artifact("b", shifted)).empty());
    QVERIFY(!refusal(artifact("a", one), artifact("b", Lines{})).empty());
    QVERIFY(!refusal(artifact("a", Heatmap{{"r"}, {"c"}, {1.0F}}),
                     artifact("b", Heatmap{{"s"}, {"c"}, {1.0F}}))
                 .empty());
}

QTEST_APPLESS_MAIN(TestDifference)
#include "tst_difference.moc"
