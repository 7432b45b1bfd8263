// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "tests/support/near.h"
#include "tests/views/space/space_frames.h"
#include "views/artifact_view.h"
#include "views/space/space_view.h"

#include <QComboBox>
#include <QMouseEvent>
#include <QPainter>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

#include <cmath>
#include <limits>
#include <memory>
#include <string>

using namespace scorescope;
using namespace scorescope::views;
using namespace scorescope::test;

namespace {

FramePtr shared(Frame frame) {
    return std::make_shared<const Frame>(std::move(frame));
}

/// Eight points at the corners of a box that is not a cube.
Frame cornersFrame() {
    Frame frame;
    PointCloud cloud{3, {}, {}};
    for (int i = 0; i < 8; ++i) {
        cloud.coordinates.push_back((i & 1) != 0 ? 1.0F : -1.0F);
        cloud.coordinates.push_back((i & 2) != 0 ? 1.0F : -1.0F);
        cloud.coordinates.push_back((i & 4) != 0 ? 0.5F : -0.5F);
    }
    frame.artifacts["data"] = spaceArtifact("data", "Data", "", std::move(cloud));
    return frame;
}

void open(SpaceView& view, FramePtr frame, const QSize& size = {720, 640}) {
    view.resize(size);
    view.setFrame(std::move(frame));
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QTRY_VERIFY(view.box().valid());
}

void drag(SpaceView& view, Qt::MouseButton button, Qt::KeyboardModifiers modifiers,
          const QPoint& from, const QPoint& by) {
    QTest::mousePress(&view, button, modifiers, from);
    for (const QPoint& to : {from + by / 2, from + by}) {
        QMouseEvent event(QEvent::MouseMove, to, view.mapToGlobal(to), Qt::NoButton, button,
                          modifiers);
        QCoreApplication::sendEvent(&view, &event);
    }
    QTest::mouseRelease(&view, button, modifiers, from + by);
}

void hover(SpaceView& view, const QPointF& at) {
    QMouseEvent event(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, Qt::NoButton,
                      Qt::NoModifier);
    QCoreApplication::sendEvent(&view, &event);
}

double number(const QJsonObject& camera, const char* key) {
    return camera.value(QLatin1String(key)).toDouble(std::nan(""));
}

} // namespace

class TestSpaceView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void dragTurnsAndStopsAtThePoles();
    void shiftAndMiddleDragMoveWithTheCursor();
    void wheelKeepsThePointUnderTheCursor();
    void keysLookAlongAxesAndFit();
    void linkedCamerasDoNotEcho();
    void hoverFindsTheNearestPoint();
    void controlClickStartsAChain();
    void surfacesProbeInThePlane();
    void sliceShowsOnlyWhatIsNearAndAsksByName();
    void switchesChangeInterest();
    void stateRoundTrips();
    void pictureShowsTheDataWhereItIs();
    void restsAndThenDrawsNothing();
    void theSamePictureIsNotRenderedAgain();
    void strangeFramesAreDrawn();
    void lifeOfAWidget();
    void pictures();
};

void TestSpaceView::dragTurnsAndStopsAtThePoles() {
    SpaceView view(trefoilSpec());
    open(view, shared(cornersFrame()));
    QSignalSpy moved(&view, &ArtifactView::cameraChanged);
    const double before = number(view.camera(), "azimuth");
    drag(view, Qt::LeftButton, Qt::NoModifier, {300, 300}, {50, 0});
    std::string message;
    // 0.4 degrees per pixel; dragging to the right brings the left side to the front.
    QVERIFY2(near(number(view.camera(), "azimuth"), before - 20.0, 0.0, 1e-9, &message),
             message.c_str());
    QVERIFY(moved.count() > 0);
    drag(view, Qt::LeftButton, Qt::NoModifier, {300, 100}, {0, 500});
    QVERIFY2(near(number(view.camera(), "elevation"), 90.0, 0.0, 1e-9, &message), message.c_str());
    // From above, north stays up: +y of the picture is what azimuth −90° − 20° says.
    QVERIFY(view.toPosition({0.0, 0.0, 0.5}).y() > 0.0);
    drag(view, Qt::LeftButton, Qt::NoModifier, {300, 600}, {0, -550});
    QVERIFY2(near(number(view.camera(), "elevation"), -90.0, 0.0, 1e-9, &message), message.c_str());
    // Esc gives the drag up.
    const QJsonObject kept = view.camera();
    QTest::mousePress(&view, Qt::LeftButton, {}, {300, 300});
    QMouseEvent event(QEvent::MouseMove, QPointF(340, 310), view.mapToGlobal(QPointF(340, 310)),
                      Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&view, &event);
    QVERIFY(view.camera() != kept);
    QTest::keyClick(&view, Qt::Key_Escape);
    QVERIFY(view.camera() == kept);
}

