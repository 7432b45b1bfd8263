// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "tests/support/near.h"
#include "views/field/contour.h"
#include "views/field/field_dots.h"
#include "views/field/field_scene.h"

#include <QStringList>
#include <QTest>

#include <cmath>
#include <limits>
#include <set>

using namespace scorescope;
using namespace scorescope::views;
using scorescope::test::near;

namespace {

constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();

std::shared_ptr<const Artifact> artifact(const std::string& name, ArtifactData data) {
    Artifact result;
    result.name = name;
    result.title = "Title of " + name;
    result.data = std::move(data);
    return std::make_shared<const Artifact>(std::move(result));
}

ViewSpec specOf(std::vector<std::string> artifacts, nlohmann::ordered_json options = {}) {
    ViewSpec spec;
    spec.name = "field";
    spec.kind = "field";
    spec.artifacts = std::move(artifacts);
    if (!options.is_null()) {
        spec.options = std::move(options);
    }
    return spec;
}

template <typename Function> ScalarField sampled(const Grid& grid, Function function) {
    ScalarField field;
    field.grid = grid;
    for (std::size_t row = 0; row < grid.rows; ++row) {
        for (std::size_t column = 0; column < grid.columns; ++column) {
            field.values.push_back(static_cast<float>(function(grid.x(column), grid.y(row))));
        }
    }
    return field;
}

const Grid unit{-1.0, 1.0, -1.0, 1.0, 41, 41};

Markers::Marker marker(double x, double y, const std::string& kind) {
    Markers::Marker result;
    result.x = x;
    result.y = y;
    result.kind = kind;
    return result;
}

/// The message of an InputError; empty without one.
template <typename Function> std::string refusal(Function function) {
    try {
        function();
    } catch (const InputError& error) {
        return error.pointer() + ": " + error.message();
    }
    return {};
}

} // namespace

class TestFieldOverlays : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rolesAreTold();
    void withoutRolesKindsDecide();
    void switchesDecideWhatIsAskedFor();
    void wrongRolesAndToolsAreRefused();
    void contourOfACircleIsOneClosedCircle();
    void contoursEndAtHolesAndBorders();
    void contourLevelsAreRound();
    void ellipsesShowEigenvalues();
    void chainsAreSeparate();
    void manyChainsStayCheap();
    void pathsAreDashedAndBroken();
    void basinsHaveNamesAndDistinctColours();
    void marksObeyTheirSwitches();
    void legendListsWhatIsDrawn();
    void legendsLinesAreSeenBesideThePicture();
    void theSelectedChainStandsOut();
    void brushedPointsStandOut();
};

void TestFieldOverlays::rolesAreTold() {
    const ViewSpec spec = specOf(
        {"a", "b", "c", "d", "e"},
        {{"roles", {{"field", "b"}, {"optimum", "a"}, {"heat", {"d", "c"}}}}, {"heat", true}});
    FieldCast cast(spec);
    QVERIFY(cast.part("b") == FieldPart::field);
    QVERIFY(cast.part("a") == FieldPart::optimum);
    QCOMPARE(cast.heatMaps(), (std::vector<std::string>{"d", "c"}));
    Frame frame;
    frame.artifacts["a"] = artifact("a", VectorField{});
    frame.artifacts["b"] = artifact("b", VectorField{});
    frame.artifacts["c"] = artifact("c", ScalarField{});
    frame.artifacts["d"] = artifact("d", ScalarField{});
    frame.artifacts["e"] = artifact("e", ScalarField{});
    QVERIFY(cast.learn(frame));
    QVERIFY(!cast.learn(frame));
    QVERIFY(cast.part("e") == FieldPart::nothing); // the heat maps were told
    FieldOptions options = fieldOptions(spec);
    QCOMPARE(cast.shown(options), (std::set<std::string>{"b", "d"}));
    QCOMPARE(fieldData(spec, cast, options, frame).heat->name, std::string("d"));
    options.heatMap = "c";
    options.optimum = true;
    QCOMPARE(cast.shown(options), (std::set<std::string>{"a", "b", "c"}));
    QCOMPARE(fieldData(spec, cast, options, frame).heat->name, std::string("c"));
    QCOMPARE(cast.title("c"), QStringLiteral("Title of c"));
}

