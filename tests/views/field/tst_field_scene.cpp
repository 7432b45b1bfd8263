// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "tests/support/near.h"
#include "views/field/field_dots.h"
#include "views/field/field_scene.h"
#include "views/field/streamlines.h"
#include "views/gl/pace.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <memory>
#include <string>

using namespace scorescope;
using namespace scorescope::views;
using scorescope::test::near;

namespace {

constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();

std::shared_ptr<const Artifact> artifact(const std::string& name, ArtifactData data) {
    Artifact result;
    result.name = name;
    result.value = {"r(x) − x", ""};
    result.data = std::move(data);
    return std::make_shared<const Artifact>(std::move(result));
}

template <typename Function> VectorField sampled(const Grid& grid, Function function) {
    VectorField field;
    field.grid = grid;
    for (std::size_t row = 0; row < grid.rows; ++row) {
        for (std::size_t column = 0; column < grid.columns; ++column) {
            const QPointF v = function(grid.x(column), grid.y(row));
            field.u.push_back(static_cast<float>(v.x()));
            field.v.push_back(static_cast<float>(v.y()));
        }
    }
    return field;
}

VectorField rotation(std::size_t nodes) {
    return sampled({-1.0, 1.0, -1.0, 1.0, nodes, nodes},
                   [](double x, double y) { return QPointF(-y, x); });
}

FieldData dataOf(VectorField field) {
    FieldData data;
    data.field = artifact("field", std::move(field));
    return data;
}

bool finite(const FieldScene& scene) {
    for (const Arrow& arrow : scene.arrows) {
        for (const QPointF& corner : arrow.outline) {
            if (!std::isfinite(corner.x()) || !std::isfinite(corner.y())) {
                return false;
            }
        }
    }
    return true;
}

} // namespace

class TestFieldScene : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingGivesNothing();
    void arrowLandsWhereItsVectorPoints();
    void lengthsFollowTheirMode();
    void notFiniteIsSkipped();
    void wrongSizesAreSkipped();
    void hugeRangesSurvive();
    void strideThinsEvenly();
    void streamlineOfRotationStaysOnItsCircle();
    void streamlinesKeepTheirDistance();
    void heatMapHasItsHolesAndExtent();
    void signedValuesAreCentredOnZero();
    void millionPointsBecomeFew();
    void limitsAreRobustAndRound();
    void logarithmicColoursIgnoreWhatHasNoLogarithm();
    void colourMapsRunFromDarkToLight();
    void optionsRoundTripAndRefuseNonsense();
    void paceThinsOnlyWhereItHelps();
};

void TestFieldScene::nothingGivesNothing() {
    const FieldScene scene = buildFieldScene({}, {}, darkTheme());
    QVERIFY(scene.arrows.empty() && scene.heat.image.isNull() && !scene.bar);
    QVERIFY(dataExtent({}).isNull());
    QVERIFY(!regionAround({}).isEmpty());
    QVERIFY(buildFieldScene(dataOf(VectorField{}), {}, darkTheme()).arrows.empty());
    QVERIFY(streamlines(VectorField{}).empty());
}

void TestFieldScene::arrowLandsWhereItsVectorPoints() {
    FieldOptions options;
    options.arrowLength = ArrowLength::trueLength;
    VectorField field;
    field.grid = {0.5, 0.5, -0.25, -0.25, 1, 1};
    field.u = {0.25F};
    field.v = {-0.125F};
    const FieldScene scene = buildFieldScene(dataOf(field), options, darkTheme());
    QCOMPARE(scene.arrows.size(), std::size_t{1});
    const auto& outline = scene.arrows[0].outline;
    std::string message;
    // The tip is x + v; all numbers are sums of powers of two.
    QVERIFY2(near(outline[3].x(), 0.75, 1e-12, 0.0, &message), message.c_str());
    QVERIFY2(near(outline[3].y(), -0.375, 1e-12, 0.0, &message), message.c_str());
    const QPointF tail = 0.5 * (outline[0] + outline[6]);
    QVERIFY2(near(tail.x(), 0.5, 1e-12, 0.0, &message), message.c_str());
    QVERIFY2(near(tail.y(), -0.25, 1e-12, 0.0, &message), message.c_str());
    // Both sides of the head are as far from the line.
    const QPointF head = 0.5 * (outline[2] + outline[4]) - tail;
    QVERIFY2(near(head.x() * -0.125 - head.y() * 0.25, 0.0, 0.0, 1e-12, &message), message.c_str());
}

