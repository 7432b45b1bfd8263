// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/open_file.h"
#include "engine/core/run_folder.h"
#include "tests/support/messages_and_files.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>
#include <fcntl.h>

#include <string>

using namespace scorescope;
using namespace scorescope::test;

namespace {

void put(const QString& path) {
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    writeText(path, "old");
}

} // namespace

class TestRunFolder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void twoRunsDoNotMix() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a/b"));
        {
            RunFolder first(path.toStdString());
            first.begin("{}\n", false);
            QVERIFY(RunFolder::isHeld(path.toStdString()));
            const QString message = messageOf([&] { RunFolder second(path.toStdString()); });
            QVERIFY2(message.contains(QStringLiteral("a/b: another run is writing")),
                     qPrintable(message));
            QCOMPARE(readText(path + QStringLiteral("/run.json")), QByteArray("{}\n"));
            const RunFolder beside(folder.filePath(QStringLiteral("a")).toStdString());
        }
        QVERIFY(!RunFolder::isHeld(path.toStdString()));
        QVERIFY(!RunFolder::isHeld("/no/such/folder"));
        RunFolder again(path.toStdString());
        again.begin("[]\n", false);
        QCOMPARE(readText(path + QStringLiteral("/run.json")), QByteArray("[]\n"));
    }

    void whatAnEarlierRunLeftGoes_data() {
        QTest::addColumn<bool>("keep");
        QTest::newRow("a new run") << false;
        QTest::newRow("one that continues") << true;
    }

    void whatAnEarlierRunLeftGoes() {
        QFETCH(bool, keep);
        const QTemporaryDir folder;
        const QString root = folder.path() + QLatin1Char('/');
        const QStringList old{QStringLiteral("series.csv"),
                              QStringLiteral("artifacts/a.npz"),
                              QStringLiteral("artifacts/a.json"),
                              QStringLiteral("figures/a.svg"),
                              QStringLiteral("artifacts/b.npz.scorescope-part-7"),
                              QStringLiteral("run.json.scorescope-part-7")};
        const QStringList checkpoint{QStringLiteral("checkpoint/state.json"),
                                     QStringLiteral("checkpoint/state.safetensors")};
        const QStringList others{QStringLiteral("figures/notes.txt"), QStringLiteral("my.npz"),
                                 QStringLiteral("artifacts/folder.npz/x")};
        for (const QStringList& names : {old, checkpoint, others}) {
            for (const QString& name : names) {
                put(root + name);
            }
        }
        put(root + QStringLiteral("run.json"));
        RunFolder run(folder.path().toStdString());
        QVERIFY(QFile::exists(root + old.front())); // not before it begins
        run.begin("{}\n", keep);
        for (const QString& name : old) {
            QVERIFY2(!QFile::exists(root + name), qPrintable(name));
        }
        for (const QString& name : checkpoint) {
            QCOMPARE(QFile::exists(root + name), keep);
        }
        for (const QString& name : others) {
            QVERIFY2(QFile::exists(root + name), qPrintable(name));
        }
    }

    /// Where no run has been, no file is a run's.
    void otherFoldersAreNotTidied() {
        const QTemporaryDir folder;
        const QString series = folder.filePath(QStringLiteral("series.csv"));
        put(series);
        RunFolder(folder.path().toStdString()).begin("{}\n", false);
        QVERIFY(QFile::exists(series));
    }

    void unusablePlacesAreNamed() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("file"));
        put(path);
        const QString message = messageOf([&] { RunFolder run(path.toStdString()); });
        QVERIFY2(message.startsWith(path) && message.contains(QStringLiteral("cannot be made")),
                 qPrintable(message));
        QCOMPARE(readText(path), QByteArray("old"));
    }

    void aBeginningThatFailsLeavesNothing() {
        const QTemporaryDir folder;
        put(folder.filePath(QStringLiteral("artifacts"))); // a file where the folder should be
        RunFolder run(folder.path().toStdString());
        const QString message = messageOf([&] { run.begin("{}\n", false); });
        QVERIFY2(message.contains(QStringLiteral("artifacts")), qPrintable(message));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files),
                 QStringList{QStringLiteral("artifacts")});
    }

    void theEndFitsWhereNoSpaceIsLeft() {
        const QTemporaryDir folder;
        const QString report = folder.filePath(QStringLiteral("run.json"));
        RunFolder run(folder.path().toStdString());
        run.begin("{\"status\": \"unfinished\"}\n", false);
        QVERIFY(run.endInPlace("{\"status\": \"failed\"}\n"));
        QCOMPARE(readText(report), QByteArray("{\"status\": \"failed\"}\n\n\n\n\n"));
        QVERIFY(!run.endInPlace(std::string(100, ' ')));
        QCOMPARE(readText(report), QByteArray("{\"status\": \"failed\"}\n\n\n\n\n"));
    }
};

QTEST_GUILESS_MAIN(TestRunFolder)
#include "tst_run_folder.moc"