void TestFieldOverlays::withoutRolesKindsDecide() {
    const ViewSpec spec = specOf({"optimal_field", "field", "optimal_energy", "error"});
    FieldCast cast(spec);
    QCOMPARE(cast.title("optimal_energy"), QStringLiteral("Optimal energy"));
    Frame frame;
    frame.artifacts["optimal_field"] = artifact("optimal_field", VectorField{});
    frame.artifacts["field"] = artifact("field", VectorField{});
    frame.artifacts["optimal_energy"] = artifact("optimal_energy", ScalarField{});
    frame.artifacts["error"] = artifact("error", ScalarField{});
    (void)cast.learn(frame);
    const FieldData data = fieldData(spec, cast, {}, frame);
    QCOMPARE(data.field->name, std::string("optimal_field")); // the first: names say nothing
    QVERIFY(!data.optimum);
    QCOMPARE(cast.heatMaps(), (std::vector<std::string>{"optimal_energy", "error"}));
}

void TestFieldOverlays::switchesDecideWhatIsAskedFor() {
    const ViewSpec spec =
        specOf({"field", "data", "ellipses", "fixed", "chain", "proposal", "ball", "grip"});
    FieldCast cast(spec);
    QCOMPARE(cast.shown({}).size(), std::size_t{8}); // nothing is known yet
    Frame frame;
    Markers none;
    frame.artifacts["fixed"] = artifact("fixed", none);
    frame.artifacts["field"] = artifact("field", VectorField{});
    frame.artifacts["data"] = artifact("data", Scatter{});
    frame.artifacts["ellipses"] = artifact("ellipses", TensorField{});
    frame.artifacts["chain"] = artifact("chain", Trajectory{});
    frame.artifacts["proposal"] = artifact("proposal", Markers{{marker(0.0, 0.0, "accepted")}});
    frame.artifacts["ball"] = artifact("ball", Lines{});
    frame.artifacts["grip"] = artifact("grip", Markers{{marker(0.0, 0.0, "handle")}});
    (void)cast.learn(frame);
    QVERIFY(cast.part("fixed") == FieldPart::unknown); // no marker has told what it is
    frame.artifacts["fixed"] = artifact("fixed", Markers{{marker(0.0, 0.0, "saddle")}});
    (void)cast.learn(frame);
    const std::vector<std::pair<bool FieldOptions::*, std::set<std::string>>> expected = {
        {&FieldOptions::points, {"data"}},
        {&FieldOptions::ellipses, {"ellipses"}},
        {&FieldOptions::fixedPoints, {"fixed"}},
        {&FieldOptions::chains, {"chain", "proposal"}},
        {&FieldOptions::paths, {"ball"}}};
    for (const auto& [option, gone] : expected) {
        FieldOptions options;
        options.*option = false;
        const std::set<std::string> shown = cast.shown(options);
        for (const std::string& name : spec.artifacts) {
            QCOMPARE(shown.count(name), gone.count(name) == 0 ? std::size_t{1} : std::size_t{0});
        }
    }
}

void TestFieldOverlays::wrongRolesAndToolsAreRefused() {
    const auto cast = [](nlohmann::ordered_json roles) {
        return refusal([&] {
            FieldCast{specOf({"field", "data"}, {{"roles", std::move(roles)}})};
        });
    };
    QVERIFY(cast({{"field", "field"}}).empty());
    QVERIFY(cast({{"feild", "field"}}).find("'field'") != std::string::npos);
    QVERIFY(cast({{"field", "dtaa"}}).find("did you mean 'data'") != std::string::npos);
    QVERIFY(cast({{"field", {"field", "data"}}}).find("/options/roles/field") != std::string::npos);
    QVERIFY(!cast({{"heat", 3}}).empty());
    QVERIFY(!cast(nlohmann::ordered_json::array()).empty());
    const auto tools = [](nlohmann::ordered_json list) {
        return fieldTools(specOf({}, {{"tools", std::move(list)}}));
    };
    QVERIFY(fieldTools(specOf({})).empty());
    QVERIFY((tools({"paint", "probe", "paint"}) ==
             std::vector<FieldTool>{FieldTool::probe, FieldTool::paint}));
    // What is no gesture is an action of the experiment, which the check of scenes knows.
    QVERIFY((tools({"paint", "leap"}) ==
             std::vector<FieldTool>{FieldTool::probe, FieldTool::paint, FieldTool("leap")}));
    QVERIFY(!refusal([&] { (void)tools({1}); }).empty());
    QVERIFY(!refusal([&] { (void)tools("paint"); }).empty());
    QVERIFY(!refusal([] { (void)fieldOptions(specOf({}, {{"elipses", true}})); }).empty());
    QVERIFY(!refusal([] { (void)fieldOptions({{"heat_map", 1}}, "/o"); }).empty());
}

