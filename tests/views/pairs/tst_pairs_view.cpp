// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/data/toy_sets.h"
#include "tests/support/near.h"
#include "views/figure/export.h"
#include "views/pairs/pairs_view.h"

#include <QComboBox>
#include <QFile>
#include <QImage>
#include <QPainter>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>
#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::views;
using scorescope::test::near;

namespace {

std::shared_ptr<const Artifact> cloud(const std::string& name, std::size_t dimensions,
                                      std::vector<float> coordinates) {
    Artifact artifact;
    artifact.name = name;
    artifact.title = name;
    PointCloud points;
    points.dimensions = dimensions;
    points.coordinates = std::move(coordinates);
    artifact.data = std::move(points);
    return std::make_shared<const Artifact>(std::move(artifact));
}

std::shared_ptr<const Artifact> toyCloud(const std::string& name, double noise, std::size_t count) {
    const data::PointSet points = data::sampleToySet("closed_curve_10d", noise, 1, count);
    return cloud(name, 10, {points.coordinates.begin(), points.coordinates.end()});
}

std::shared_ptr<Frame> toyFrame(std::size_t points = 400, std::size_t samples = 300) {
    auto frame = std::make_shared<Frame>();
    frame->artifacts["data"] = toyCloud("data", 0.0, points);
    if (samples > 0) {
        frame->artifacts["samples"] = toyCloud("samples", 0.1, samples);
    }
    return frame;
}

ViewSpec specOf(const char* options = "{}") {
    ViewSpec spec;
    spec.name = "pairs";
    spec.kind = "pairs";
    spec.title = "Data and samples";
    spec.artifacts = {"data", "samples"};
    spec.options = nlohmann::ordered_json::parse(options);
    return spec;
}

void open(PairsView& view, const FramePtr& frame) {
    view.resize(720, 640);
    view.setFrame(frame);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QTRY_VERIFY(!view.places().panels.empty());
    view.grab(); // adopted and drawn
}

const PointCloud& cloudOf(const Frame& frame, const char* name) {
    return std::get<PointCloud>(frame.find(name)->data);
}

QPoint onScreen(const PairsView& view, const PairPanel& panel, double x, double y) {
    return toPanel(panel.plot, view.visibleRegion()).map(QPointF(x, y)).toPoint();
}

void drag(QWidget& widget, const QPoint& from, const QPoint& to,
          Qt::MouseButton button = Qt::LeftButton,
          Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    QTest::mousePress(&widget, button, modifiers, from);
    const auto move = [&](const QPoint& at) {
        QMouseEvent event(QEvent::MouseMove, at, widget.mapToGlobal(at), Qt::NoButton, button,
                          modifiers);
        QCoreApplication::sendEvent(&widget, &event);
    };
    move((from + to) / 2);
    move(to);
    QTest::mouseRelease(&widget, button, modifiers, to);
}

void hover(QWidget& widget, const QPoint& at) {
    QMouseEvent event(QEvent::MouseMove, at, widget.mapToGlobal(at), Qt::NoButton, Qt::NoButton,
                      Qt::NoModifier);
    QCoreApplication::sendEvent(&widget, &event);
}

std::string refusal(const char* options, const Frame& frame) {
    try {
        static_cast<void>(pairsPanel(specOf(options), frame));
    } catch (const InputError& error) {
        return error.pointer() + " " + error.message();
    }
    return "accepted";
}

QImage drawn(const FigurePanel& panel, const QSize& size, const Theme& theme) {
    QImage image(size, QImage::Format_RGB32);
    image.fill(theme.ground);
    QPainter painter(&image);
    FigureStyle style;
    style.theme = theme;
    style.fontSize = 10.0;
    panel.draw(painter, QRectF(QPointF(), QSizeF(size)), style);
    return image;
}

/// Pixels of a box whose colour is far from the ground's.
int inked(const QImage& image, const QRectF& box, const QColor& ground) {
    int count = 0;
    const QRect inside = box.toRect().adjusted(2, 2, -2, -2);
    for (int y = inside.top(); y <= inside.bottom(); ++y) {
        for (int x = inside.left(); x <= inside.right(); ++x) {
            const QColor c = image.pixelColor(x, y);
            count += std::abs(c.red() - ground.red()) + std::abs(c.green() - ground.green()) +
                                 std::abs(c.blue() - ground.blue()) >
                             120
                         ? 1
                         : 0;
        }
    }
    return count;
}

} // namespace

