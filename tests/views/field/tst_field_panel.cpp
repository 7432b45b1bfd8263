// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "tests/support/baseline.h"
#include "tests/support/near.h"
#include "views/field/field_panel.h"
#include "views/figure/export.h"

#include <QFile>
#include <QPainter>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

using namespace scorescope;
using namespace scorescope::views;
using namespace scorescope::test;

namespace {

std::shared_ptr<const Artifact> artifact(const std::string& name, const std::string& quantity,
                                         ArtifactData data) {
    Artifact result;
    result.name = name;
    result.title = name;
    result.x = {"x₀", ""};
    result.y = {"x₁", ""};
    result.value = {quantity, ""};
    result.data = std::move(data);
    return std::make_shared<const Artifact>(std::move(result));
}

/// Attraction to a circle of radius 0.3, with swirl, and points on the circle.
Frame circleFrame() {
    Frame frame;
    VectorField field;
    field.grid = {-0.55, 0.55, -0.55, 0.55, 24, 24};
    VectorField optimum;
    optimum.grid = field.grid;
    ScalarField magnitude;
    magnitude.grid = field.grid;
    for (std::size_t row = 0; row < 24; ++row) {
        for (std::size_t column = 0; column < 24; ++column) {
            const double x = field.grid.x(column);
            const double y = field.grid.y(row);
            const double pull = 0.3 / std::hypot(x, y) - 1.0;
            const double u = pull * x - 0.1 * y;
            const double v = pull * y + 0.1 * x;
            field.u.push_back(static_cast<float>(u));
            field.v.push_back(static_cast<float>(v));
            optimum.u.push_back(static_cast<float>(pull * x));
            optimum.v.push_back(static_cast<float>(pull * y));
            magnitude.values.push_back(static_cast<float>(std::hypot(u, v)));
        }
    }
    Scatter points;
    for (int i = 0; i < 10000; ++i) {
        points.x.push_back(static_cast<float>(0.3 * std::cos(0.001 * i)));
        points.y.push_back(static_cast<float>(0.3 * std::sin(0.001 * i)));
    }
    frame.artifacts["field"] = artifact("field", "r(x) − x", field);
    frame.artifacts["optimal_field"] = artifact("optimal_field", "r*(x) − x", optimum);
    frame.artifacts["magnitude"] = artifact("magnitude", "|r(x) − x|", magnitude);
    frame.artifacts["data"] = artifact("data", "", points);
    return frame;
}

ViewSpec circleSpec() {
    ViewSpec spec;
    spec.name = "field";
    spec.kind = "field";
    spec.title = "Field";
    spec.artifacts = {"field", "optimal_field", "magnitude", "data"};
    spec.options["roles"] = {
        {"field", "field"}, {"optimum", "optimal_field"}, {"heat", "magnitude"}};
    return spec;
}

} // namespace

class TestFieldPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void looksAsItDid();
    void aspectIsEqual();
    void smallRectanglesAreHarmless();
    void dataIsWhatIsShown();
    void missingArtifactsAreNamed();
    void similarityTellsPicturesApart();
    void legendsAreNeverCut();
    void theArrowsLengthIsExplained();
    void toolsArePrintedOnlyWhenAsked();
};

void TestFieldPanel::looksAsItDid() {
    FigureStyle style;
    style.font = baselineFont();
    if (!hasBaselineFont()) {
        QSKIP("the font DejaVu Sans, in which the baseline is set, is not installed");
    }
    ViewSpec spec = circleSpec();
    spec.options["optimum"] = true;
    spec.options["streamlines"] = true;
    const QImage image = drawn(*fieldPanel(spec, circleFrame()), style, {640, 520});
    compareWithBaseline(image, QStringLiteral("field_panel"), 0.95);
}

