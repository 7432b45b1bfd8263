// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/near.h"
#include "views/field/field_view.h"

#include <QAction>
#include <QComboBox>
#include <QElapsedTimer>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <cmath>
#include <memory>
#include <sstream>
#include <string>

using namespace scorescope;
using namespace scorescope::views;
using scorescope::test::near;

namespace {

std::shared_ptr<const Artifact> artifact(const std::string& name, ArtifactData data) {
    Artifact result;
    result.name = name;
    result.title = name;
    result.data = std::move(data);
    return std::make_shared<const Artifact>(std::move(result));
}

const QRectF home(-1.0, -1.0, 2.0, 2.0);

VectorField vectors() {
    VectorField field;
    field.grid = {home.left(), home.right(), home.top(), home.bottom(), 8, 8};
    field.u.assign(64, 1.0F);
    field.v.assign(64, 0.5F);
    return field;
}

Scatter drawnPoints() {
    Scatter points;
    points.parameter = "points";
    points.x = {-0.5F, 0.0F, 0.5F};
    points.y = {0.0F, 0.0F, 0.0F};
    return points;
}

Markers handles() {
    Markers::Marker mean;
    mean.x = 0.25;
    mean.y = 0.5;
    mean.kind = "handle";
    mean.label = "mean";
    mean.xParameter = "mean_0";
    mean.yParameter = "mean_1";
    Markers::Marker fixed;
    fixed.x = -0.5;
    fixed.y = -0.5;
    fixed.kind = "attractor";
    return {{mean, fixed}};
}

FramePtr frameWith(const Scatter& points, const Markers& markers = handles()) {
    auto frame = std::make_shared<Frame>();
    frame->artifacts["field"] = artifact("field", vectors());
    frame->artifacts["data"] = artifact("data", points);
    frame->artifacts["handles"] = artifact("handles", markers);
    ScalarField scalar;
    scalar.grid = vectors().grid;
    scalar.values.assign(64, 0.5F);
    frame->artifacts["energy"] = artifact("energy", scalar);
    frame->artifacts["optimal_energy"] = artifact("optimal_energy", scalar);
    return frame;
}

FramePtr frameWithPath() {
    auto frame = std::make_shared<Frame>(*frameWith(drawnPoints()));
    Lines way;
    way.parameter = "way";
    frame->artifacts["path"] = artifact("path", way);
    return frame;
}

ViewSpec specWith(nlohmann::ordered_json tools) {
    ViewSpec spec;
    spec.name = "field";
    spec.kind = "field";
    spec.title = "Field";
    spec.artifacts = {"field", "data", "handles", "energy", "optimal_energy", "path"};
    spec.options["tools"] = std::move(tools);
    return spec;
}

const FieldTool startChain("start_chain");
const nlohmann::ordered_json everyTool = {"probe", "start_chain", "path", "paint", "erase", "drag"};

EditPoints read(const QString& text) {
    std::istringstream all(text.toStdString());
    std::string one;
    EditPoints points;
    while (std::getline(all, one, ';')) {
        std::istringstream numbers(one);
        float x = 0.0F;
        float y = 0.0F;
        numbers >> x >> y;
        points.push_back({x, y});
    }
    return points;
}

} // namespace

class TestFieldTools : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { view_.reset(); }
    void withoutToolsNothingChanges();
    void paletteTakesToolsInHand();
    void keysTakeToolsInHandAndEscGivesThemBack();
    void clickStartsAChain();
    void shiftClickStartsSixteen();
    void dragWithTheChainToolStillMoves();
    void actionsAreCalledAsTheExperimentSays();
    void pathIsDrawn();
    void escGivesUpAPath();
    void paintAddsPointsAtOnce();
    void eraseTakesPointsAway();
    void dragMovesThePoint();
    void escPutsPointsBack();
    void editsAreThrottled();
    void engineHasTheLastWord();
    void handleMovesItsParameters();
    void middleButtonMovesThePicture();
    void bracketsChangeTheBrush();
    void cloudWithoutParameterIsNotEdited();
    void chooserChangesInterest();
    void showMenuSwitches();
    void camerasMoveTogether();
    void brushingIsShown();