class TestPairsView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pairsOfFigure36();
    void placesDoNotOverlap_data();
    void placesDoNotOverlap();
    void axesAreShared();
    void brushMarksPointsInEveryPanel();
    void brushLinksToOthers();
    void brushFollowsTheFrame();
    void hoverTellsTheWholePoint();
    void shiftClickStartsAChain();
    void wheelAndDragMoveAllPanels();
    void keysDoWhatTheMouseDoes();
    void overlayByItsControl();
    void stateRoundTrips();
    void dotsAddUp();
    void samplesMayBeMissing();
    void figureIsLabelled();
    void strangeFramesAreDrawn();
    void badOptionsAreRefused();
    void exportsEveryFormat();
};

void TestPairsView::pairsOfFigure36() {
    const std::vector<DimensionPair> ten = defaultPairs(10);
    QCOMPARE(ten.size(), std::size_t{10});
    for (std::size_t i = 0; i < 9; ++i) {
        QVERIFY(ten[i] == (DimensionPair{i, i + 1}));
    }
    QVERIFY(ten[9] == (DimensionPair{9, 0}));
    QCOMPARE(defaultPairs(3).size(), std::size_t{3});
    QVERIFY(defaultPairs(2) == (std::vector<DimensionPair>{{0, 1}}));
    QVERIFY(defaultPairs(1).empty());
    QVERIFY(defaultPairs(0).empty());
    QCOMPARE(dimensionName(0), QStringLiteral("x₀"));
    QCOMPARE(dimensionName(10), QStringLiteral("x₁₀"));
    PairsView view(specOf());
    open(view, toyFrame());
    const PairsPlaces places = view.places();
    QCOMPARE(places.panels.size(), std::size_t{20});
    for (std::size_t i = 0; i < places.panels.size(); ++i) {
        QCOMPARE(places.panels[i].pair, i / 2); // reading order, the data left of the samples
        QCOMPARE(places.panels[i].cloud, i % 2);
    }
    for (std::size_t i = 0; i + 1 < 20; i += 2) {
        QVERIFY(places.panels[i].plot.right() < places.panels[i + 1].plot.left());
        QVERIFY(places.panels[i].plot.top() == places.panels[i + 1].plot.top());
    }
}

void TestPairsView::placesDoNotOverlap_data() {
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("pairs");
    QTest::addColumn<bool>("overlay");
    for (const QSize size : {QSize(1200, 900), QSize(700, 640), QSize(300, 900), QSize(900, 200)}) {
        for (const int pairs : {1, 3, 10, 31}) {
            for (const bool overlay : {false, true}) {
                QTest::addRow("%dx%d, %d, %d", size.width(), size.height(), pairs, overlay)
                    << size << pairs << overlay;
            }
        }
    }
}

void TestPairsView::placesDoNotOverlap() {
    QFETCH(QSize, size);
    QFETCH(int, pairs);
    QFETCH(bool, overlay);
    FigureStyle style;
    const QRectF rect(QPointF(10.0, 20.0), QSizeF(size));
    const PairsPlaces places =
        placePairs(rect, static_cast<std::size_t>(pairs),
                   overlay ? PairsLayout::overlay : PairsLayout::sideBySide, style);
    // Small is all right, but whatever is placed has its room, labels included.
    for (const PairPanel& panel : places.panels) {
        const double em = places.bare ? 0.0 : style.fontSize;
        const QRectF room = panel.plot.adjusted(panel.cloud == 0 ? -1.7 * em : 0.0, 0.0, 0.0,
                                                (panel.lowermost ? 2.7 : 1.4) * em);
        QVERIFY(rect.contains(room.adjusted(panel.leftmost ? -2.4 * em : 0.0, 0.0, 0.0, 0.0)));
        QVERIFY(room.top() >= places.header.bottom());
        QVERIFY(near(panel.plot.width(), panel.plot.height(), 1e-12, 0.0));
        for (const PairPanel& other : places.panels) {
            QVERIFY(&other == &panel || !room.intersects(other.plot));
        }
    }
    if (size.width() >= 700 && size.height() >= 640 && pairs <= 10) {
        QCOMPARE(static_cast<int>(places.panels.size()), overlay ? pairs : 2 * pairs);
        QVERIFY(!places.bare);
    }
    // Even a view in the side column shows all of Figure 3.6.
    const PairsPlaces side =
        placePairs(QRectF(0.0, 0.0, 300.0, 180.0), 10, PairsLayout::sideBySide, style);
    QCOMPARE(side.panels.size(), std::size_t{20});
    QVERIFY(side.bare);
}