void TestFieldScene::lengthsFollowTheirMode() {
    const auto length = [](const Arrow& arrow) {
        const QPointF v = arrow.outline[3] - 0.5 * (arrow.outline[0] + arrow.outline[6]);
        return std::hypot(v.x(), v.y());
    };
    VectorField field;
    field.grid = {0.0, 3.0, 0.0, 0.0, 4, 1};
    field.u = {1e-3F, 1e-2F, 1e-1F, 1.0F};
    field.v = {0.0F, 0.0F, 0.0F, 0.0F};
    FieldOptions options;
    options.arrowLength = ArrowLength::unit;
    FieldScene scene = buildFieldScene(dataOf(field), options, darkTheme());
    std::string message;
    for (const Arrow& arrow : scene.arrows) {
        QVERIFY2(near(length(arrow), 0.85, 1e-12, 0.0, &message), message.c_str());
    }
    options.arrowLength = ArrowLength::logarithmic;
    scene = buildFieldScene(dataOf(field), options, darkTheme());
    QVERIFY(length(scene.arrows[0]) < length(scene.arrows[1]));
    QVERIFY(length(scene.arrows[3]) <= 0.95 + 1e-12);
    // Equal ratios are equal differences of length.
    QVERIFY2(near(length(scene.arrows[2]) - length(scene.arrows[1]),
                  length(scene.arrows[1]) - length(scene.arrows[0]), 1e-5, 0.0, &message),
             message.c_str());
}

void TestFieldScene::notFiniteIsSkipped() {
    VectorField field = rotation(3);
    field.u[0] = notANumber;
    field.v[1] = std::numeric_limits<float>::infinity();
    const FieldScene scene = buildFieldScene(dataOf(field), {}, darkTheme());
    // Nine nodes, of which two are not finite and the centre does not move.
    QCOMPARE(scene.arrows.size(), std::size_t{6});
    QVERIFY(finite(scene));
}

void TestFieldScene::wrongSizesAreSkipped() {
    VectorField field = rotation(3);
    field.u.pop_back();
    QVERIFY(buildFieldScene(dataOf(field), {}, darkTheme()).arrows.empty());
    field = rotation(3);
    field.grid.xMax = std::numeric_limits<double>::infinity();
    QVERIFY(buildFieldScene(dataOf(field), {}, darkTheme()).arrows.empty());
}

void TestFieldScene::hugeRangesSurvive() {
    VectorField field = rotation(5);
    for (std::size_t i = 0; i < field.u.size(); ++i) {
        field.u[i] *= i % 2 == 0 ? 1e30F : 1e-30F;
        field.v[i] *= i % 2 == 0 ? 1e30F : 1e-30F;
    }
    for (const ArrowLength mode :
         {ArrowLength::trueLength, ArrowLength::logarithmic, ArrowLength::unit}) {
        for (const ColorScale scale : {ColorScale::linear, ColorScale::logarithmic}) {
            FieldOptions options;
            options.arrowLength = mode;
            options.colorScale = scale;
            options.streamlines = true;
            const FieldScene scene = buildFieldScene(dataOf(field), options, lightTheme());
            QVERIFY(finite(scene) && !scene.arrows.empty());
            QVERIFY(scene.bar->limits.valid(scale));
        }
    }
    field.grid = {-1e30, 1e30, -1e30, 1e30, 5, 5};
    QVERIFY(finite(buildFieldScene(dataOf(field), {}, lightTheme())));
}