void TestFieldOverlays::contourOfACircleIsOneClosedCircle() {
    const ScalarField field = sampled(unit, [](double x, double y) { return x * x + y * y; });
    const std::vector<Polyline> lines = contour(field, 0.25);
    QCOMPARE(lines.size(), std::size_t{1});
    QVERIFY(lines[0].closed);
    std::string message;
    double area = 0.0;
    for (std::size_t i = 0; i < lines[0].points.size(); ++i) {
        const QPointF& a = lines[0].points[i];
        const QPointF& b = lines[0].points[(i + 1) % lines[0].points.size()];
        area += 0.5 * (a.x() * b.y() - b.x() * a.y());
        // Linear interpolation of x² on an edge of h = 0.05 is off by at most h²/4 of value, that
        // is by h²/4/(2 · 0.5) = 0.0006 of radius.
        QVERIFY2(near(std::hypot(a.x(), a.y()), 0.5, 0.0, 0.0007, &message), message.c_str());
        QVERIFY(std::hypot(b.x() - a.x(), b.y() - a.y()) <= 0.05 * std::sqrt(2.0) + 1e-9);
    }
    // The polygon's area is short of the circle's by the same share twice.
    QVERIFY2(near(std::abs(area), 3.14159265 * 0.25, 0.01, 0.0, &message), message.c_str());
}

void TestFieldOverlays::contoursEndAtHolesAndBorders() {
    // x = 0.51 is one straight line from border to border …
    ScalarField field = sampled(unit, [](double x, double) { return x; });
    std::vector<Polyline> lines = contour(field, 0.51);
    QCOMPARE(lines.size(), std::size_t{1});
    QVERIFY(!lines[0].closed);
    QCOMPARE(lines[0].points.size(), std::size_t{41});
    std::string message;
    for (const QPointF& point : lines[0].points) {
        QVERIFY2(near(point.x(), 0.51, 0.0, 1e-6, &message), message.c_str()); // floats
    }
    // … that a hole cuts in two.
    field.values[20 * 41 + 30] = notANumber; // (0.5, 0)
    QCOMPARE(contour(field, 0.51).size(), std::size_t{2});
    // A saddle: the two branches of xy = 0.01 do not cross.
    lines = contour(sampled(unit, [](double x, double y) { return x * y; }), 0.01);
    QCOMPARE(lines.size(), std::size_t{2});
    QVERIFY(contour(field, 7.0).empty());
    QVERIFY(contour(field, std::nan("")).empty());
    QVERIFY(contour(ScalarField{}, 0.0).empty());
    field.values.pop_back();
    QVERIFY(contour(field, 0.5).empty());
}

void TestFieldOverlays::contourLevelsAreRound() {
    const std::vector<double> linear = contourLevels({-1.0, 1.0}, ColorScale::linear);
    QVERIFY(linear.size() >= 5 && linear.size() <= 12);
    for (const double level : linear) {
        QVERIFY(level > -1.0 && level < 1.0);
    }
    std::string message;
    const std::vector<double> decades = contourLevels({0.01, 1.0}, ColorScale::logarithmic);
    QCOMPARE(decades.size(), std::size_t{5}); // 0.02 0.05 0.1 0.2 0.5
    QVERIFY2(near(decades[2], 0.1, 1e-12, 0.0, &message), message.c_str());
    QVERIFY(contourLevels({1.0, 1.0}, ColorScale::linear).empty());
    QVERIFY(contourLevels({0.0, 1.0}, ColorScale::logarithmic).empty());
}

