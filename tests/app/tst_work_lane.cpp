// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/work_lane.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace scorescope;
using namespace scorescope::app;

namespace {

AnalysisStatus status(const char* name, bool running, double soFar, double share = 0.25) {
    AnalysisStatus made;
    made.request.key = {name, 1200, ""};
    made.request.title = std::string("Of ") + name;
    made.running = running;
    made.secondsSoFar = soFar;
    made.secondsLeft = running ? 12.0 : -1.0;
    made.share = share;
    return made;
}

} // namespace

class TestWorkLane : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void shortWorkDoesNotFlicker() {
        QVERIFY(workItems(std::vector<AnalysisStatus>{status("a", true, 0.02)}).empty());
        // What waits behind it need not be told either.
        QVERIFY(workItems({status("a", true, 0.02), status("b", false, 0.0)}).empty());
    }
    void tellsWhatOfWhichStepAndHowLong() {
        const auto items = workItems({status("a", true, 3.0), status("b", false, 0.0)});
        QCOMPARE(items.size(), std::size_t{2});
        QCOMPARE(items[0].key, QStringLiteral("a"));
        QVERIFY(items[0].text.startsWith(QStringLiteral("Of a · step 1")));
        QVERIFY(items[0].text.endsWith(QStringLiteral("12 s left")));
        QVERIFY(items[1].text.endsWith(QStringLiteral("waiting")));
    }
    void engineWorkIsToldUntilItIsOver() {
        const auto items = workItems(EngineWork{"opening The digits: reading", 0.5, 4.0});
        QCOMPARE(items.size(), std::size_t{1});
        QCOMPARE(items[0].text, QStringLiteral("Opening The digits: reading · 4 s left"));
        QVERIFY(workItems(EngineWork{}).empty());
    }
    void buttonsGiveUpWhatTheyStandBeside() {
        WorkLane lane(nullptr);
        const int height = lane.height();
        lane.resize(700, height);
        lane.show();
        QSignalSpy analyses(&lane, &WorkLane::analysisCancelled);
        QSignalSpy work(&lane, &WorkLane::workCancelled);
        lane.setAnalyses({status("a", true, 3.0), status("b", false, 0.0)});
        QCOMPARE(lane.texts().size(), 2);
        auto* first = lane.findChild<QToolButton*>(QStringLiteral("work_cancel_0"));
        auto* second = lane.findChild<QToolButton*>(QStringLiteral("work_cancel_1"));
        second->click();
        QCOMPARE(analyses.size(), 1);
        QCOMPARE(analyses[0][0].toString(), QStringLiteral("b"));
        // The engine's own work stands first; there is room for two.
        lane.setWork(EngineWork{"going back to step 3", 0.1, -1.0});
        QCOMPARE(lane.texts().size(), 3);
        QVERIFY(lane.texts().last().contains(QStringLiteral("1 more")));
        first->click();
        QCOMPARE(work.size(), 1);
        second->click();
        QCOMPARE(analyses[1][0].toString(), QStringLiteral("a"));
        lane.setWork({});
        lane.setAnalyses({});
        QVERIFY(lane.texts().isEmpty());
        QCOMPARE(lane.height(), height); // nothing jumps
    }
    void textsAreWholeAndTheOthersCounted() {
        WorkLane lane(nullptr);
        lane.setAnalyses(
            {status("a", true, 3.0), status("b", false, 0.0), status("c", false, 0.0)});
        const int height = lane.height();
        lane.show();
        lane.resize(700, height);
        QCOMPARE(lane.texts().size(), 3);
        QVERIFY(lane.texts().last().contains(QStringLiteral("1 more")));
        lane.resize(320, height);
        QTRY_COMPARE(lane.texts().size(), 2);
        QVERIFY(lane.texts().last().contains(QStringLiteral("2 more")));
        const auto* text = lane.findChild<QLabel*>(QStringLiteral("work_text"));
        QTRY_VERIFY(text->width() >= text->sizeHint().width());
        lane.resize(700, height);
        QTRY_COMPARE(lane.texts().size(), 3);
    }
    void neverKeepsTheWindowWide() {
        QWidget window;
        auto* line = new QHBoxLayout(&window); // owned by the window
        auto* lane = new WorkLane(&window);
        line->addWidget(lane);
        lane->setAnalyses({status("of a very long name that says all there is to say", true, 3.0),
                           status("b", false, 0.0)});
        QVERIFY(window.minimumSizeHint().width() < 100);
    }
};

QTEST_MAIN(TestWorkLane)
#include "tst_work_lane.moc"
