// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/checkpoint.h"
#include "engine/core/recovery.h"
#include "engine/core/run.h"
#include "tests/support/fake_experiment.h"
#include "tests/support/messages_and_files.h"
#include "tests/support/session_harness.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QtTest>

#include <cstdint>
#include <optional>

using namespace scorescope;
using namespace scorescope::test;

namespace {

constexpr int patience = 20'000;

/// A run of 100 steps, and where it is kept.
struct Kept {
    QTemporaryDir scratch;
    QString folder = scratch.filePath(QStringLiteral("a/kept"));
    Registry registry = fakeRegistry();
    SceneRun run{registry, fakeScene(registry), {}, 1};

    Kept() { run.runTo(100); }
    [[nodiscard]] RecoveryOptions options() const {
        RecoveryOptions options;
        options.folder = folder.toStdString();
        options.afterSeconds = 10.0;
        options.everySeconds = 0.0;
        return options;
    }
    [[nodiscard]] std::optional<RecoverableRun> newest() const {
        return newestKept(folder.toStdString());
    }
    [[nodiscard]] bool isThere() const { return newest().has_value(); }
    [[nodiscard]] std::uint64_t step() const { return isThere() ? newest()->step : 0; }
    [[nodiscard]] Checkpoint checkpoint() const { return loadCheckpoint(newest()->folder); }
};

} // namespace

class RecoveryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsTheNewestStateOfALongRun() {
        Kept k;
        Recovery recovery(k.options());
        recovery.follow(k.run, 9.9);
        QVERIFY(!QFileInfo::exists(k.folder)); // soon made again
        recovery.follow(k.run, 10.0);
        QTRY_VERIFY_WITH_TIMEOUT(k.isThere(), patience);
        SceneRun again(k.registry, sceneOf(k.checkpoint(), k.registry), {}, 1);
        again.restore(k.checkpoint());
        QCOMPARE(again.step(), std::uint64_t{100});
        QCOMPARE(again.checkpoint().doubles("value", 1), k.run.checkpoint().doubles("value", 1));
        QCOMPARE(again.experiment().series().look("value").size(), std::size_t{100});
        QVERIFY(!seriesLeftOut(loadCheckpointMeta(k.newest()->folder)));
        k.run.runTo(150);
        QTRY_VERIFY_WITH_TIMEOUT((recovery.follow(k.run, 12.0), k.step() == 150), patience);
        QVERIFY(recovery.takeComplaint().empty());
    }

    void oneIsWholeWhileTheOtherIsWritten() {
        Kept k;
        Recovery recovery(k.options());
        recovery.follow(k.run, 11.0);
        QTRY_VERIFY_WITH_TIMEOUT(k.isThere(), patience);
        k.run.runTo(150);
        QTRY_VERIFY_WITH_TIMEOUT((recovery.follow(k.run, 12.0), k.step() == 150), patience);
        // As if it had been killed while it wrote the newer one.
        QVERIFY(QFile::resize(
            QString::fromStdString(k.newest()->folder) + QStringLiteral("/state.safetensors"), 10));
        QCOMPARE(k.step(), std::uint64_t{100});
        QCOMPARE(k.checkpoint().count("step"), std::uint64_t{100});
    }

    void whatWasWrittenLastCountsAfterGoingBack() {
        Kept k;
        Recovery recovery(k.options());
        recovery.follow(k.run, 11.0);
        QTRY_COMPARE_WITH_TIMEOUT(k.step(), std::uint64_t{100}, patience);
        SceneRun back(k.registry, fakeScene(k.registry), {}, 1);
        back.runTo(50);
        QTRY_VERIFY_WITH_TIMEOUT((recovery.follow(back, 12.0), k.step() == 50), patience);
    }

    void waitsBetweenTwo() {
        Kept k;
        RecoveryOptions options = k.options();
        options.everySeconds = 1e6;
        Recovery recovery(options);
        recovery.follow(k.run, 11.0);
        QTRY_VERIFY_WITH_TIMEOUT(k.isThere(), patience);
        k.run.runTo(150);
        recovery.follow(k.run, 12.0);
        recovery.forget(); // waits for what is being written
        recovery.follow(k.run, 12.0);
        QTRY_VERIFY_WITH_TIMEOUT(k.isThere(), patience);
        QCOMPARE(k.step(), std::uint64_t{150}); // another run's first need not wait
    }

    void leavesNothingBehind() {
        Kept k;
        {
            Recovery recovery(k.options());
            recovery.follow(k.run, 11.0);
            recovery.forget();
            QVERIFY(!QFileInfo::exists(k.folder));
            k.run.runTo(101);
            recovery.follow(k.run, 11.0);
        }
        QVERIFY(!QFileInfo::exists(k.folder));
        // What it did not make is not its own.
        QVERIFY(QDir().mkpath(k.folder));
        writeText(k.folder + QStringLiteral("/other"), "mine");
        { const Recovery idle(k.options()); }
        QVERIFY(QFileInfo::exists(k.folder + QStringLiteral("/other")));
    }

    void seriesGiveWayToTheState() {
        Kept k;
        RecoveryOptions options = k.options();
        options.largestSeriesBytes = 99 * sizeof(SeriesPoint); // there are 100
        Recovery recovery(options);
        recovery.follow(k.run, 11.0);
        QTRY_VERIFY_WITH_TIMEOUT(k.isThere(), patience);
        const Checkpoint checkpoint = k.checkpoint();
        QVERIFY(seriesLeftOut(checkpoint));
        SceneRun again(k.registry, sceneOf(checkpoint, k.registry), {}, 1);
        again.restore(checkpoint);
        QCOMPARE(again.step(), std::uint64_t{100});
        QVERIFY(again.experiment().series().look("value").empty());
        again.runTo(101);
        QCOMPARE(again.experiment().series().look("value").at(0).step, 101.0);
    }

    void whatIsTooLargeIsToldOnce() {
        Kept k;
        RecoveryOptions options = k.options();
        options.largestBytes = 1;
        Recovery recovery(options);
        recovery.follow(k.run, 11.0);
        const QString told = QString::fromStdString(recovery.takeComplaint());
        QVERIFY2(told.contains(QStringLiteral("at most 0 MB are kept")), qPrintable(told));
        k.run.runTo(101);
        recovery.follow(k.run, 11.0);
        QVERIFY(recovery.takeComplaint().empty());
        QVERIFY(!QFileInfo::exists(k.folder));
    }

    void whatTheDiskRefusesIsToldOnceAndTriedAgain() {
        Kept k;
        const QString above = QFileInfo(k.folder).path();
        writeText(above, "a file where the folder should be");
        Recovery recovery(k.options());
        recovery.follow(k.run, 11.0);
        std::string told;
        QTRY_VERIFY_WITH_TIMEOUT(
            (recovery.follow(k.run, 11.0), told += recovery.takeComplaint(), !told.empty()),
            patience);
        QVERIFY2(told.find("Not a directory") != std::string::npos, told.c_str());
        QVERIFY(QFile::remove(above));
        k.run.runTo(101);
        QTRY_VERIFY_WITH_TIMEOUT((recovery.follow(k.run, 11.0), k.isThere()), patience);
        QVERIFY(recovery.takeComplaint().empty());
    }

    void aSessionKeepsItsRunAndForgetsItWithTheScene() {
        Kept k;
        SessionOptions options;
        options.recovery = k.options();
        options.recovery.afterSeconds = 1e-6;
        {
            SessionHarness h(k.registry, fakeScene(k.registry), options);
            h.post(command::Step{20});
            QVERIFY(h.waitForStep(20));
            QTRY_VERIFY_WITH_TIMEOUT(k.isThere(), patience);
            const std::uint64_t step = k.step();
            QVERIFY(step >= 1 && step <= 20);
            h.post(command::Open{fakeScene(k.registry)});
            QVERIFY(h.waitForStep(0));
            QVERIFY(!QFileInfo::exists(k.folder));
            h.post(command::Step{});
            QVERIFY(h.waitForStep(1));
            QTRY_VERIFY_WITH_TIMEOUT(k.isThere(), patience);
        }
        QVERIFY(!QFileInfo::exists(k.folder)); // it ended in good order
    }
};

QTEST_GUILESS_MAIN(RecoveryTest)
#include "tst_recovery.moc"
