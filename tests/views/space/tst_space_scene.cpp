// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "tests/support/near.h"
#include "tests/views/space/space_frames.h"
#include "views/space/space_scene.h"
#include "views/space/space_surface.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

using namespace scorescope;
using namespace scorescope::views;
using namespace scorescope::test;

namespace {

/// Every node of a grid with `n` nodes per axis over [−1, 1]³ and a vector along x.
VectorCloud gridCloud(int n) {
    VectorCloud cloud{3, {}, {}};
    for (int k = 0; k < n; ++k) {
        for (int j = 0; j < n; ++j) {
            for (int i = 0; i < n; ++i) {
                for (const int index : {i, j, k}) {
                    cloud.coordinates.push_back(
                        2.0F * static_cast<float>(index) / static_cast<float>(n - 1) - 1.0F);
                }
                cloud.vectors.insert(cloud.vectors.end(),
                                     {static_cast<float>(i + 1) * 0.1F, 0.0F, 0.0F});
            }
        }
    }
    return cloud;
}

SpaceScene sceneOf(const Frame& frame, const SpaceOptions& options, const SpaceBuild& build = {},
                   ViewSpec spec = trefoilSpec()) {
    const SpaceData data = spaceData(spec, frame);
    return buildSpaceScene(data, options, spaceBox(data, options), darkTheme(), build);
}

bool refuses(const nlohmann::ordered_json& options, const std::string& pointer) {
    try {
        static_cast<void>(spaceOptions(options, "/o"));
    } catch (const InputError& error) {
        return std::string(error.what()).find(pointer) != std::string::npos;
    }
    return false;
}

} // namespace

class TestSpaceScene : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void projectionIsAPinhole();
    void boxFitsFromEveryAngle();
    void cameraStaysLawful();
    void boxHoldsTheDataAndStaysStill();
    void spacingOfGrids();
    void sliceKeepsHalfACell();
    void arrowsAreAsLongAsTheirColour();
    void millionsAreThinnedAndSaidSo();
    void brushedPointsSurviveThinning();
    void surfaceFollowsTheField();
    void contoursLieOnTheirLevel();
    void badOptionsAreRefused();
};

void TestSpaceScene::projectionIsAPinhole() {
    SpaceCamera camera;
    camera.azimuth = 0.0;
    camera.elevation = 0.0;
    const QRectF plot(10.0, 20.0, 400.0, 300.0);
    const SpaceProjection projection(camera, {0.5F, 0.5F, 0.5F}, plot, 20.0);
    std::string message;
    // From +x: similar triangles, f · y / (D − x), y to the right, z up.
    const double d = projection.distance();
    const double f = projection.scaleAt(1.0);
    for (const QVector3D& p : {QVector3D(0, 0, 0), QVector3D(0.3F, 0.2F, -0.4F)}) {
        const auto at = projection.project(p);
        const double depth = d - static_cast<double>(p.x());
        QVERIFY2(near(at.depth, depth, 1e-6, 0.0, &message), message.c_str());
        QVERIFY2(
            near(at.at.x(), 210.0 + f * static_cast<double>(p.y()) / depth, 0.0, 1e-3, &message),
            message.c_str());
        QVERIFY2(
            near(at.at.y(), 170.0 - f * static_cast<double>(p.z()) / depth, 0.0, 1e-3, &message),
            message.c_str());
    }
    // The same angle that VTK is told: half the plot's height at distance f.
    const double half = 0.5 * projection.viewAngle() * 3.14159265358979323846 / 180.0;
    QVERIFY2(near(std::tan(half), 150.0 / f, 1e-12, 0.0, &message), message.c_str());
}

void TestSpaceScene::boxFitsFromEveryAngle() {
    const QRectF plot(0.0, 0.0, 420.0, 300.0);
    const double margin = 20.0;
    for (const QVector3D& half : {QVector3D(0.5F, 0.5F, 0.5F), QVector3D(0.5F, 0.4F, 0.05F),
                                  QVector3D(0.05F, 0.05F, 0.5F)}) {
        for (double elevation = -90.0; elevation <= 90.0; elevation += 10.0) {
            for (double azimuth = -180.0; azimuth < 180.0; azimuth += 15.0) {
                SpaceCamera camera;
                camera.azimuth = azimuth;
                camera.elevation = elevation;
                const SpaceProjection projection(camera, half, plot, margin);
                for (int corner = 0; corner < 8; ++corner) {
                    const QVector3D p((corner & 1) != 0 ? half.x() : -half.x(),
                                      (corner & 2) != 0 ? half.y() : -half.y(),
                                      (corner & 4) != 0 ? half.z() : -half.z());
                    const auto at = projection.project(p);
                    // Perspective may let a near corner of a flat box take half of the margin.
                    QVERIFY(plot.adjusted(0.5 * margin, 0.5 * margin, -0.5 * margin, -0.5 * margin)
                                .contains(at.at));
                    QVERIFY(at.depth > projection.nearest() && at.depth < projection.farthest());
                }
            }
        }
    }
}

