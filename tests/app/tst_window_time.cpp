// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Moments that are past, and what becomes of them: scrubbing, branches, lines, resets.
#include "app/window/scrubber.h"
#include "tests/support/window_test.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QTest>

using namespace scorescope;
using namespace scorescope::app;
using namespace scorescope::test;

class TestWindowTime : public WindowTest {
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { window_.reset(); }

    void scrubsAndBranches();
    void tellsWhatIsOnScreen();
    void looksBackWithTheValuesOfThen();
    void aBranchIsUndone();
    void returnsToALineFromTheMenu();
    void aResetIsUndone();
    void raisesTheNumberOfSteps();
    void looksBackWithWhatIsLookedAtNow();
    void resetsToTheSameStart();
};

void TestWindowTime::looksBackWithWhatIsLookedAtNow() {
    stepTo(20);
    QVERIFY(!window_->frame()->find("closeup_field"));
    trigger("action_closeup"); // opened after those moments passed
    QTRY_VERIFY_WITH_TIMEOUT(window_->frame()->find("closeup_field"), patience);
    QTest::mouseClick(find<Scrubber>("scrubber"), Qt::LeftButton, {}, QPoint(1, 12));
    QTRY_VERIFY_WITH_TIMEOUT(step() < 20 && window_->frame()->find("closeup_field"), patience);
}

void TestWindowTime::scrubsAndBranches() {
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

void TestWindowTime::tellsWhatIsOnScreen() {
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

void TestWindowTime::looksBackWithTheValuesOfThen() {
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

void TestWindowTime::aBranchIsUndone() {
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

void TestWindowTime::returnsToALineFromTheMenu() {
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

void TestWindowTime::aResetIsUndone() {
    stepTo(12);
    const double loss = window_->frame()->lastValue("loss");
    key(Qt::Key_Home);
    QTRY_COMPARE_WITH_TIMEOUT(step(), std::uint64_t{0}, patience);
    QTRY_VERIFY(find<QAction>("action_undo")->isEnabled());
    key(Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(step(), std::uint64_t{12}, patience);
    QCOMPARE(window_->frame()->lastValue("loss"), loss);
}

void TestWindowTime::raisesTheNumberOfSteps() {
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

void TestWindowTime::resetsToTheSameStart() {
    stepTo(1);
    const double loss = window_->frame()->lastValue("loss");
    key(Qt::Key_Home);
    QTRY_COMPARE_WITH_TIMEOUT(step(), std::uint64_t{0}, patience);
    stepTo(1);
    QVERIFY(window_->frame()->lastValue("loss") == loss);
}

int main(int argc, char** argv) {
    const WindowTestHome home;
    QApplication application(argc, argv);
    TestWindowTime test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_window_time.moc"