void TestFieldScene::strideThinsEvenly() {
    FieldOptions options;
    options.arrowLength = ArrowLength::unit;
    options.stride = 3;
    const VectorField field =
        sampled({0.0, 8.0, 0.0, 8.0, 9, 9}, [](double, double) { return QPointF(1.0, 0.0); });
    const FieldScene scene = buildFieldScene(dataOf(field), options, darkTheme());
    QCOMPARE(scene.arrows.size(), std::size_t{9});
    // Columns 1, 4, 7: as much room on the left as on the right.
    const QPointF tail = 0.5 * (scene.arrows[0].outline[0] + scene.arrows[0].outline[6]);
    std::string message;
    QVERIFY2(near(tail.x(), 1.0, 1e-12, 0.0, &message), message.c_str());
    // What is left is drawn as it is among all: as long, as wide, in the same colour.
    options.stride = 1;
    const FieldScene whole = buildFieldScene(dataOf(field), options, darkTheme());
    QCOMPARE(whole.arrows.size(), std::size_t{81});
    const Arrow& same = whole.arrows[1 * 9 + 1];
    QCOMPARE(scene.arrows[0].outline, same.outline);
    QCOMPARE(scene.arrows[0].color, same.color);
    QCOMPARE(scene.stride, std::size_t{3});
    QCOMPARE(whole.stride, std::size_t{1});
}

void TestFieldScene::streamlineOfRotationStaysOnItsCircle() {
    // Bilinear interpolation of a linear field is exact but for the rounding of its floats (6e-8);
    // a Runge-Kutta step of h on a circle of radius r misses by about (h/r)⁵ r/120: after 1000
    // steps of 0.01 at 0.5 that is 1e-8. So the float's rounding decides: 1000 × 0.01 × 6e-8.
    const VectorField field = rotation(21);
    const Polyline line = streamline(field, {0.5, 0.0}, 0.01, 1000);
    QCOMPARE(line.points.size(), std::size_t{1001});
    std::string message;
    for (const QPointF& point : line.points) {
        QVERIFY2(near(std::hypot(point.x(), point.y()), 0.5, 0.0, 1e-6, &message), message.c_str());
    }
    // And it goes round: an arc of 10 at radius 0.5 is an angle of 20.
    QVERIFY2(near(line.points.back().x(), 0.5 * std::cos(20.0), 0.0, 1e-5, &message),
             message.c_str());
}

void TestFieldScene::streamlinesKeepTheirDistance() {
    const std::vector<Polyline> lines = streamlines(rotation(33));
    QVERIFY(lines.size() > 5 && lines.size() < 500);
    for (const Polyline& line : lines) {
        for (const QPointF& point : line.points) {
            QVERIFY(std::abs(point.x()) <= 1.0 && std::abs(point.y()) <= 1.0);
        }
    }
    // A field of zeros and holes has none, and ends.
    QVERIFY(streamlines(sampled({0.0, 1.0, 0.0, 1.0, 9, 9}, [](double x, double) {
                return QPointF(x > 0.5 ? std::nan("") : 0.0, 0.0);
            })).empty());
}

void TestFieldScene::heatMapHasItsHolesAndExtent() {
    ScalarField scalar;
    scalar.grid = {0.0, 2.0, 0.0, 1.0, 3, 2};
    scalar.values = {1.0F, notANumber, notANumber, 1.0F, 2.0F, 3.0F};
    FieldData data;
    data.heat = artifact("magnitude", scalar);
    FieldOptions options;
    options.heat = true;
    const FieldScene scene = buildFieldScene(data, options, darkTheme());
    QCOMPARE(scene.heat.image.size(), QSize(3, 2));
    QCOMPARE(scene.heat.rect, QRectF(-0.5, -0.5, 3.0, 2.0));
    QCOMPARE(scene.heat.gaps.size(), std::size_t{1});
    QCOMPARE(scene.heat.gaps[0], QRectF(0.5, -0.5, 2.0, 1.0));
    QCOMPARE(qAlpha(scene.heat.image.pixel(1, 1)), 0); // row 0 of the grid is the image's last
    QVERIFY(lightness(scene.heat.image.pixel(2, 0)) > lightness(scene.heat.image.pixel(0, 0)));
}

