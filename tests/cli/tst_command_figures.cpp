// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Figures, films and data that the command line writes.
#include "tests/support/program.h"

#include <QJsonDocument>
#include <QProcess>
#include <QtTest>

#include <csignal>

using scorescope::test::Outcome;
using scorescope::test::readAll;
using scorescope::test::runProgram;
using scorescope::test::smallRun;

namespace {

/// 5 pictures of a small run.
const QStringList smallFilm = {QStringLiteral("--set"),     QStringLiteral("points=200"),
                               QStringLiteral("--set"),     QStringLiteral("hidden_units=20"),
                               QStringLiteral("--steps"),   QStringLiteral("12"),
                               QStringLiteral("--seconds"), QStringLiteral("1"),
                               QStringLiteral("--fps"),     QStringLiteral("5"),
                               QStringLiteral("--size"),    QStringLiteral("320x240"),
                               QStringLiteral("--threads"), QStringLiteral("1")};

} // namespace

class CommandFiguresTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Every picture of Figure 3.4 says its σ; handles are printed only when asked for.
    void figuresSayTheirParameterAndLeaveOutHandles() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("fig.svg"));
        const auto exported = [&](const QStringList& more) {
            const Outcome outcome =
                runProgram(QStringList{QStringLiteral("export"), QStringLiteral("fig_3_4"),
                                       QStringLiteral("-o"), path} +
                           more);
            return outcome.code == 0 ? readAll(path) : outcome.err;
        };
        const QByteArray figure = exported({});
        if (figure.contains("this build has no figures")) {
            QSKIP("a build without figures");
        }
        for (const char* label : {">σ = 1.00<", ">σ = 0.31<", ">σ = 0.16<", ">σ = 0.06<"}) {
            QVERIFY2(figure.contains(label), label);
        }
        QVERIFY(!figure.contains(">3</text>")); // the handle of the third bump
        QVERIFY(exported({QStringLiteral("--tools")}).contains(">3</text>"));
        const QByteArray bare =
            exported({QStringLiteral("--no-titles"), QStringLiteral("--no-letters")});
        // 0.31 is the σ chosen as well, which its axis says.
        QVERIFY(!bare.contains(">σ = 0.16<") && bare.contains("σ = 0.31") &&
                !bare.contains(">a</text>"));
    }

    /// A table longer than its place says so, and a CSV file beside the figure has all of it.
    void aLongTableLiesBesideItsFigure() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("fig.svg"));
        const Outcome outcome = runProgram(
            {QStringLiteral("export"), QStringLiteral("fig_3_7"), QStringLiteral("--view"),
             QStringLiteral("loss,table"), QStringLiteral("--set"), QStringLiteral("points=400"),
             QStringLiteral("--set"), QStringLiteral("hidden_units=40"), QStringLiteral("--height"),
             QStringLiteral("60"), QStringLiteral("--steps"), QStringLiteral("60"),
             QStringLiteral("-o"), path});
        if (outcome.code == 2 && outcome.err.contains("this build has no figures")) {
            QSKIP("a build without figures");
        }
        QVERIFY2(outcome.code == 0, outcome.err.constData());
        const QByteArray figure = readAll(path);
        QVERIFY2(figure.contains(", see CSV"), figure.right(2000).constData());
        const QByteArray table = readAll(folder.filePath(QStringLiteral("fig-b.csv")));
        QVERIFY(table.count('\n') > 5);
        QVERIFY2(outcome.err.contains("fig-b.csv has them all"), outcome.err.constData());
    }

    void figuresWithoutADisplay_data() {
        QTest::addColumn<QString>("ending");
        for (const char* ending : {"svg", "pdf", "png"}) {
            QTest::newRow(ending) << QString::fromLatin1(ending);
        }
    }

    void dataOfAFigure_data() {
        QTest::addColumn<QString>("ending");
        QTest::addColumn<QByteArray>("start");
        QTest::newRow("csv") << "csv" << QByteArray("series,step,value,lo,hi\r\n");
        QTest::newRow("npz") << "npz" << QByteArray("PK\x03\x04");
    }

    void dataOfAFigure() {
        QFETCH(QString, ending);
        QFETCH(QByteArray, start);
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("data.")) + ending;
        const Outcome outcome =
            runProgram(QStringList{QStringLiteral("export"), QStringLiteral("fig_3_5"),
                                   QStringLiteral("--view"), QStringLiteral("loss"),
                                   QStringLiteral("-o"), path} +
                       smallRun());
        if (outcome.code == 2 && outcome.err.contains("this build has no figures")) {
            QSKIP("a build without figures");
        }
        QVERIFY2(outcome.code == 0, outcome.err.constData());
        QVERIFY(readAll(path).startsWith(start));
    }

    void figuresWithoutADisplay() {
        QFETCH(QString, ending);
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("fig.") + ending);
        const Outcome outcome =
            runProgram(QStringList{QStringLiteral("export"), QStringLiteral("fig_3_5"),
                                   QStringLiteral("-o"), path} +
                       smallRun());
        if (outcome.code == 2 && outcome.err.contains("this build has no figures")) {
            QSKIP("a build without figures");
        }
        QVERIFY2(outcome.code == 0, outcome.err.constData());
        QVERIFY(QFileInfo(path).size() > 1000);
        // The figure carries its scene: it can be run again as one.
        const QString out = folder.filePath(QStringLiteral("again"));
        const Outcome again = runProgram(
            {QStringLiteral("run"), path, QStringLiteral("--out"), out, QStringLiteral("-q")});
        QVERIFY2(again.code == 0, again.err.constData());
        QCOMPARE(QJsonDocument::fromJson(readAll(out + QStringLiteral("/run.json")))
                     .object()[QStringLiteral("steps")]
                     .toInt(),
                 25);
        const Outcome bad = runProgram({QStringLiteral("export"), QStringLiteral("fig_3_5"),
                                        QStringLiteral("--view"), QStringLiteral("feild"),
                                        QStringLiteral("-o"), path});
        QCOMPARE(bad.code, 2);
        QVERIFY(bad.err.contains("did you mean 'field'?"));
    }

    void animateFilmsTheRun_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("written");
        QTest::addColumn<QByteArray>("start");
        QTest::newRow("mp4") << "film.mp4"
                             << "film.mp4" << QByteArray("ftyp");
        QTest::newRow("gif") << "film.gif"
                             << "film.gif" << QByteArray("GIF89a");
        QTest::newRow("png") << "film.png"
                             << "film/film_0005.png" << QByteArray("PNG");
    }

    void animateFilmsTheRun() {
        QFETCH(QString, name);
        QFETCH(QString, written);
        QFETCH(QByteArray, start);
        QTemporaryDir folder;
        const Outcome outcome =
            runProgram(QStringList{QStringLiteral("animate"), QStringLiteral("fig_3_5"),
                                   QStringLiteral("--out"), name} +
                           smallFilm,
                       folder.path());
        if (outcome.code == 2 && outcome.err.contains("this build has no figures")) {
            QSKIP("a build without figures");
        }
        QVERIFY2(outcome.code == 0, outcome.err.constData());
        QCOMPARE(outcome.out.trimmed(),
                 name == QStringLiteral("film.png") ? QByteArray("film") : name.toUtf8());
        QVERIFY(outcome.err.isEmpty());
        const QString file = folder.filePath(written);
        QVERIFY(readAll(file).left(8).contains(start) || readAll(file).startsWith(start));
        // The film says how it was made.
        const QString out = folder.filePath(QStringLiteral("again"));
        const Outcome again = runProgram(
            {QStringLiteral("run"), file, QStringLiteral("--out"), out, QStringLiteral("-q")});
        QVERIFY2(again.code == 0, again.err.constData());
        QCOMPARE(QJsonDocument::fromJson(readAll(out + QStringLiteral("/run.json")))
                     .object()[QStringLiteral("steps")]
                     .toInt(),
                 12);
    }

    void theSameSceneIsTheSameFilm() {
        QTemporaryDir folder;
        for (const char* name : {"a.gif", "b.gif"}) {
            const Outcome outcome =
                runProgram(QStringList{QStringLiteral("animate"), QStringLiteral("fig_3_5"),
                                       QStringLiteral("--out"), QLatin1String(name)} +
                               smallFilm,
                           folder.path());
            if (outcome.code == 2 && outcome.err.contains("this build has no figures")) {
                QSKIP("a build without figures");
            }
            QVERIFY2(outcome.code == 0, outcome.err.constData());
        }
        const QByteArray a = readAll(folder.filePath(QStringLiteral("a.gif")));
        QVERIFY(!a.isEmpty());
        QCOMPARE(readAll(folder.filePath(QStringLiteral("b.gif"))), a);
    }

    void aFilmThatCannotBeIsToldInOneLine_data() {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QString>("expected");
        const QString out = QStringLiteral("--out");
        const QString film = QStringLiteral("a.mp4");
        QTest::newRow("view") << QStringList{out, film, QStringLiteral("--view"),
                                             QStringLiteral("feild")}
                              << "--view: there is no view 'feild' (did you mean 'field'?)";
        QTest::newRow("size") << QStringList{out, film, QStringLiteral("--size"),
                                             QStringLiteral("12by9")}
                              << "allowed is WIDTHxHEIGHT";
        QTest::newRow("odd") << QStringList{out, film, QStringLiteral("--size"),
                                            QStringLiteral("321x240")}
                             << "an MP4 needs even numbers of pixels; 322 × 240";
        QTest::newRow("absurd") << QStringList{out, film, QStringLiteral("--size"),
                                               QStringLiteral("999999x240")}
                                << "allowed are 16 to 8192 a side";
        QTest::newRow("seconds") << QStringList{out, film, QStringLiteral("--seconds"),
                                                QStringLiteral("nan")}
                                 << "--seconds";
        QTest::newRow("speed") << QStringList{out, QStringLiteral("a.gif"), QStringLiteral("--fps"),
                                              QStringLiteral("100")}
                               << "allowed are 1 to 50 in a GIF";
        QTest::newRow("spacing") << QStringList{out, film, QStringLiteral("--spacing"),
                                                QStringLiteral("odd")}
                                 << "--spacing: 'odd' is not allowed; allowed is even, log";
        QTest::newRow("theme") << QStringList{out, film, QStringLiteral("--theme"),
                                              QStringLiteral("pink")}
                               << "allowed is print, light, dark";
        QTest::newRow("ending") << QStringList{out, QStringLiteral("a.avi")}
                                << "must end in .mp4, .gif or .png";
        QTest::newRow("endless") << QStringList{out, film, QStringLiteral("--steps"),
                                                QStringLiteral("0")}
                                 << "/steps: is 0, an endless run";
        QTest::newRow("folder") << QStringList{out, QStringLiteral("no/such/a.mp4"),
                                               QStringLiteral("--steps"), QStringLiteral("1")}
                                << "No such file";
    }

    void aFilmThatCannotBeIsToldInOneLine() {
        QFETCH(QStringList, options);
        QFETCH(QString, expected);
        QTemporaryDir folder;
        const Outcome outcome =
            runProgram(QStringList{QStringLiteral("animate"), QStringLiteral("fig_3_5"),
                                   QStringLiteral("--set"), QStringLiteral("points=200"),
                                   QStringLiteral("--set"), QStringLiteral("hidden_units=20")} +
                           options,
                       folder.path());
        QCOMPARE(outcome.code, 2);
        if (outcome.err.contains("this build has no figures")) {
            QSKIP("a build without figures");
        }
        QVERIFY2(QString::fromUtf8(outcome.err).contains(expected), outcome.err.constData());
        QCOMPARE(outcome.err.count('\n'), 1);
        QVERIFY(
            QDir(folder.path()).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
    }

    void anInterruptedFilmLeavesNothing() {
        QTemporaryDir folder;
        QProcess process;
        process.setWorkingDirectory(folder.path());
        process.start(QStringLiteral(SCORESCOPE_PROGRAM),
                      {QStringLiteral("animate"), QStringLiteral("fig_3_5"),
                       QStringLiteral("--set"), QStringLiteral("points=200"),
                       QStringLiteral("--set"), QStringLiteral("hidden_units=20"),
                       QStringLiteral("--steps"), QStringLiteral("1000000"),
                       QStringLiteral("--loose-axes"), QStringLiteral("--seconds"),
                       QStringLiteral("3600"), QStringLiteral("--out"), QStringLiteral("a.mp4")});
        QVERIFY(process.waitForStarted());
        // It is at work when its file beside the target is there.
        const auto begun = [&] {
            return !QDir(folder.path())
                        .isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
        };
        QTRY_VERIFY_WITH_TIMEOUT(begun() || process.state() == QProcess::NotRunning, 60000);
        if (process.state() == QProcess::NotRunning) {
            const QByteArray told = process.readAllStandardError();
            if (told.contains("this build has no figures")) {
                QSKIP("a build without figures");
            }
            QFAIL(told.constData());
        }
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(60000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
        QVERIFY(!begun());
    }
};

QTEST_GUILESS_MAIN(CommandFiguresTest)
#include "tst_command_figures.moc"
