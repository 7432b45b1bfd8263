// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/near.h"
#include "tests/support/selected_scene.h"
#include "views/field/field_view.h"
#include "views/gl/open_gl.h"

#include <QComboBox>
#include <QMouseEvent>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

#include <cmath>
#include <limits>
#include <memory>
#include <string>

using namespace scorescope;
using namespace scorescope::views;
using scorescope::test::near;

namespace {

std::shared_ptr<const Artifact> artifact(const std::string& name, ArtifactData data) {
    Artifact result;
    result.name = name;
    result.x = {"x₀", ""};
    result.y = {"x₁", ""};
    result.value = {"r(x) − x", ""};
    result.data = std::move(data);
    return std::make_shared<const Artifact>(std::move(result));
}

FramePtr frameOver(const QRectF& region, float scale = 1.0F, const std::string& prefix = "") {
    auto frame = std::make_shared<Frame>();
    VectorField field;
    field.grid = {region.left(), region.right(), region.top(), region.bottom(), 12, 10};
    field.region = {prefix + "x_min", prefix + "x_max", prefix + "y_min", prefix + "y_max",
                    prefix + "resolution"};
    for (std::size_t row = 0; row < field.grid.rows; ++row) {
        for (std::size_t column = 0; column < field.grid.columns; ++column) {
            field.u.push_back(scale * static_cast<float>(-field.grid.y(row)));
            field.v.push_back(scale * static_cast<float>(field.grid.x(column)));
        }
    }
    frame->artifacts[prefix + "field"] = artifact(prefix + "field", field);
    return frame;
}

ViewSpec specOf(const std::string& prefix = "") {
    ViewSpec spec;
    spec.name = "field";
    spec.kind = "field";
    spec.title = "Field";
    spec.artifacts = {prefix + "field", prefix + "optimal_field", prefix + "magnitude", "data"};
    spec.options["roles"] = {{"field", prefix + "field"},
                             {"optimum", prefix + "optimal_field"},
                             {"heat", prefix + "magnitude"},
                             {"points", "data"}};
    return spec;
}

const QRectF home(-0.55, -0.55, 1.1, 1.1);

/// Shown at the size of a 1280 × 800 window's centre.
void open(FieldView& view) {
    view.resize(720, 640);
    view.setFrame(frameOver(home));
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QTRY_VERIFY(!view.visibleRegion().isNull());
}

QRectF regionOf(const QJsonObject& values, const QString& prefix = QString()) {
    const auto number = [&](const char* name) {
        return values.value(prefix + QLatin1String(name)).toDouble(std::nan(""));
    };
    return {QPointF(number("x_min"), number("y_min")), QPointF(number("x_max"), number("y_max"))};
}

bool nearRect(const QRectF& a, const QRectF& b, double tolerance, std::string* message) {
    return near(a.left(), b.left(), 0.0, tolerance, message) &&
           near(a.right(), b.right(), 0.0, tolerance, message) &&
           near(a.top(), b.top(), 0.0, tolerance, message) &&
           near(a.bottom(), b.bottom(), 0.0, tolerance, message);
}

} // namespace

class TestFieldView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wheelKeepsThePointUnderTheCursor();
    void dragMovesThePointWithTheCursor();
    void zoomAsksForTheFieldThere();
    void closeupAsksByItsOwnNames();
    void anArtifactWithoutNamesIsNotAskedToMove();
    void movesElsewhereAsSoonAsItKnowsHowToAsk();
    void ownAnswersAreNotANewHome();
    void shiftDragChoosesACloseup();
    void keysDoWhatTheMouseDoes();
    void mouseProbesAndLeaves();
    void theMousePaintsNoFieldAnew();
    void stateRoundTrips();
    void switchesChangeInterest();
    void limitsLock();
    void hiddenViewOnlyRemembers();
    void strangeFramesAreDrawn();
    void theEnvironmentChoosesWhoDraws();
    void pictureIsOpaqueAndShowsTheField();
    void aClickSelectsAChain();
    void labelsMakeRoomForTheHand();
    void saysWhenItIsReduced();
};