void TestFieldScene::signedValuesAreCentredOnZero() {
    ScalarField scalar;
    scalar.grid = {0.0, 2.0, 0.0, 0.0, 3, 1};
    scalar.values = {-0.5F, 0.0F, 3.0F};
    scalar.signedValues = true;
    FieldData data;
    data.heat = artifact("error_field", scalar);
    FieldOptions options;
    options.heat = true;
    const FieldScene scene = buildFieldScene(data, options, darkTheme());
    QCOMPARE(scene.bar->limits.low, -scene.bar->limits.high);
    QVERIFY(lightness(scene.heat.image.pixel(1, 0)) < 25.0); // zero is the middle: dark on dark
    const FieldScene light = buildFieldScene(data, options, lightTheme());
    QVERIFY(lightness(light.heat.image.pixel(1, 0)) > 90.0);
}

void TestFieldScene::millionPointsBecomeFew() {
    Scatter points;
    for (int i = 0; i < 1000000; ++i) {
        const double t = 12.0 * i / 1e6;
        points.x.push_back(static_cast<float>(0.04 * t * std::sin(t)));
        points.y.push_back(static_cast<float>(0.04 * t * std::cos(t)));
    }
    points.x[10] = notANumber;
    const QRectF region(-0.6, -0.6, 1.2, 1.2);
    const auto kept = visiblePoints(points, region, 600, 600);
    // The spiral is about 3 long and a cell 0.002: some 1500 cells, 2 for each on slopes.
    QVERIFY(kept.size() > 1000 && kept.size() < 4000);
    QVERIFY(visiblePoints(points, QRectF(5.0, 5.0, 1.0, 1.0), 600, 600).empty());
    QVERIFY(visiblePoints(points, region, 0, 600).empty());
    FieldData data;
    data.points.push_back(artifact("data", points));
    const QRectF extent = dataExtent(data);
    QVERIFY(extent.width() > 0.5 && extent.width() < 1.0);
}

void TestFieldScene::limitsAreRobustAndRound() {
    std::vector<float> values(1000, 0.3F);
    values[0] = 1e20F; // one outlier in a thousand does not count
    values[1] = notANumber;
    QCOMPARE(robustLimits(values, ColorScale::linear, false), (ColorLimits{0.0, 0.5}));
    QVERIFY(robustLimits({}, ColorScale::logarithmic, false).valid(ColorScale::logarithmic));
    QVERIFY(robustLimits({0.0F}, ColorScale::linear, false).valid(ColorScale::linear));
    QVERIFY(robustLimits({1e38F, 1e-38F}, ColorScale::logarithmic, false)
                .valid(ColorScale::logarithmic));
    QVERIFY(robustLimits({-3e38F, 3e38F}, ColorScale::linear, true).valid(ColorScale::linear));
}

void TestFieldScene::logarithmicColoursIgnoreWhatHasNoLogarithm() {
    const ColorLimits limits{0.01, 1.0};
    std::string message;
    QVERIFY2(near(colorFraction(0.1, limits, ColorScale::logarithmic), 0.5, 1e-12, 0.0, &message),
             message.c_str());
    QVERIFY2(near(colorValue(0.5, limits, ColorScale::logarithmic), 0.1, 1e-12, 0.0, &message),
             message.c_str());
    QCOMPARE(colorFraction(-1.0, limits, ColorScale::logarithmic), 0.0);
    QVERIFY(std::isnan(colorFraction(std::nan(""), limits, ColorScale::logarithmic)));
}