void TestFieldOverlays::ellipsesShowEigenvalues() {
    TensorField tensors;
    // Eigenvalues 4 along (1, 1)/√2 and 2 across it; and one that is not finite.
    tensors.x = {0.0F, 1.0F};
    tensors.y = {0.0F, 0.0F};
    tensors.tensor = {{3.0F, 1.0F, 3.0F}, {notANumber, 0.0F, 1.0F}};
    const std::vector<Polyline> lines = buildEllipses(tensors, 2.0, qRgb(255, 255, 255));
    QCOMPARE(lines.size(), std::size_t{3}); // outline and two axes
    QVERIFY(lines[0].closed);
    const auto length = [](const Polyline& line) {
        const QPointF way = line.points.at(1) - line.points.at(0);
        return std::hypot(way.x(), way.y());
    };
    std::string message;
    // Half an axis is 0.45 of the spacing for the largest eigenvalue.
    QVERIFY2(near(length(lines[1]), 1.8, 1e-9, 0.0, &message), message.c_str());
    QVERIFY2(near(length(lines[2]), 0.9, 1e-9, 0.0, &message), message.c_str());
    QVERIFY2(near(lines[1].points[0].x(), lines[1].points[0].y(), 0.0, 1e-9, &message),
             message.c_str());
    QVERIFY(buildEllipses(TensorField{}, 1.0, 0).empty());
    // Full length at 3, so that 4 is drawn no longer, and 2 at two thirds.
    tensors.fullLength = 3.0;
    const std::vector<Polyline> clipped = buildEllipses(tensors, 2.0, qRgb(255, 255, 255));
    QVERIFY2(near(length(clipped[1]), 1.8, 1e-9, 0.0, &message), message.c_str());
    QVERIFY2(near(length(clipped[2]), 1.2, 1e-9, 0.0, &message), message.c_str());
    // Flat ones stay visible, and signs do not show.
    tensors.tensor[0] = {-0.0001F, 0.0F, -3.0F};
    const std::vector<Polyline> flat = buildEllipses(tensors, 2.0, qRgb(255, 255, 255));
    const auto [shorter, longer] = std::minmax({length(flat[1]), length(flat[2])});
    QVERIFY2(near(shorter, 0.09, 1e-6, 0.0, &message), message.c_str());
    QVERIFY2(near(longer, 1.8, 1e-6, 0.0, &message), message.c_str());
}

void TestFieldOverlays::chainsAreSeparate() {
    Trajectory path;
    path.dimensions = 2;
    for (int i = 0; i < 20; ++i) {
        path.coordinates.push_back(static_cast<float>(i % 10));
        path.coordinates.push_back(i < 10 ? 0.0F : 5.0F);
        path.accepted.push_back(i == 4 ? 0 : 1);
    }
    path.starts = {0, 10};
    const ChainPicture picture = buildChains(path, 1, darkTheme());
    QCOMPARE(picture.chains, std::size_t{2});
    std::set<QRgb> hues;
    for (const Polyline& line : picture.lines) {
        for (const QPointF& point : line.points) {
            QCOMPARE(point.y(), line.points.front().y()); // no line leads from one to the other
        }
        hues.insert(line.color & 0x00ffffffU);
    }
    QCOMPARE(hues.size(), std::size_t{2});
    // The newest stretch is the strongest.
    QVERIFY(qAlpha(picture.lines.front().color) < qAlpha(picture.lines[1].color));
    // One rejection; each end has a disc and its casing.
    QCOMPARE(picture.discs.size(), std::size_t{5});
    QCOMPARE(picture.discs[2].at, QPointF(9.0, 0.0));
    // Without ends: the rejection alone.
    QCOMPARE(buildChains(path, 1, darkTheme(), std::nullopt, false).discs.size(), std::size_t{1});
    QVERIFY(buildChains(Trajectory{}, 1, darkTheme()).lines.empty());
    path.starts = {0, 10, 500}; // beyond the end
    QCOMPARE(buildChains(path, 1, darkTheme()).chains, std::size_t{2});
    path.coordinates[4] = notANumber; // the path is broken there
    for (const Polyline& line : buildChains(path, 1, darkTheme()).lines) {
        for (const QPointF& point : line.points) {
            QVERIFY(std::isfinite(point.x()));
        }
    }
}