private:
    [[nodiscard]] QPoint at(double x, double y) const {
        return view_->toPosition({x, y}).toPoint();
    }
    void stroke(const std::vector<QPointF>& way, Qt::MouseButton button = Qt::LeftButton) {
        press(way.front(), button);
        for (std::size_t i = 1; i < way.size(); ++i) {
            move(way[i], button);
        }
        release(way.back(), button);
    }
    void press(const QPointF& p, Qt::MouseButton button = Qt::LeftButton) {
        QTest::mousePress(view_.get(), button, {}, at(p.x(), p.y()));
    }
    void move(const QPointF& p, Qt::MouseButton button = Qt::LeftButton) {
        const QPoint position = at(p.x(), p.y());
        QMouseEvent event(QEvent::MouseMove, position, view_->mapToGlobal(position), Qt::NoButton,
                          button, Qt::NoModifier);
        QCoreApplication::sendEvent(view_.get(), &event);
    }
    void release(const QPointF& p, Qt::MouseButton button = Qt::LeftButton) {
        QTest::mouseRelease(view_.get(), button, {}, at(p.x(), p.y()));
    }
    void open(const nlohmann::ordered_json& tools, const FramePtr& frame) {
        view_ = std::make_unique<FieldView>(specWith(tools));
        view_->resize(640, 600);
        view_->setFrame(frame);
        view_->show();
        QVERIFY(QTest::qWaitForWindowExposed(view_.get()));
        QTRY_VERIFY(!view_->visibleRegion().isNull());
    }
    /// What the view would draw of the points now.
    [[nodiscard]] Scatter shownPoints() const {
        (void)view_->grab();
        for (const auto& each : view_->figurePanel()->data()) {
            if (const auto* points = std::get_if<Scatter>(&each->data)) {
                return *points;
            }
        }
        return {};
    }

    std::unique_ptr<FieldView> view_;
    double pixel_ = 0.0; ///< axis units
};

void TestFieldTools::init() {
    open(everyTool, frameWith(drawnPoints()));
    pixel_ = view_->toPoint({101.0, 0.0}).x() - view_->toPoint({100.0, 0.0}).x();
}

void TestFieldTools::withoutToolsNothingChanges() {
    FieldView plain(specWith(nlohmann::ordered_json::array()));
    QVERIFY(plain.tools().empty());
    plain.setTool(FieldTool::paint);
    QVERIFY(plain.tool() == FieldTool::probe);
    QWidget bar;
    QVERIFY(plain.createControls(&bar)->findChild<QToolButton*>(QStringLiteral("tool_probe")) ==
            nullptr);
}

void TestFieldTools::paletteTakesToolsInHand() {
    QWidget bar;
    QWidget* controls = view_->createControls(&bar);
    for (const auto& name : everyTool) {
        const QString id = QStringLiteral("tool_") + QString::fromStdString(name);
        auto* button = controls->findChild<QToolButton*>(id);
        QVERIFY2(button != nullptr, qPrintable(id));
        QVERIFY(!button->accessibleName().isEmpty());
        QVERIFY(button->toolTip().endsWith(QLatin1Char(')'))); // names its key
        const bool acts = name == "start_chain";               // all actions share an icon
        QCOMPARE(button->property("icon_name").toString(), acts ? QStringLiteral("tool_act") : id);
        button->click();
        QCOMPARE(QString::fromStdString(toolName(view_->tool())), QString::fromStdString(name));
        QVERIFY(button->isChecked());
    }
    auto* probe = controls->findChild<QToolButton*>(QStringLiteral("tool_probe"));
    QVERIFY(!probe->isChecked()); // one at a time
}

void TestFieldTools::keysTakeToolsInHandAndEscGivesThemBack() {
    const std::vector<std::pair<Qt::Key, FieldTool>> keys = {
        {Qt::Key_C, startChain},       {Qt::Key_L, FieldTool::path}, {Qt::Key_P, FieldTool::paint},
        {Qt::Key_E, FieldTool::erase}, {Qt::Key_D, FieldTool::drag}, {Qt::Key_V, FieldTool::probe}};
    for (const auto& [key, tool] : keys) {
        QTest::keyClick(view_.get(), key);
        QVERIFY(view_->tool() == tool);
    }
    QTest::keyClick(view_.get(), Qt::Key_P);
    QTest::keyClick(view_.get(), Qt::Key_Escape);
    QVERIFY(view_->tool() == FieldTool::probe);
}