void TestFieldScene::colourMapsRunFromDarkToLight() {
    for (const Colormap& map :
         {Colormap::viridis(), Colormap::cividis(), Colormap::sequentialFor(darkTheme()),
          Colormap::sequentialFor(printTheme())}) {
        // Table colours are rounded to 1 of 255, about 0.4 of lightness.
        for (int i = 1; i < 256; ++i) {
            QVERIFY(lightness(map.rgb(i / 255.0)) > lightness(map.rgb((i - 1) / 255.0)) - 0.5);
        }
    }
    const Colormap diverging = Colormap::diverging();
    for (const double t : {0.1, 0.3, 0.5}) {
        QVERIFY(std::abs(lightness(diverging.rgb(t)) - lightness(diverging.rgb(1.0 - t))) < 6.0);
    }
    const Colormap cyclic = Colormap::cyclic();
    QCOMPARE(cyclic.rgb(0.0), cyclic.rgb(1.0));
}

void TestFieldScene::optionsRoundTripAndRefuseNonsense() {
    FieldOptions options;
    options.arrowLength = ArrowLength::trueLength;
    options.colorScale = ColorScale::linear;
    options.heat = options.streamlines = options.optimum = true;
    options.points = false;
    options.chainEnds = false;
    options.locked = ColorLimits{0.25, 4.0};
    QVERIFY(fieldOptions(toJson(options), "/o") == options);
    QVERIFY(fieldOptions(nlohmann::ordered_json::object(), "/o") == FieldOptions{});
    try {
        (void)fieldOptions({{"arrow_length", "lgo"}}, "/views/field/options");
        QFAIL("a wrong value was taken");
    } catch (const InputError& error) {
        QCOMPARE(error.pointer(), std::string("/views/field/options/arrow_length"));
        QVERIFY(error.message().find("log") != std::string::npos);
    }
    QVERIFY_EXCEPTION_THROWN((void)fieldOptions({{"heat", 1}}, "/o"), InputError);
    QVERIFY_EXCEPTION_THROWN((void)fieldOptions({{"limits", {2, 1}}}, "/o"), InputError);
}

void TestFieldScene::paceThinsOnlyWhereItHelps() {
    PaintTimes times{};
    QCOMPARE(nextStride(1, times, 0.03), std::size_t{1}); // nothing is known
    times[1] = 0.02;
    QCOMPARE(nextStride(1, times, 0.03), std::size_t{1});
    times[1] = 0.10;
    QCOMPARE(nextStride(1, times, 0.03), std::size_t{2});
    times[2] = 0.025; // within the budget, and 1 would not be
    QCOMPARE(nextStride(2, times, 0.03), std::size_t{2});
    times[2] = 0.003;
    QCOMPARE(nextStride(2, times, 0.03), std::size_t{1});
    times[2] = 0.099; // the arrows are not what takes the time
    QCOMPARE(nextStride(2, times, 0.03), std::size_t{1});
    QCOMPARE(nextStride(1, times, 0.03), std::size_t{1});
    // Whatever takes how long, it comes to rest.
    for (const double fixed : {0.0, 0.02, 0.2}) {
        for (const double each : {0.0, 0.01, 0.05, 1.0}) {
            PaintTimes known{};
            std::size_t stride = 1;
            for (int i = 0; i < 40; ++i) {
                known[stride] = fixed + each / static_cast<double>(stride * stride) + 1e-6;
                stride = nextStride(stride, known, 0.03);
            }
            known[stride] = fixed + each / static_cast<double>(stride * stride) + 1e-6;
            QCOMPARE(nextStride(stride, known, 0.03), stride);
        }
    }
}

QTEST_APPLESS_MAIN(TestFieldScene)
#include "tst_field_scene.moc"
