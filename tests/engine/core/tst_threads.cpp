// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/threads.h"

#include <QtTest>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

using namespace scorescope;

class TestThreads : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRequestIsMet();
    void eachThreadHasItsOwnNumber();
    void everyIndexIsVisitedOnce();
    void scratchBelongsToOneThread();
    void nothingToShareOut();
};

void TestThreads::aRequestIsMet() {
    QVERIFY(threadCount(0) >= 1);
    QCOMPARE(threadCount(3), 3);
    QCOMPARE(threadCount(1), 1);
    QCOMPARE(currentThread(), 0); // outside of any loop
}

void TestThreads::eachThreadHasItsOwnNumber() {
    const int before = threadCount(0);
    int there = 0;
    std::thread([&there] {
        useThreads(1);
        there = threadCount(0);
    }).join();
    QCOMPARE(there, 1);
    QCOMPARE(threadCount(0), before);
    useThreads(3);
    QCOMPARE(threadCount(0), 3);
    useThreads(before);
    QCOMPARE(threadCount(0), before);
}

void TestThreads::everyIndexIsVisitedOnce() {
    for (const int threads : {0, 1, 2, 3}) {
        for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, std::size_t{1000}}) {
            std::vector<int> visits(101);
            shareOut(
                visits.size(), threads, chunk, [] { return 0; },
                [&](std::size_t i, int&) { ++visits[i]; });
            QCOMPARE(visits, std::vector<int>(101, 1));
        }
    }
}

void TestThreads::scratchBelongsToOneThread() {
    std::atomic<int> made{0};
    std::vector<int> seen(400); // how often its thread's scratch was used before
    const auto make = [&made] {
        ++made;
        return std::vector<int>(1);
    };
    shareOut(seen.size(), 2, 1, make,
             [&](std::size_t i, std::vector<int>& scratch) { seen[i] = scratch[0]++; });
    QVERIFY(made >= 1 && made <= threadCount(2));
    // Each scratch that was used counts 0, 1, 2 …
    const auto zeros = std::count(seen.begin(), seen.end(), 0);
    QVERIFY(zeros >= 1 && zeros <= made);
}

void TestThreads::nothingToShareOut() {
    bool called = false;
    shareOut(
        0, 2, 4, [] { return 0; }, [&](std::size_t, int&) { called = true; });
    QVERIFY(!called);
}

QTEST_APPLESS_MAIN(TestThreads)
#include "tst_threads.moc"