void TestSpaceView::shiftAndMiddleDragMoveWithTheCursor() {
    for (const bool middle : {false, true}) {
        SpaceView view(trefoilSpec());
        open(view, shared(cornersFrame()));
        const QPointF centre = view.toPosition({0.0, 0.0, 0.0});
        drag(view, middle ? Qt::MiddleButton : Qt::LeftButton,
             middle ? Qt::NoModifier : Qt::ShiftModifier, {300, 300}, {60, -40});
        const QPointF now = view.toPosition({0.0, 0.0, 0.0});
        std::string message;
        // The centre lies in the plane of the target and follows the cursor; the eye stands back a
        // little when the target leaves the centre, hence the pixel.
        QVERIFY2(near(now.x() - centre.x(), 60.0, 0.0, 1.0, &message), message.c_str());
        QVERIFY2(near(now.y() - centre.y(), -40.0, 0.0, 1.0, &message), message.c_str());
        QTest::mouseDClick(&view, Qt::LeftButton, {}, {300, 300});
        const QPointF home = view.toPosition({0.0, 0.0, 0.0});
        QVERIFY2(near(home.x(), centre.x(), 0.0, 1e-6, &message), message.c_str());
        QVERIFY2(near(home.y(), centre.y(), 0.0, 1e-6, &message), message.c_str());
    }
}

void TestSpaceView::wheelKeepsThePointUnderTheCursor() {
    SpaceView view(trefoilSpec());
    open(view, shared(cornersFrame()));
    // Straight from above, all points of the middle plane are as far away as the target.
    QTest::keyClick(&view, Qt::Key_3);
    const std::array<double, 3> point = {0.4, -0.3, 0.0};
    const QPointF cursor = view.toPosition(point);
    for (const int delta : {120, 240, -120}) {
        QWheelEvent event(cursor, view.mapToGlobal(cursor), QPoint(), QPoint(0, delta),
                          Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&view, &event);
        const QPointF now = view.toPosition(point);
        std::string message;
        // Box coordinates are single precision: a hundredth of a pixel.
        QVERIFY2(near(now.x(), cursor.x(), 0.0, 0.01, &message), message.c_str());
        QVERIFY2(near(now.y(), cursor.y(), 0.0, 0.01, &message), message.c_str());
    }
    std::string message;
    QVERIFY2(near(number(view.camera(), "zoom"), std::pow(1.2, 2.0), 1e-9, 0.0, &message),
             message.c_str());
}

void TestSpaceView::keysLookAlongAxesAndFit() {
    SpaceView view(trefoilSpec());
    open(view, shared(cornersFrame()));
    const auto at = [&view](double x, double y, double z) { return view.toPosition({x, y, z}); };
    std::string message;
    QTest::keyClick(&view, Qt::Key_1); // from +x: y to the right, z up
    QVERIFY(at(0, 1, 0).x() > at(0, -1, 0).x());
    QVERIFY(at(0, 0, 0.5).y() < at(0, 0, -0.5).y());
    QVERIFY2(near(at(-1, 0, 0).x(), at(1, 0, 0).x(), 0.0, 0.01, &message), message.c_str());
    QTest::keyClick(&view, Qt::Key_2); // from −y: x to the right, z up
    QVERIFY(at(1, 0, 0).x() > at(-1, 0, 0).x());
    QVERIFY(at(0, 0, 0.5).y() < at(0, 0, -0.5).y());
    QTest::keyClick(&view, Qt::Key_3); // from above: x to the right, y up
    QVERIFY(at(1, 0, 0).x() > at(-1, 0, 0).x());
    QVERIFY(at(0, 1, 0).y() < at(0, -1, 0).y());
    QTest::keyClick(&view, Qt::Key_Plus);
    QVERIFY2(near(number(view.camera(), "zoom"), 1.25, 1e-9, 0.0, &message), message.c_str());
    QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY2(near(number(view.camera(), "azimuth"), -82.5, 1e-9, 0.0, &message), message.c_str());
    QTest::keyClick(&view, Qt::Key_0);
    QVERIFY2(near(number(view.camera(), "zoom"), 1.0, 1e-9, 0.0, &message), message.c_str());
}

