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
    void rangesMakeUpTheWhole();
    void loopsFollowOneAnother();
    void aLoopInAPartIsItsOwn();
    void severalThreadsHaveTeams();
    void oneThreadStaysAlone();
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

void TestThreads::rangesMakeUpTheWhole() {
    for (const std::size_t count :
         {std::size_t{1}, std::size_t{6}, std::size_t{7}, std::size_t{15}}) {
        std::vector<int> visits(count);
        std::atomic<int> parts{0};
        parallelFor(count, 3, 7, [&](std::size_t first, std::size_t last) {
            ++parts;
            for (std::size_t i = first; i < last; ++i) {
                ++visits[i];
            }
        });
        QCOMPARE(visits, std::vector<int>(count, 1));
        QCOMPARE(parts.load(), static_cast<int>((count + 6) / 7));
    }
}

/// One loop right after another, of teams of all sizes: nobody works for the one before, or twice.
void TestThreads::loopsFollowOneAnother() {
    std::vector<std::size_t> seen(64);
    std::atomic<bool> inPlace{true};
    for (std::size_t round = 1; round <= 5000; ++round) {
        const int threads = static_cast<int>(round % 5) + 1;
        parallelFor(seen.size(), threads, 4, [&](std::size_t first, std::size_t last) {
            inPlace = inPlace && currentThread() >= 0 && currentThread() < threads;
            for (std::size_t i = first; i < last; ++i) {
                seen[i] += round;
            }
        });
        const std::size_t sum = round * (round + 1) / 2;
        QVERIFY(
            std::all_of(seen.begin(), seen.end(), [sum](std::size_t each) { return each == sum; }));
    }
    QVERIFY(inPlace);
}

void TestThreads::aLoopInAPartIsItsOwn() {
    std::vector<std::atomic<int>> visits(6 * 50);
    std::atomic<bool> alone{true};
    parallelFor(6, 3, 1, [&](std::size_t outer, std::size_t) {
        const auto who = std::this_thread::get_id();
        const int place = currentThread();
        parallelFor(50, 3, 1, [&](std::size_t inner, std::size_t) {
            alone = alone && who == std::this_thread::get_id() && currentThread() == 0;
            ++visits[outer * 50 + inner];
        });
        alone = alone && currentThread() == place;
    });
    QVERIFY(alone);
    QVERIFY(std::all_of(visits.begin(), visits.end(), [](const auto& each) { return each == 1; }));
}

void TestThreads::severalThreadsHaveTeams() {
    std::vector<std::vector<int>> visits(3, std::vector<int>(1000));
    std::vector<std::thread> starters;
    for (auto& mine : visits) {
        starters.emplace_back([&mine] {
            for (int round = 0; round < 200; ++round) {
                parallelFor(mine.size(), 3, 10, [&](std::size_t first, std::size_t last) {
                    for (std::size_t i = first; i < last; ++i) {
                        ++mine[i];
                    }
                });
            }
        });
    }
    for (std::thread& each : starters) {
        each.join();
    }
    for (const auto& mine : visits) {
        QCOMPARE(mine, std::vector<int>(1000, 200));
    }
}

void TestThreads::oneThreadStaysAlone() {
    const auto who = std::this_thread::get_id();
    bool alone = true;
    parallelFor(100, 1, 1, [&](std::size_t, std::size_t) {
        alone = alone && who == std::this_thread::get_id();
    });
    QVERIFY(alone);
}

QTEST_APPLESS_MAIN(TestThreads)
#include "tst_threads.moc"
