// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/bench_rounds.h"
#include "engine/gsn/network/gsn_bench.h"

#include <QTest>

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::gsn;

namespace {

GsnBenchOptions tiny() {
    GsnBenchOptions options;
    options.threads = 1;
    options.rounds = 3;
    options.layers = {784, 12, 9};
    options.batch = 5;
    options.walkback = 3;
    options.manyChains = 4;
    options.minibatches = options.oneChainSteps = options.manyChainsSteps = 2;
    return options;
}

} // namespace

class TestGsnBench : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void measuresATinyNetwork() {
        const std::vector<BenchRow> rows = benchGsn(tiny());
        QCOMPARE(rows.size(), std::size_t(3));
        QCOMPARE(QString::fromStdString(rows[0].name), QStringLiteral("gsn_training"));
        QCOMPARE(QString::fromStdString(rows[1].name), QStringLiteral("gsn_chain"));
        QCOMPARE(QString::fromStdString(rows[2].name), QStringLiteral("gsn_chains"));
        const double done[] = {2.0 * 5.0, 2.0, 2.0 * 4.0}; // in a round
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const BenchRow& row = rows[i];
            QVERIFY(std::isfinite(row.seconds) && row.seconds > 0.0);
            QVERIFY(std::abs(row.gflops * row.seconds / done[i] - 1.0) < 1e-9);
            QCOMPARE(row.threads, 1);
            QVERIFY(!row.note.empty());
            if (row.referenceSeconds == 0.0) { // no PyTorch here
                QCOMPARE(row.ratio, 0.0);
                QVERIFY(QString::fromStdString(row.note).startsWith("no reference"));
                continue;
            }
            QVERIFY(std::isfinite(row.referenceSeconds) && row.referenceSeconds > 0.0);
            QVERIFY(std::abs(row.ratio * row.seconds / row.referenceSeconds - 1.0) < 1e-9);
            QVERIFY(row.lowestRatio > 0.0 && row.lowestRatio <= row.ratio);
            QVERIFY(row.ratio <= row.highestRatio);
            QVERIFY(std::isfinite(row.highestRatio));
        }
    }

    void refusesWhatCannotBeMeasured_data() {
        QTest::addColumn<int>("which");
        QTest::newRow("no threads") << 0;
        QTest::newRow("no rounds") << 1;
        QTest::newRow("one hidden layer") << 2;
        QTest::newRow("no digits") << 3;
        QTest::newRow("no walkback") << 4;
    }
    void refusesWhatCannotBeMeasured() {
        QFETCH(int, which);
        GsnBenchOptions options = tiny();
        if (which == 0) {
            options.threads = 0;
        } else if (which == 1) {
            options.rounds = 0;
        } else if (which == 2) {
            options.layers.pop_back();
        } else if (which == 3) {
            options.layers.front() = 100;
        } else {
            options.walkback = 0;
        }
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(benchGsn(options)), std::invalid_argument);
    }

    void roundsKeepTheirSpread() {
        int rounds = 0;
        double sum = 0.0; // work that is not left out
        const auto side = [&] {
            for (int i = 1; i < 10'000; ++i) {
                sum += std::sqrt(i);
            }
            ++rounds;
        };
        BenchRow row;
        bench::compare(5, side, side, row);
        QCOMPARE(rounds, 2 * (5 + 1)); // the first of either does not count
        QVERIFY(sum > 0.0);
        QVERIFY(row.lowestRatio > 0.0);
        QVERIFY(row.lowestRatio <= row.ratio && row.ratio <= row.highestRatio);
    }
};

QTEST_GUILESS_MAIN(TestGsnBench)
#include "tst_gsn_bench.moc"
