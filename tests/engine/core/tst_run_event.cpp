// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/run_event.h"

#include <QtTest>
#include <nlohmann/json.hpp>

using namespace scorescope;
using Kind = RunEvent::Kind;

class RunEventTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void areKeptInTheOrderOfTheirSteps() {
        RunEvents events;
        events.add({40, Kind::action, "first"});
        events.add({10, Kind::analysis, "late result"});
        events.add({40, Kind::action, "second"});
        const std::vector<RunEvent>& all = *events.list();
        QCOMPARE(all.size(), std::size_t{3});
        QCOMPARE(all[0].name, std::string("late result"));
        QCOMPARE(all[1].name, std::string("first"));
        QCOMPARE(all[2].name, std::string("second"));
    }

    void editsOfAParameterAtAStepAreOne() {
        RunEvents events;
        events.add({5, Kind::edit, "rate", "1", "2"});
        events.add({5, Kind::edit, "other", "a", "b"});
        events.add({5, Kind::edit, "rate", "2", "3"});
        QCOMPARE(events.list()->size(), std::size_t{2});
        QCOMPARE(events.list()->front().before, std::string("1"));
        QCOMPARE(events.list()->front().after, std::string("3"));
        events.add({5, Kind::edit, "rate", "3", "1"}); // and back again: nothing happened
        QCOMPARE(events.list()->size(), std::size_t{1});
        QCOMPARE(events.list()->front().name, std::string("other"));
    }

    void whatWasHandedOutStays() {
        RunEvents events;
        events.add({5, Kind::action, "jump"});
        const RunEventList before = events.list();
        events.add({6, Kind::action, "jump"});
        events.cutAfter(4);
        QCOMPARE(before->size(), std::size_t{1});
        QVERIFY(events.list()->empty());
    }

    void areCutOnABranch() {
        RunEvents events;
        for (std::uint64_t step : {10, 20, 20, 30}) {
            events.add({step, Kind::action, "jump"});
        }
        events.cutAfter(20);
        QCOMPARE(events.list()->size(), std::size_t{3});
    }

    void analysesGoFirstWhenThereAreTooMany() {
        RunEvents events;
        events.add({0, Kind::edit, "rate", "1", "2"});
        for (std::size_t i = 0; i < RunEvents::mostEvents + 5; ++i) {
            events.add({i + 1, Kind::analysis, "spectrum"});
        }
        QCOMPARE(events.list()->size(), RunEvents::mostEvents);
        QVERIFY(events.list()->front().kind == Kind::edit);
        QCOMPARE(events.list()->back().step, std::uint64_t{RunEvents::mostEvents + 5});
    }

    void travelThroughJson() {
        RunEvents events;
        events.add({5, Kind::edit, "rate", "1", "2"});
        events.add({7, Kind::branch, "1"});
        RunEvents again;
        again.restore(events.json());
        QCOMPARE(again.json().dump(), events.json().dump());
        QCOMPARE(again.list()->front().after, std::string("2"));
    }

    void strangeJsonLeavesNone() {
        RunEvents events;
        events.restore(nlohmann::ordered_json::parse(
            R"([{"step": -1, "kind": "edit"}, {"step": 3, "kind": "party"}, 4])"));
        QVERIFY(!events.list());
        events.restore("words");
        QVERIFY(!events.list());
    }
};

QTEST_GUILESS_MAIN(RunEventTest)
#include "tst_run_event.moc"