void TestFieldTools::clickStartsAChain() {
    view_->setTool(startChain);
    QSignalSpy asked(view_.get(), &ArtifactView::actionRequested);
    QTest::mouseClick(view_.get(), Qt::LeftButton, {}, at(0.3, -0.2));
    QCOMPARE(asked.size(), 1);
    const auto action = asked[0][0].value<Action>();
    QCOMPARE(action.name, std::string("start_chain"));
    QCOMPARE(action.numbers.size(), std::size_t{2});
    std::string message;
    QVERIFY2(near(action.numbers[0], 0.3, 0.0, pixel_, &message), message.c_str());
    QVERIFY2(near(action.numbers[1], -0.2, 0.0, pixel_, &message), message.c_str());
}

void TestFieldTools::shiftClickStartsSixteen() {
    view_->setTool(startChain);
    QSignalSpy asked(view_.get(), &ArtifactView::actionRequested);
    QSignalSpy closeups(view_.get(), &ArtifactView::closeupRequested);
    QTest::mouseClick(view_.get(), Qt::LeftButton, Qt::ShiftModifier, at(0.0, 0.0));
    QCOMPARE(asked.size(), 16);
    QCOMPARE(closeups.size(), 0);
    std::string message;
    for (const auto& each : asked) {
        const auto action = each[0].value<Action>();
        QVERIFY2(near(std::hypot(action.numbers.at(0), action.numbers.at(1)),
                      view_->brushRadius() * pixel_, 0.0, 2.0 * pixel_, &message),
                 message.c_str());
    }
}

void TestFieldTools::dragWithTheChainToolStillMoves() {
    view_->setTool(startChain);
    QSignalSpy asked(view_.get(), &ArtifactView::actionRequested);
    const QRectF before = view_->visibleRegion();
    press({0.0, 0.0});
    move({0.1, 0.0});
    const QPoint end = at(0.1, 0.0) + QPoint(20, 0);
    QTest::mouseRelease(view_.get(), Qt::LeftButton, {}, end);
    QVERIFY(view_->visibleRegion() != before);
    QVERIFY(asked.isEmpty());
}

void TestFieldTools::actionsAreCalledAsTheExperimentSays() {
    FieldView view(specWith({"leap", "rest"}));
    view.setActions({{"leap", "Leap there", "Over the hill", ActionSpec::Takes::points},
                     {"rest", "Rest", "For a while", ActionSpec::Takes::nothing}});
    QWidget bar;
    QWidget* controls = view.createControls(&bar);
    auto* leap = controls->findChild<QToolButton*>(QStringLiteral("tool_leap"));
    auto* rest = controls->findChild<QToolButton*>(QStringLiteral("tool_rest"));
    QCOMPARE(leap->accessibleName(), QStringLiteral("Leap there"));
    QVERIFY(leap->toolTip().contains(QStringLiteral("Over the hill")));
    QVERIFY(leap->isCheckable() && !rest->isCheckable());
    // One that takes no place is done at once.
    QSignalSpy asked(&view, &ArtifactView::actionRequested);
    rest->click();
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0][0].value<Action>().name, std::string("rest"));
    QVERIFY(asked[0][0].value<Action>().numbers.empty());
    QVERIFY(view.tool() == FieldTool::probe);
}

void TestFieldTools::pathIsDrawn() {
    open(everyTool, frameWithPath());
    view_->setTool(FieldTool::path);
    QSignalSpy acted(view_.get(), &ArtifactView::actionRequested);
    QSignalSpy edited(view_.get(), &ArtifactView::parametersEdited);
    const QRectF before = view_->visibleRegion();
    std::vector<QPointF> way;
    for (int i = 0; i <= 600; ++i) {
        way.emplace_back(-0.9 + 0.003 * i, 0.5 * std::sin(0.1 * i));
    }
    stroke(way);
    QCOMPARE(view_->visibleRegion(), before);
    QVERIFY(acted.isEmpty());
    QCOMPARE(edited.size(), 1); // one path, one edit
    const EditPoints path =
        read(edited[0][0].toJsonObject().value(QStringLiteral("way")).toString());
    QVERIFY(path.size() >= 10 && path.size() <= 200);
    std::string message;
    QVERIFY2(near(static_cast<double>(path.front()[0]), way.front().x(), 0.0, pixel_, &message),
             message.c_str());
    QVERIFY2(near(static_cast<double>(path.back()[0]), way.back().x(), 0.0, pixel_, &message),
             message.c_str());
    // A click is no path.
    edited.clear();
    QTest::mouseClick(view_.get(), Qt::LeftButton, {}, at(0.0, 0.0));
    QVERIFY(edited.isEmpty());
}

