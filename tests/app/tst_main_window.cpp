// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The window as a person uses it: real events on controls found by name, no sleeps.
#include "app/cli/builtin_scenes.h"
#include "app/window/autosave.h"
#include "app/window/help_page.h"
#include "app/window/main_window.h"
#include "app/window/scrubber.h"
#include "app/window/style.h"
#include "engine/core/error.h"
#include "engine/core/recovery.h"
#include "engine/labs.h"
#include "tests/support/small_window.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QDropEvent>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QProcess>
#include <QPushButton>
#include <QRegularExpression>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTabWidget>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBlock>
#include <QTreeWidget>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdio>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::app;
using namespace scorescope::test;

namespace {

constexpr int patience = 20'000; // ms; a busy machine is slow, not wrong

} // namespace

class TestMainWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void opensPausedAtTheStart();
    void runsAndPauses();
    void stepsAndStepsBackExactly();
    void liveEditNeedsNoRestart();
    void editAtTheStartRestartsAtOnce();
    void sliderDragIsOneUndoStep();
    void invalidInputChangesNothing();
    void brokenRuleChangesNothing();
    void laterEditWaitsForARestart();
    void pendingEditsCanBeDiscarded();
    void refusedSceneReturns();
    void refusedFileReturns();
    void scrubsAndBranches();
    void tellsWhatIsOnScreen();
    void looksBackWithTheValuesOfThen();
    void aBranchIsUndone();
    void returnsToALineFromTheMenu();
    void aResetIsUndone();
    void raisesTheNumberOfSteps();
    void looksBackWithWhatIsLookedAtNow();
    void resetsToTheSameStart();
    void undoesAndRedoes();
    void newSeed();
    void switchesThemes();
    void opensADroppedScene();
    void tellsWhatIsWrongWithAScene();
    void opensFromTheGallery();
    void asksBeforeClosing();
    void savesTheScene();
    void savesAndLoadsACheckpoint();
    void exportsData_data();
    void exportsData();
    void exportsFigures_data();
    void exportsFigures();
    void copiesThePicture();
    void copiesTheData();
    void inspectsAPoint();
    void maximizesAView();
    void holdsAPicture();
    void filtersTheParameters();
    void findsAnything();
    void listsShortcuts();
    void showsHelp();
    void helpOnTheLabRunsItsFiguresAndOpensTheirScenes();
    void hiddenHelpComputesNothing();
    void everyAddressOfTheHelpIsRight();
    void wrongAddressesOfFiguresAreTold_data();
    void wrongAddressesOfFiguresAreTold();
    void recoversWhatACrashLeft();
    void recoversAfterAKill();
    void recoversTheRunAfterAKill();
    void recoversTheSceneOfARunThatIsDamaged();
    void everyControlHasANameAndCanBeReached();

private:
    template <class T> T* find(const char* name) {
        T* found = window_->findChild<T*>(QString::fromLatin1(name));
        if (found == nullptr) {
            qFatal("there is no control named %s", name);
        }
        return found;
    }
    void click(const char* name) { QTest::mouseClick(find<QAbstractButton>(name), Qt::LeftButton); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        window_->activateWindow();
        window_->setFocus();
        QTest::keyClick(window_.get(), key, modifiers);
    }
    void type(const char* field, const char* text, bool enter = true) {
        auto* box = find<QAbstractSpinBox>(field);
        box->setFocus();
        box->selectAll();
        QTest::keyClicks(box, QString::fromLatin1(text));
        if (enter) {
            QTest::keyClick(box, Qt::Key_Return);
        }
    }
    void trigger(const char* name) { find<QAction>(name)->trigger(); }
    [[nodiscard]] std::uint64_t step() const {
        return window_->frame() ? window_->frame()->step : 9'999'999;
    }
    [[nodiscard]] std::int64_t hiddenUnits() const {
        return window_->document().scene().parameters.integer("hidden_units");
    }
    void stepTo(std::uint64_t count);
    /// This program with `argument`, until it has said `word`; then it is killed.
    void killAfter(const char* argument, const char* word);
    void pickFile(const char* dialog, const QString& path);

    Registry registry_ = registerLabs();
    QTemporaryDir folder_;
    std::unique_ptr<MainWindow> window_;
};

void TestMainWindow::initTestCase() {
    QVERIFY(folder_.isValid());
}

void TestMainWindow::init() {
    window_ = openFreshWindow(registry_);
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
    QTRY_VERIFY_WITH_TIMEOUT(window_->frame(), patience);
}

void TestMainWindow::cleanup() {
    window_.reset();
}

void TestMainWindow::stepTo(std::uint64_t count) {
    while (step() < count) {
        const std::uint64_t before = step();
        click(count - before >= 10 ? "button_step_ten" : "button_step");
        QTRY_VERIFY_WITH_TIMEOUT(
            step() > before && window_->frame()->status.state == RunState::paused, patience);
    }
}

