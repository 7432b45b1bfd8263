// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/sampling/sampling_bench.h"

#include <QtTest>

#include <cmath>
#include <stdexcept>
#include <vector>

using namespace scorescope;
using namespace scorescope::issgd;

namespace {

SamplingBenchOptions tiny() {
    SamplingBenchOptions options;
    options.rounds = 3;
    options.sizes = {1000, 70};
    options.draws = 3000;
    options.updates = 500;
    options.batch = 64;
    return options;
}

} // namespace

class TestSamplingBench : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void measuresTinySizes() {
        const std::vector<BenchRow> rows = benchSampling(tiny());
        QCOMPARE(rows.size(), std::size_t(10));
        const char* names[] = {"alias_draws", "tree_draws", "tree_updates", "alias_building",
                               "tree_building"};
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const BenchRow& row = rows[i];
            QCOMPARE(QString::fromStdString(row.name), QString(names[i % 5]));
            QCOMPARE(QString::fromStdString(row.size),
                     i < 5 ? QStringLiteral("N=1000") : QStringLiteral("N=70"));
            const double counts[] = {3000.0, 3000.0, 500.0, i < 5 ? 1000.0 : 70.0,
                                     i < 5 ? 1000.0 : 70.0};
            QVERIFY(std::isfinite(row.seconds) && row.seconds > 0.0);
            QVERIFY(std::abs(row.gflops * row.seconds / counts[i % 5] - 1.0) < 1e-12);
            QVERIFY(std::abs(row.ratio * row.seconds / row.referenceSeconds - 1.0) < 1e-12);
            QVERIFY(row.lowestRatio > 0.0 && row.lowestRatio <= row.highestRatio);
            QVERIFY(!row.note.empty());
            QCOMPARE(row.threads, 1);
        }
        QCOMPARE(QString::fromStdString(samplingBenchmark().name), QStringLiteral("sampling"));
    }

    void refusesWhatCannotBeMeasured() {
        for (int which = 0; which < 6; ++which) {
            SamplingBenchOptions options = tiny();
            options.rounds = which == 0 ? 0 : options.rounds;
            options.draws = which == 1 ? 0 : options.draws;
            options.updates = which == 2 ? 0 : options.updates;
            options.batch = which == 3 ? 0 : options.batch;
            if (which == 4) {
                options.sizes.clear();
            } else if (which == 5) {
                options.sizes = {20'000'000};
            }
            QVERIFY_EXCEPTION_THROWN(static_cast<void>(benchSampling(options)),
                                     std::invalid_argument);
        }
    }
};

QTEST_APPLESS_MAIN(TestSamplingBench)
#include "tst_sampling_bench.moc"