void TestFieldTools::escGivesUpAPath() {
    open(everyTool, frameWithPath());
    view_->setTool(FieldTool::path);
    QSignalSpy edited(view_.get(), &ArtifactView::parametersEdited);
    press({0.0, 0.0});
    move({0.2, 0.2});
    QTest::keyClick(view_.get(), Qt::Key_Escape);
    release({0.4, 0.2});
    QVERIFY(edited.isEmpty());
    QVERIFY(view_->tool() == FieldTool::path); // Esc once more would put it down
}

void TestFieldTools::paintAddsPointsAtOnce() {
    view_->setTool(FieldTool::paint);
    QSignalSpy edited(view_.get(), &ArtifactView::parametersEdited);
    stroke({{-0.5, 0.5}, {0.0, 0.5}, {0.5, 0.5}});
    QVERIFY(edited.size() >= 2);
    const auto gesture = edited[0][1].value<quint64>();
    QVERIFY(gesture > 0);
    for (const auto& each : edited) {
        QCOMPARE(each[1].value<quint64>(), gesture);
    }
    const EditPoints points =
        read(edited.back()[0].toJsonObject().value(QStringLiteral("points")).toString());
    const double radius = view_->brushRadius() * pixel_;
    // Four points for each radius of way, besides the three that were there.
    const double expected = 3.0 + 4.0 / radius;
    QVERIFY(std::abs(static_cast<double>(points.size()) - expected) <= 2.0);
    for (std::size_t i = 3; i < points.size(); ++i) {
        QVERIFY(std::abs(static_cast<double>(points[i][1]) - 0.5) <= radius + pixel_);
    }
    // The picture does not wait for the engine.
    QCOMPARE(shownPoints().x.size(), points.size());
    stroke({{0.0, -0.5}, {0.1, -0.5}});
    QVERIFY(edited.back()[1].value<quint64>() != gesture); // another drag, another gesture
    QVERIFY(shownPoints().x.size() > points.size());
}

void TestFieldTools::eraseTakesPointsAway() {
    view_->setTool(FieldTool::erase);
    QSignalSpy edited(view_.get(), &ArtifactView::parametersEdited);
    stroke({{-0.7, 0.0}, {-0.3, 0.0}});
    QVERIFY(!edited.isEmpty());
    QCOMPARE(edited.back()[0].toJsonObject().value(QStringLiteral("points")).toString(),
             QStringLiteral("0 0; 0.5 0"));
    edited.clear();
    stroke({{-0.7, 0.8}, {-0.3, 0.8}}); // nothing there
    QVERIFY(edited.isEmpty());
}

void TestFieldTools::dragMovesThePoint() {
    view_->setTool(FieldTool::drag);
    QSignalSpy edited(view_.get(), &ArtifactView::parametersEdited);
    stroke({{0.5, 0.0}, {0.6, 0.2}, {0.7, 0.4}});
    QVERIFY(!edited.isEmpty());
    const EditPoints points =
        read(edited.back()[0].toJsonObject().value(QStringLiteral("points")).toString());
    QCOMPARE(points.size(), std::size_t{3});
    std::string message;
    QVERIFY2(near(static_cast<double>(points[2][0]), 0.7, 0.0, pixel_, &message), message.c_str());
    QVERIFY2(near(static_cast<double>(points[2][1]), 0.4, 0.0, pixel_, &message), message.c_str());
    QCOMPARE(points[1][0], 0.0F);
    edited.clear();
    stroke({{0.0, -0.8}, {0.2, -0.8}}); // far from all of them
    QVERIFY(edited.isEmpty());
}

void TestFieldTools::escPutsPointsBack() {
    view_->setTool(FieldTool::paint);
    QSignalSpy edited(view_.get(), &ArtifactView::parametersEdited);
    press({-0.5, 0.5});
    move({0.5, 0.5});
    QVERIFY(shownPoints().x.size() > 10);
    QTest::keyClick(view_.get(), Qt::Key_Escape);
    QCOMPARE(edited.back()[0].toJsonObject().value(QStringLiteral("points")).toString(),
             QStringLiteral("-0.5 0; 0 0; 0.5 0"));
    QCOMPARE(shownPoints().x.size(), std::size_t{3});
    const auto count = edited.size();
    release({0.6, 0.5});
    QCOMPARE(edited.size(), count);
}

void TestFieldTools::editsAreThrottled() {
    view_->setTool(FieldTool::paint);
    QSignalSpy edited(view_.get(), &ArtifactView::parametersEdited);
    QElapsedTimer clock;
    clock.start();
    press({-0.8, 0.5});
    for (int i = 0; i < 400; ++i) {
        move({-0.8 + 0.004 * i, 0.5});
    }
    release({0.8, 0.5});
    // At most one each 67 ms, the first, and the last; however long that took here.
    QVERIFY(edited.size() <= 2 + clock.elapsed() / 67);
    QVERIFY(edited.size() >= 2);
}