namespace {

/// The field with two chains in it, and a mark with a word.
FramePtr frameWithChains(std::int64_t chain) {
    auto frame = std::make_shared<Frame>(*frameOver(home));
    Trajectory path;
    path.dimensions = 2;
    path.coordinates = {-0.4F, -0.3F, 0.4F, -0.3F, -0.4F, 0.3F, 0.4F, 0.3F};
    path.starts = {0, 2};
    path.selects = "chain";
    frame->artifacts["chains"] = artifact("chains", path);
    Markers markers;
    markers.markers.push_back({0.0, 0.0, "predicted", "mean by theory", "", ""});
    frame->artifacts["mean"] = artifact("mean", markers);
    frame->scene = scorescope::test::sceneWith("chain", chain);
    return frame;
}

ViewSpec specWithChains() {
    ViewSpec spec = specOf();
    spec.artifacts.push_back("chains");
    spec.artifacts.push_back("mean");
    return spec;
}

int pixelsOf(const QImage& image, const QColor& color) {
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            count += image.pixel(x, y) == color.rgb() ? 1 : 0;
        }
    }
    return count;
}

} // namespace

void TestFieldView::aClickSelectsAChain() {
    FieldView view(specWithChains());
    open(view);
    view.setFrame(frameWithChains(0));
    QVERIFY(!view.grab().isNull());
    QSignalSpy edits(&view, &ArtifactView::parametersEdited);
    const auto at = [&view](double x, double y) { return view.toPosition({x, y}).toPoint(); };
    QTest::mouseClick(&view, Qt::LeftButton, {}, at(0.1, 0.3));
    QCOMPARE(edits.count(), 1);
    QCOMPARE(edits[0][0].toJsonObject(), (QJsonObject{{"chain", 1}}));
    QTest::mouseClick(&view, Qt::LeftButton, {}, at(0.1, 0.1)); // nothing is there
    QCOMPARE(edits.count(), 1);
    // A drag from the chain moves the picture.
    const QPoint from = at(0.1, 0.3);
    QTest::mousePress(&view, Qt::LeftButton, {}, from);
    QTest::mouseMove(&view, from + QPoint(40, 10));
    QTest::mouseRelease(&view, Qt::LeftButton, {}, from + QPoint(40, 10));
    QCOMPARE(edits.count(), 1);
    view.fit();
    FieldOptions options = view.options();
    options.chains = false; // what is not drawn cannot be clicked
    view.setOptions(options);
    QTest::mouseClick(&view, Qt::LeftButton, {}, at(0.1, 0.3));
    QCOMPARE(edits.count(), 1);
}

void TestFieldView::labelsMakeRoomForTheHand() {
    FieldView view(specWithChains());
    open(view);
    view.setFrame(frameWithChains(0));
    // The word's ground is of a colour that nothing else in the picture has.
    const auto labels = [&view] { return pixelsOf(view.grab().toImage(), darkTheme().raised); };
    QTRY_VERIFY(labels() > 300);
    const QPoint from = view.toPosition({0.2, 0.1}).toPoint();
    QTest::mousePress(&view, Qt::LeftButton, Qt::ControlModifier, from);
    QTest::mouseMove(&view, from + QPoint(8, 8));
    QCOMPARE(labels(), 0);
    QTest::keyClick(&view, Qt::Key_Escape);
    QVERIFY(labels() > 300);
}

void TestFieldView::saysWhenItIsReduced() {
    const QByteArray before = qgetenv("SCORESCOPE_OPENGL");
    qputenv("SCORESCOPE_OPENGL", "0");
    const auto restore = qScopeGuard([&before] {
        if (before.isNull()) {
            qunsetenv("SCORESCOPE_OPENGL");
        } else {
            qputenv("SCORESCOPE_OPENGL", before);
        }
    });
    FieldView view(specOf());
    open(view);
    QCOMPARE(view.reducedText(), QString());
    const auto big = [](float scale) { // more arrows than any machine paints in time
        auto frame = std::make_shared<Frame>();
        VectorField field;
        field.grid = {home.left(), home.right(), home.top(), home.bottom(), 400, 400};
        field.u.assign(field.grid.size(), scale);
        field.v.assign(field.grid.size(), 1.0F);
        frame->artifacts["field"] = artifact("field", std::move(field));
        return frame;
    };
    QString said;
    for (int i = 0; i < 60 && said.isEmpty(); ++i) {
        view.setFrame(big(1.0F + static_cast<float>(i)));
        view.grab();
        said = view.reducedText();
    }
    QCOMPARE(said, QStringLiteral("reduced: 1 arrow in %1").arg(view.stride() * view.stride()));
    QVERIFY(view.stride() > 1);
    QTRY_COMPARE(view.reducedText(), QString()); // nothing moves: every arrow is drawn
}