void TestMainWindow::pickFile(const char* dialog, const QString& path) {
    auto* box = find<QFileDialog>(dialog);
    QTRY_VERIFY(box->isVisible());
    auto* edit = box->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
    QVERIFY(edit != nullptr);
    edit->setText(path);
    QTest::keyClick(edit, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(
        window_->findChild<QFileDialog*>(QString::fromLatin1(dialog)) == nullptr, patience);
}

void TestMainWindow::opensPausedAtTheStart() {
    QCOMPARE(step(), std::uint64_t{0});
    QVERIFY(window_->frame()->status.state == RunState::paused);
    QVERIFY(!window_->document().isModified());
    QVERIFY(find<QLabel>("scene_title")->text().contains(QStringLiteral("Figure 3.5")));
}

void TestMainWindow::runsAndPauses() {
    // At 30 steps a second, or so small a scene would be finished before anybody looks.
    auto* speed = find<QComboBox>("speed");
    speed->setFocus();
    QTest::keyClick(speed, Qt::Key_Down);
    QTest::keyClick(speed, Qt::Key_Down);
    QVERIFY(speed->currentData().toDouble() == 30.0);
    key(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(step() > 3, patience);
    QVERIFY(window_->frame()->status.state == RunState::running);
    QCOMPARE(find<QAction>("action_run")->text(), QStringLiteral("Pause"));
    click("button_run");
    QTRY_VERIFY_WITH_TIMEOUT(window_->frame()->status.state != RunState::running, patience);
    QCOMPARE(find<QAction>("action_run")->text(), QStringLiteral("Run"));
}

void TestMainWindow::stepsAndStepsBackExactly() {
    key(Qt::Key_Right);
    QTRY_COMPARE_WITH_TIMEOUT(step(), std::uint64_t{1}, patience);
    key(Qt::Key_Period);
    QTRY_COMPARE_WITH_TIMEOUT(step(), std::uint64_t{2}, patience);
    const double loss = window_->frame()->lastValue("loss");
    key(Qt::Key_Comma);
    QTRY_COMPARE_WITH_TIMEOUT(step(), std::uint64_t{1}, patience);
    QVERIFY(window_->frame()->lastValue("loss") != loss);
    key(Qt::Key_Right);
    QTRY_COMPARE_WITH_TIMEOUT(step(), std::uint64_t{2}, patience);
    // Bit for bit the same number, not merely near it.
    QVERIFY(window_->frame()->lastValue("loss") == loss);
}

void TestMainWindow::liveEditNeedsNoRestart() {
    stepTo(2);
    const std::uint64_t generation = window_->frame()->generation;
    type("parameter_corruption", "2e-2");
    QVERIFY(window_->document().scene().parameters.real("corruption") == 0.02);
    QVERIFY(window_->document().pending().empty());
    QVERIFY(!find<QWidget>("pending_banner")->isVisible());
    stepTo(3);
    QCOMPARE(window_->frame()->generation, generation);
}

void TestMainWindow::editAtTheStartRestartsAtOnce() {
    const std::uint64_t generation = window_->frame()->generation;
    type("parameter_hidden_units", "16");
    QCOMPARE(hiddenUnits(), std::int64_t{16});
    QVERIFY(window_->document().pending().empty());
    QTRY_VERIFY_WITH_TIMEOUT(window_->frame()->generation > generation, patience);
    QCOMPARE(step(), std::uint64_t{0});
}

void TestMainWindow::sliderDragIsOneUndoStep() {
    auto* slider = find<QWidget>("slider_corruption");
    const int middle = slider->height() / 2;
    const double before = window_->document().scene().parameters.real("corruption");
    auto* handle = qobject_cast<QAbstractSlider*>(slider);
    const int x = static_cast<int>(6 + (slider->width() - 12) * handle->value() / 1000.0);
    QTest::mousePress(slider, Qt::LeftButton, {}, QPoint(x, middle));
    for (int i = 1; i <= 5; ++i) {
        QTest::mouseMove(slider, QPoint(x + 6 * i, middle));
    }
    QTest::mouseRelease(slider, Qt::LeftButton, {}, QPoint(x + 30, middle));
    QVERIFY(window_->document().scene().parameters.real("corruption") > before);
    key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(window_->document().scene().parameters.real("corruption") == before);
    QVERIFY(!find<QAction>("action_undo")->isEnabled());
}

void TestMainWindow::invalidInputChangesNothing() {
    stepTo(1);
    auto* field = find<QAbstractSpinBox>("parameter_hidden_units");
    type("parameter_hidden_units", "-3", false);
    QVERIFY(field->property("invalid").toBool());
    auto* message =
        find<QWidget>("row_hidden_units")->findChild<QLabel*>(QStringLiteral("parameter_message"));
    QVERIFY(message->isVisible());
    QVERIFY2(message->text().contains(QStringLiteral("allowed")), qPrintable(message->text()));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(hiddenUnits(), std::int64_t{32});
    QVERIFY(!window_->document().isModified());
    QTest::keyClick(field, Qt::Key_Escape);
    QVERIFY(!field->property("invalid").toBool());
    QVERIFY(!message->isVisible());
    QCOMPARE(field->text(), QStringLiteral("32"));
}

void TestMainWindow::brokenRuleChangesNothing() {
    const double before = window_->document().scene().parameters.real("x_min");
    type("parameter_x_min", "5"); // beyond x_max
    QVERIFY(find<QWidget>("parameter_x_min")->property("invalid").toBool());
    QVERIFY(window_->document().scene().parameters.real("x_min") == before);
}

void TestMainWindow::laterEditWaitsForARestart() {
    stepTo(2);
    type("parameter_hidden_units", "16");
    QVERIFY(find<QWidget>("pending_banner")->isVisible());
    QCOMPARE(find<QPushButton>("pending_restart")->text(), QStringLiteral("Restart with 1 change"));
    QCOMPARE(step(), std::uint64_t{2});
    type("parameter_points", "150");
    QCOMPARE(find<QPushButton>("pending_restart")->text(),
             QStringLiteral("Restart with 2 changes"));
    click("pending_restart");
    QTRY_COMPARE_WITH_TIMEOUT(step(), std::uint64_t{0}, patience);
    QVERIFY(!find<QWidget>("pending_banner")->isVisible());
    QCOMPARE(window_->document().running().parameters.integer("hidden_units"), std::int64_t{16});
}

void TestMainWindow::pendingEditsCanBeDiscarded() {
    stepTo(1);
    type("parameter_hidden_units", "16");
    click("pending_discard");
    QCOMPARE(hiddenUnits(), std::int64_t{32});
    QVERIFY(!find<QWidget>("pending_banner")->isVisible());
    QCOMPARE(step(), std::uint64_t{1});
}

void TestMainWindow::refusedSceneReturns() {
    const auto returned = [this] {
        return find<QWidget>("message_bar")->isVisible() && hiddenUnits() == 32 &&
               window_->document().pending().empty() && !window_->document().isModified();
    };
    type("parameter_hidden_units", "1000000000"); // at the start this restarts by itself
    QTRY_VERIFY_WITH_TIMEOUT(returned(), patience);
    QVERIFY2(find<QLabel>("message_text")->text().contains(QStringLiteral("memory")),
             qPrintable(find<QLabel>("message_text")->text()));
    QCOMPARE(find<QAbstractSpinBox>("parameter_hidden_units")->text(), QStringLiteral("32"));
    click("message_close");
    stepTo(2);
    type("parameter_hidden_units", "1000000000");
    QVERIFY(find<QWidget>("pending_banner")->isVisible());
    click("pending_restart");
    QTRY_VERIFY_WITH_TIMEOUT(returned(), patience);
    QVERIFY(!find<QWidget>("pending_banner")->isVisible());
    QCOMPARE(step(), std::uint64_t{2}); // the run is still there
    QCOMPARE(window_->document().running().parameters.integer("hidden_units"), std::int64_t{32});
}

void TestMainWindow::refusedFileReturns() {
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("huge.json"));
    auto scene = nlohmann::ordered_json::parse(smallSceneJson());
    scene["title"] = "Huge";
    scene["parameters"]["hidden_units"] = 1'000'000'000;
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(scene.dump()));
    file.close();
    const std::string title = window_->document().scene().title;
    window_->openFile(path);
    QTRY_VERIFY_WITH_TIMEOUT(find<QWidget>("message_bar")->isVisible(), patience);
    QCOMPARE(window_->document().scene().title, title);
    QCOMPARE(hiddenUnits(), std::int64_t{32});
    QVERIFY(window_->document().file().isEmpty());
    QVERIFY(!window_->document().isModified());
}