void TestFieldTools::engineHasTheLastWord() {
    view_->setTool(FieldTool::erase);
    stroke({{-0.7, 0.0}, {-0.3, 0.0}});
    QCOMPARE(shownPoints().x.size(), std::size_t{2});
    // A frame from before the edit does not bring the point back …
    view_->setFrame(frameWith(drawnPoints()));
    QCOMPARE(shownPoints().x.size(), std::size_t{2});
    // … the engine's agreement settles it …
    Scatter agreed = drawnPoints();
    agreed.x.erase(agreed.x.begin());
    agreed.y.erase(agreed.y.begin());
    view_->setFrame(frameWith(agreed));
    QCOMPARE(shownPoints().x.size(), std::size_t{2});
    // … so that what comes after, an undo for one, is shown.
    view_->setFrame(frameWith(drawnPoints()));
    QCOMPARE(shownPoints().x.size(), std::size_t{3});
    // Without agreement (the engine refused) the engine's points come back after a while.
    stroke({{-0.7, 0.0}, {-0.3, 0.0}});
    QCOMPARE(shownPoints().x.size(), std::size_t{2});
    QTRY_COMPARE_WITH_TIMEOUT(shownPoints().x.size(), std::size_t{3}, 10000);
}

void TestFieldTools::handleMovesItsParameters() {
    QSignalSpy edited(view_.get(), &ArtifactView::parametersEdited);
    const QRectF before = view_->visibleRegion();
    stroke({{0.25, 0.5}, {0.3, 0.4}, {0.5, 0.1}});
    QCOMPARE(view_->visibleRegion(), before);
    QVERIFY(!edited.isEmpty());
    const QJsonObject values = edited.back()[0].toJsonObject();
    std::string message;
    QVERIFY2(
        near(values.value(QStringLiteral("mean_0")).toDouble(), 0.5, 0.0, 2.0 * pixel_, &message),
        message.c_str());
    QVERIFY2(
        near(values.value(QStringLiteral("mean_1")).toDouble(), 0.1, 0.0, 2.0 * pixel_, &message),
        message.c_str());
    // The attractor stays: dragging there moves the picture.
    edited.clear();
    stroke({{-0.5, -0.5}, {-0.4, -0.5}});
    QVERIFY(edited.isEmpty());
    QVERIFY(view_->visibleRegion() != before);
}

void TestFieldTools::middleButtonMovesThePicture() {
    view_->setTool(FieldTool::paint);
    QSignalSpy edited(view_.get(), &ArtifactView::parametersEdited);
    const QRectF before = view_->visibleRegion();
    const QPoint from = at(0.0, 0.0);
    QTest::mousePress(view_.get(), Qt::MiddleButton, {}, from);
    QMouseEvent event(QEvent::MouseMove, from + QPoint(50, 0),
                      view_->mapToGlobal(from + QPoint(50, 0)), Qt::NoButton, Qt::MiddleButton,
                      Qt::NoModifier);
    QCoreApplication::sendEvent(view_.get(), &event);
    QTest::mouseRelease(view_.get(), Qt::MiddleButton, {}, from + QPoint(50, 0));
    QVERIFY(view_->visibleRegion().left() < before.left());
    QVERIFY(edited.isEmpty());
}

void TestFieldTools::bracketsChangeTheBrush() {
    view_->setTool(FieldTool::paint);
    const double before = view_->brushRadius();
    QTest::keyClick(view_.get(), Qt::Key_BracketRight);
    QVERIFY(view_->brushRadius() > before);
    for (int i = 0; i < 50; ++i) {
        QTest::keyClick(view_.get(), Qt::Key_BracketLeft);
    }
    QCOMPARE(view_->brushRadius(), 4.0);
    for (int i = 0; i < 50; ++i) {
        QTest::keyClick(view_.get(), Qt::Key_BracketRight);
    }
    QCOMPARE(view_->brushRadius(), 200.0);
}