void TestPairsView::axesAreShared() {
    auto frame = std::make_shared<Frame>();
    frame->artifacts["data"] = cloud("data", 3, {-2.0F, 0.0F, 1.0F, 4.0F, 0.5F, 0.0F});
    frame->artifacts["samples"] = cloud("samples", 3, {90.0F, 0.0F, 0.0F});
    const PairsData data = pairsData(specOf(), *frame);
    // From −2 to 4, widened by 15 % about the middle; a stray sample does not shrink the data.
    const QRectF extent = pairsExtent({}, data);
    QVERIFY(near(extent.left(), 1.0 - 3.45, 1e-12, 0.0));
    QVERIFY(near(extent.right(), 1.0 + 3.45, 1e-12, 0.0));
    QVERIFY(extent.left() == extent.top() && extent.right() == extent.bottom());
    PairsOptions limited;
    limited.limit = 1.8;
    QVERIFY(pairsExtent(limited, data) == QRectF(-1.8, -1.8, 3.6, 3.6));
    // Samples about the data have room, in steps of a twentieth of the data's width.
    frame->artifacts["samples"] = cloud("samples", 3, {90.0F, 5.6F, 0.0F});
    const QRectF wider = pairsExtent({}, pairsData(specOf(), *frame));
    QVERIFY(near(wider.left(), extent.left(), 1e-12, 0.0));
    QVERIFY(wider.right() > 5.6 && wider.right() < 6.3);
    QVERIFY(near(wider.top(), wider.left(), 1e-12, 0.0));
    QVERIFY(near(wider.height(), wider.width(), 1e-12, 0.0));
    frame->artifacts["samples"] = cloud("samples", 3, {90.0F, 5.61F, 0.0F});
    QVERIFY(pairsExtent({}, pairsData(specOf(), *frame)) == wider);
    frame->artifacts.erase("data");
    QVERIFY(pairsExtent({}, pairsData(specOf(), *frame)).contains(QPointF(90.0, 0.0)));
}

void TestPairsView::brushMarksPointsInEveryPanel() {
    const auto frame = toyFrame();
    PairsView view(specOf());
    open(view, frame);
    QSignalSpy brushed(&view, &ArtifactView::pointsBrushed);
    const PairPanel panel = view.places().panels[4]; // the data in (x₂, x₃)
    const QImage before = view.grab().toImage();
    drag(view, onScreen(view, panel, -1.0, -1.2), onScreen(view, panel, 0.2, 0.4));
    // Whole pixels: what the rectangle holds is told by the same transformation.
    const QTransform back = toPanel(panel.plot, view.visibleRegion()).inverted();
    const QRectF box = QRectF(back.map(QPointF(onScreen(view, panel, -1.0, -1.2))),
                              back.map(QPointF(onScreen(view, panel, 0.2, 0.4))))
                           .normalized();
    std::vector<std::size_t> expected;
    const PointCloud& points = cloudOf(*frame, "data");
    for (std::size_t i = 0; i < 400; ++i) {
        const auto x = static_cast<double>(points.coordinates[10 * i + 2]);
        const auto y = static_cast<double>(points.coordinates[10 * i + 3]);
        if (x >= box.left() && x <= box.right() && y >= box.top() && y <= box.bottom()) {
            expected.push_back(i);
        }
    }
    QVERIFY(expected.size() > 5 && expected.size() < 395);
    QVERIFY(view.brushed(0) == expected);
    QVERIFY(view.brushed(1).empty());
    QVERIFY(!brushed.isEmpty());
    QCOMPARE(brushed.last()[0].toString(), QStringLiteral("data"));
    QCOMPARE(brushed.last()[1].value<QVector<qsizetype>>().size(),
             static_cast<qsizetype>(expected.size()));
    // Every panel of the data shows the accent now, none of the samples changes.
    const QImage after = view.grab().toImage();
    for (const PairPanel& each : view.places().panels) {
        const QRect inside = each.plot.toRect().adjusted(2, 2, -2, -2);
        const bool changed = before.copy(inside) != after.copy(inside);
        QCOMPARE(changed, each.cloud == 0);
    }
    QTest::keyClick(&view, Qt::Key_Escape);
    QVERIFY(view.brushed(0).empty());
    QVERIFY(brushed.last()[1].value<QVector<qsizetype>>().isEmpty());
    // A brush in the samples takes the data's place; a click ends it.
    drag(view, onScreen(view, panel, -1.0, -1.0), onScreen(view, panel, 1.0, 1.0));
    const PairPanel samples = view.places().panels[5];
    drag(view, onScreen(view, samples, -1.0, -1.0), onScreen(view, samples, 1.0, 1.0));
    QVERIFY(view.brushed(0).empty());
    QVERIFY(!view.brushed(1).empty());
    QTest::mouseClick(&view, Qt::LeftButton, Qt::NoModifier, samples.plot.center().toPoint());
    QVERIFY(view.brushed(1).empty());
}