void TestSpaceView::linkedCamerasDoNotEcho() {
    SpaceView left(trefoilSpec());
    SpaceView right(trefoilSpec());
    open(left, shared(cornersFrame()));
    open(right, shared(cornersFrame()));
    QSignalSpy echo(&right, &ArtifactView::cameraChanged);
    connect(&left, &ArtifactView::cameraChanged, &right, &ArtifactView::setCamera);
    drag(left, Qt::LeftButton, Qt::NoModifier, {300, 300}, {37, 11});
    QVERIFY(left.camera() == right.camera());
    QCOMPARE(echo.count(), 0);
    // What is no number leaves the camera alone.
    const QJsonObject before = right.camera();
    right.setCamera({{QStringLiteral("azimuth"), QStringLiteral("north")}});
    QVERIFY(right.camera() == before);
}

void TestSpaceView::hoverFindsTheNearestPoint() {
    SpaceView view(trefoilSpec());
    open(view, shared(cornersFrame()));
    QSignalSpy cursor(&view, &ArtifactView::cursorMoved);
    QSignalSpy look(&view, &ArtifactView::lookRequested);
    const std::array<double, 3> corner = {1.0, -1.0, 0.5};
    hover(view, view.toPosition(corner) + QPointF(3.0, -2.0));
    QCOMPARE(cursor.count(), 1);
    const auto point = cursor.at(0).at(0).value<QVector<double>>();
    QCOMPARE(point.size(), 3);
    std::string message;
    for (int axis = 0; axis < 3; ++axis) { // corners are exact in single precision
        QVERIFY2(near(point[axis], corner[static_cast<std::size_t>(axis)], 0.0, 1e-12, &message),
                 message.c_str());
    }
    QTRY_VERIFY(look.count() >= 1);
    QCOMPARE(look.at(0).at(0).value<QVector<double>>(), point);
    hover(view, view.toPosition(corner) + QPointF(30.0, 0.0)); // nothing there
    QVERIFY(cursor.last().at(0).value<QVector<double>>().isEmpty());
}

void TestSpaceView::controlClickStartsAChain() {
    SpaceView view(trefoilSpec());
    view.setActions({{"start_chain", "Start a chain", "", ActionSpec::Takes::points}});
    open(view, shared(cornersFrame()));
    QSignalSpy action(&view, &ArtifactView::actionRequested);
    const QJsonObject before = view.camera();
    const QPoint at = view.toPosition({-1.0, -1.0, -0.5}).toPoint();
    QTest::mouseClick(&view, Qt::LeftButton, Qt::ControlModifier, at);
    QCOMPARE(action.count(), 1);
    const auto start = action.at(0).at(0).value<Action>();
    QCOMPARE(start.name, std::string("start_chain"));
    QVERIFY(start.numbers == (std::vector<double>{-1.0, -1.0, -0.5}));
    QTest::mouseClick(&view, Qt::LeftButton, Qt::ControlModifier, {5, 630}); // on nothing
    QCOMPARE(action.count(), 1);
    QVERIFY(view.camera() == before);
}

void TestSpaceView::surfacesProbeInThePlane() {
    SpaceView view(doubleWellSpec());
    open(view, shared(doubleWellFrame()));
    QVERIFY(view.flat());
    QSignalSpy cursor(&view, &ArtifactView::cursorMoved);
    QSignalSpy look(&view, &ArtifactView::lookRequested);
    hover(view, view.toPosition({-1.0, 0.0, -0.3})); // the bottom of the left well
    QCOMPARE(cursor.count(), 1);
    const auto point = cursor.at(0).at(0).value<QVector<double>>();
    QCOMPARE(point.size(), 3);
    const double energy =
        std::pow(point[0] * point[0] - 1.0, 2) + point[1] * point[1] + 0.3 * point[0];
    std::string message;
    // Nodes are exact; draped points are interpolated in cells of 0.05 × 0.04 with a curvature of
    // at most 8: h² / 8 · 8 = 0.0025.
    QVERIFY2(near(point[2], energy, 0.0, 4e-3, &message), message.c_str());
    QTRY_VERIFY(look.count() >= 1);
    QCOMPARE(look.at(0).at(0).value<QVector<double>>().size(), 2);
}

