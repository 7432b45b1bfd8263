// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/gl/egl_context.h"

#include <QTest>

#include <atomic>
#include <mutex>
#include <thread>

using scorescope::views::FairMutex;

class TestFairMutex : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneAtATime() {
        FairMutex turn;
        int shared = 0; // plain: a race would be found by the thread sanitizer, or by the sum
        const auto add = [&] {
            for (int i = 0; i < 2000; ++i) {
                const std::lock_guard<FairMutex> lock(turn);
                ++shared;
            }
        };
        std::thread one(add);
        std::thread two(add);
        one.join();
        two.join();
        QCOMPARE(shared, 4000);
    }
    /// Who lets go and asks again at once comes after the one who waits.
    void whoWaitsIsNext() {
        FairMutex turn;
        std::atomic<bool> hadATurn{false};
        turn.lock();
        std::thread other([&] {
            const std::lock_guard<FairMutex> lock(turn);
            hadATurn = true;
        });
        while (turn.waiting() == 0) {
            std::this_thread::yield();
        }
        turn.unlock();
        turn.lock();
        QVERIFY(hadATurn);
        turn.unlock();
        other.join();
    }
};

QTEST_APPLESS_MAIN(TestFairMutex)
#include "tst_fair_mutex.moc"