void TestFieldPanel::aspectIsEqual() {
    FigureStyle style;
    for (const QSizeF size : {QSizeF(300.0, 200.0), QSizeF(200.0, 400.0)}) {
        const QRectF region(-1.0, 2.0, 3.0, 2.0);
        const FieldLayout layout = fieldLayout(QRectF(QPointF(10.0, 20.0), size), 1.5, true, style);
        QVERIFY(QRectF(QPointF(10.0, 20.0), size).contains(layout.plot));
        std::string message;
        QVERIFY2(
            test::near(layout.plot.width() / 3.0, layout.plot.height() / 2.0, 1e-12, 0.0, &message),
            message.c_str());
        // The lowest y is at the bottom.
        const QPointF corner = layout.toPicture(region).map(QPointF(-1.0, 2.0));
        QVERIFY2(test::near(corner.x(), layout.plot.left(), 1e-9, 0.0, &message), message.c_str());
        QVERIFY2(test::near(corner.y(), layout.plot.bottom(), 1e-9, 0.0, &message),
                 message.c_str());
    }
}

void TestFieldPanel::smallRectanglesAreHarmless() {
    const auto panel = fieldPanel(circleSpec(), circleFrame());
    QImage image(50, 50, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    panel->draw(painter, QRectF(0.0, 0.0, 20.0, 5.0), FigureStyle{});
    panel->draw(painter, QRectF(), FigureStyle{});
    QVERIFY(panel->aspectRatio() > 0.5 && panel->aspectRatio() < 3.0);
}

void TestFieldPanel::dataIsWhatIsShown() {
    ViewSpec spec = circleSpec();
    QCOMPARE(fieldPanel(spec, circleFrame())->data().size(), std::size_t{2});
    spec.options["optimum"] = true;
    spec.options["heat"] = true;
    spec.options["points"] = false;
    const auto shown = fieldPanel(spec, circleFrame())->data();
    QCOMPARE(shown.size(), std::size_t{3});
    QCOMPARE(std::get<VectorField>(shown[0]->data).u.size(), std::size_t{24 * 24});
}

void TestFieldPanel::missingArtifactsAreNamed() {
    ViewSpec spec = circleSpec();
    Frame frame = circleFrame();
    frame.artifacts.erase("magnitude"); // not shown, so not missed
    (void)fieldPanel(spec, frame);
    spec.artifacts.push_back("feild");
    try {
        (void)fieldPanel(spec, frame);
        QFAIL("a missing artifact went unnoticed");
    } catch (const InputError& error) {
        QVERIFY(error.message().find("'feild'") != std::string::npos);
        QVERIFY(error.message().find("field'?") != std::string::npos);
    }
}

void TestFieldPanel::similarityTellsPicturesApart() {
    FigureStyle style;
    const auto panel = fieldPanel(circleSpec(), circleFrame());
    const QImage image = drawn(*panel, style, {640, 520});
    std::string message;
    QVERIFY2(test::near(structuralSimilarity(image, image), 1.0, 1e-12, 0.0, &message),
             message.c_str());
    ViewSpec spec = circleSpec();
    spec.options["heat"] = true;
    QVERIFY(structuralSimilarity(image,
                                 drawn(*fieldPanel(spec, circleFrame()), style, {640, 520})) < 0.9);
    QCOMPARE(structuralSimilarity(image, QImage(10, 10, QImage::Format_RGB32)), 0.0);
}

/// The panel as a figure of that width (points).
QByteArray svgOf(const FigurePanel& panel, double width, bool tools = false) {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("figure.svg"));
    ExportOptions options;
    options.widthMm = width / 72.0 * 25.4;
    options.tools = tools;
    exportFigure({&panel}, options, {}, path);
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestFieldPanel::legendsAreNeverCut() {
    Frame frame = circleFrame();
    ScalarField basins;
    basins.grid = {-0.55, 0.55, -0.55, 0.55, 24, 24};
    for (int i = 0; i < 24 * 24; ++i) {
        basins.values.push_back(static_cast<float>(i % 7));
    }
    for (int i = 0; i < 7; ++i) {
        basins.categories.push_back("a basin with quite a long name, number " + std::to_string(i));
    }
    frame.artifacts["magnitude"] = artifact("magnitude", "basin", basins);
    ViewSpec spec = circleSpec();
    spec.options["heat"] = true;
    const auto panel = fieldPanel(spec, frame);
    const FigureStyle style;
    for (const double width : {150.0, 240.0, 500.0}) {
        const QByteArray figure = svgOf(*panel, width);
        for (int i = 0; i < 7; ++i) {
            QVERIFY2(
                figure.contains("a basin with quite a long name, number " + QByteArray::number(i)),
                figure.right(2000).constData());
        }
        QVERIFY(!figure.contains("…"));
    }
    // Short names stand beside the plot, long ones below it: that takes height.
    for (int i = 0; i < 7; ++i) {
        basins.categories[static_cast<std::size_t>(i)] = std::to_string(i);
    }
    frame.artifacts["magnitude"] = artifact("magnitude", "basin", basins);
    QVERIFY(fieldPanel(spec, frame)->heightFor(240.0, style) + 20.0 <
            panel->heightFor(240.0, style));
}

void TestFieldPanel::theArrowsLengthIsExplained() {
    ViewSpec spec = circleSpec();
    const auto said = [&spec](const char* length) {
        spec.options["arrow_length"] = length;
        return svgOf(*fieldPanel(spec, circleFrame()), 500.0);
    };
    const QByteArray logarithmic = said("log");
    // What buildArrows() draws: the shortest and the longest arrow of the picture.
    const FieldScene scene = buildFieldScene(
        [] {
            FieldData data;
            data.field = circleFrame().find("field");
            return data;
        }(),
        FieldOptions(), printTheme());
    double longest = 0.0;
    double shortest = 1e9;
    for (const Arrow& arrow : scene.arrows) {
        const QPointF tail = 0.5 * (arrow.outline[0] + arrow.outline[6]);
        const QPointF along = arrow.outline[3] - tail;
        const double cells = std::hypot(along.x(), along.y()) / scene.spacing;
        longest = std::max(longest, cells);
        shortest = std::min(shortest, cells);
    }
    QVERIFY(longest > 0.9 && longest < 0.95 + 1e-9);
    QVERIFY(shortest >= 0.35 && shortest < 0.6);
    QVERIFY2(logarithmic.contains("Arrow length linear in log |r(x) − x|: 0.35 of their "
                                  "spacing at "),
             logarithmic.right(2000).constData());
    QVERIFY(logarithmic.contains(", 0.95 at "));
    QVERIFY(said("unit").contains("All arrows have the same length"));
    QVERIFY(!said("true").contains("Arrow"));
}

void TestFieldPanel::toolsArePrintedOnlyWhenAsked() {
    Frame frame = circleFrame();
    Markers marks;
    marks.markers = {{0.1, 0.1, "handle", "grip", "", ""},
                     {0.2, 0.2, "current", "", "", ""},
                     {0.3, 0.3, "accepted", "yes", "", ""},
                     {-0.3, 0.1, "attractor", "pass", "", ""},
                     {-0.2, 0.2, "saddle", "", "", ""}};
    frame.artifacts["marks"] = artifact("marks", "", marks);
    Lines proposal;
    proposal.lines.push_back({"proposed", {0.2, 0.3}, {0.2, 0.3}});
    frame.artifacts["proposal"] = artifact("proposal", "", proposal);
    Lines path;
    path.lines.push_back({"drawn", {-0.4, 0.4}, {-0.4, -0.3}});
    frame.artifacts["path"] = artifact("path", "", path);
    ViewSpec spec = circleSpec();
    spec.artifacts.insert(spec.artifacts.end(), {"marks", "proposal", "path"});
    const auto panel = fieldPanel(spec, frame);
    const QByteArray all = svgOf(*panel, 500.0, true);
    for (const char* word : {">grip<", ">yes<", ">pass<", ">proposed<", ">drawn<", ">saddle<"}) {
        QVERIFY2(all.contains(word), word);
    }
    const QByteArray figure = svgOf(*panel, 500.0);
    for (const char* word : {">grip<", ">yes<", ">proposed<", ">accepted<", ">current<"}) {
        QVERIFY2(!figure.contains(word), word);
    }
    for (const char* word : {">pass<", ">drawn<", ">saddle<"}) {
        QVERIFY2(figure.contains(word), word);
    }
    QCOMPARE(panel->data().size(), std::size_t{5}); // the data stay complete
}

QTEST_MAIN(TestFieldPanel)
#include "tst_field_panel.moc"
