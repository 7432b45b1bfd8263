// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/minibatches.h"

#include <QtTest>

#include <algorithm>
#include <numeric>
#include <set>
#include <stdexcept>
#include <vector>

using scorescope::data::Minibatches;

class TestMinibatches : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anEpochIsAPermutation();
    void leftoversSitOutOneEpochOnly();
    void aStepIsTheSameWhateverWasAskedBefore();
    void epochsAndSeedsDiffer();
    void permutationsAreUniform();
    void tooLargeMeansAll();
    void refusesNothing();
};

void TestMinibatches::anEpochIsAPermutation() {
    Minibatches batches(12, 4, 7);
    QCOMPARE(batches.batchesPerEpoch(), std::size_t(3));
    QCOMPARE(batches.epochOf(2), std::uint64_t(0));
    QCOMPARE(batches.epochOf(3), std::uint64_t(1));
    for (std::uint64_t epoch = 0; epoch < 3; ++epoch) {
        std::vector<std::size_t> seen;
        for (std::uint64_t i = 0; i < 3; ++i) {
            const std::vector<std::size_t> batch = batches.batch(3 * epoch + i);
            QCOMPARE(batch.size(), std::size_t(4));
            seen.insert(seen.end(), batch.begin(), batch.end());
        }
        std::sort(seen.begin(), seen.end());
        std::vector<std::size_t> all(12);
        std::iota(all.begin(), all.end(), std::size_t(0));
        QCOMPARE(seen, all);
    }
}

void TestMinibatches::leftoversSitOutOneEpochOnly() {
    Minibatches batches(10, 4, 3);
    QCOMPARE(batches.batchesPerEpoch(), std::size_t(2));
    std::set<std::size_t> ever;
    for (std::uint64_t epoch = 0; epoch < 40; ++epoch) {
        std::set<std::size_t> now;
        for (std::uint64_t i = 0; i < 2; ++i) {
            for (const std::size_t example : batches.batch(2 * epoch + i)) {
                QVERIFY(example < 10);
                now.insert(example);
            }
        }
        QCOMPARE(now.size(), std::size_t(8)); // none twice in an epoch
        ever.insert(now.begin(), now.end());
    }
    QCOMPARE(ever.size(), std::size_t(10));
}

void TestMinibatches::aStepIsTheSameWhateverWasAskedBefore() {
    Minibatches inOrder(30, 7, 5);
    std::vector<std::vector<std::size_t>> steps;
    for (std::uint64_t step = 0; step < 12; ++step) {
        steps.push_back(inOrder.batch(step));
    }
    Minibatches back(30, 7, 5);
    for (std::uint64_t step = 12; step-- > 0;) {
        QCOMPARE(back.batch(step), steps[step]);
        Minibatches alone(30, 7, 5);
        QCOMPARE(alone.batch(step), steps[step]);
    }
}

void TestMinibatches::epochsAndSeedsDiffer() {
    Minibatches first(100, 100, 1);
    Minibatches second(100, 100, 2);
    QVERIFY(first.batch(0) != first.batch(1));
    QVERIFY(first.batch(0) != second.batch(0));
}

/// Each example is as likely at each place: counts over epochs are binomial.
void TestMinibatches::permutationsAreUniform() {
    constexpr std::size_t examples = 5;
    constexpr int epochs = 5000;
    Minibatches batches(examples, examples, 11);
    std::vector<int> counts(examples * examples, 0);
    for (int epoch = 0; epoch < epochs; ++epoch) {
        const std::vector<std::size_t> order = batches.batch(static_cast<std::uint64_t>(epoch));
        for (std::size_t place = 0; place < examples; ++place) {
            ++counts[place * examples + order[place]];
        }
    }
    for (const int count : counts) {
        // 1000 expected, deviation 28.3; five of them.
        QVERIFY2(std::abs(count - 1000) < 142, qPrintable(QString::number(count)));
    }
}

void TestMinibatches::tooLargeMeansAll() {
    Minibatches batches(3, 10, 1);
    QCOMPARE(batches.size(), std::size_t(3));
    QCOMPARE(batches.batchesPerEpoch(), std::size_t(1));
}

void TestMinibatches::refusesNothing() {
    QVERIFY_EXCEPTION_THROWN(Minibatches(0, 4, 1), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(Minibatches(4, 0, 1), std::invalid_argument);
}

QTEST_APPLESS_MAIN(TestMinibatches)
#include "tst_minibatches.moc"