void TestFieldView::wheelKeepsThePointUnderTheCursor() {
    FieldView view(specOf());
    open(view);
    const QPointF cursor = view.toPosition({0.2, -0.3});
    const double before = view.visibleRegion().width();
    const QPointF point = view.toPoint(cursor);
    for (const int delta : {120, 120, 360, -120, 30}) {
        QWheelEvent event(cursor, view.mapToGlobal(cursor), QPoint(), QPoint(0, delta),
                          Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&view, &event);
        const QPointF now = view.toPoint(cursor);
        std::string message;
        // A few roundings of doubles.
        QVERIFY2(near(now.x(), point.x(), 0.0, 1e-12, &message), message.c_str());
        QVERIFY2(near(now.y(), point.y(), 0.0, 1e-12, &message), message.c_str());
    }
    std::string message;
    QVERIFY2(near(view.visibleRegion().width(), before * std::pow(1.2, -4.25), 1e-9, 0.0, &message),
             message.c_str());
}

void TestFieldView::dragMovesThePointWithTheCursor() {
    FieldView view(specOf());
    open(view);
    const QPoint from = view.toPosition({0.0, 0.0}).toPoint();
    const QPointF point = view.toPoint(from);
    QTest::mousePress(&view, Qt::LeftButton, {}, from);
    QTest::mouseMove(&view, from + QPoint(20, 10));
    QTest::mouseMove(&view, from + QPoint(60, -40));
    QTest::mouseRelease(&view, Qt::LeftButton, {}, from + QPoint(60, -40));
    const QPointF now = view.toPoint(from + QPoint(60, -40));
    std::string message;
    QVERIFY2(near(now.x(), point.x(), 0.0, 1e-12, &message), message.c_str());
    QVERIFY2(near(now.y(), point.y(), 0.0, 1e-12, &message), message.c_str());
    QTest::mouseDClick(&view, Qt::LeftButton, {}, from);
    QVERIFY(view.visibleRegion().contains(home));
}

void TestFieldView::zoomAsksForTheFieldThere() {
    FieldView view(specOf());
    open(view);
    QSignalSpy asked(&view, &ArtifactView::parametersRequested);
    const QPoint from = view.toPosition({-0.2, 0.1}).toPoint();
    const QPoint to = view.toPosition({0.1, -0.2}).toPoint();
    QTest::mousePress(&view, Qt::LeftButton, Qt::ControlModifier, from);
    QTest::mouseMove(&view, to);
    QTest::mouseRelease(&view, Qt::LeftButton, Qt::ControlModifier, to);
    QVERIFY(asked.isEmpty()); // not before it is quiet
    QVERIFY(asked.wait(2000));
    QCOMPARE(asked.size(), 1);
    std::string message;
    // Positions were rounded to pixels of 0.002.
    QVERIFY2(nearRect(regionOf(asked[0][0].toJsonObject()), QRectF(-0.2, -0.2, 0.3, 0.3), 0.005,
                      &message),
             message.c_str());
}

void TestFieldView::closeupAsksByItsOwnNames() {
    FieldView view(specOf("closeup_"));
    view.setFrame(frameOver(home, 1.0F, "closeup_"));
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QTRY_VERIFY(!view.visibleRegion().isNull());
    QSignalSpy asked(&view, &ArtifactView::parametersRequested);
    view.zoom(0.5, {0.0, 0.0});
    QVERIFY(asked.wait(2000));
    QVERIFY(!regionOf(asked[0][0].toJsonObject(), QStringLiteral("closeup_")).isEmpty());
}

void TestFieldView::anArtifactWithoutNamesIsNotAskedToMove() {
    FieldView view(specOf());
    Frame frame = *frameOver(home);
    Artifact field = *frame.find("field");
    std::get<VectorField>(field.data).region = {};
    frame.artifacts["field"] = std::make_shared<const Artifact>(field);
    view.setFrame(std::make_shared<const Frame>(frame));
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QTRY_VERIFY(!view.visibleRegion().isNull());
    QVERIFY(!view.regionParameters().movable());
    QSignalSpy asked(&view, &ArtifactView::parametersRequested);
    view.moveTo(QRectF(0.0, 0.0, 0.2, 0.2));
    QVERIFY(asked.isEmpty());
    // The next picture says how: then it does ask, once.
    view.setFrame(frameOver(home, 2.0F));
    QTRY_COMPARE(asked.size(), 1);
}