void TestFieldOverlays::manyChainsStayCheap() {
    Trajectory path;
    path.dimensions = 2;
    for (std::size_t c = 0; c < 4096; ++c) {
        path.starts.push_back(50 * c);
        for (int i = 0; i < 50; ++i) {
            path.coordinates.push_back(static_cast<float>(c));
            path.coordinates.push_back(static_cast<float>(i));
        }
    }
    path.accepted.assign(4096 * 50, 0);
    const ChainPicture picture = buildChains(path, 1, darkTheme());
    QCOMPARE(picture.chains, std::size_t{4096});
    QCOMPARE(picture.discs.size(), std::size_t{4096}); // only the ends
    QCOMPARE(picture.lines.size(), std::size_t{4096});
    QCOMPARE(picture.lines[0].points.size(), std::size_t{12});
}

void TestFieldOverlays::pathsAreDashedAndBroken() {
    Lines lines;
    lines.lines.push_back({"way", {0.0, 1.0, std::nan(""), 2.0, 3.0}, {0, 0, 0, 0, 0}, false});
    PathPicture picture = buildPaths(lines, 0.1, darkTheme());
    QCOMPARE(picture.lines.size(), std::size_t{2});
    QCOMPARE(picture.discs.size(), std::size_t{4});
    QCOMPARE(picture.labels.size(), std::size_t{1});
    QCOMPARE(picture.labels[0].at, QPointF(3.0, 0.0));
    lines.lines[0] = {"", {0.0, 1.0}, {0.0, 0.0}, true};
    picture = buildPaths(lines, 0.1, darkTheme());
    QCOMPARE(picture.lines.size(), std::size_t{5}); // dashes 0 – 0.1, 0.2 – 0.3, …
    std::string message;
    QVERIFY2(near(picture.lines[1].points.front().x(), 0.2, 0.0, 1e-9, &message), message.c_str());
    QVERIFY2(near(picture.lines[1].points.back().x(), 0.3, 0.0, 1e-9, &message), message.c_str());
    // Nobody can see a million dashes.
    QCOMPARE(buildPaths(lines, 1e-6, darkTheme()).lines.size(), std::size_t{1});
}

void TestFieldOverlays::basinsHaveNamesAndDistinctColours() {
    ScalarField basins;
    basins.grid = {0.0, 2.0, 0.0, 1.0, 3, 2};
    basins.values = {0.0F, 1.0F, notANumber, 0.0F, 7.0F, 1.0F};
    basins.categories = {"left", "right"};
    FieldData data;
    data.heat = artifact("basins", basins);
    FieldOptions options;
    options.heat = true;
    options.contours = true; // of names there are none
    const FieldScene scene = buildFieldScene(data, options, darkTheme());
    QVERIFY(!scene.bar);
    QVERIFY(!scene.heat.smooth);
    QVERIFY(scene.contours.empty());
    QVERIFY(scene.heat.gaps.empty());
    QCOMPARE(scene.legend.size(), std::size_t{2});
    QCOMPARE(scene.legend[1].text, QStringLiteral("right"));
    // Row 0 of the grid is the image's last.
    QCOMPARE(scene.heat.image.pixel(0, 1), scene.legend[0].colors.at(0).rgba());
    QCOMPARE(scene.heat.image.pixel(1, 1), scene.legend[1].colors.at(0).rgba());
    QCOMPARE(qAlpha(scene.heat.image.pixel(2, 1)), 0);
    QCOMPARE(qAlpha(scene.heat.image.pixel(1, 0)), 0); // no such category
    for (const Theme& theme : {darkTheme(), lightTheme()}) {
        for (std::size_t i = 0; i + 1 < 12; ++i) {
            const QColor a = categoryColor(i, theme);
            for (std::size_t k = i + 1; k < 12; ++k) {
                const QColor b = categoryColor(k, theme);
                const int apart = std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) +
                                  std::abs(a.blue() - b.blue());
                QVERIFY2(apart >= 12, qPrintable(QStringLiteral("%1 %2").arg(i).arg(k)));
            }
        }
    }
}

