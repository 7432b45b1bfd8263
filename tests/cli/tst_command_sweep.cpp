// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Sweeps from the command line.
#include "tests/support/program.h"

#include <QProcess>
#include <QtTest>

#include <csignal>

using scorescope::test::Outcome;
using scorescope::test::readAll;
using scorescope::test::runProgram;

class CommandSweepTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sweepRunsOncePerValue() {
        const QTemporaryDir folder;
        const QString out = folder.filePath(QStringLiteral("sweep"));
        const QStringList small = {QStringLiteral("--set"),     QStringLiteral("points=200"),
                                   QStringLiteral("--set"),     QStringLiteral("hidden_units=20"),
                                   QStringLiteral("--steps"),   QStringLiteral("6"),
                                   QStringLiteral("--threads"), QStringLiteral("1")};
        const auto sweep = [&](const QStringList& figures) {
            return runProgram(QStringList{QStringLiteral("sweep"), QStringLiteral("fig_3_5"),
                                          QStringLiteral("--over"),
                                          QStringLiteral("corruption=0.01:0.04:3:log"),
                                          QStringLiteral("--out"), out} +
                              figures + small);
        };
        Outcome swept = sweep({QStringLiteral("--figures"), QStringLiteral("svg,png"),
                               QStringLiteral("--view"), QStringLiteral("field,loss")});
        const bool withFigures =
            swept.code != 2 || !swept.err.contains("this build has no figures");
        if (!withFigures) {
            swept = sweep({});
        }
        QVERIFY2(swept.code == 0, swept.err.constData());
        QVERIFY(swept.err.contains("run 2 of 3"));
        const QByteArray csv = readAll(out + QStringLiteral("/sweep.csv"));
        QCOMPARE(swept.out, csv);
        const QList<QByteArray> lines = csv.split('\n');
        QCOMPARE(lines.size(), 5); // header, three runs, the end of the last line
        const QList<QByteArray> header = lines[0].split(',');
        QCOMPARE(header[0], QByteArray("corruption"));
        QVERIFY(lines[1].startsWith("0.01,6,") && lines[2].startsWith("0.02,6,") &&
                lines[3].startsWith("0.04,6,"));
        // Each folder is what `run` writes for that value alone, byte for byte.
        const QString alone = folder.filePath(QStringLiteral("alone"));
        const Outcome run = runProgram(
            QStringList{QStringLiteral("run"), QStringLiteral("fig_3_5"), QStringLiteral("--set"),
                        QStringLiteral("corruption=0.02"), QStringLiteral("--out"), alone} +
            small);
        QVERIFY2(run.code == 0, run.err.constData());
        QCOMPARE(readAll(out + QStringLiteral("/corruption=0.02/series.csv")),
                 readAll(alone + QStringLiteral("/series.csv")));
        for (const char* name : {"run.json", "checkpoint/state.json"}) {
            QVERIFY(QFile::exists(out + QStringLiteral("/corruption=0.04/") + QLatin1String(name)));
        }
        if (!withFigures) {
            QSKIP("a build without figures");
        }
        // Text in a figure is text, so each label can be found.
        const QByteArray figure = readAll(out + QStringLiteral("/figures/loss.svg"));
        QVERIFY(figure.contains("0.01") && figure.contains("0.04"));
        QVERIFY(QFile::exists(out + QStringLiteral("/figures/field.png")));
        QVERIFY(!QFile::exists(out + QStringLiteral("/figures/field_error.svg")));
    }

    void aSweepThatCannotBeIsToldInOneLine_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("word");
        const auto row = [](const char* name, const QStringList& arguments, const char* word) {
            QTest::newRow(name) << arguments << QByteArray(word);
        };
        row("no parameter", {QStringLiteral("--over"), QStringLiteral("corruptoin=1,2")},
            "did you mean 'corruption'?");
        row("no values", {QStringLiteral("--over"), QStringLiteral("corruption")}, "NAME=LOW");
        row("out of range", {QStringLiteral("--over"), QStringLiteral("points=1,200")}, "points");
        row("twice", {QStringLiteral("--over"), QStringLiteral("seed=1,1")}, "twice");
        row("no view",
            {QStringLiteral("--over"), QStringLiteral("seed=1,2"), QStringLiteral("--view"),
             QStringLiteral("feild")},
            "did you mean 'field'?");
        row("no such figure",
            {QStringLiteral("--over"), QStringLiteral("seed=1,2"), QStringLiteral("--figures"),
             QStringLiteral("gif")},
            "svg, pdf, png");
        row("endless",
            {QStringLiteral("--over"), QStringLiteral("seed=1,2"), QStringLiteral("--steps"),
             QStringLiteral("0")},
            "endless");
    }

    void aSweepThatCannotBeIsToldInOneLine() {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, word);
        const QTemporaryDir folder;
        const QString out = folder.filePath(QStringLiteral("sweep"));
        const Outcome outcome =
            runProgram(QStringList{QStringLiteral("sweep"), QStringLiteral("fig_3_5"),
                                   QStringLiteral("--out"), out} +
                       arguments);
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.err.startsWith("scorescope: error: "), outcome.err.constData());
        QCOMPARE(outcome.err.count('\n'), 1);
        QVERIFY2(outcome.err.contains(word), outcome.err.constData());
        QVERIFY(!QFile::exists(out));
    }

    void anInterruptedSweepKeepsWhatIsComplete() {
        const QTemporaryDir folder;
        const QString out = folder.filePath(QStringLiteral("sweep"));
        QProcess process;
        // The first run ends at once, the second never would.
        process.start(QStringLiteral(SCORESCOPE_PROGRAM),
                      {QStringLiteral("sweep"), QStringLiteral("fig_3_5"), QStringLiteral("--set"),
                       QStringLiteral("points=200"), QStringLiteral("--set"),
                       QStringLiteral("hidden_units=20"), QStringLiteral("--set"),
                       QStringLiteral("optimizer=sgd"), QStringLiteral("--over"),
                       QStringLiteral("learning_rate=1e9,1e-9"), QStringLiteral("--steps"),
                       QStringLiteral("1000000000"), QStringLiteral("--out"), out});
        QVERIFY(process.waitForStarted());
        process.setReadChannel(QProcess::StandardError);
        QByteArray told;
        while (!told.contains("run 2 of 2")) {
            QVERIFY2(process.waitForReadyRead(60000), told.constData());
            told += process.readAllStandardError();
        }
        QTRY_VERIFY_WITH_TIMEOUT(
            QFile::exists(out + QStringLiteral("/learning_rate=1e-09/run.json")), 60000);
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(60000));
        QCOMPARE(process.exitCode(), 130);
        const QByteArray csv = readAll(out + QStringLiteral("/sweep.csv"));
        QCOMPARE(csv.count('\n'), 2); // the header and the run that had ended
        QVERIFY(QFile::exists(out + QStringLiteral("/learning_rate=1e-09/checkpoint/state.json")));
    }
};

QTEST_GUILESS_MAIN(CommandSweepTest)
#include "tst_command_sweep.moc"