void TestMainWindow::looksBackWithWhatIsLookedAtNow() {
    stepTo(20);
    QVERIFY(!window_->frame()->find("closeup_field"));
    trigger("action_closeup"); // opened after those moments passed
    QTRY_VERIFY_WITH_TIMEOUT(window_->frame()->find("closeup_field"), patience);
    QTest::mouseClick(find<Scrubber>("scrubber"), Qt::LeftButton, {}, QPoint(1, 12));
    QTRY_VERIFY_WITH_TIMEOUT(step() < 20 && window_->frame()->find("closeup_field"), patience);
}

void TestMainWindow::scrubsAndBranches() {
    stepTo(20);
    auto* scrubber = find<Scrubber>("scrubber");
    QVERIFY(!find<QWidget>("button_branch")->isVisible());
    QTest::mousePress(scrubber, Qt::LeftButton, {}, QPoint(40, 12));
    QTest::mouseMove(scrubber, QPoint(1, 12));
    QTest::mouseRelease(scrubber, Qt::LeftButton, {}, QPoint(1, 12));
    QTRY_VERIFY_WITH_TIMEOUT(step() < 20, patience);
    QCOMPARE(window_->frame()->head, std::uint64_t{20});
    QTRY_VERIFY(find<QWidget>("button_branch")->isVisible());
    click("button_head");
    QTRY_COMPARE_WITH_TIMEOUT(step(), std::uint64_t{20}, patience);
    QTest::mouseClick(scrubber, Qt::LeftButton, {}, QPoint(1, 12));
    QTRY_VERIFY_WITH_TIMEOUT(step() < 20, patience);
    click("button_branch");
    QTRY_VERIFY_WITH_TIMEOUT(window_->frame()->head == step() && step() < 20, patience);
}

void TestMainWindow::tellsWhatIsOnScreen() {
    auto* moment = find<QLabel>("transport_moment");
    auto* scrubber = find<Scrubber>("scrubber");
    QCOMPARE(moment->accessibleDescription(), QStringLiteral("paused at the start"));
    stepTo(20);
    QCOMPARE(moment->accessibleDescription(), QStringLiteral("paused at step 20"));
    QVERIFY(scrubber->moment() == RunMoment::paused);
    QTest::mouseClick(scrubber, Qt::LeftButton, {}, QPoint(1, 20));
    QTRY_VERIFY_WITH_TIMEOUT(scrubber->moment() == RunMoment::lookingBack, patience);
    QCOMPARE(moment->accessibleDescription(), QStringLiteral("looking back: step 0 of 20"));
    QVERIFY(find<QWidget>("transport_bar")->property("past").toBool());
    auto* speed = find<QComboBox>("speed");
    speed->setFocus();
    QTest::keyClick(speed, Qt::Key_Down);
    QTest::keyClick(speed, Qt::Key_Down);
    click("button_run");
    QTRY_VERIFY_WITH_TIMEOUT(scrubber->moment() == RunMoment::following, patience);
    QCOMPARE(moment->accessibleDescription(), QStringLiteral("following the newest step"));
    QVERIFY(!find<QWidget>("transport_bar")->property("past").toBool());
    click("button_run");
    QTRY_VERIFY_WITH_TIMEOUT(scrubber->moment() == RunMoment::paused, patience);
}

void TestMainWindow::looksBackWithTheValuesOfThen() {
    auto* headline = find<QLabel>("status_headline");
    auto* then = find<QLabel>("then_corruption");
    const QString start = headline->text();
    QVERIFY(start.contains(QStringLiteral("× optimum")));
    QVERIFY(!start.contains(QStringLiteral("at step")));
    stepTo(5);
    // Measured at the start only: it says so.
    QCOMPARE(headline->text(), start + QStringLiteral(" at step 0"));
    type("parameter_corruption", "2e-2");
    // The ratio is of the new σ before any step is made.
    QTRY_VERIFY_WITH_TIMEOUT(!headline->text().contains(QStringLiteral("at step")), patience);
    QVERIFY(headline->text() != start);
    stepTo(20);
    const QString now = headline->text();
    QVERIFY(!then->isVisible());
    key(Qt::Key_End);
    QTest::mouseClick(find<Scrubber>("scrubber"), Qt::LeftButton, {}, QPoint(1, 20));
    QTRY_VERIFY_WITH_TIMEOUT(step() == 0 && window_->frame()->head == 20, patience);
    QCOMPARE(headline->text(), start);
    QTRY_VERIFY(then->isVisible());
    QCOMPARE(then->text(), QStringLiteral("at step 0: 0.01"));
    QCOMPARE(window_->document().scene().parameters.real("corruption"), 0.02);
    click("button_head");
    QTRY_COMPARE_WITH_TIMEOUT(step(), std::uint64_t{20}, patience);
    QCOMPARE(headline->text(), now);
    QVERIFY(!then->isVisible());
}

