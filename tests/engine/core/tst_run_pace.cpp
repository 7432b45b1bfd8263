// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/run_pace.h"

#include <QtTest>

using namespace scorescope;

class RunPaceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void stepBudgetIsPureAndBounded() {
        QCOMPARE(stepsForBudget(1, 0.010, 0.010), std::uint64_t{1});
        QCOMPARE(stepsForBudget(10, 0.001, 0.010), std::uint64_t{20}); // grows by at most 2
        QCOMPARE(stepsForBudget(100, 1.0, 0.010), std::uint64_t{50});  // shrinks by at most 2
        QCOMPARE(stepsForBudget(8, 0.008, 0.010), std::uint64_t{10});  // lands on the budget
        QCOMPARE(stepsForBudget(1, 5.0, 0.010), std::uint64_t{1});     // never none
        QVERIFY(stepsForBudget(0, 0.0, 0.010) >= 1);
        QVERIFY(stepsForBudget(std::uint64_t{1} << 40U, 1e-9, 0.010) <= std::uint64_t{1} << 40U);
    }
};

QTEST_GUILESS_MAIN(RunPaceTest)
#include "tst_run_pace.moc"