void TestPairsView::brushLinksToOthers() {
    PairsView view(specOf());
    open(view, toyFrame());
    QSignalSpy brushed(&view, &ArtifactView::pointsBrushed);
    view.setBrushed(QStringLiteral("samples"), {7, 3, 3, -1, 5000});
    QVERIFY(view.brushed(1) == (std::vector<std::size_t>{3, 7}));
    view.setBrushed(QStringLiteral("elsewhere"), {1, 2});
    QVERIFY(view.brushed(0).empty());
    view.setBrushed(QStringLiteral("samples"), {});
    QVERIFY(view.brushed(1).empty());
    QVERIFY(brushed.isEmpty()); // obeying is not brushing
}

void TestPairsView::brushFollowsTheFrame() {
    PairsView view(specOf());
    open(view, toyFrame(400, 300));
    view.setBrushed(QStringLiteral("samples"), {10, 150, 299});
    view.setFrame(toyFrame(400, 200));
    view.grab();
    QVERIFY(view.brushed(1) == (std::vector<std::size_t>{10, 150}));
}

void TestPairsView::hoverTellsTheWholePoint() {
    const auto frame = toyFrame();
    PairsView view(specOf());
    open(view, frame);
    QSignalSpy moved(&view, &ArtifactView::cursorMoved);
    const PairPanel panel = view.places().panels[19]; // the samples in (x₉, x₀)
    const PointCloud& points = cloudOf(*frame, "samples");
    const float* wanted = points.coordinates.data() + 10 * 42;
    const QPoint at =
        onScreen(view, panel, static_cast<double>(wanted[9]), static_cast<double>(wanted[0]));
    hover(view, at);
    QCOMPARE(moved.size(), 1);
    const auto point = moved.last()[0].value<QVector<double>>();
    QCOMPARE(point.size(), 10);
    // The point told lies within half a pixel more than the one that was aimed at.
    const double pixel = view.visibleRegion().width() / panel.plot.width();
    QVERIFY(std::hypot(point[9] - static_cast<double>(wanted[9]),
                       point[0] - static_cast<double>(wanted[0])) < 1.5 * pixel);
    hover(view, at); // the same point is told once
    QCOMPARE(moved.size(), 1);
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(&view, &leave);
    QVERIFY(moved.last()[0].value<QVector<double>>().isEmpty());
}

void TestPairsView::shiftClickStartsAChain() {
    const auto frame = toyFrame();
    PairsView view(specOf());
    view.setActions({{"start_chain", "Start a chain", "", ActionSpec::Takes::points}});
    open(view, frame);
    std::vector<Action> actions;
    connect(&view, &ArtifactView::actionRequested, &view,
            [&actions](const Action& action) { actions.push_back(action); });
    const PairPanel panel = view.places().panels[1]; // the samples: the chain starts from data
    QTest::mouseClick(&view, Qt::LeftButton, Qt::ShiftModifier, onScreen(view, panel, 0.3, 0.2));
    QCOMPARE(actions.size(), std::size_t{1});
    QCOMPARE(actions[0].name, std::string("start_chain"));
    const PointCloud& points = cloudOf(*frame, "data");
    const auto nearest = nearestInPair(points, {0, 1},
                                       toPanel(panel.plot, view.visibleRegion())
                                           .inverted()
                                           .map(QPointF(onScreen(view, panel, 0.3, 0.2))),
                                       1e9);
    QVERIFY(nearest.has_value());
    QCOMPARE(actions[0].numbers.size(), std::size_t{10});
    for (std::size_t k = 0; k < 10; ++k) {
        QVERIFY(actions[0].numbers[k] ==
                static_cast<double>(points.coordinates[10 * *nearest + k]));
    }
    QVERIFY(view.brushed(0).empty());
}