void TestSpaceScene::cameraStaysLawful() {
    SpaceCamera camera;
    camera.azimuth = 170.0;
    camera.orbit(20.0, 200.0);
    std::string message;
    QVERIFY2(near(camera.azimuth, -170.0, 0.0, 1e-9, &message), message.c_str());
    QVERIFY2(near(camera.elevation, 90.0, 0.0, 1e-9, &message), message.c_str());
    camera.magnify(1e9);
    QVERIFY2(near(camera.zoom, SpaceCamera::mostZoom, 0.0, 1e-9, &message), message.c_str());
    camera.magnify(0.0);
    camera.magnify(std::nan(""));
    QVERIFY2(near(camera.zoom, SpaceCamera::mostZoom, 0.0, 1e-9, &message), message.c_str());
    camera.azimuth = std::nan("");
    camera.target = {std::nanf(""), 9.0F, 0.0F};
    const SpaceCamera lawful = camera.lawful();
    QVERIFY(std::isfinite(lawful.azimuth) && lawful.target == QVector3D(0.0F, 1.0F, 0.0F));
    QVERIFY(cameraFromJson(toJson(lawful)) == lawful);
}

void TestSpaceScene::boxHoldsTheDataAndStaysStill() {
    Frame frame = trefoilFrame(2000, 5);
    const SpaceData data = spaceData(trefoilSpec(), frame);
    const SpaceBox box = spaceBox(data, {});
    QVERIFY(box.valid());
    std::string message;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        QVERIFY2(near(box.scale[axis], box.scale[0], 1e-12, 0.0, &message), message.c_str());
    }
    const auto& points = std::get<PointCloud>(frame.artifacts.at("data")->data).coordinates;
    for (std::size_t i = 0; i < points.size(); ++i) {
        QVERIFY(static_cast<double>(points[i]) >= box.low[i % 3] &&
                static_cast<double>(points[i]) <= box.high[i % 3]);
    }
    SpaceBox smaller = box;
    smaller.high[0] -= 0.1 * (box.high[0] - box.low[0]);
    QVERIFY(steadyBox(box, smaller) == box);
    SpaceBox larger = box;
    larger.high[0] += 1.0;
    QVERIFY(steadyBox(box, larger) == larger);
    SpaceBox tiny = box;
    tiny.high[0] = box.low[0] + 0.2 * (box.high[0] - box.low[0]);
    QVERIFY(steadyBox(box, tiny) == tiny);
}

void TestSpaceScene::spacingOfGrids() {
    std::string message;
    for (const int n : {3, 5, 12}) {
        for (const double step : spacing(gridCloud(n))) {
            // Nodes are single precision.
            QVERIFY2(near(step, 2.0 / (n - 1), 1e-5, 0.0, &message), message.c_str());
        }
    }
    VectorCloud scattered{3, {}, {}};
    Numbers numbers;
    for (int i = 0; i < 3 * 1000; ++i) {
        scattered.coordinates.push_back(numbers.next());
        scattered.vectors.push_back(1.0F);
    }
    // 1000 in a volume of 8: 0.2 apart; the extent of the sample is a little smaller.
    QVERIFY2(near(spacing(scattered)[1], 0.2, 0.05, 0.0, &message), message.c_str());
    const auto flat =
        spacing(std::get<VectorCloud>(trefoilFrame(10, 3).artifacts.at("slice_field")->data));
    QVERIFY2(near(flat[0], 1.0 / 12.0, 1e-4, 0.0, &message), message.c_str());
    QVERIFY2(near(flat[2], 0.0, 0.0, 1e-12, &message), message.c_str());
    QVERIFY(spacing(VectorCloud{3, {}, {}}) == (std::array<double, 3>{}));
}