void TestFieldOverlays::marksObeyTheirSwitches() {
    FieldData data;
    data.markers.push_back(artifact(
        "fixed", Markers{{marker(0.0, 0.0, "attractor"), marker(1.0, 0.0, "spurious_attractor"),
                          marker(2.0, 0.0, "attractor"), marker(std::nan(""), 0.0, "saddle")}}));
    Markers::Marker handle = marker(0.0, 1.0, "handle");
    handle.xParameter = "mean";
    data.markers.push_back(
        artifact("rest", Markers{{marker(0.0, 2.0, "rejected"), handle, marker(3.0, 3.0, "odd")}}));
    FieldScene scene = buildFieldScene(data, {}, darkTheme());
    QCOMPARE(scene.marks.size(), std::size_t{6});
    QCOMPARE(scene.legend.size(), std::size_t{5}); // and rejected, handle, point
    QVERIFY(scene.marks[5].shape == MarkShape::point);
    QCOMPARE(scene.marks[4].artifact, std::string("rest"));
    QCOMPARE(scene.marks[4].index, std::size_t{1});
    QVERIFY(scene.marks[0].artifact.empty()); // nothing follows it
    FieldOptions options;
    options.fixedPoints = false;
    options.chains = false;
    scene = buildFieldScene(data, options, darkTheme());
    QCOMPARE(scene.marks.size(), std::size_t{2});
    for (const char* kind : {"attractor", "spurious_attractor", "saddle", "source", "current",
                             "predicted", "accepted", "rejected", "handle"}) {
        QVERIFY(!markHelp(markShape(kind)).isEmpty());
    }
}

/// Over a bright heat map lines are dark; in the legend, on the theme's own ground, they are not.
void TestFieldOverlays::legendsLinesAreSeenBesideThePicture() {
    FieldData data;
    ScalarField bright;
    bright.grid = {0.0, 1.0, 0.0, 1.0, 2, 2};
    bright.values = {0.0F, 1.0F, 1.0F, 1.0F};
    data.heat = artifact("magnitude", bright);
    TensorField tensors;
    tensors.x = {1.0F};
    tensors.y = {1.0F};
    tensors.tensor = {{3.0F, 1.0F, 3.0F}};
    data.tensors.push_back(artifact("sensitivity", tensors));
    FieldOptions options;
    options.heat = true;
    options.ellipses = true;
    const FieldScene scene = buildFieldScene(data, options, darkTheme());
    QVERIFY(QColor::fromRgba(scene.ellipses.at(0).color).lightnessF() < 0.3);
    QCOMPARE(scene.legend.size(), std::size_t{1});
    QCOMPARE(scene.legend[0].colors.at(0), darkTheme().text);
}