void TestPairsView::wheelAndDragMoveAllPanels() {
    PairsView view(specOf());
    open(view, toyFrame());
    const QRectF home = view.visibleRegion();
    const PairPanel panel = view.places().panels[7];
    const QPoint cursor = onScreen(view, panel, 0.5, -0.5);
    const QPointF before = toPanel(panel.plot, home).inverted().map(QPointF(cursor));
    QWheelEvent wheel(cursor, view.mapToGlobal(cursor), QPoint(), QPoint(0, 240), Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&view, &wheel);
    const QRectF near1 = view.visibleRegion();
    QVERIFY(near(near1.width(), home.width() / (1.25 * 1.25), 1e-12, 0.0));
    const QPointF after = toPanel(panel.plot, near1).inverted().map(QPointF(cursor));
    QVERIFY(near(after.x(), before.x(), 0.0, 1e-12) && near(after.y(), before.y(), 0.0, 1e-12));
    for (const bool middle : {true, false}) {
        const QRectF then = view.visibleRegion();
        drag(view, cursor, cursor + QPoint(20, 10), middle ? Qt::MiddleButton : Qt::LeftButton,
             middle ? Qt::NoModifier : Qt::ControlModifier);
        const double pixel = then.width() / panel.plot.width();
        QVERIFY(near(view.visibleRegion().left(), then.left() - 20.0 * pixel, 0.0, 1e-12));
        QVERIFY(near(view.visibleRegion().top(), then.top() + 10.0 * pixel, 0.0, 1e-12));
    }
    QVERIFY(view.brushed(0).empty());
    QTest::mouseDClick(&view, Qt::LeftButton, Qt::NoModifier, cursor);
    QVERIFY(view.visibleRegion() == home);
}

void TestPairsView::keysDoWhatTheMouseDoes() {
    PairsView view(specOf());
    open(view, toyFrame());
    const QRectF home = view.visibleRegion();
    QTest::keyClick(&view, Qt::Key_Plus);
    QVERIFY(near(view.visibleRegion().width(), home.width() / 1.25, 1e-12, 0.0));
    QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(view.visibleRegion().center().x() > home.center().x());
    QTest::keyClick(&view, Qt::Key_Minus);
    QTest::keyClick(&view, Qt::Key_0);
    QVERIFY(view.visibleRegion() == home);
}

void TestPairsView::overlayByItsControl() {
    PairsView view(specOf());
    open(view, toyFrame());
    const std::unique_ptr<QWidget> controls(view.createControls(nullptr));
    controls->show();
    auto* box = controls->findChild<QComboBox*>(QStringLiteral("pairsLayout"));
    QVERIFY(box != nullptr);
    QVERIFY(!box->accessibleName().isEmpty());
    QCOMPARE(box->currentText(), QStringLiteral("Side by side"));
    QTest::keyClick(box, Qt::Key_Down);
    QVERIFY(view.pairsLayout() == PairsLayout::overlay);
    QCOMPARE(view.places().panels.size(), std::size_t{10});
    // One brush takes data and samples.
    const PairPanel panel = view.places().panels[0];
    drag(view, onScreen(view, panel, -1.0, -1.0), onScreen(view, panel, 1.0, 1.0));
    QVERIFY(!view.brushed(0).empty());
    QVERIFY(!view.brushed(1).empty());
    view.setPairsLayout(PairsLayout::sideBySide);
    QCOMPARE(box->currentText(), QStringLiteral("Side by side"));
}

void TestPairsView::stateRoundTrips() {
    PairsView view(specOf(R"({"layout": "overlay", "limit": 2})"));
    open(view, toyFrame());
    QVERIFY(!view.state().contains(QStringLiteral("region")));
    QTest::keyClick(&view, Qt::Key_Plus);
    const QJsonObject state = view.state();
    PairsView other(specOf(R"({"limit": 2})"));
    open(other, toyFrame());
    other.setState(state);
    QVERIFY(other.pairsLayout() == PairsLayout::overlay);
    QVERIFY(other.visibleRegion() == view.visibleRegion());
    QCOMPARE(other.state(), state);
    PairsView third(specOf(R"({"limit": 2})"));
    third.setCamera(view.camera());
    QVERIFY(third.visibleRegion() == view.visibleRegion());
}