void TestFieldView::movesElsewhereAsSoonAsItKnowsHowToAsk() {
    FieldView view(specOf());
    open(view);
    const QRectF there(1.0, 1.0, 0.5, 0.25);
    QSignalSpy asked(&view, &ArtifactView::parametersRequested);
    view.moveTo(there);
    QCOMPARE(asked.size(), 1);
    std::string message;
    QVERIFY2(nearRect(regionOf(asked[0][0].toJsonObject()), there, 1e-12, &message),
             message.c_str());
    view.setFrame(frameOver(there));
    QVERIFY(!view.grab().isNull());
    QVERIFY(view.visibleRegion().contains(there)); // the new whole
    QVERIFY(view.visibleRegion().width() < 1.0);
}

void TestFieldView::ownAnswersAreNotANewHome() {
    FieldView view(specOf());
    open(view);
    const QRectF all = view.visibleRegion();
    QSignalSpy asked(&view, &ArtifactView::parametersRequested);
    view.zoom(0.25, {0.1, 0.1});
    const QRectF zoomed = view.visibleRegion();
    QVERIFY(asked.wait(2000));
    view.setFrame(frameOver(regionOf(asked[0][0].toJsonObject())));
    QVERIFY(!view.grab().isNull()); // takes the frame in
    QCOMPARE(view.visibleRegion(), zoomed);
    view.fit();
    QCOMPARE(view.visibleRegion(), all);
    QVERIFY(asked.wait(2000));
    std::string message;
    QVERIFY2(nearRect(regionOf(asked[1][0].toJsonObject()), home, 1e-12, &message),
             message.c_str());
    // A region that somebody else chose is shown.
    view.setFrame(frameOver({2.0, 3.0, 1.0, 1.0}));
    QVERIFY(!view.grab().isNull());
    QVERIFY(view.visibleRegion().contains(QRectF(2.0, 3.0, 1.0, 1.0)));
}

void TestFieldView::shiftDragChoosesACloseup() {
    FieldView view(specOf());
    open(view);
    QSignalSpy chosen(&view, &ArtifactView::closeupRequested);
    const QPoint from = view.toPosition({-0.3, 0.24}).toPoint();
    const QPoint to = view.toPosition({-0.12, 0.06}).toPoint();
    const auto drag = [&](Qt::KeyboardModifiers modifiers) {
        QTest::mousePress(&view, Qt::LeftButton, modifiers, from);
        QTest::mouseMove(&view, to);
        QTest::mouseRelease(&view, Qt::LeftButton, modifiers, to);
    };
    const QRectF before = view.visibleRegion();
    drag(Qt::ShiftModifier);
    QCOMPARE(chosen.size(), 1);
    std::string message;
    QVERIFY2(nearRect(chosen[0][0].toRectF(), QRectF(-0.3, 0.06, 0.18, 0.18), 0.005, &message),
             message.c_str());
    QCOMPARE(view.visibleRegion(), before);
    view.setCloseupMode(true);
    drag(Qt::NoModifier);
    QCOMPARE(chosen.size(), 2);
    QVERIFY(!view.closeupMode());
    // A click is no rectangle.
    QTest::mouseClick(&view, Qt::LeftButton, Qt::ShiftModifier, from);
    QCOMPARE(chosen.size(), 2);
    view.setMarkedRegion(chosen[0][0].toRectF());
    QCOMPARE(view.markedRegion(), chosen[0][0].toRectF());
}

void TestFieldView::keysDoWhatTheMouseDoes() {
    FieldView view(specOf());
    open(view);
    const QRectF all = view.visibleRegion();
    QTest::keyClick(&view, Qt::Key_Plus);
    std::string message;
    QVERIFY2(near(view.visibleRegion().width(), all.width() / 1.25, 1e-12, 0.0, &message),
             message.c_str());
    const QRectF smaller = view.visibleRegion();
    QTest::keyClick(&view, Qt::Key_Right); // steps the run
    QCOMPARE(view.visibleRegion(), smaller);
    QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(view.visibleRegion().left() > smaller.left());
    QTest::keyClick(&view, Qt::Key_Up, Qt::ShiftModifier);
    QVERIFY(view.visibleRegion().top() > smaller.top());
    QTest::keyClick(&view, Qt::Key_0);
    QCOMPARE(view.visibleRegion(), all);
    QCOMPARE(view.focusPolicy(), Qt::StrongFocus);
}