void TestMainWindow::aBranchIsUndone() {
    stepTo(20);
    const double loss = window_->frame()->lastValue("loss");
    const std::uint64_t line = window_->frame()->line;
    QTest::mouseClick(find<Scrubber>("scrubber"), Qt::LeftButton, {}, QPoint(1, 20));
    QTRY_VERIFY_WITH_TIMEOUT(step() == 0 && window_->frame()->head == 20, patience);
    click("button_branch");
    QTRY_VERIFY_WITH_TIMEOUT(window_->frame()->line != line, patience);
    QCOMPARE(step(), std::uint64_t{0});
    QVERIFY(!window_->document().isModified()); // the scene is as it was
    const std::uint64_t branch = window_->frame()->line;
    type("parameter_corruption", "3e-2");
    stepTo(3);
    key(Qt::Key_Z, Qt::ControlModifier); // the edit
    QVERIFY(window_->document().scene().parameters.real("corruption") == 0.01);
    key(Qt::Key_Z, Qt::ControlModifier); // the branch
    QTRY_COMPARE_WITH_TIMEOUT(window_->frame()->line, line, patience);
    QCOMPARE(step(), std::uint64_t{20});
    QCOMPARE(window_->frame()->lastValue("loss"), loss);
    key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE_WITH_TIMEOUT(window_->frame()->line, branch, patience);
    QCOMPARE(step(), std::uint64_t{3});
}

void TestMainWindow::returnsToALineFromTheMenu() {
    stepTo(20);
    type("parameter_corruption", "2e-2");
    stepTo(22);
    const std::uint64_t line = window_->frame()->line;
    QVERIFY(!find<QWidget>("button_lines")->isVisible());
    QTest::mouseClick(find<Scrubber>("scrubber"), Qt::LeftButton, {}, QPoint(1, 20));
    QTRY_VERIFY_WITH_TIMEOUT(step() == 0 && window_->frame()->head == 22, patience);
    click("button_branch");
    QTRY_VERIFY_WITH_TIMEOUT(window_->frame()->line != line, patience);
    QTRY_VERIFY(find<QWidget>("button_lines")->isVisible());
    type("parameter_corruption", "5e-2");
    stepTo(2);
    auto* menu = find<QMenu>("menu_lines");
    Q_EMIT menu->aboutToShow();
    QCOMPARE(find<QAction>("action_return_1")->text(),
             QStringLiteral("Return to line 1: to step 22"));
    trigger("action_return_1");
    QTRY_COMPARE_WITH_TIMEOUT(window_->frame()->line, line, patience);
    QCOMPARE(step(), std::uint64_t{22});
    // The panel shows what is in force in that line.
    QCOMPARE(window_->document().scene().parameters.real("corruption"), 0.02);
    Q_EMIT menu->aboutToShow();
    trigger("action_forget_2");
    QTRY_VERIFY_WITH_TIMEOUT(!window_->frame()->lines, patience);
    QTRY_VERIFY(!find<QWidget>("button_lines")->isVisible());
}

