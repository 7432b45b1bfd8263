// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/event_strip.h"
#include "app/window/scrubber.h"

#include <QTest>

#include <memory>

using namespace scorescope;
using namespace scorescope::app;
using Kind = RunEvent::Kind;

namespace {

std::shared_ptr<Frame> frameAt(std::uint64_t step, std::uint64_t head, RunState state) {
    auto frame = std::make_shared<Frame>();
    frame->step = step;
    frame->head = head;
    frame->totalSteps = 1000;
    frame->status.state = state;
    return frame;
}

} // namespace

class TestEventStrip : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsEventsByColumn() {
        const std::vector<RunEvent> events = {{0, Kind::edit, "a"},      {10, Kind::action, "b"},
                                              {10, Kind::analysis, "c"}, {19, Kind::edit, "d"},
                                              {20, Kind::edit, "e"},     {99, Kind::edit, "f"}};
        const auto counts = eventDensity(events, 20, 5); // middles at 0, 5, 10, 15, 20
        QCOMPARE(counts, (std::vector<std::size_t>{1, 0, 2, 0, 3}));
        QCOMPARE(eventDensity(events, 0, 3), (std::vector<std::size_t>{6, 0, 0}));
        QCOMPARE(eventDensity(events, 20, 1), (std::vector<std::size_t>{6}));
        QVERIFY(eventDensity(events, 20, 0).empty());
    }

    void saysWhatHappened() {
        const ParameterTable table({real("rate", "learning rate", "All", 1.0, 0.0, 10.0, "")});
        QCOMPARE(eventText({500, Kind::edit, "rate", "1", "0.3"}, table),
                 QStringLiteral("step 500: learning rate 1 → 0.3"));
        QCOMPARE(eventText({7, Kind::action, "start_chain"}, table),
                 QStringLiteral("step 7: start chain"));
        QCOMPARE(eventText({7, Kind::branch, "2"}, table),
                 QStringLiteral("step 7: line 2 was left here"));
    }

    void aTipTellsTheEventsNearTheCursor() {
        Scrubber scrubber(nullptr);
        scrubber.resize(1003, 34);
        auto frame = frameAt(600, 600, RunState::paused);
        frame->events = std::make_shared<const std::vector<RunEvent>>(std::vector<RunEvent>{
            {100, Kind::action, "jump"}, {102, Kind::action, "dive"}, {500, Kind::branch, "1"}});
        scrubber.setFrame(*frame);
        QCOMPARE(scrubber.eventsAt(scrubber.positionOf(101)),
                 QStringLiteral("step 100: jump\nstep 102: dive"));
        QVERIFY(scrubber.eventsAt(scrubber.positionOf(300)).isEmpty());
    }

    void theHandleHasThreeShapes() {
        Scrubber scrubber(nullptr);
        scrubber.resize(400, 34);
        scrubber.setFrame(*frameAt(500, 500, RunState::running));
        QVERIFY(scrubber.moment() == RunMoment::following);
        const QImage following = scrubber.grab().toImage();
        scrubber.setFrame(*frameAt(500, 500, RunState::paused));
        QVERIFY(scrubber.moment() == RunMoment::paused);
        const QImage paused = scrubber.grab().toImage();
        scrubber.setFrame(*frameAt(500, 700, RunState::paused));
        QVERIFY(scrubber.moment() == RunMoment::lookingBack);
        QVERIFY(scrubber.accessibleDescription().contains(QStringLiteral("looking back")));
        const QImage past = scrubber.grab().toImage();
        QVERIFY(following != paused);
        QVERIFY(past != paused);
    }
};

QTEST_MAIN(TestEventStrip)
#include "tst_event_strip.moc"