void TestSpaceView::sliceShowsOnlyWhatIsNearAndAsksByName() {
    ViewSpec spec = trefoilSpec();
    spec.options["slice_parameters"] = {"cut_axis", "cut_at"};
    SpaceView view(spec);
    open(view, shared(trefoilFrame(500)));
    QWidget bar;
    QWidget* controls = view.createControls(&bar);
    bar.show();
    auto* slice = controls->findChild<QComboBox*>(QStringLiteral("slice"));
    auto* position = controls->findChild<QSlider*>(QStringLiteral("slicePosition"));
    QVERIFY(slice != nullptr && position != nullptr);
    QVERIFY(!position->isVisible());
    QSignalSpy asked(&view, &ArtifactView::parametersRequested);
    slice->setFocus();
    QTest::keyClick(slice, Qt::Key_Down);
    if (view.options().slice == SliceAxis::none) { // styles differ in what one key does
        QTest::keyClick(slice, Qt::Key_Return);
    }
    QCOMPARE(static_cast<int>(view.options().slice), static_cast<int>(SliceAxis::x));
    QVERIFY(position->isVisible());
    QTRY_COMPARE(asked.count(), 1);
    QCOMPARE(asked.at(0).at(0).toJsonObject().value("cut_axis").toString(), QStringLiteral("x"));
    position->setFocus();
    QTest::keyClick(position, Qt::Key_Home);
    QTRY_COMPARE(asked.count(), 2);
    std::string message;
    QVERIFY2(near(asked.at(1).at(0).toJsonObject().value("cut_at").toDouble(), view.box().low[0],
                  1e-4, 0.0, &message),
             message.c_str());
    QVERIFY2(
        near(slicePosition(view.options(), view.box()), view.box().low[0], 1e-9, 0.0, &message),
        message.c_str());
    // Without names nobody is asked.
    SpaceView plain(trefoilSpec());
    open(plain, shared(trefoilFrame(500)));
    QSignalSpy quiet(&plain, &ArtifactView::parametersRequested);
    SpaceOptions options = plain.options();
    options.slice = SliceAxis::z;
    plain.setOptions(options);
    QTRY_VERIFY(plain.resting()); // later than any question
    QCOMPARE(quiet.count(), 0);
}

void TestSpaceView::switchesChangeInterest() {
    SpaceView view(trefoilSpec());
    QVERIFY(view.interest() == (std::set<std::string>{"data", "field", "chains"}));
    open(view, shared(trefoilFrame(500)));
    QWidget bar;
    QWidget* controls = view.createControls(&bar);
    QSignalSpy changed(&view, &ArtifactView::interestChanged);
    auto* arrows = controls->findChild<QToolButton*>(QStringLiteral("arrows"));
    auto* points = controls->findChild<QToolButton*>(QStringLiteral("points"));
    QVERIFY(arrows != nullptr && points != nullptr);
    QTest::mouseClick(arrows, Qt::LeftButton);
    QTest::mouseClick(points, Qt::LeftButton);
    QCOMPARE(changed.count(), 2);
    QVERIFY(view.interest() == (std::set<std::string>{"chains"}));
    QTest::mouseClick(arrows, Qt::LeftButton);
    SpaceOptions options = view.options();
    options.slice = SliceAxis::z;
    view.setOptions(options);
    QVERIFY(view.interest() == (std::set<std::string>{"field", "slice_field", "chains"}));
}

void TestSpaceView::stateRoundTrips() {
    SpaceView view(trefoilSpec());
    SpaceOptions options = view.options();
    options.slice = SliceAxis::y;
    options.sliceAt = 0.25;
    options.colorScale = ColorScale::linear;
    options.points = false;
    options.height = 2.0;
    options.camera.azimuth = 12.5;
    options.camera.zoom = 3.0;
    options.colors["data"] = QColor(0x12, 0x34, 0x56);
    options.sliceAxisParameter = "a";
    options.slicePositionParameter = "b";
    view.setOptions(options);
    SpaceView other(trefoilSpec());
    other.setState(view.state());
    QVERIFY(other.options() == view.options());
    // The state is also what scenes may say.
    ViewSpec spec = trefoilSpec();
    spec.options = toJson(options);
    QVERIFY(spaceOptions(spec) == options);
}

