// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/analyses.h"
#include "engine/core/pictures.h"
#include "tests/support/fake_experiment.h"
#include "tests/support/near.h"

#include <QtTest>

#include <map>
#include <string>

using namespace scorescope;
using namespace scorescope::test;

class PictureBudgetTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cheapOnesKeepTheBeat() {
        const auto intervals = pictureIntervals({{"a", 0.0001}, {"b", 0.0005}}, 0.033, 0.07);
        QCOMPARE(intervals.at("a"), 0.033);
        QCOMPARE(intervals.at("b"), 0.033);
    }

    void theWholeIsWithinTheShare() {
        const std::map<std::string, double> costs = {
            {"a", 0.0}, {"b", 0.0002}, {"c", 0.002}, {"d", 0.020}, {"e", 0.3}};
        const auto intervals = pictureIntervals(costs, 1.0 / 30.0, 0.07);
        double share = 0.0;
        for (const auto& [name, seconds] : costs) {
            share += seconds / intervals.at(name);
            QVERIFY(intervals.at(name) >= 1.0 / 30.0);
        }
        QVERIFY(share <= 0.07 + 1e-12);
        QVERIFY(share >= 0.069); // and what is there is used
        // The costly one does not slow down the one that costs a hundredth.
        QVERIFY(intervals.at("c") < 0.15);
        QVERIFY(intervals.at("e") > 10.0);
    }

    void theCostliestDivideEvenly() {
        const auto intervals = pictureIntervals({{"a", 0.01}, {"b", 0.04}}, 0.033, 0.08);
        std::string message;
        QVERIFY2(near(intervals.at("a"), 0.25, 1e-12, 0.0, &message), message.c_str());
        QVERIFY2(near(intervals.at("b"), 1.0, 1e-12, 0.0, &message), message.c_str());
    }

    void waitsForTheirTurn() {
        PictureBudget budget(0.10);
        const std::set<std::string> all = {"cheap", "costly"};
        QVERIFY(budget.notDue(all, 0.0, 0.033).empty()); // nothing is known of their cost
        budget.made({{"cheap", 0.0001}, {"costly", 0.010}}, 0.0);
        QCOMPARE(budget.notDue(all, 0.033, 0.033), std::set<std::string>{"costly"});
        // 10 ms within what 10 % leaves beside the cheap one: after about 103 ms.
        QCOMPARE(budget.notDue(all, 0.080, 0.033), std::set<std::string>{"costly"});
        QVERIFY(budget.notDue(all, 0.104, 0.033).empty());
        budget.made({{"cheap", 0.0001}}, 0.104); // it was not made: its turn stands
        QVERIFY(budget.notDue(all, 0.137, 0.033).empty());
        budget.made({{"costly", 0.010}}, 0.137);
        QCOMPARE(budget.notDue(all, 0.170, 0.033), std::set<std::string>{"costly"});
        budget.clear();
        QVERIFY(budget.notDue(all, 0.171, 0.033).empty());
    }

    void aPictureAtRestIsComplete() {
        const Registry registry = fakeRegistry();
        const auto experiment = createExperiment(registry, fakeScene(registry), {}, 1);
        Analyses analyses;
        double now = 0.0;
        Pictures pictures([&now] { return now += 0.01; }); // what an artifact takes
        constexpr double interval = 1.0 / 30.0;
        const Interest all;
        auto frame = pictures.take(*experiment, analyses, all, true, interval);
        QVERIFY(frame->find("state"));
        experiment->step();
        // 10 ms of a picture's 33 are too much: it is shown as it was.
        frame = pictures.take(*experiment, analyses, all, true, interval);
        QCOMPARE(frame->older.at("state"), std::uint64_t{0});
        QCOMPARE(std::get<Table>(frame->find("state")->data).rows[0][0].text, std::to_string(5.0));
        experiment->step();
        frame = pictures.take(*experiment, analyses, all, true, interval);
        QCOMPARE(frame->older.at("state"), std::uint64_t{0}); // still of the step it is of
        frame = pictures.take(*experiment, analyses, all, false, interval);
        QVERIFY(frame->older.empty());
        QCOMPARE(std::get<Table>(frame->find("state")->data).rows[0][0].text, std::to_string(7.0));
    }

    void aCostlyOneHasItsTurn() {
        const Registry registry = fakeRegistry();
        const auto experiment = createExperiment(registry, fakeScene(registry), {}, 1);
        Analyses analyses;
        double now = 0.0;
        Pictures pictures([&now] { return now += 0.01; });
        constexpr double interval = 1.0 / 30.0;
        const Interest all;
        static_cast<void>(pictures.take(*experiment, analyses, all, true, interval));
        experiment->step();
        now += 1.0; // longer than all its artifacts take out of 7 %
        const auto frame = pictures.take(*experiment, analyses, all, true, interval);
        QVERIFY(frame->older.empty());
        QCOMPARE(std::get<Table>(frame->find("state")->data).rows[0][0].text, std::to_string(6.0));
    }
};

QTEST_GUILESS_MAIN(PictureBudgetTest)
#include "tst_picture_budget.moc"