void TestFieldTools::cloudWithoutParameterIsNotEdited() {
    Scatter points = drawnPoints();
    points.parameter.clear();
    view_->setFrame(frameWith(points));
    QCOMPARE(shownPoints().x.size(), std::size_t{3});
    QSignalSpy edited(view_.get(), &ArtifactView::parametersEdited);
    const QRectF before = view_->visibleRegion();
    for (const FieldTool tool : {FieldTool::paint, FieldTool::erase, FieldTool::drag}) {
        view_->setTool(tool);
        stroke({{0.0, 0.0}, {0.3, 0.3}});
    }
    QVERIFY(edited.isEmpty());
    QCOMPARE(view_->visibleRegion(), before);
}

void TestFieldTools::chooserChangesInterest() {
    QWidget bar;
    QWidget* controls = view_->createControls(&bar);
    auto* chooser = controls->findChild<QComboBox*>(QStringLiteral("heatMap"));
    QVERIFY(chooser != nullptr);
    QCOMPARE(chooser->count(), 2);
    QCOMPARE(chooser->itemText(0), QStringLiteral("energy")); // its title
    QVERIFY(!chooser->isHidden());
    QVERIFY(view_->interest().count("energy") == 0); // off
    QSignalSpy changed(view_.get(), &ArtifactView::interestChanged);
    FieldOptions options = view_->options();
    options.heat = true;
    view_->setOptions(options);
    QVERIFY(view_->interest().count("energy") == 1);
    chooser->setFocus();
    QTest::keyClick(chooser, Qt::Key_Down);
    QVERIFY(view_->interest().count("energy") == 0);
    QVERIFY(view_->interest().count("optimal_energy") == 1);
    QCOMPARE(changed.size(), 2);
    QCOMPARE(view_->state().value(QStringLiteral("heat_map")).toString(),
             QStringLiteral("optimal_energy"));
}

void TestFieldTools::showMenuSwitches() {
    QWidget bar;
    QWidget* controls = view_->createControls(&bar);
    const auto action = [&](const char* name) {
        return controls->findChild<QAction*>(QStringLiteral("show_") + QLatin1String(name));
    };
    QVERIFY(action("points")->isVisible() && action("points")->isChecked());
    QVERIFY(!action("chains")->isVisible()); // there are none
    action("points")->trigger();
    QVERIFY(!view_->options().points);
    QVERIFY(view_->interest().count("data") == 0);
    action("contours")->trigger();
    QVERIFY(view_->options().contours);
    QVERIFY(view_->interest().count("energy") == 1);
}

void TestFieldTools::camerasMoveTogether() {
    FieldView other(specWith(nlohmann::ordered_json::array()));
    QVERIFY(other.camera().isEmpty());
    other.resize(500, 480);
    other.setFrame(frameWith(drawnPoints()));
    other.show();
    QVERIFY(QTest::qWaitForWindowExposed(&other));
    QTRY_VERIFY(!other.visibleRegion().isNull());
    QSignalSpy own(&other, &ArtifactView::cameraChanged);
    connect(view_.get(), &ArtifactView::cameraChanged, &other, &FieldView::setCamera);
    QSignalSpy moved(view_.get(), &ArtifactView::cameraChanged);
    view_->zoom(0.5, {0.2, 0.1});
    stroke({{0.2, 0.1}, {0.3, 0.1}});
    QVERIFY(moved.size() >= 2);
    QCOMPARE(own.size(), 0);
    std::string message;
    QVERIFY2(
        near(other.visibleRegion().left(), view_->visibleRegion().left(), 0.0, 1e-12, &message),
        message.c_str());
    QVERIFY2(
        near(other.visibleRegion().width(), view_->visibleRegion().width(), 0.0, 1e-12, &message),
        message.c_str());
    const QRectF before = other.visibleRegion();
    other.setCamera({});
    other.setCamera({{QStringLiteral("region"), QStringLiteral("nonsense")}});
    QCOMPARE(other.visibleRegion(), before);
}

void TestFieldTools::brushingIsShown() {
    view_->setBrushed(QStringLiteral("data"), {1, -1});
    const QImage brushed = view_->grab().toImage();
    const QColor color(
        brushed.pixel((view_->toPosition({0.0, 0.0}) * brushed.devicePixelRatio()).toPoint()));
    const QColor accent = darkTheme().accent;
    QVERIFY2(std::abs(color.red() - accent.red()) + std::abs(color.green() - accent.green()) +
                     std::abs(color.blue() - accent.blue()) <
                 90,
             qPrintable(color.name()));
    view_->setBrushed(QStringLiteral("data"), {});
    QVERIFY(!view_->grab().isNull());
}

QTEST_MAIN(TestFieldTools)
#include "tst_field_tools.moc"