void TestSpaceView::pictureShowsTheDataWhereItIs() {
    SpaceView view(trefoilSpec());
    Frame frame;
    frame.artifacts["data"] =
        spaceArtifact("data", "Data", "", PointCloud{3, {-1, -1, -1, 0, 0, 0, 1, 1, 1}, {}});
    view.setTheme(darkTheme());
    open(view, shared(std::move(frame)), {480, 400});
    QTRY_VERIFY(view.resting());
    const QImage image = view.grab().toImage().convertToFormat(QImage::Format_ARGB32);
    const double ratio = image.devicePixelRatio();
    for (const std::array<double, 3> point :
         {std::array<double, 3>{-1, -1, -1}, {0, 0, 0}, {1, 1, 1}}) {
        const QPoint at = (ratio * view.toPosition(point)).toPoint();
        int lightest = 0;
        for (int dy = -1; dy <= 1; ++dy) {
            for (int dx = -1; dx <= 1; ++dx) {
                lightest = std::max(lightest, qGray(image.pixel(at + QPoint(dx, dy))));
            }
        }
        // Fog leaves at least half of a grey of about 190 on a ground of 21.
        QVERIFY2(lightest > 70, qPrintable(QString::number(lightest)));
    }
    for (int y = 0; y < image.height(); y += 7) {
        for (int x = 0; x < image.width(); x += 7) {
            QCOMPARE(qAlpha(image.pixel(x, y)), 255);
        }
    }
}

void TestSpaceView::restsAndThenDrawsNothing() {
    SpaceView view(trefoilSpec());
    open(view, shared(trefoilFrame(500, 6)));
    QTRY_VERIFY(view.idle());
    QCoreApplication::processEvents(); // what was posted before, the picture at rest among it
    const std::uint64_t before = view.paints();
    QCoreApplication::processEvents();
    QVERIFY(view.idle());
    QVERIFY(view.paints() == before);
    view.hide();
    view.setFrame(shared(trefoilFrame(600, 6)));
    QCoreApplication::processEvents();
    QVERIFY(view.paints() == before);
}

void TestSpaceView::theSamePictureIsNotRenderedAgain() {
    SpaceView view(trefoilSpec());
    const FramePtr frame = shared(trefoilFrame(500, 6));
    open(view, frame);
    QTRY_VERIFY(view.idle());
    QCoreApplication::processEvents();
    const std::uint64_t before = view.paints();
    for (int i = 0; i < 5; ++i) { // frames in which other things have changed
        view.setFrame(std::make_shared<const Frame>(*frame));
        QTRY_VERIFY(view.idle());
        QCoreApplication::processEvents();
    }
    QCOMPARE(view.paints(), before);
    QTest::keyClick(&view, Qt::Key_2);
    QTRY_VERIFY(view.paints() > before);
}