void TestFieldView::mouseProbesAndLeaves() {
    FieldView view(specOf());
    open(view);
    QSignalSpy moved(&view, &ArtifactView::cursorMoved);
    QSignalSpy asked(&view, &ArtifactView::lookRequested);
    QSignalSpy acted(&view, &ArtifactView::actionRequested);
    const QPoint at = view.toPosition({0.1, 0.2}).toPoint();
    for (int i = 0; i < 20; ++i) {
        const QPointF position = at + QPoint(i, 0);
        QMouseEvent event(QEvent::MouseMove, position, view.mapToGlobal(position), Qt::NoButton,
                          Qt::NoButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&view, &event);
    }
    QVERIFY(moved.size() >= 20);
    QVERIFY(asked.size() < 20); // at most 30 a second …
    QTRY_VERIFY(!asked.isEmpty());
    // … but the last place is asked for.
    const QPointF last = view.toPoint(at + QPoint(19, 0));
    QTRY_COMPARE(asked.back()[0].value<QVector<double>>().at(0), last.x());
    QVERIFY(acted.isEmpty()); // looking is no action
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(&view, &leave);
    QVERIFY(moved.back()[0].value<QVector<double>>().isEmpty());
}

void TestFieldView::theMousePaintsNoFieldAnew() {
    FieldView view(specOf());
    open(view);
    QTRY_VERIFY(view.pictures() > 0);
    const FramePtr frame = frameOver(home);
    view.setFrame(frame);
    QCoreApplication::processEvents();
    const QImage before = view.grab().toImage();
    const std::uint64_t painted = view.pictures();
    for (int i = 0; i < 20; ++i) {
        const QPointF at = view.toPosition({0.1, 0.2}) + QPointF(i, 0.0);
        QMouseEvent move(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, Qt::NoButton,
                         Qt::NoModifier);
        QCoreApplication::sendEvent(&view, &move);
        // What answers a cursor alone is a frame with the same artifacts.
        view.setFrame(std::make_shared<const Frame>(*frame));
        QCoreApplication::processEvents();
    }
    QVERIFY(view.grab().toImage() != before); // the crosshair is there
    QCOMPARE(view.pictures(), painted);
}

void TestFieldView::stateRoundTrips() {
    FieldView first(specOf());
    open(first);
    FieldOptions options = first.options();
    options.arrowLength = ArrowLength::unit;
    options.heat = true;
    options.points = false;
    first.setOptions(options);
    first.setLimitsLocked(true);
    first.zoom(0.5, {0.1, 0.0});
    const QJsonObject state = first.state();

    FieldView second(specOf());
    second.setState(state); // before any frame
    open(second);
    QCOMPARE(second.state(), state);
    QVERIFY(second.options() == first.options());
    std::string message;
    QVERIFY2(nearRect(second.visibleRegion(), first.visibleRegion(), 1e-12, &message),
             message.c_str());
    second.fit();
    QVERIFY(second.visibleRegion().contains(home));
    QVERIFY(!second.state().contains(QStringLiteral("region")));
}

void TestFieldView::switchesChangeInterest() {
    FieldView view(specOf());
    QCOMPARE(view.interest(), (std::set<std::string>{"field", "data"}));
    QWidget bar;
    QWidget* controls = view.createControls(&bar);
    QSignalSpy changed(&view, &ArtifactView::interestChanged);
    const auto press = [&](const char* name) {
        auto* button = controls->findChild<QToolButton*>(QLatin1String(name));
        QVERIFY2(button != nullptr && !button->accessibleName().isEmpty(), name);
        button->click();
    };
    press("optimum");
    press("heat");
    QCOMPARE(view.interest(),
             (std::set<std::string>{"field", "optimal_field", "magnitude", "data"}));
    press("points");
    QCOMPARE(changed.size(), 3);
    press("streamlines"); // of the field that is there already
    QCOMPARE(changed.size(), 3);
    QVERIFY(view.options().streamlines);
    auto* length = controls->findChild<QComboBox*>(QStringLiteral("arrowLength"));
    QVERIFY(length != nullptr);
    length->setFocus();
    QTest::keyClick(length, Qt::Key_Up);
    QVERIFY(view.options().arrowLength == ArrowLength::trueLength);
}