void TestSpaceScene::sliceKeepsHalfACell() {
    Frame frame;
    frame.artifacts["field"] = spaceArtifact("field", "Field", "v", gridCloud(5));
    PointCloud points{3, {}, {}};
    for (int i = -10; i <= 10; ++i) {
        points.coordinates.insert(points.coordinates.end(),
                                  {0.0F, 0.1F * static_cast<float>(i), 0.0F});
    }
    frame.artifacts["data"] = spaceArtifact("data", "Data", "", points);
    SpaceOptions options;
    QCOMPARE(sceneOf(frame, options).arrows.size(), std::size_t{125});
    QVERIFY(!sceneOf(frame, options).plane);
    options.slice = SliceAxis::y;
    options.sliceAt = 0.0;
    SpaceScene scene = sceneOf(frame, options);
    QCOMPARE(scene.arrows.size(), std::size_t{25}); // the layer y = 0; the others are 0.5 away
    QCOMPARE(scene.dots.at.size(), std::size_t{5}); // |y| ≤ 0.25
    QVERIFY(scene.plane.has_value());
    for (const QVector3D& corner : *scene.plane) {
        QVERIFY(std::abs(corner.y()) < 1e-6F);
    }
    options.sliceAt = 1e9; // clamped to the box
    QCOMPARE(sceneOf(frame, options).arrows.size(), std::size_t{25});
    // A fine field of this slice takes the coarse one's place, and only there.
    const Frame trefoil = trefoilFrame(50, 5);
    SpaceOptions cut;
    QCOMPARE(sceneOf(trefoil, cut).arrows.size(), std::size_t{125});
    cut.slice = SliceAxis::z;
    cut.sliceAt = 0.0;
    QCOMPARE(sceneOf(trefoil, cut).arrows.size(), std::size_t{625});
    cut.slice = SliceAxis::x;
    QCOMPARE(sceneOf(trefoil, cut).arrows.size(), std::size_t{25});
}

void TestSpaceScene::arrowsAreAsLongAsTheirColour() {
    Frame frame;
    frame.artifacts["field"] = spaceArtifact("field", "Field", "v", gridCloud(5));
    SpaceOptions options;
    options.colorScale = ColorScale::linear;
    const SpaceScene scene = sceneOf(frame, options);
    QVERIFY(scene.bar.has_value());
    QCOMPARE(scene.bar->title, QStringLiteral("|v|"));
    std::string message;
    float last = 0.0F;
    for (std::size_t i = 0; i < 5; ++i) { // a row along x, magnitudes 0.1 … 0.5
        const SpaceArrow& arrow = scene.arrows[i];
        const QVector3D run = arrow.tip - arrow.tail;
        QVERIFY(run.x() > last && std::abs(run.y()) < 1e-7F);
        last = run.x();
        const double fraction =
            colorFraction(0.1 * static_cast<double>(i + 1), scene.bar->limits, scene.bar->scale);
        const double cell = 0.5 / 2.0; // in boxes of side 2
        QVERIFY2(near(static_cast<double>(run.x()), cell * (0.35 + 0.65 * fraction), 1e-4, 0.0,
                      &message),
                 message.c_str());
    }
}