void TestSpaceView::strangeFramesAreDrawn() {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float inf = std::numeric_limits<float>::infinity();
    const auto cloud = [](std::vector<float> coordinates) {
        Frame frame;
        frame.artifacts["data"] =
            spaceArtifact("data", "Data", "", PointCloud{3, std::move(coordinates), {}});
        return frame;
    };
    std::vector<Frame> frames(1);
    frames.push_back(cloud({}));
    frames.push_back(cloud({nan, nan, nan}));
    frames.push_back(cloud({nan, 1, 2, inf, 0, 0, 1, 2, 3}));
    frames.push_back(cloud({5, 5, 5, 5, 5, 5}));
    frames.push_back(cloud({1, 2})); // not triples
    frames.push_back(cloud({-3e38F, 0, 0, 3e38F, 0, 0}));
    frames.push_back(cloud({1e-38F, 0, 0, 2e-38F, 0, 0}));
    Frame vectors;
    vectors.artifacts["field"] =
        spaceArtifact("field", "Field", "v",
                      VectorCloud{3, {0, 0, 0, 1, 1, 1, 2, 2, 2}, {nan, 0, 0, 0, 0, 0, inf, 1, 1}});
    frames.push_back(vectors);
    Frame chains;
    Trajectory chain;
    chain.dimensions = 3;
    chain.coordinates = {0, 0, 0, nan, nan, nan, 1, 1, 1};
    chain.starts = {0, 1, 3};
    chains.artifacts["chains"] = spaceArtifact("chains", "Chains", "", chain);
    frames.push_back(chains);
    chain.starts = {7, 2}; // not increasing, beyond the end
    chains.artifacts["chains"] = spaceArtifact("chains", "Chains", "", chain);
    frames.push_back(chains);
    for (const std::size_t i : {0U, 1U}) {
        ViewSpec spec = trefoilSpec();
        spec.options["slice"] = i == 0 ? "none" : "y";
        SpaceView view(spec);
        view.resize(300, 240);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        for (const Frame& frame : frames) {
            view.setFrame(shared(frame));
            QVERIFY(!view.grab().isNull());
            QTRY_VERIFY(view.idle()); // rendered, wherever that is
            hover(view, {150.0, 120.0});
            QImage image(200, 150, QImage::Format_RGB32);
            QPainter painter(&image);
            view.figurePanel()->draw(painter, QRectF(0, 0, 200, 150), FigureStyle{});
        }
    }
    SpaceView well(doubleWellSpec());
    well.resize(300, 240);
    well.show();
    QVERIFY(QTest::qWaitForWindowExposed(&well));
    for (const std::size_t nodes : {2U, 3U}) {
        well.setFrame(shared(doubleWellFrame(nodes)));
        QTRY_VERIFY(well.idle());
    }
    for (const float value : {nan, inf, 0.0F, 7.0F}) {
        Frame flat;
        ScalarField field;
        field.grid = {0, 1, 0, 1, 4, 4};
        field.values.assign(16, value);
        flat.artifacts["energy"] = spaceArtifact("energy", "Energy", "E", field);
        well.setFrame(shared(flat));
        QVERIFY(!well.grab().isNull());
        QTRY_VERIFY(well.idle());
        QVERIFY(well.box().valid());
    }
}

void TestSpaceView::lifeOfAWidget() {
    auto controlled = std::make_unique<SpaceView>(trefoilSpec());
    QWidget bar;
    QWidget* controls = controlled->createControls(&bar);
    open(*controlled, shared(trefoilFrame(300, 5)));
    controlled->setTheme(lightTheme());
    controlled->resize(170, 130);
    QVERIFY(!controlled->grab().isNull());
    controlled->hide();
    controlled->show();
    controlled->setBrushed(QStringLiteral("data"), {0, 5, 100000, -1});
    QVERIFY(!controlled->grab().isNull());
    // Into another window: a new context.
    QWidget window;
    window.resize(400, 300);
    controlled->setParent(&window);
    window.show();
    controlled->show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QVERIFY(!controlled->grab().isNull());
    controlled.reset();
    QVERIFY(!controls->isEnabled());
    auto* points = controls->findChild<QToolButton*>(QStringLiteral("points"));
    points->click(); // points nowhere
}

/// Pictures for a person to look at, when a folder is named.
void TestSpaceView::pictures() {
    const QString folder = qEnvironmentVariable("SCORESCOPE_PICTURES");
    if (folder.isEmpty()) {
        QSKIP("no folder named in SCORESCOPE_PICTURES");
    }
    const QFont font(QStringLiteral("DejaVu Sans"));
    for (const bool dark : {true, false}) {
        for (const bool surface : {false, true}) {
            SpaceView view(surface ? doubleWellSpec() : trefoilSpec());
            view.setFont(font);
            view.setTheme(dark ? darkTheme() : lightTheme());
            open(view, shared(surface ? doubleWellFrame() : trefoilFrame()), {900, 720});
            QTRY_VERIFY(view.resting());
            hover(view, view.toPosition(surface ? std::array<double, 3>{-1, 0, -0.3}
                                                : std::array<double, 3>{1, -1, 0.7}));
            const QString name =
                QStringLiteral("%1/view_%2_%3.png")
                    .arg(folder, surface ? "well" : "trefoil", dark ? "dark" : "light");
            view.grab().save(name);
            qInfo("at rest %.1f ms", 1e3 * view.paintSeconds());
            for (int k = 0; k < 12; ++k) {
                QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
                const std::uint64_t before = view.paints();
                QTRY_VERIFY(view.paints() > before);
            }
            qInfo("in motion %.1f ms, thin %zu", 1e3 * view.paintSeconds(), view.thin());
        }
    }
}

QTEST_MAIN(TestSpaceView)
#include "tst_space_view.moc"