void TestFieldView::limitsLock() {
    FieldView view(specOf());
    open(view);
    view.setLimitsLocked(true);
    QVERIFY(view.options().locked.has_value());
    const ColorLimits limits = *view.options().locked;
    view.setFrame(frameOver(home, 1000.0F));
    QVERIFY(!view.grab().isNull());
    QCOMPARE(*view.options().locked, limits);
    view.setLimitsLocked(false);
    QVERIFY(!view.options().locked);
}

void TestFieldView::hiddenViewOnlyRemembers() {
    FieldView view(specOf());
    view.setFrame(frameOver(home));
    QVERIFY(view.visibleRegion().isNull());
    // But an export of it shows the newest frame.
    QCOMPARE(view.figurePanel()->data().size(), std::size_t{1});
    QCOMPARE(FieldView(specOf()).figurePanel()->data().size(), std::size_t{0});
}

void TestFieldView::strangeFramesAreDrawn() {
    ViewSpec spec = specOf();
    for (const char* option : {"heat", "optimum", "streamlines", "contours"}) {
        spec.options[option] = true;
    }
    FieldView view(spec);
    open(view);
    const float notANumber = std::numeric_limits<float>::quiet_NaN();
    const auto show = [&](const FramePtr& frame) {
        view.setFrame(frame);
        QVERIFY(!view.grab().isNull());
    };
    show(std::make_shared<const Frame>());
    show(frameOver(home, notANumber));
    show(frameOver(home, 0.0F));
    show(frameOver(home, 1e30F));
    show(frameOver(QRectF(-1e30, -1e30, 2e30, 2e30)));
    auto points = std::make_shared<Frame>(*frameOver(home));
    Scatter scatter;
    for (int i = 0; i < 1000000; ++i) {
        scatter.x.push_back(static_cast<float>(0.5 * std::cos(i)));
        scatter.y.push_back(i % 1000 == 0 ? notANumber
                                          : static_cast<float>(0.5 * std::sin(1.1 * i)));
    }
    points->artifacts["data"] = artifact("data", scatter);
    ScalarField heat;
    heat.grid = {-0.55, 0.55, -0.55, 0.55, 2, 2};
    heat.values = {1.0F, notANumber, -2.0F, 1e30F};
    points->artifacts["magnitude"] = artifact("magnitude", heat);
    show(points);
    auto one = std::make_shared<Frame>();
    VectorField single;
    single.grid = {1.0, 1.0, 2.0, 2.0, 1, 1};
    single.u = {1.0F};
    single.v = {1.0F};
    one->artifacts["field"] = artifact("field", single);
    show(one);
    QVERIFY(view.visibleRegion().contains(QPointF(1.0, 2.0)));
}

void TestFieldView::theEnvironmentChoosesWhoDraws() {
    const QByteArray before = qgetenv("SCORESCOPE_OPENGL");
    const auto restore = qScopeGuard([&] {
        if (before.isNull()) {
            qunsetenv("SCORESCOPE_OPENGL");
        } else {
            qputenv("SCORESCOPE_OPENGL", before);
        }
    });
    qputenv("SCORESCOPE_OPENGL", "0");
    QVERIFY(!FieldView(specOf()).usesOpenGl());
    qputenv("SCORESCOPE_OPENGL", "1");
    QCOMPARE(FieldView(specOf()).usesOpenGl(), openGlAvailable());
}

void TestFieldView::pictureIsOpaqueAndShowsTheField() {
    FieldView view(specOf());
    view.setTheme(darkTheme());
    open(view);
    view.setFrame(frameOver(home, 0.5F));
    const QImage picture = view.grab().toImage().convertToFormat(QImage::Format_ARGB32);
    const double ratio = picture.devicePixelRatio();
    const auto pixel = [&](const QPointF& at) { return picture.pixel((at * ratio).toPoint()); };
    // Outside the plot there is ground …
    QCOMPARE(pixel({2.0, 2.0}), darkTheme().ground.rgb());
    int coloured = 0;
    for (double x = -0.5; x <= 0.5; x += 0.01) {
        for (double y = -0.5; y <= 0.5; y += 0.01) {
            const QRgb color = pixel(view.toPosition({x, y}));
            QCOMPARE(qAlpha(color), 255);
            coloured += std::abs(qGreen(color) - qBlue(color)) > 40 ? 1 : 0;
        }
    }
    // … and inside, arrows of 0.1 × 0.9 cells cover some hundredths of the area.
    QVERIFY2(coloured > 100, qPrintable(QString::number(coloured)));
}

QTEST_MAIN(TestFieldView)
#include "tst_field_view.moc"