void TestSpaceScene::millionsAreThinnedAndSaidSo() {
    Frame frame;
    PointCloud cloud{3, {}, {}};
    cloud.coordinates.resize(3'000'000);
    Numbers numbers;
    for (float& c : cloud.coordinates) {
        c = numbers.next();
    }
    cloud.coordinates[5] = std::numeric_limits<float>::quiet_NaN();
    frame.artifacts["data"] = spaceArtifact("data", "Data", "", std::move(cloud));
    const SpaceScene scene = sceneOf(frame, {});
    QVERIFY(scene.dots.at.size() <= 100'000 && scene.dots.at.size() > 50'000);
    QCOMPARE(scene.pointsShown, scene.dots.at.size());
    QCOMPARE(scene.pointsShown + scene.pointsLeftOut, std::size_t{999'999});
    SpaceBuild moving;
    moving.thin = 4;
    QVERIFY(sceneOf(frame, {}, moving).dots.at.size() <= scene.dots.at.size() / 4 + 1);
}

void TestSpaceScene::brushedPointsSurviveThinning() {
    const Frame frame = trefoilFrame(5000, 3);
    SpaceBuild build;
    build.mostPoints = 100;
    build.brushed = "data";
    build.indices = {17, 4001};
    SpaceOptions options;
    options.arrows = false;
    const SpaceScene scene = sceneOf(frame, options, build);
    const QRgb chosen = darkTheme().warning.rgb();
    QCOMPARE(std::count(scene.dots.color.begin(), scene.dots.color.end(), chosen),
             std::ptrdiff_t{2});
}

void TestSpaceScene::surfaceFollowsTheField() {
    const Frame frame = doubleWellFrame(31);
    const ViewSpec spec = doubleWellSpec();
    const SpaceData data = spaceData(spec, frame);
    QVERIFY(data.flat());
    const auto& field = std::get<ScalarField>(data.surface->data);
    const auto gaps = static_cast<std::size_t>(std::count_if(
        field.values.begin(), field.values.end(), [](float v) { return std::isnan(v); }));
    QVERIFY(gaps > 0);
    const SpaceBox box = spaceBox(data, {});
    const SpaceScene scene = buildSpaceScene(data, {}, box, darkTheme());
    QCOMPARE(scene.surface.at.size(), field.values.size() - gaps);
    for (const auto& triangle : scene.surface.triangles) {
        for (const std::int32_t corner : triangle) {
            QVERIFY(corner >= 0 && static_cast<std::size_t>(corner) < scene.surface.at.size());
        }
    }
    std::string message;
    // Half as high as wide, or as high as asked for.
    QVERIFY2(near(2.0 * static_cast<double>(box.halfSides().z()), 0.5, 1e-6, 0.0, &message),
             message.c_str());
    SpaceOptions high;
    high.height = 3.0;
    QVERIFY2(near(2.0 * static_cast<double>(spaceBox(data, high).halfSides().z()), 1.5, 1e-6, 0.0,
                  &message),
             message.c_str());
    // Bilinear: exact at nodes, between them and for planes; nothing outside or beside a gap.
    ScalarField plane;
    plane.grid = {0.0, 2.0, 0.0, 1.0, 3, 2};
    plane.values = {0, 1, 2, 10, 11, 12};
    QVERIFY2(near(valueAt(plane, 1.25, 0.5), 1.25 + 5.0, 1e-9, 0.0, &message), message.c_str());
    QVERIFY2(near(valueAt(plane, 2.0, 1.0), 12.0, 1e-9, 0.0, &message), message.c_str());
    QVERIFY(std::isnan(valueAt(plane, 2.01, 0.5)));
    QVERIFY(std::isnan(valueAt(plane, std::nan(""), 0.5)));
    plane.values[5] = std::nanf("");
    QVERIFY(std::isnan(valueAt(plane, 1.5, 0.5)));
    QVERIFY(std::isfinite(valueAt(plane, 0.5, 0.5)));
}

void TestSpaceScene::contoursLieOnTheirLevel() {
    const ViewSpec spec = doubleWellSpec();
    const SpaceData data = spaceData(spec, doubleWellFrame(41));
    const SpaceBox box = spaceBox(data, {});
    const SpaceScene scene = buildSpaceScene(data, {}, box, darkTheme());
    QVERIFY(scene.contours.size() > 100);
    const std::vector<double> levels = contourLevels(box.low[2], box.high[2], 12);
    for (const SpaceLine& line : scene.contours) {
        for (const QVector3D& point : line.points) {
            double off = 1.0;
            for (const double level : levels) {
                off = std::min(off, std::abs(static_cast<double>(point.z()) - 0.004 -
                                             static_cast<double>(box.toBox(0, 0, level).z())));
            }
            QVERIFY(off < 1e-5); // single precision
        }
    }
}

void TestSpaceScene::badOptionsAreRefused() {
    QVERIFY(refuses({{"color_scale", "lgo"}}, "/o/color_scale"));
    QVERIFY(refuses({{"arrows", 1}}, "/o/arrows"));
    QVERIFY(refuses({{"height", 0.0}}, "/o/height"));
    QVERIFY(refuses({{"height", "tall"}}, "/o/height"));
    QVERIFY(refuses({{"slice", "w"}}, "/o/slice"));
    QVERIFY(refuses({{"slice_at", "middle"}}, "/o/slice_at"));
    QVERIFY(refuses({{"camera", {{"azimut", 3}}}}, "/o/camera/azimut"));
    QVERIFY(refuses({{"camera", {{"zoom", 1e6}}}}, "/o/camera/zoom"));
    QVERIFY(refuses({{"camera", {{"target", {1, 2}}}}}, "/o/camera/target"));
    QVERIFY(refuses({{"colors", {{"data", "blurple"}}}}, "/o/colors/data"));
    QVERIFY(refuses({{"slice_parameters", {"one"}}}, "/o/slice_parameters"));
    QVERIFY(refuses(nlohmann::ordered_json::array({1}), "/o"));
    ViewSpec spec = trefoilSpec();
    spec.options = {{"slize", "x"}};
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(spaceOptions(spec)), InputError);
}

QTEST_MAIN(TestSpaceScene)
#include "tst_space_scene.moc"