void TestPairsView::dotsAddUp() {
    // Where many points meet the picture is darker than under one, and two clouds of the same
    // points in another order give the same pixels.
    std::vector<float> coordinates;
    for (int i = 0; i < 400; ++i) {
        const bool many = i < 300;
        coordinates.push_back(many ? -0.5F : -0.9F + 0.018F * static_cast<float>(i - 300));
        coordinates.push_back(many ? -0.5F : 0.5F);
    }
    std::vector<float> reversed;
    for (std::size_t i = coordinates.size() / 2; i-- > 0;) {
        reversed.push_back(coordinates[2 * i]);
        reversed.push_back(coordinates[2 * i + 1]);
    }
    Frame frame;
    frame.artifacts["data"] = cloud("data", 2, coordinates);
    frame.artifacts["samples"] = cloud("samples", 2, reversed);
    const ViewSpec spec = specOf(R"({"limit": 1, "point_size": 3})");
    const QSize size(600, 340);
    const Theme theme = printTheme();
    const QImage image = drawn(*pairsPanel(spec, frame), size, theme);
    FigureStyle style;
    style.fontSize = 10.0;
    const PairsPlaces places =
        placePairs(QRectF(QPointF(), QSizeF(size)), 1, PairsLayout::sideBySide, style);
    const QTransform map = toPanel(places.panels[0].plot, QRectF(-1.0, -1.0, 2.0, 2.0));
    const auto darkness = [&](const QPointF& at) {
        return 255 - qGray(image.pixel(map.map(at).toPoint()));
    };
    QVERIFY(darkness({-0.5, -0.5}) > darkness({-0.9 + 0.018 * 50, 0.5}));
    QVERIFY(darkness({-0.9 + 0.018 * 50, 0.5}) > 20);
    std::swap(frame.artifacts["data"], frame.artifacts["samples"]);
    QVERIFY(drawn(*pairsPanel(spec, frame), size, theme) == image);
}

void TestPairsView::samplesMayBeMissing() {
    PairsView view(specOf());
    const auto frame = toyFrame(400, 0);
    open(view, frame);
    QCOMPARE(view.places().panels.size(), std::size_t{20});
    const auto panel = pairsPanel(specOf(), *frame);
    QCOMPARE(panel->data().size(), std::size_t{1});
    const QSize size(900, 900);
    const QImage image = drawn(*panel, size, printTheme());
    FigureStyle style;
    style.fontSize = 10.0;
    const PairsPlaces places =
        placePairs(QRectF(QPointF(), QSizeF(size)), 10, PairsLayout::sideBySide, style);
    QVERIFY(inked(image, places.panels[0].plot, Qt::white) > 100);
    QVERIFY(inked(image, places.panels[0].plot, Qt::white) >
            2 * inked(image, places.panels[1].plot, Qt::white));
    view.setFrame(toyFrame(400, 20));
    view.grab();
    drag(view, view.places().panels[1].plot.topLeft().toPoint() + QPoint(2, 2),
         view.places().panels[1].plot.bottomRight().toPoint() - QPoint(2, 2));
    QVERIFY(!view.brushed(1).empty());
}

/// On a page ten pairs have their ticks and names, and each column says what it shows.
void TestPairsView::figureIsLabelled() {
    const auto panel = pairsPanel(specOf(), *toyFrame());
    FigureStyle style;
    const double width = panel->leastWidth(style);
    QVERIFY(width > 240.0 && width < 504.0); // wider than a column, narrower than a page
    for (const double wide : {width, 504.0}) {
        const QSizeF size(wide, panel->heightFor(wide, style));
        QVERIFY(!placePairs(QRectF(QPointF(), size), 10, PairsLayout::sideBySide, style).bare);
    }
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("pairs.svg"));
    exportFigure({panel.get()}, fittingPreset({panel.get()}), "{}", path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    QVERIFY(bytes.count(">data</text>") >= 2);
    QCOMPARE(bytes.count(">samples</text>"), bytes.count(">data</text>"));
    QVERIFY(bytes.contains("x₉"));
}