void TestFieldOverlays::legendListsWhatIsDrawn() {
    const auto texts = [](const FieldScene& scene) {
        QStringList all;
        for (const FieldLegendEntry& entry : scene.legend) {
            all << entry.text;
        }
        return all;
    };
    FieldData data;
    data.points.push_back(artifact("data", Scatter{{0.0F}, {1.0F}, {}}));
    QVERIFY(texts(buildFieldScene(data, {}, darkTheme())).isEmpty()); // the title says it
    data.points.push_back(artifact("samples", Scatter{}));            // not drawn yet
    Trajectory paths;
    paths.dimensions = 2;
    data.trajectories.push_back(artifact("chains", paths));
    QVERIFY(texts(buildFieldScene(data, {}, darkTheme())).isEmpty());
    paths.coordinates = {0, 0, 1, 1, 2, 2, 3, 3};
    paths.starts = {0, 2};
    data.trajectories[0] = artifact("chains", paths);
    data.points[1] = artifact("samples", Scatter{{2.0F}, {1.0F}, {}});
    Lines lines;
    lines.lines.push_back({"named", {0.0, 1.0}, {0.0, 1.0}, false});
    data.paths.push_back(artifact("ball", lines)); // its name stands beside it
    lines.lines[0].label.clear();
    lines.lines.push_back({"", {0.0, 1.0}, {0.0, 2.0}, true});
    data.paths.push_back(artifact("proposals", lines));
    Markers predicted{{marker(0.0, 0.0, "predicted")}};
    data.markers.push_back(artifact("mean", predicted));
    FieldScene scene = buildFieldScene(data, {}, darkTheme());
    QCOMPARE(texts(scene), (QStringList{"Title of data", "Title of samples", "Title of proposals",
                                        "Title of chains (2)", markName(MarkShape::predicted)}));
    // Its samples have the colours that are drawn.
    QCOMPARE(scene.legend[0].colors.at(0), pointColor(darkTheme()));
    QCOMPARE(scene.legend[2].colors.size(), std::size_t{2});
    QCOMPARE(scene.legend[2].colors[1].rgba(), scene.paths.back().color);
    QCOMPARE(scene.legend[3].colors.at(1), darkTheme().seriesColor(2));
    // A word beside a mark makes its line in the legend needless.
    predicted.markers[0].label = "mean by theory";
    data.markers[0] = artifact("mean", predicted);
    QVERIFY(
        !texts(buildFieldScene(data, {}, darkTheme())).contains(markName(MarkShape::predicted)));
    FieldOptions options;
    options.chains = false;
    options.points = false;
    options.paths = false;
    QVERIFY(texts(buildFieldScene(data, options, darkTheme())).isEmpty());
    // Of categories only those that some place has.
    ScalarField basins;
    basins.grid = {0.0, 1.0, 0.0, 1.0, 2, 2};
    basins.values = {0.0F, 2.0F, 0.0F, notANumber};
    basins.categories = {"left", "nowhere", "right"};
    data.heat = artifact("basins", basins);
    options.heat = true;
    QCOMPARE(texts(buildFieldScene(data, options, darkTheme())), (QStringList{"left", "right"}));
}

void TestFieldOverlays::theSelectedChainStandsOut() {
    Trajectory path;
    path.dimensions = 2;
    path.coordinates = {0, 0, 1, 1, 2, 2, 3, 3};
    path.starts = {0, 2};
    const Theme theme = darkTheme();
    const ChainPicture plain = buildChains(path, 1, theme);
    QVERIFY(plain.chosen.empty());
    QCOMPARE(plain.lines.size(), std::size_t{2});
    const ChainPicture picture = buildChains(path, 1, theme, 1);
    QCOMPARE(picture.chosen.size(), std::size_t{1});
    QCOMPARE(picture.chosen[0].points.front(), QPointF(2.0, 2.0));
    QCOMPARE(picture.chosen[0].color, plain.lines[1].color);
    QCOMPARE(picture.lines.size(), std::size_t{1});
    const auto faintness = [&theme](QRgb color) {
        return std::abs(qRed(color) - theme.ground.red()) +
               std::abs(qGreen(color) - theme.ground.green()) +
               std::abs(qBlue(color) - theme.ground.blue());
    };
    QVERIFY(faintness(picture.lines[0].color) < faintness(plain.lines[0].color) * 6 / 10);
    // One that is not there dims nothing it does not have to: all are beside it.
    QVERIFY(buildChains(path, 1, theme, 9).chosen.empty());
}

void TestFieldOverlays::brushedPointsStandOut() {
    Scatter cloud;
    cloud.x = {0.0F, 1.0F, 2.0F};
    cloud.y = {0.0F, 1.0F, 2.0F};
    FieldData data;
    data.points.push_back(artifact("data", cloud));
    const Theme theme = darkTheme();
    const QRectF region(-1.0, -1.0, 4.0, 4.0);
    QCOMPARE(visibleDots(data, {}, region, {100, 100}, theme).color[0], pointColor(theme).rgba());
    data.brushed["data"] = {1, 99};
    const FieldScene scene = buildFieldScene(data, {}, theme);
    QCOMPARE(scene.discs.size(), std::size_t{1});
    QCOMPARE(scene.discs[0].at, QPointF(1.0, 1.0));
    QCOMPARE(scene.discs[0].color, theme.accent.rgba());
    QCOMPARE(visibleDots(data, {}, region, {100, 100}, theme).color[0], theme.dim.rgba());
}

QTEST_APPLESS_MAIN(TestFieldOverlays)
#include "tst_field_overlays.moc"
