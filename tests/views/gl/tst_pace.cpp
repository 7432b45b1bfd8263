// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/gl/pace.h"

#include <QTest>

using namespace scorescope::views;

class TestPace : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneHiccupIsNotTypical() {
        RecentTimes times;
        times.add(0.5);
        times.add(0.01);
        QVERIFY(!times.typical());
        times.add(0.02);
        QCOMPARE(times.typical(), std::optional<double>(0.01));
        times.add(0.03); // in the place of the oldest
        times.add(0.04);
        QCOMPARE(times.typical(), std::optional<double>(0.02));
        times.clear();
        QVERIFY(!times.typical());
    }

    void listsAreThinnedByPowersOfTwo() {
        constexpr double budget = 0.05;
        QCOMPARE(nextThinning(1, 0.04, budget, 16), std::size_t{1});
        QCOMPARE(nextThinning(1, 0.06, budget, 16), std::size_t{2});
        QCOMPARE(nextThinning(16, 0.06, budget, 16), std::size_t{16});
        // Back only where twice as many would keep well below: it must not swing.
        QCOMPARE(nextThinning(4, 0.02, budget, 16), std::size_t{4});
        QCOMPARE(nextThinning(4, 0.01, budget, 16), std::size_t{2});
        std::size_t thin = 1;
        for (int i = 0; i < 10; ++i) {
            thin = nextThinning(thin, 0.2 / static_cast<double>(thin), budget, 16);
        }
        QCOMPARE(thin, std::size_t{4}); // 0.05 keeps the budget, 0.1 does not
    }
};

QTEST_APPLESS_MAIN(TestPace)
#include "tst_pace.moc"
