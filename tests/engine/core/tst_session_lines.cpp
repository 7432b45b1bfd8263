// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Moments of the past with what held then, events, and the lines that branches and resets leave.
#include "engine/core/artifact_io.h"
#include "engine/core/session.h"
#include "tests/support/fake_experiment.h"
#include "tests/support/session_harness.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace scorescope;
using namespace scorescope::test;

namespace {

struct Harness : SessionHarness {
    Harness() : SessionHarness(fakeRegistry(), fakeScene(fakeRegistry())) {}

    static double value(const Frame& frame) {
        return std::stod(std::get<Table>(frame.find("state")->data).rows[0][0].text);
    }
    FramePtr stepTo(std::uint64_t step) {
        post(command::Step{step - newest->step});
        return waitForStep(step);
    }
    /// At the head of another line than `line`.
    FramePtr waitForOtherLine(std::uint64_t line) {
        return waitFor(
            [line](const Frame& f) { return f.line != line && f.head == f.step && f.scene; });
    }
};

} // namespace

class SessionLinesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPastMomentHasTheParametersAndTheTimeOfThen() {
        Harness h;
        QVERIFY(h.waitForStep(0));
        QVERIFY(h.stepTo(10));
        const FramePtr then = h.stepTo(20);
        h.post(command::Set{"rate", 3.0});
        const FramePtr head = h.stepTo(60);
        QVERIFY(head->clock > then->clock);
        QCOMPARE(head->scene->parameters.real("rate"), 3.0);
        h.post(command::Seek{20});
        FramePtr past = h.waitFor([](const Frame& f) { return f.step == 20 && f.head == 60; });
        QVERIFY(past);
        QCOMPARE(past->scene->parameters.real("rate"), 1.0);
        QCOMPARE(past->clock, then->clock);
        QCOMPARE(past->valueNow("value")->step, 20.0);
        QCOMPARE(past->valueNow("value")->value, 25.0);
        QCOMPARE(past->lastValue("value"), 25.0 + 40.0 * 3.0); // curves stay whole
        Interest narrow;
        narrow.all = false;
        narrow.names = {"state"};
        h.post(command::Look{narrow}); // made anew, it is the same moment
        past = h.waitFor([](const Frame& f) { return f.step == 20 && f.artifacts.size() == 1; });
        QVERIFY(past);
        QCOMPARE(past->scene->parameters.real("rate"), 1.0);
        QCOMPARE(past->clock, then->clock);
        h.post(command::Seek{60});
        const FramePtr back = h.waitForStep(60);
        QVERIFY(back);
        QCOMPARE(back->scene->parameters.real("rate"), 3.0);
        QCOMPARE(back->clock, head->clock);
    }

    void whatIsDoneIsSeenAtOnceAlsoAtRest() {
        Harness h;
        QVERIFY(h.waitForStep(0));
        const std::uint64_t generation = h.newest->generation;
        h.post(command::Act{{"jump", {100.0}}});
        const FramePtr frame = h.waitFor([](const Frame& f) { return Harness::value(f) == 105.0; });
        QVERIFY(frame);
        QCOMPARE(frame->step, std::uint64_t{0}); // no step was needed for it
        QCOMPARE(frame->generation, generation);
        QVERIFY(frame->events);
        QCOMPARE(frame->events->back().name, std::string("jump"));
    }

    void editsAndActionsAreEvents() {
        Harness h;
        QVERIFY(h.waitForStep(0));
        QVERIFY(h.stepTo(10));
        h.post(command::Set{"rate", 2.0});
        h.post(command::Act{{"jump", {1.0}}});
        const FramePtr frame = h.stepTo(20);
        QVERIFY(frame->events);
        QCOMPARE(frame->events->size(), std::size_t{2});
        const RunEvent& edit = frame->events->front();
        QCOMPARE(edit.step, std::uint64_t{10});
        QCOMPARE(edit.before, std::string("1"));
        QCOMPARE(edit.after, std::string("2"));
        // Back before them: they have not happened, but the rate is held from there on.
        h.post(command::StepBack{15});
        const FramePtr back = h.waitForStep(5);
        QVERIFY(back);
        QCOMPARE(back->events->size(), std::size_t{1});
        QCOMPARE(back->events->front().step, std::uint64_t{5});
        QCOMPARE(back->events->front().after, std::string("2"));
    }

    void eventsAndTimeTravelWithACheckpoint() {
        QTemporaryDir folder;
        const std::string place = folder.filePath(QStringLiteral("checkpoint")).toStdString();
        Harness h;
        QVERIFY(h.waitForStep(0));
        h.post(command::Act{{"jump", {1.0}}});
        const FramePtr saved = h.stepTo(10);
        h.post(command::Save{place});
        QVERIFY(h.waitForNotice());
        QVERIFY(h.stepTo(30));
        QVERIFY(h.newest->events->back().kind == RunEvent::Kind::saved);
        h.post(command::Load{place});
        const FramePtr loaded = h.waitForStep(10);
        QVERIFY(loaded);
        QCOMPARE(loaded->events->size(), std::size_t{1});
        QCOMPARE(loaded->events->front().name, std::string("jump"));
        QCOMPARE(loaded->clock, saved->clock);
    }

    void aBranchKeepsBothLines() {
        Harness h;
        QVERIFY(h.waitForStep(0));
        QVERIFY(h.stepTo(20));
        h.post(command::Set{"rate", 2.0});
        const FramePtr old = h.stepTo(50);
        QVERIFY(!old->lines);
        const double oldValue = Harness::value(*old);
        h.post(command::Branch{10});
        const FramePtr branch = h.waitForOtherLine(old->line);
        QVERIFY(branch);
        QCOMPARE(branch->step, std::uint64_t{10});
        QCOMPARE(branch->lines->size(), std::size_t{1});
        const RunLine line = branch->lines->front();
        QCOMPARE(line.id, old->line);
        QCOMPARE(line.number, std::uint64_t{1});
        QCOMPARE(line.from, std::uint64_t{10});
        QCOMPARE(line.to, std::uint64_t{50});
        QCOMPARE(line.clock, old->clock);
        QVERIFY(branch->events->back().kind == RunEvent::Kind::branch);
        h.post(command::Set{"rate", -1.0});
        const FramePtr other = h.stepTo(40);
        const double otherValue = Harness::value(*other);
        QCOMPARE(otherValue, 15.0 - 30.0);

        h.post(command::Return{line.id});
        const FramePtr back = h.waitForOtherLine(branch->line);
        QVERIFY(back);
        QCOMPARE(back->line, line.id);
        QCOMPARE(back->step, std::uint64_t{50});
        QCOMPARE(Harness::value(*back), oldValue);
        QCOMPARE(back->scene->parameters.real("rate"), 2.0);
        QCOMPARE(back->clock, old->clock);
        QCOMPARE(seriesCsv(*back), seriesCsv(*old));
        QCOMPARE(back->lines->size(), std::size_t{1});
        QCOMPARE(back->lines->front().id, branch->line);
        QCOMPARE(back->lines->front().number, std::uint64_t{2});
        QCOMPARE(back->lines->front().to, std::uint64_t{40});

        // It goes on as if it had never been left, and steps back through its own edits.
        QCOMPARE(Harness::value(*h.stepTo(60)), oldValue + 20.0);
        h.post(command::StepBack{35});
        const FramePtr earlier = h.waitForStep(25);
        QVERIFY(earlier);
        QCOMPARE(Harness::value(*earlier), 25.0 + 10.0);

        h.post(command::Return{branch->line});
        const FramePtr again = h.waitForOtherLine(line.id);
        QVERIFY(again);
        QCOMPARE(Harness::value(*again), otherValue);
        QCOMPARE(seriesCsv(*again), seriesCsv(*other));
    }

    void aResetKeepsTheRunToo() {
        Harness h;
        QVERIFY(h.waitForStep(0));
        const FramePtr old = h.stepTo(30);
        h.post(command::Reset{});
        const FramePtr start = h.waitForOtherLine(old->line);
        QVERIFY(start);
        QCOMPARE(start->step, std::uint64_t{0});
        QCOMPARE(start->lines->front().from, std::uint64_t{0});
        QVERIFY(h.stepTo(3));
        h.post(command::Return{old->line});
        const FramePtr back = h.waitForOtherLine(start->line);
        QVERIFY(back);
        QCOMPARE(seriesCsv(*back), seriesCsv(*old));
        h.post(command::StepBack{10});
        const FramePtr earlier = h.waitForStep(20);
        QVERIFY(earlier);
        QCOMPARE(Harness::value(*earlier), 25.0);
    }

    void aResetAtTheStartLeavesNothing() {
        Harness h;
        QVERIFY(h.waitForStep(0));
        const std::uint64_t generation = h.newest->generation;
        h.post(command::Reset{});
        QVERIFY(h.waitFor([generation](const Frame& f) { return f.generation > generation; }));
        QVERIFY(!h.newest->lines);
    }

    void aLineCanBeForgotten() {
        Harness h;
        QVERIFY(h.waitForStep(0));
        const FramePtr old = h.stepTo(30);
        h.post(command::Branch{10});
        QVERIFY(h.waitForOtherLine(old->line));
        h.post(command::Forget{old->line});
        QVERIFY(h.waitFor([](const Frame& f) { return !f.lines; }));
        h.post(command::Return{old->line});
        QVERIFY(h.waitForNotice());
        QVERIFY(h.notices.back().text.find("no longer kept") != std::string::npos);
        QVERIFY(h.stepTo(11)); // the run is as it was
    }

    void steppingBackFromAPastMomentKeepsTheLine() {
        Harness h;
        QVERIFY(h.waitForStep(0));
        QVERIFY(h.stepTo(20));
        const FramePtr old = h.stepTo(50);
        h.post(command::Seek{20});
        QVERIFY(h.waitFor([](const Frame& f) { return f.step == 20 && f.head == 50; }));
        h.post(command::StepBack{1});
        const FramePtr branch = h.waitForOtherLine(old->line);
        QVERIFY(branch);
        QCOMPARE(branch->step, std::uint64_t{19});
        QCOMPARE(branch->lines->front().to, std::uint64_t{50});
    }

    void theOldestLineGoesAndIsNamed() {
        Harness h;
        QVERIFY(h.waitForStep(0));
        QVERIFY(h.stepTo(30));
        for (int i = 0; i < 9; ++i) {
            const std::uint64_t line = h.newest->line;
            h.post(command::Branch{10});
            QVERIFY(h.waitForOtherLine(line));
            QVERIFY(h.stepTo(12));
        }
        QCOMPARE(h.newest->lines->size(), std::size_t{8});
        QCOMPARE(h.notices.back().text.find("line 1 was let go"), std::size_t{0});
    }

    void anotherSceneHasNoLines() {
        Harness h;
        QVERIFY(h.waitForStep(0));
        const FramePtr old = h.stepTo(30);
        h.post(command::Branch{10});
        const FramePtr branch = h.waitForOtherLine(old->line);
        QVERIFY(branch);
        h.post(command::Open{fakeScene(fakeRegistry())});
        QVERIFY(h.waitForOtherLine(branch->line));
        QVERIFY(!h.newest->lines);
        QVERIFY(h.newest->line != old->line); // ids are never given twice
    }
};

QTEST_GUILESS_MAIN(SessionLinesTest)
#include "tst_session_lines.moc"