void TestPairsView::strangeFramesAreDrawn() {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float infinity = std::numeric_limits<float>::infinity();
    std::vector<std::shared_ptr<Frame>> frames;
    const auto add = [&frames](std::shared_ptr<const Artifact> data,
                               std::shared_ptr<const Artifact> samples) {
        auto frame = std::make_shared<Frame>();
        if (data) {
            frame->artifacts["data"] = std::move(data);
        }
        if (samples) {
            frame->artifacts["samples"] = std::move(samples);
        }
        frames.push_back(frame);
    };
    add(nullptr, nullptr);
    add(cloud("data", 0, {}), nullptr);
    add(cloud("data", 2, {}), cloud("samples", 2, {}));
    add(cloud("data", 1, {1.0F, 2.0F}), nullptr);
    add(cloud("data", 2, {1.0F, 2.0F}), cloud("samples", 3, {1.0F, 2.0F, 3.0F}));
    add(cloud("data", 2, {nan, infinity, -infinity, nan}), nullptr);
    add(cloud("data", 3, {1.0F, 1.0F, 1.0F}), cloud("samples", 3, {nan, 1e38F, -1e38F}));
    add(cloud("data", 2, {3e38F, -3e38F}), nullptr);
    add(cloud("data", 300, std::vector<float>(600, 0.5F)), nullptr);
    Artifact table;
    table.name = "data";
    table.data = Table{};
    add(std::make_shared<const Artifact>(table), nullptr);
    for (const auto& frame : frames) {
        PairsView view(specOf());
        view.resize(500, 400);
        view.setFrame(frame);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QVERIFY(!view.grab().isNull());
        hover(view, {250, 200});
        drag(view, {100, 100}, {300, 300});
        QTest::mouseClick(&view, Qt::LeftButton, Qt::ShiftModifier, {250, 200});
        view.resize(40, 30);
        QVERIFY(!view.grab().isNull());
    }
}

void TestPairsView::badOptionsAreRefused() {
    const auto frame = toyFrame();
    QCOMPARE(refusal("{}", *frame), std::string("accepted"));
    QCOMPARE(
        refusal(R"({"pairs": [[0, 3], [9, 0]], "point_size": 2, "layout": "overlay"})", *frame),
        std::string("accepted"));
    for (const char* wrong :
         {R"({"layuot": "overlay"})", R"({"layout": "beside"})", R"({"layout": 3})",
          R"({"pairs": []})", R"({"pairs": 3})", R"({"pairs": [[0]]})", R"({"pairs": [[0, 0]]})",
          R"({"pairs": [[0, -1]]})", R"({"pairs": [[0, 1.5]]})", R"({"pairs": [[0, 10]]})",
          R"({"point_size": -1})", R"({"point_size": "big"})", R"({"limit": -2})",
          R"({"limit": 1e300})", R"({"region": [0, 0, 1]})", R"({"region": [1, 0, 0, 1]})"}) {
        const std::string answer = refusal(wrong, *frame);
        QVERIFY2(answer != "accepted" && answer.find("/views") != std::string::npos, wrong);
    }
    Frame empty;
    QVERIFY(refusal("{}", empty).find("no artifact 'data'") != std::string::npos);
    Frame line;
    line.artifacts["data"] = cloud("data", 1, {1.0F});
    QVERIFY(refusal("{}", line) != "accepted");
    QVERIFY_THROWS_EXCEPTION(InputError, PairsView(specOf(R"({"layout": "beside"})")));
}

void TestPairsView::exportsEveryFormat() {
    QTemporaryDir folder;
    const auto frame = toyFrame(4000, 4000); // 80 000 dots: thinned in vector files
    const auto panel = pairsPanel(specOf(), *frame);
    ExportOptions options;
    options.widthMm = 178.0;
    qint64 svgBytes = 0;
    for (const char* ending : {"svg", "pdf", "png"}) {
        const QString path = folder.filePath(QStringLiteral("figure.") + QLatin1String(ending));
        exportFigure({panel.get()}, options, "{}", path);
        QVERIFY(QFile(path).size() > 2000);
        if (std::string(ending) == "svg") {
            svgBytes = QFile(path).size();
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray text = file.readAll();
            QVERIFY(text.contains("drawn once"));
            QVERIFY(!text.contains("<image")); // dots stay dots
        }
    }
    QVERIFY(svgBytes < 6'000'000);
    for (const char* ending : {"csv", "npz"}) {
        const QString path = folder.filePath(QStringLiteral("data.") + QLatin1String(ending));
        exportData({panel.get()}, path);
        QVERIFY(QFile(path).size() > 4000);
    }
}

QTEST_MAIN(TestPairsView)
#include "tst_pairs_view.moc"