void TestMainWindow::aResetIsUndone() {
    stepTo(12);
    const double loss = window_->frame()->lastValue("loss");
    key(Qt::Key_Home);
    QTRY_COMPARE_WITH_TIMEOUT(step(), std::uint64_t{0}, patience);
    QTRY_VERIFY(find<QAction>("action_undo")->isEnabled());
    key(Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(step(), std::uint64_t{12}, patience);
    QCOMPARE(window_->frame()->lastValue("loss"), loss);
}

void TestMainWindow::raisesTheNumberOfSteps() {
    type("parameter_steps", "15");
    QVERIFY(!find<QWidget>("button_raise_steps")->isVisible());
    key(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(window_->frame()->status.state == RunState::finished, patience);
    QTRY_VERIFY(find<QWidget>("button_raise_steps")->isVisible());
    QCOMPARE(find<QAction>("action_raise_steps")->text(), QStringLiteral("Go on to 30 steps"));
    click("button_raise_steps");
    QTRY_VERIFY_WITH_TIMEOUT(step() == 30 && window_->frame()->status.state == RunState::finished,
                             patience);
    key(Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(window_->frame()->totalSteps, std::uint64_t{15}, patience);
}

void TestMainWindow::resetsToTheSameStart() {
    stepTo(1);
    const double loss = window_->frame()->lastValue("loss");
    key(Qt::Key_Home);
    QTRY_COMPARE_WITH_TIMEOUT(step(), std::uint64_t{0}, patience);
    stepTo(1);
    QVERIFY(window_->frame()->lastValue("loss") == loss);
}

void TestMainWindow::undoesAndRedoes() {
    type("parameter_hidden_units", "16");
    type("parameter_hidden_units", "8");
    key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(hiddenUnits(), std::int64_t{16});
    QCOMPARE(find<QAbstractSpinBox>("parameter_hidden_units")->text(), QStringLiteral("16"));
    key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(hiddenUnits(), std::int64_t{32});
    QVERIFY(!window_->document().isModified());
    key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(hiddenUnits(), std::int64_t{16});
    QVERIFY(window_->document().isModified());
}

void TestMainWindow::newSeed() {
    const std::uint64_t before = window_->document().scene().seed;
    click("new_seed");
    if (window_->document().scene().seed == before) { // one time in a million
        click("new_seed");
    }
    QVERIFY(window_->document().scene().seed != before);
}

void TestMainWindow::switchesThemes() {
    trigger("action_theme_light");
    QCOMPARE(QApplication::palette().color(QPalette::Window), views::lightTheme().panel);
    trigger("action_theme_dark");
    QCOMPARE(QApplication::palette().color(QPalette::Window), views::darkTheme().panel);
    QCOMPARE(QSettings().value(QStringLiteral("window/theme")).toString(), QStringLiteral("dark"));
}

void TestMainWindow::opensADroppedScene() {
    auto json = nlohmann::ordered_json::parse(smallSceneJson());
    json["title"] = "Dropped";
    const QString path = folder_.filePath(QStringLiteral("dropped.json"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(json.dump()));
    file.close();
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter(QPoint(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window_.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window_.get(), &drop);
    QTRY_COMPARE(QString::fromStdString(window_->document().scene().title),
                 QStringLiteral("Dropped"));
    QCOMPARE(window_->document().file(), path);
}

void TestMainWindow::tellsWhatIsWrongWithAScene() {
    const QString path = folder_.filePath(QStringLiteral("bad.json"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    auto json = nlohmann::ordered_json::parse(smallSceneJson());
    json["parameters"]["hiden_units"] = 3;
    file.write(QByteArray::fromStdString(json.dump()));
    file.close();
    stepTo(1);
    window_->openFile(path);
    auto* box = find<QMessageBox>("error_dialog");
    QVERIFY2(box->informativeText().contains(QStringLiteral("hidden_units")),
             qPrintable(box->informativeText()));
    QTest::keyClick(box, Qt::Key_Escape);
    QCOMPARE(step(), std::uint64_t{1}); // nothing was lost
    QCOMPARE(hiddenUnits(), std::int64_t{32});
}

void TestMainWindow::opensFromTheGallery() {
    find<QTabWidget>("left_tabs")->setCurrentIndex(0);
    auto* tree = find<QTreeWidget>("scene_list");
    QTreeWidgetItem* item = tree->topLevelItem(1)->child(0); // below those opened last
    tree->scrollToItem(item);
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualItemRect(item).center());
    QTRY_COMPARE(QString::fromStdString(window_->document().scene().id),
                 item->data(0, Qt::UserRole).toString());
}

void TestMainWindow::asksBeforeClosing() {
    type("parameter_hidden_units", "16");
    window_->close();
    QVERIFY(window_->isVisible());
    auto* box = find<QMessageBox>("unsaved_dialog");
    QTest::mouseClick(box->button(QMessageBox::Cancel), Qt::LeftButton);
    QVERIFY(window_->isVisible());
    QTRY_VERIFY(window_->findChild<QMessageBox*>(QStringLiteral("unsaved_dialog")) == nullptr);
    window_->close();
    box = find<QMessageBox>("unsaved_dialog");
    QTest::mouseClick(box->button(QMessageBox::Discard), Qt::LeftButton);
    QTRY_VERIFY(!window_->isVisible());
}

void TestMainWindow::savesTheScene() {
    type("parameter_hidden_units", "16");
    key(Qt::Key_S, Qt::ControlModifier);
    const QString path = folder_.filePath(QStringLiteral("saved.json"));
    pickFile("save_dialog", path);
    QTRY_VERIFY(!window_->document().isModified());
    QCOMPARE(loadScene(path.toStdString(), registry_).parameters.integer("hidden_units"),
             std::int64_t{16});
}

void TestMainWindow::savesAndLoadsACheckpoint() {
    stepTo(3);
    const double loss = window_->frame()->lastValue("loss");
    trigger("action_save_checkpoint");
    const QString path = folder_.filePath(QStringLiteral("checkpoint"));
    pickFile("save_checkpoint_dialog", path);
    QTRY_VERIFY_WITH_TIMEOUT(find<QLabel>("message_text")->text().contains(path), patience);
    stepTo(5);
    trigger("action_load_checkpoint");
    pickFile("load_checkpoint_dialog", path);
    QTRY_COMPARE_WITH_TIMEOUT(step(), std::uint64_t{3}, patience);
    QVERIFY(window_->frame()->lastValue("loss") == loss);
}

void TestMainWindow::exportsData_data() {
    QTest::addColumn<QString>("ending");
    QTest::newRow("csv") << QStringLiteral("csv");
    QTest::newRow("npz") << QStringLiteral("npz");
}

void TestMainWindow::exportsData() {
    QFETCH(QString, ending);
    stepTo(2);
    const QString path = folder_.filePath(QStringLiteral("data.") + ending);
    key(Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
    pickFile("export_data_dialog", path);
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(path).size() > 100, patience);
}

void TestMainWindow::exportsFigures_data() {
    QTest::addColumn<QString>("ending");
    for (const char* ending : {"svg", "pdf", "png"}) {
        QTest::newRow(ending) << QString::fromLatin1(ending);
    }
}

void TestMainWindow::exportsFigures() {
    QFETCH(QString, ending);
    stepTo(2);
    key(Qt::Key_E, Qt::ControlModifier);
    auto* dialog = find<QDialog>("export_dialog");
    QTRY_VERIFY(dialog->isVisible());
    const QString path = folder_.filePath(QStringLiteral("figure.") + ending);
    auto* edit = dialog->findChild<QLineEdit*>(QStringLiteral("export_path"));
    QVERIFY(edit != nullptr);
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, path);
    auto* button = dialog->findChild<QAbstractButton*>(QStringLiteral("export_write"));
    QVERIFY(button != nullptr);
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(path).size() > 1000, patience);
    QTRY_VERIFY(window_->findChild<QDialog*>(QStringLiteral("export_dialog")) == nullptr);
    // What was written can be opened again: it carries its scene.
    window_->openFile(path);
    QTRY_COMPARE_WITH_TIMEOUT(step(), std::uint64_t{0}, patience);
    QCOMPARE(hiddenUnits(), std::int64_t{32});
}

void TestMainWindow::copiesThePicture() {
    QApplication::clipboard()->clear();
    key(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(!QApplication::clipboard()->image().isNull());
    // Programs that draw take it as a drawing, with its scene.
    const QByteArray svg =
        QApplication::clipboard()->mimeData()->data(QStringLiteral("image/svg+xml"));
    QVERIFY(svg.contains("<svg") && svg.contains("regularized_autoencoder"));
}

void TestMainWindow::copiesTheData() {
    stepTo(3);
    QTest::mouseClick(find<QWidget>("view_loss"), Qt::LeftButton);
    QApplication::clipboard()->clear();
    key(Qt::Key_C, Qt::ControlModifier | Qt::AltModifier);
    QTRY_VERIFY(!QApplication::clipboard()->text().isEmpty());
    const QStringList lines = QApplication::clipboard()->text().split(QLatin1Char('\n'));
    const QStringList head = lines.first().trimmed().split(QLatin1Char('\t'));
    QVERIFY(head.contains(QStringLiteral("step")) && head.contains(QStringLiteral("value")));
    QVERIFY(lines.filter(QRegularExpression(QStringLiteral("^loss\t"))).size() >= 3);
    QVERIFY(QApplication::clipboard()->mimeData()->hasFormat(QStringLiteral("text/csv")));
}

void TestMainWindow::inspectsAPoint() {
    auto* table = find<QTableWidget>("inspector_table");
    QVERIFY(!table->isVisible()); // a hint stands there before the first look
    auto* view = find<QWidget>("view_field");
    const QPoint middle = view->rect().center();
    QTRY_VERIFY_WITH_TIMEOUT(
        [&] {
            QTest::mouseMove(view, middle);
            QTest::mouseMove(view, middle + QPoint(7, 3));
            return table->rowCount() > 2;
        }(),
        patience);
    for (int row = 0; row < table->rowCount(); ++row) {
        QVERIFY2(!table->item(row, 1)->text().contains(QLatin1Char('-')),
                 "numbers have a minus sign, not a hyphen");
    }
}

void TestMainWindow::maximizesAView() {
    click("maximize_loss");
    QVERIFY(find<QWidget>("frame_loss")->isVisible());
    QVERIFY(!find<QWidget>("frame_field")->isVisible());
    click("maximize_loss");
    QVERIFY(find<QWidget>("frame_field")->isVisible());
}

void TestMainWindow::holdsAPicture() {
    stepTo(1);
    click("pin_field");
    stepTo(2);
    auto* note = find<QWidget>("frame_field")->findChild<QLabel*>(QStringLiteral("view_note"));
    QCOMPARE(note->text(), QStringLiteral("held at 1"));
}

void TestMainWindow::filtersTheParameters() {
    find<QAction>("action_left_panel")->setChecked(false);
    key(Qt::Key_F, Qt::ControlModifier);
    auto* filter = find<QLineEdit>("parameter_filter");
    QTRY_VERIFY(filter->hasFocus() && filter->isVisible());
    QTest::keyClicks(filter, QStringLiteral("hidden units"));
    QVERIFY(find<QWidget>("row_hidden_units")->isVisible());
    QVERIFY(!find<QWidget>("row_points")->isVisible());
    QTest::keyClick(filter, Qt::Key_Escape);
    QVERIFY(find<QWidget>("row_points")->isVisible());
}

void TestMainWindow::findsAnything() {
    auto* palette = find<QWidget>("command_palette");
    auto* words = find<QLineEdit>("palette_words");
    const auto choose = [&](const char* typed) {
        key(Qt::Key_K, Qt::ControlModifier);
        QTRY_VERIFY(words->hasFocus());
        QTest::keyClicks(words, QString::fromLatin1(typed));
        QTest::keyClick(words, Qt::Key_Return);
    };
    choose("theme light");
    QVERIFY(find<QAction>("action_theme_light")->isChecked());
    find<QTabWidget>("left_tabs")->setCurrentIndex(0);
    choose("hidden units");
    QVERIFY(find<QWidget>("parameter_hidden_units")->isVisible());
    QTRY_VERIFY(find<QWidget>("parameter_hidden_units")->hasFocus());
    choose("back to the newest"); // there is no newer one
    QVERIFY(palette->isVisible());
    QTest::keyClick(words, Qt::Key_Escape);
    QVERIFY(!palette->isVisible());
    choose("figure 3.2 ");
    QCOMPARE(window_->document().scene().figure, std::string("Figure 3.2"));
}

void TestMainWindow::listsShortcuts() {
    window_->setFocus();
    QTest::keyClick(window_.get(), '?');
    auto* dialog = find<QDialog>("shortcuts_dialog");
    bool runs = false;
    for (const QLabel* label : dialog->findChildren<QLabel*>()) {
        runs = runs || label->text().contains(QStringLiteral("Space"));
    }
    QVERIFY(runs);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(window_->findChild<QDialog*>(QStringLiteral("shortcuts_dialog")) == nullptr);
}

void TestMainWindow::showsHelp() {
    QVERIFY(!find<QWidget>("help_dock")->isVisible());
    key(Qt::Key_F1);
    QVERIFY(find<QWidget>("help_dock")->isVisible());
    // In a window of this width the side column makes room, and comes back.
    auto* side = find<QAction>("action_side_column");
    QVERIFY(!side->isChecked());
    key(Qt::Key_F1);
    QVERIFY(!find<QWidget>("help_dock")->isVisible());
    QVERIFY(side->isChecked());
}

namespace {

/// The middle of the page's first picture whose address begins so, scrolled into view.
QPoint placeOfFigure(HelpPage& page, const QString& start) {
    for (QTextBlock block = page.document()->begin(); block.isValid(); block = block.next()) {
        for (auto part = block.begin(); !part.atEnd(); ++part) {
            const QTextCharFormat format = part.fragment().charFormat();
            if (format.isImageFormat() && format.toImageFormat().name().startsWith(start)) {
                QTextCursor cursor(page.document());
                cursor.setPosition(part.fragment().position());
                page.setTextCursor(cursor);
                page.ensureCursorVisible();
                const QRect line = page.cursorRect(cursor);
                return {line.left() + 60, line.center().y()};
            }
        }
    }
    qFatal("there is no such figure on the page");
}

} // namespace

void TestMainWindow::helpOnTheLabRunsItsFiguresAndOpensTheirScenes() {
    auto* page = find<HelpPage>("help_lab");
    const QSignalSpy finished(page, &HelpPage::figureFinished);
    key(Qt::Key_F1, Qt::ControlModifier);
    QVERIFY(page->isVisible());
    // The first figures arrive, and the window stays alive meanwhile.
    QTRY_VERIFY_WITH_TIMEOUT(page->finishedFigures() >= 1, 6 * patience);
    const QString address = finished.first().first().toString();
    const auto picture =
        page->document()->resource(QTextDocument::ImageResource, QUrl(address)).value<QImage>();
    std::set<QRgb> colors;
    for (int y = 0; y < picture.height(); y += 2) {
        for (int x = 0; x < picture.width(); x += 2) {
            colors.insert(picture.pixel(x, y));
        }
    }
    QVERIFY2(colors.size() > 20, "a view has axes, arrows and points in shades of its colours");
    QVERIFY2(picture.pixelColor(1, 1) == page->theme().ground, "it wears the window's theme");

    const QString wanted = QStringLiteral("fig_3_1");
    QTest::mouseClick(page->viewport(), Qt::LeftButton, {},
                      placeOfFigure(*page, QStringLiteral("scene:fig_3_1/")));
    QTRY_COMPARE_WITH_TIMEOUT(QString::fromStdString(window_->document().scene().id), wanted,
                              patience);
    // The page is the same lab's: what was made is kept.
    QVERIFY(page->finishedFigures() >= 1);
}

void TestMainWindow::hiddenHelpComputesNothing() {
    auto* page = find<HelpPage>("help_lab");
    auto* figures = page->findChild<SceneFigures*>();
    QVERIFY(figures != nullptr);
    QVERIFY(!figures->isRunning());
    key(Qt::Key_F1, Qt::ControlModifier);
    QVERIFY(figures->isRunning());
    find<QTabWidget>("help_tabs")->setCurrentIndex(0);
    QVERIFY(!figures->isRunning());
    find<QTabWidget>("help_tabs")->setCurrentIndex(1);
    QVERIFY(figures->isRunning());
    key(Qt::Key_F1);
    QVERIFY(!find<QWidget>("help_dock")->isVisible());
    QVERIFY(!figures->isRunning());
    // Left running, it has to end with the window.
    key(Qt::Key_F1, Qt::ControlModifier);
    QVERIFY(figures->isRunning());
    window_.reset();
}

void TestMainWindow::everyAddressOfTheHelpIsRight() {
    const SceneLibrary library(registry_);
    int figures = 0;
    const QRegularExpression address(QStringLiteral("\\]\\((scene:[^)]+)\\)"));
    for (const QString& page : QDir(QStringLiteral(":/help")).entryList()) {
        QFile file(QStringLiteral(":/help/") + page);
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto found = address.globalMatch(QString::fromUtf8(file.readAll()));
        while (found.hasNext()) {
            const QUrl url(found.next().captured(1));
            if (!url.path().contains(QLatin1Char('/'))) {
                QVERIFY2(library.find(url.path().toStdString()) != nullptr,
                         qPrintable(url.toString()));
                continue;
            }
            ++figures;
            try {
                const FigureRequest request = readFigureAddress(url, library, registry_);
                QVERIFY(!request.view.artifacts.empty());
            } catch (const InputError& error) {
                QFAIL(error.what());
            }
        }
    }
    QVERIFY(figures > 5);
}

void TestMainWindow::wrongAddressesOfFiguresAreTold_data() {
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("told");
    QTest::newRow("no view") << "scene:fig_3_5"
                             << "is not scene:SCENE/VIEW";
    QTest::newRow("no scene") << "scene:fig_9_9/field"
                              << "there is no scene fig_9_9";
    QTest::newRow("other view") << "scene:fig_3_5/fields"
                                << "no view fields";
    QTest::newRow("steps") << "scene:fig_3_5/field?steps=-1"
                           << "allowed is an integer";
    QTest::newRow("many steps") << "scene:fig_3_5/field?steps=100001"
                                << "allowed is an integer";
    QTest::newRow("parameter") << "scene:fig_3_5/field?hidden=3"
                               << "hidden";
    QTest::newRow("value") << "scene:fig_3_5/field?corruption=-1"
                           << "allowed";
}

void TestMainWindow::wrongAddressesOfFiguresAreTold() {
    QFETCH(const QString, address);
    QFETCH(const QString, told);
    const SceneLibrary library(registry_);
    QString message;
    try {
        static_cast<void>(readFigureAddress(QUrl(address), library, registry_));
    } catch (const InputError& error) {
        message = QString::fromStdString(error.message());
    }
    QVERIFY2(message.contains(told), qPrintable(message));
}

void TestMainWindow::recoversWhatACrashLeft() {
    window_.reset();
    {
        // The lock of a program that is gone: an id that no process has.
        const QString path = Autosave::standardFolder() + QStringLiteral("/left.json");
        nlohmann::ordered_json record;
        record["title"] = "Left behind";
        record["file"] = "";
        record["when"] = "2026-01-02T03:04:05Z";
        auto scene = nlohmann::ordered_json::parse(smallSceneJson());
        scene["parameters"]["hidden_units"] = 7;
        record["scene"] = scene;
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray::fromStdString(record.dump()));
    }
    window_ = makeWindow(registry_);
    window_->show();
    QVERIFY(find<QLabel>("message_text")->text().contains(QStringLiteral("Left behind")));
    click("message_recover");
    QTRY_COMPARE(hiddenUnits(), std::int64_t{7});
    QVERIFY(window_->document().isModified());
}

void TestMainWindow::killAfter(const char* argument, const char* word) {
    window_.reset();
    QProcess child;
    child.start(QCoreApplication::applicationFilePath(), {QString::fromLatin1(argument)});
    QVERIFY(child.waitForStarted());
    QByteArray said;
    QTRY_VERIFY_WITH_TIMEOUT((said += child.readAllStandardOutput()).contains(word), patience);
    child.kill();
    QVERIFY(child.waitForFinished());
}

void TestMainWindow::recoversTheRunAfterAKill() {
    killAfter("--train-edit-and-wait", "kept");
    const QDir folder(Autosave::standardFolder());
    const QStringList kept = folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    QCOMPARE(kept.size(), 1);
    const std::uint64_t step = newestKept(folder.filePath(kept.front()).toStdString())
                                   .value_or(scorescope::RecoverableRun{})
                                   .step;
    QVERIFY(step > 0);
    window_ = makeWindow(registry_);
    window_->show();
    QVERIFY(find<QLabel>("message_text")
                ->text()
                .contains(QStringLiteral("step %1 of it was kept").arg(groupedNumber(step))));
    click("message_recover");
    QTRY_COMPARE_WITH_TIMEOUT(this->step(), step, patience);
    QCOMPARE(window_->frame()->head, step);
    QVERIFY(std::isfinite(window_->frame()->lastValue("loss")));
    QTRY_VERIFY_WITH_TIMEOUT(
        find<QLabel>("message_text")
            ->text()
            .contains(QStringLiteral("is recovered at step %1").arg(groupedNumber(step))),
        patience);
    // The edit waits for a restart, as it did; what could be changed while running was changed.
    QCOMPARE(hiddenUnits(), std::int64_t{11});
    QCOMPARE(window_->document().pending(), std::vector<std::string>{"hidden_units"});
    QTRY_COMPARE_WITH_TIMEOUT(
        window_->frame()->scene->parameters.integer("hidden_units"),
        parseScene(smallSceneJson(), "small", registry_).parameters.integer("hidden_units"),
        patience);
    // Until its run is kept again, what was recovered stays where it is, for this window alone.
    QVERIFY(folder.exists(kept.front()));
    QVERIFY(Autosave(folder.path()).leftovers().empty());
    window_->close();
    QTRY_VERIFY(window_->findChild<QMessageBox*>(QStringLiteral("unsaved_dialog")) != nullptr);
    auto* box = find<QMessageBox>("unsaved_dialog");
    QTest::mouseClick(box->button(QMessageBox::Discard), Qt::LeftButton);
    QTRY_VERIFY(!window_->isVisible());
    window_.reset();
    QVERIFY(folder.isEmpty(QDir::AllEntries | QDir::NoDotAndDotDot));
}

void TestMainWindow::recoversTheSceneOfARunThatIsDamaged() {
    killAfter("--train-edit-and-wait", "kept");
    const QDir folder(Autosave::standardFolder());
    const QString kept = folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot).value(0);
    const auto run = newestKept(folder.filePath(kept).toStdString());
    QVERIFY(run);
    // Bytes that no checkpoint has, as many as before.
    QFile tensors(QString::fromStdString(run->folder) + QStringLiteral("/state.safetensors"));
    const qint64 size = tensors.size();
    QVERIFY(tensors.open(QIODevice::WriteOnly));
    tensors.write(QByteArray(size, 'x'));
    tensors.close();
    window_ = makeWindow(registry_);
    window_->show();
    click("message_recover");
    QTRY_VERIFY_WITH_TIMEOUT(find<QLabel>("message_text")->text().contains("state.safetensors"),
                             patience);
    QCOMPARE(hiddenUnits(), std::int64_t{11});
    QCOMPARE(step(), std::uint64_t{0});
}

void TestMainWindow::recoversAfterAKill() {
    killAfter("--edit-and-wait", "saved");
    window_ = makeWindow(registry_);
    window_->show();
    click("message_recover");
    QTRY_COMPARE(hiddenUnits(), std::int64_t{11});
}

void TestMainWindow::everyControlHasANameAndCanBeReached() {
    for (QAbstractButton* button : window_->findChildren<QAbstractButton*>()) {
        const bool ours = !button->objectName().startsWith(QLatin1String("qt_")) &&
                          button->parentWidget()->inherits("QTabBar") == false;
        if (!ours || !button->isVisible()) {
            continue;
        }
        QVERIFY2(!button->objectName().isEmpty(), qPrintable(button->text()));
        QVERIFY2(!button->accessibleName().isEmpty() || !button->text().isEmpty(),
                 qPrintable(button->objectName()));
        QVERIFY2((button->focusPolicy() & Qt::TabFocus) != 0, qPrintable(button->objectName()));
    }
}

namespace {

/// The parts of the kill tests that get killed: edit a scene, after some training if asked to, and
/// wait.
int editAndWait(bool train) {
    const Registry registry = registerLabs();
    const std::unique_ptr<MainWindow> window = makeWindow(registry, train ? 1e-3 : 10.0);
    window->show();
    const QDir folder(Autosave::standardFolder());
    const auto waitFor = [](const std::function<bool()>& condition) {
        while (!condition()) {
            QApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
        }
    };
    const auto keptFolder = [&] {
        return folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot).value(0);
    };
    if (train) {
        window->findChild<QAction*>(QStringLiteral("action_run"))->trigger();
        waitFor([&] {
            return newestKept(folder.filePath(keptFolder()).toStdString()).has_value() &&
                   window->frame()->head > 0; // an edit before that would begin the run anew
        });
    }
    auto* field = window->findChild<QAbstractSpinBox*>(QStringLiteral("parameter_hidden_units"));
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, QStringLiteral("11"));
    QTest::keyClick(field, Qt::Key_Return);
    waitFor([&] {
        QFile file(folder.filePath(folder.entryList({QStringLiteral("*.json")}).value(0)));
        return file.open(QIODevice::ReadOnly) && file.readAll().contains("\"hidden_units\": 11");
    });
    std::puts(train ? "kept" : "saved");
    std::fflush(stdout);
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv) {
    const WindowTestHome home;
    QApplication application(argc, argv);
    const std::string part = argc > 1 ? argv[1] : "";
    if (part == "--edit-and-wait" || part == "--train-edit-and-wait") {
        return editAndWait(part == "--train-edit-and-wait");
    }
    TestMainWindow test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_main_window.moc"
