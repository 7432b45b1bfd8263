// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/stall_watch.h"

#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <chrono>

using namespace scorescope::app;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

class TestStallWatch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsThatTheThreadStoodStill() {
        StallWatch watch(milliseconds(1000));
        QSignalSpy stalled(&watch, &StallWatch::stalled);
        QTimer::singleShot(0, this, [] {
            const auto end = steady_clock::now() + milliseconds(1500);
            while (steady_clock::now() < end) {
            }
        });
        QVERIFY(stalled.wait());
        QVERIFY(stalled.first().first().toLongLong() > 1000);
        QVERIFY(watch.longest() > milliseconds(1000));
        QCOMPARE(watch.stalls(), stalled.count());
    }
    void endsWhileAQuestionIsOpen() {
        for (int i = 0; i < 20; ++i) {
            const StallWatch watch(milliseconds(0)); // its first question is never answered
        }
    }
};

QTEST_GUILESS_MAIN(TestStallWatch)
#include "tst_stall_watch.moc"
