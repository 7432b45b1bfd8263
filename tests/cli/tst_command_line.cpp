// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/program.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QtTest>

#include <cmath>
#include <csignal>

using scorescope::test::Outcome;
using scorescope::test::runProgram;

namespace {

QByteArray readAll(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool write(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

const QStringList smallRun = {QStringLiteral("--set"),     QStringLiteral("points=300"),
                              QStringLiteral("--set"),     QStringLiteral("hidden_units=30"),
                              QStringLiteral("--steps"),   QStringLiteral("25"),
                              QStringLiteral("--threads"), QStringLiteral("2")};

/// 5 pictures of a small run.
const QStringList smallFilm = {QStringLiteral("--set"),     QStringLiteral("points=200"),
                               QStringLiteral("--set"),     QStringLiteral("hidden_units=20"),
                               QStringLiteral("--steps"),   QStringLiteral("12"),
                               QStringLiteral("--seconds"), QStringLiteral("1"),
                               QStringLiteral("--fps"),     QStringLiteral("5"),
                               QStringLiteral("--size"),    QStringLiteral("320x240"),
                               QStringLiteral("--threads"), QStringLiteral("1")};

} // namespace

class CommandLineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void runWritesEverything() {
        QTemporaryDir folder;
        const QString out = folder.filePath(QStringLiteral("run"));
        const Outcome run = runProgram(QStringList{QStringLiteral("run"), QStringLiteral("fig_3_5"),
                                                   QStringLiteral("--out"), out} +
                                       smallRun);
        QVERIFY2(run.code == 0, run.err.constData());
        QVERIFY(run.out.contains("held_out_loss "));
        const QJsonObject json =
            QJsonDocument::fromJson(readAll(out + QStringLiteral("/run.json"))).object();
        QCOMPARE(json[QStringLiteral("status")].toString(), QStringLiteral("finished"));
        QCOMPARE(json[QStringLiteral("steps")].toInt(), 25);
        QCOMPARE(json[QStringLiteral("threads")].toInt(), 2);
        QVERIFY(json[QStringLiteral("final")].toObject().contains(QStringLiteral("loss")));
        QVERIFY(json[QStringLiteral("scene")].toObject().contains(QStringLiteral("parameters")));
        QVERIFY(readAll(out + QStringLiteral("/series.csv")).startsWith("series,step,value,lo,hi"));
        for (const char* file :
             {"artifacts/field.npz", "artifacts/field.json", "artifacts/data.npz",
              "checkpoint/state.safetensors", "checkpoint/state.json"}) {
            QVERIFY2(QFile::exists(out + QLatin1Char('/') + QLatin1String(file)), file);
        }
    }

    void sameSceneSameSeries() {
        QTemporaryDir folder;
        const QStringList base =
            QStringList{QStringLiteral("run"), QStringLiteral("fig_3_5"), QStringLiteral("-q")} +
            smallRun;
        for (const char* name : {"a", "b"}) {
            QCOMPARE(runProgram(base + QStringList{QStringLiteral("--out"),
                                                   folder.filePath(QLatin1String(name))})
                         .code,
                     0);
        }
        QCOMPARE(runProgram(base + QStringList{QStringLiteral("--seed"), QStringLiteral("2"),
                                               QStringLiteral("--out"),
                                               folder.filePath(QStringLiteral("c"))})
                     .code,
                 0);
        const QByteArray a = readAll(folder.filePath(QStringLiteral("a/series.csv")));
        QCOMPARE(readAll(folder.filePath(QStringLiteral("b/series.csv"))), a);
        QVERIFY(readAll(folder.filePath(QStringLiteral("c/series.csv"))) != a);
    }

    void continuingEqualsRunningThrough() {
        QTemporaryDir folder;
        const QStringList set = smallRun.mid(0, 4) + smallRun.mid(6);
        const auto run = [&](const QStringList& more) {
            return runProgram(QStringList{QStringLiteral("run"), QStringLiteral("fig_3_5"),
                                          QStringLiteral("-q")} +
                              set + more)
                .code;
        };
        QCOMPARE(run({QStringLiteral("--steps"), QStringLiteral("40"), QStringLiteral("--out"),
                      folder.filePath(QStringLiteral("whole"))}),
                 0);
        QCOMPARE(run({QStringLiteral("--steps"), QStringLiteral("15"), QStringLiteral("--out"),
                      folder.filePath(QStringLiteral("part"))}),
                 0);
        QCOMPARE(run({QStringLiteral("--steps"), QStringLiteral("40"), QStringLiteral("--continue"),
                      folder.filePath(QStringLiteral("part/checkpoint")), QStringLiteral("--out"),
                      folder.filePath(QStringLiteral("rest"))}),
                 0);
        QCOMPARE(readAll(folder.filePath(QStringLiteral("rest/series.csv"))),
                 readAll(folder.filePath(QStringLiteral("whole/series.csv"))));
    }

    void whatIsLiveCanChangeWhereARunIsContinued() {
        QTemporaryDir folder;
        const auto run = [&](const char* out, const char* steps, const QStringList& more) {
            return runProgram(QStringList{QStringLiteral("run"), QStringLiteral("fig_3_5"),
                                          QStringLiteral("-q"), QStringLiteral("--steps"),
                                          QString::fromLatin1(steps), QStringLiteral("--out"),
                                          folder.filePath(QString::fromLatin1(out))} +
                              smallRun.mid(0, 4) + smallRun.mid(6) + more);
        };
        const QStringList on{QStringLiteral("--continue"),
                             folder.filePath(QStringLiteral("first/checkpoint"))};
        const auto series = [&](const char* out) {
            return readAll(
                folder.filePath(QString::fromLatin1(out) + QStringLiteral("/series.csv")));
        };
        QCOMPARE(run("first", "15", {}).code, 0);
        QCOMPARE(run("same", "20", on).code, 0);
        const QStringList sigma{QStringLiteral("--set"), QStringLiteral("corruption=0.05")};
        QCOMPARE(run("other", "20", on + sigma).code, 0);
        // The steps before are as they were, those after it are not.
        const auto losses = [&](const char* out, const char* first, const char* after) {
            const QByteArray csv = series(out);
            const qsizetype begin = csv.indexOf(first);
            return csv.mid(begin, csv.indexOf(after) - begin);
        };
        QVERIFY(losses("same", "\nloss,1,", "\nloss,16,").count('\n') == 15);
        QCOMPARE(losses("other", "\nloss,1,", "\nloss,16,"),
                 losses("same", "\nloss,1,", "\nloss,16,"));
        QVERIFY(losses("other", "\nloss,17,", "\nloss,18,") !=
                losses("same", "\nloss,17,", "\nloss,18,"));
        QVERIFY(readAll(folder.filePath(QStringLiteral("other/run.json")))
                    .contains("\"corruption\": 0.05"));
        // From there it goes on with it: its own scene is the changed one.
        const QStringList further{QStringLiteral("--continue"),
                                  folder.filePath(QStringLiteral("other/checkpoint"))};
        QCOMPARE(run("further", "22", further + sigma).code, 0);
        const QStringList fixed{QStringLiteral("--set"), QStringLiteral("weights=tied")};
        QCOMPARE(run("refused", "20", on + fixed).code, 2);
    }

    void badInputIsOneLineAndExitTwo_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("expected");
        const QString run = QStringLiteral("run");
        const QString scene = QStringLiteral("fig_3_5");
        const QString out = QStringLiteral("--out");
        const QString x = QStringLiteral("x");
        const QString set = QStringLiteral("--set");
        QTest::newRow("scene") << QStringList{run, QStringLiteral("fig_3_6x"), out, x}
                               << "did you mean 'fig_3_6'?";
        QTest::newRow("parameter")
            << QStringList{run, scene, out, x, set, QStringLiteral("hidden=3")}
            << "--set: /parameters/hidden: there is no parameter 'hidden'";
        QTest::newRow("no value") << QStringList{run, scene, out, x, set, QStringLiteral("hidden")}
                                  << "is not NAME=VALUE";
        QTest::newRow("range") << QStringList{run, scene, out,
                                              x,   set,   QStringLiteral("corruption=0")}
                               << "allowed is a number from 1e-04 to 1";
        QTest::newRow("not a number")
            << QStringList{run, scene, out, x, set, QStringLiteral("corruption=nan")}
            << "is not allowed";
        QTest::newRow("memory") << QStringList{run, scene,
                                               out, x,
                                               set, QStringLiteral("hidden_units=1000000000")}
                                << "TiB of memory";
        QTest::newRow("device")
            << QStringList{run, scene, out, x, QStringLiteral("--device"), QStringLiteral("tpu")}
            << "allowed is auto, cpu, cuda or cuda:N";
        QTest::newRow("out") << QStringList{run, scene, out, QStringLiteral("/proc/nowhere")}
                             << "/proc/nowhere";
        QTest::newRow("figures")
            << QStringList{run, scene, out, x, QStringLiteral("--figures"), QStringLiteral("bmp")}
            << "--figures";
        QTest::newRow("threads")
            << QStringList{run, scene, out, x, QStringLiteral("--threads"), QStringLiteral("-1")}
            << "--threads";
        QTest::newRow("steps") << QStringList{run, scene, out, x, QStringLiteral("--steps=-3")}
                               << "--steps: '-3' is not allowed; allowed is an integer from 0";
        QTest::newRow("seed") << QStringList{run,
                                             scene,
                                             out,
                                             x,
                                             QStringLiteral("--seed"),
                                             QStringLiteral("99999999999999999999")}
                              << "--seed: '99999999999999999999' is not allowed";
        QTest::newRow("empty out") << QStringList{run, scene, out, QString()} << "--out";
        QTest::newRow("check") << QStringList{run,
                                              scene,
                                              out,
                                              x,
                                              QStringLiteral("--check"),
                                              QStringLiteral("--seed"),
                                              QStringLiteral("2")}
                               << "--check: does not go with";
        QTest::newRow("window") << QStringList{QStringLiteral("fig_3_55")}
                                << "did you mean 'fig_3_5'?";
        QTest::newRow("bench") << QStringList{QStringLiteral("bench"), QStringLiteral("autoencodr")}
                               << "did you mean 'autoencoder'?";
        QTest::newRow("describe") << QStringList{QStringLiteral("describe"),
                                                 QStringLiteral("denoising")}
                                  << "there is no such file or built-in scene";
        QTest::newRow("option") << QStringList{run, scene, QStringLiteral("--oops")}
                                << "see scorescope --help";
        QTest::newRow("checkpoint") << QStringList{run,
                                                   scene,
                                                   out,
                                                   x,
                                                   QStringLiteral("--continue"),
                                                   QStringLiteral("/no/such")}
                                    << "/no/such/state.json: cannot be read";
        const auto told = [&](const char* name, const char* option, const char* text,
                              const char* message) {
            QTest::newRow(name) << QStringList{run,
                                               scene,
                                               out,
                                               x,
                                               QString::fromLatin1(option),
                                               QString::fromLatin1(text)}
                                << message;
        };
        told("action", "--act", "start_chian 0 0", "--act: there is no action 'start_chian'");
        told("half a point", "--act", "start_chain 0.1",
             "--act: the action 'start_chain' takes points of 2 coordinates");
        told("look", "--look", "0.1;0.2", "--look: '0.1;0.2' is not allowed");
        told("look elsewhere", "--look", "1,2,3", "/cursor: must be a point of 2 coordinates");
        QTest::newRow("no checkpoint")
            << QStringList{run, scene, out, x, QStringLiteral("--continue"), QString()}
            << "--continue: is empty";
    }
    void badInputIsOneLineAndExitTwo() {
        QFETCH(QStringList, arguments);
        QFETCH(QString, expected);
        QTemporaryDir folder;
        const Outcome outcome = runProgram(arguments, folder.path());
        QCOMPARE(outcome.code, 2);
        const QString err = QString::fromUtf8(outcome.err);
        QVERIFY2(err.startsWith(QStringLiteral("scorescope: error: ")), qPrintable(err));
        QVERIFY2(err.contains(expected), qPrintable(err));
        QCOMPARE(err.count(QLatin1Char('\n')), 1);
    }

    /// Points of five dimensions go into every scene that takes points; views that cannot show them
    /// say so.
    void pointsOfAnyDimension_data() {
        QTest::addColumn<QString>("scene");
        QTest::addColumn<QString>("view");
        QTest::addColumn<QByteArray>("said");
        for (const char* scene : {"drawn_points", "fig_3_5", "fig_3_7", "hessian", "mala"}) {
            QTest::newRow(scene) << scene << "field" << QByteArray("x₀");
        }
        QTest::newRow("trefoil") << "trefoil"
                                 << "space" << QByteArray("has 5 dimensions");
        QTest::newRow("energy_surface") << "energy_surface"
                                        << "field" << QByteArray("x₀");
        QTest::newRow("fixed points") << "fig_3_7"
                                      << "table" << QByteArray("is of data in a plane");
    }
    void pointsOfAnyDimension() {
        QFETCH(QString, scene);
        QFETCH(QString, view);
        QFETCH(QByteArray, said);
        QTemporaryDir folder;
        QByteArray points;
        for (int i = 0; i < 40; ++i) {
            for (int k = 0; k < 5; ++k) {
                points += QByteArray::number(std::sin(0.7 * i + k)) + (k < 4 ? "," : "\n");
            }
        }
        const QString file = folder.filePath(QStringLiteral("five.csv"));
        QVERIFY(write(file, points));
        const QString out = folder.filePath(QStringLiteral("run"));
        const Outcome run = runProgram(
            {QStringLiteral("run"), scene, QStringLiteral("--set"), QStringLiteral("data=file"),
             QStringLiteral("--set"), QStringLiteral("data_file=") + file, QStringLiteral("--set"),
             QStringLiteral("points=40"), QStringLiteral("--set"),
             QStringLiteral("hidden_units=10"), QStringLiteral("--steps"), QStringLiteral("2"),
             QStringLiteral("--figures"), QStringLiteral("svg"), QStringLiteral("--out"), out});
        QVERIFY2(run.code == 0, run.err.constData());
        const QByteArray figure =
            readAll(out + QStringLiteral("/figures/") + view + QStringLiteral(".svg"));
        QVERIFY2(figure.contains(said), figure.left(3000).constData());
    }

    /// What a click starts and what the cursor shows, without a window.
    void clicksAndTheCursorCanBeGiven() {
        QTemporaryDir folder;
        const auto csv = [&folder](const char* view, const QStringList& more) {
            const QString path = folder.filePath(QStringLiteral("data.csv"));
            const Outcome outcome =
                runProgram(QStringList{QStringLiteral("export"), QStringLiteral("cross_entropy"),
                                       QStringLiteral("--view"), QLatin1String(view),
                                       QStringLiteral("-o"), path} +
                           smallRun + more);
            return outcome.code == 0 ? readAll(path) : outcome.err;
        };
        const QByteArray without = csv("field", {});
        QVERIFY2(without.startsWith("artifact,x,y,u,v"), without.left(200).constData());
        QVERIFY(!without.contains("\nball,"));
        QVERIFY(!without.contains("\nchains,"));
        const QByteArray with =
            csv("field", {QStringLiteral("--look"), QStringLiteral("0.1,-0.2"),
                          QStringLiteral("--act"), QStringLiteral("start_chain 0.25 0.5 @25")});
        QVERIFY2(with.contains("\nball,"), with.left(200).constData());
        // Started after the last step: the chain stands where it was put.
        QCOMPARE(with.count("\nchains,"), 1);
        const QList<QByteArray> chain =
            with.mid(with.indexOf("\nchains,") + 1).split('\r')[0].split(',');
        QVERIFY(chain.contains("0.25") && chain.contains("0.5"));
    }

    /// A scene's own points that are not of the data's space are left out and told; typed ones are
    /// refused (badInputIsOneLineAndExitTwo).
    void aScenesPointsThatDoNotFitAreLeftOut() {
        QTemporaryDir folder;
        QByteArray points;
        for (int i = 0; i < 60; ++i) {
            for (int k = 0; k < 5; ++k) {
                points += QByteArray::number(std::sin(0.7 * i + k)) + (k < 4 ? "," : "\n");
            }
        }
        const QString file = folder.filePath(QStringLiteral("five.csv"));
        QVERIFY(write(file, points));
        const auto runOn = [&](const QStringList& more) {
            return runProgram(QStringList{QStringLiteral("run"), QStringLiteral("fig_3_7"),
                                          QStringLiteral("--set"), QStringLiteral("points=60"),
                                          QStringLiteral("--set"),
                                          QStringLiteral("hidden_units=10"),
                                          QStringLiteral("--steps"), QStringLiteral("3"),
                                          QStringLiteral("--overwrite"), QStringLiteral("--out"),
                                          folder.filePath(QStringLiteral("run"))} +
                              more);
        };
        const QStringList five{QStringLiteral("--set"), QStringLiteral("data=file"),
                               QStringLiteral("--set"), QStringLiteral("data_file=") + file};
        const Outcome left = runOn(five);
        QVERIFY2(left.code == 0, left.err.constData());
        QVERIFY2(left.err.contains("left out at step"), left.err.constData());
        QVERIFY(left.err.contains("'start_chain' takes points of 5 coordinates"));
        const Outcome kept = runOn({});
        QVERIFY2(kept.code == 0 && !kept.err.contains("left out"), kept.err.constData());
        const Outcome refused = runOn(
            five + QStringList{QStringLiteral("--act"), QStringLiteral("start_chain 0.1 0.2 @1")});
        QCOMPARE(refused.code, 2);
        QVERIFY2(refused.err.contains("--act: the action 'start_chain' takes points of 5"),
                 refused.err.constData());
    }

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
        QVERIFY(!bare.contains(">σ = 0.31<") && !bare.contains(">a</text>"));
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

    void aRefusedRunLeavesTheOldOneWhole() {
        QTemporaryDir folder;
        const QString out = folder.filePath(QStringLiteral("run"));
        const QStringList base{QStringLiteral("run"), QStringLiteral("fig_3_5"),
                               QStringLiteral("--out"), out};
        QCOMPARE(runProgram(base + smallRun).code, 0);
        const QByteArray before = readAll(out + QStringLiteral("/run.json"));
        QCOMPARE(runProgram(base + QStringList{QStringLiteral("--set"),
                                               QStringLiteral("hidden_units=1000000000")})
                     .code,
                 2);
        const Outcome other = runProgram(
            base + QStringList{QStringLiteral("--continue"), out + QStringLiteral("/checkpoint")});
        QCOMPARE(other.code, 2);
        QVERIFY2(other.err.contains("was taken from another scene; it differs in "),
                 other.err.constData());
        QCOMPARE(readAll(out + QStringLiteral("/run.json")), before);
    }

    void withoutADisplayTheWindowSaysSo() {
        const Outcome outcome = runProgram({QStringLiteral("fig_3_5")});
        QCOMPARE(outcome.code, 2);
        const bool noWindow = outcome.err.contains("this build has no window");
        QVERIFY2(noWindow || outcome.err.contains(
                                 "there is no display for the window; try: scorescope run fig_3_5"),
                 outcome.err.constData());
    }

    void badSceneFilesNameFileAndPlace() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("my.json"));
        QVERIFY(write(
            path,
            R"({"scorescope": 2, "experiment": "regularized_autoencoder", "parameters": {"hiden_units": 3}})"));
        const Outcome outcome = runProgram({QStringLiteral("run"), path, QStringLiteral("--out"),
                                            folder.filePath(QStringLiteral("o"))});
        QCOMPARE(outcome.code, 2);
        QCOMPARE(QString::fromUtf8(outcome.err),
                 QStringLiteral("scorescope: error: %1: /parameters/hiden_units: there is no "
                                "parameter 'hiden_units' "
                                "(did you mean 'hidden_units'?)\n")
                     .arg(path));
    }

    void misspeltViewOptionsAreRefusedBeforeTheRun() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("my.json"));
        QVERIFY(
            write(path,
                  R"({"scorescope": 2, "experiment": "regularized_autoencoder", "steps": 1000000,
                      "views": [{"name": "f", "kind": "field", "artifacts": ["field"], "options": {"streamline": true}}]})"));
        const Outcome outcome = runProgram(
            {QStringLiteral("run"), path, QStringLiteral("--figures"), QStringLiteral("svg"),
             QStringLiteral("--out"), folder.filePath(QStringLiteral("o"))});
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.err.contains(
                     "my.json: /views: view 'f': unknown option 'streamline' (did you mean "
                     "'streamlines'?)") ||
                     outcome.err.contains("this build has no figures"),
                 outcome.err.constData());
    }

    void aDivergingRunFailsWithAdviceAndKeepsItsOutput() {
        QTemporaryDir folder;
        const QString out = folder.filePath(QStringLiteral("run"));
        const Outcome outcome = runProgram(QStringList{
            QStringLiteral("run"), QStringLiteral("fig_3_5"), QStringLiteral("--out"), out,
            QStringLiteral("--set"), QStringLiteral("optimizer=sgd"), QStringLiteral("--set"),
            QStringLiteral("learning_rate=1e6"), QStringLiteral("--set"),
            QStringLiteral("points=300"), QStringLiteral("--set"),
            QStringLiteral("hidden_units=30"), QStringLiteral("--steps"), QStringLiteral("5000")});
        QCOMPARE(outcome.code, 1);
        QVERIFY(outcome.err.contains("not finite at step"));
        QVERIFY(outcome.err.contains("lower the learning rate"));
        QCOMPARE(QJsonDocument::fromJson(readAll(out + QStringLiteral("/run.json")))
                     .object()[QStringLiteral("status")]
                     .toString(),
                 QStringLiteral("failed"));
        QVERIFY(QFile::exists(out + QStringLiteral("/checkpoint/state.json")));
    }

    void interruptSavesACheckpoint() {
        QTemporaryDir folder;
        const QString out = folder.filePath(QStringLiteral("run"));
        QProcess process;
        process.start(QStringLiteral(SCORESCOPE_PROGRAM),
                      {QStringLiteral("run"), QStringLiteral("fig_3_5"), QStringLiteral("--out"),
                       out, QStringLiteral("--steps"), QStringLiteral("100000000"),
                       QStringLiteral("--set"), QStringLiteral("points=300"),
                       QStringLiteral("--set"), QStringLiteral("optimizer=adam")});
        QVERIFY(process.waitForStarted());
        // run.json appears when the run begins; by then signals are answered, at the first step
        // or a later one.
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(out + QStringLiteral("/run.json")), 60000);
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(60000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
        QVERIFY(QFile::exists(out + QStringLiteral("/checkpoint/state.safetensors")));
        QVERIFY(readAll(out + QStringLiteral("/run.json")).contains("interrupted"));
    }

    void scenesAndDescribe() {
        const Outcome list = runProgram({QStringLiteral("scenes"), QStringLiteral("--json")});
        QCOMPARE(list.code, 0);
        const QJsonArray scenes = QJsonDocument::fromJson(list.out).array();
        QVERIFY(!scenes.isEmpty());
        QCOMPARE(QDir(QStringLiteral(SCORESCOPE_SOURCE_DIR "/scenes/manifold"))
                     .entryList({QStringLiteral("*.json")})
                     .size(),
                 scenes.size());
        QVERIFY(runProgram({QStringLiteral("describe"), QStringLiteral("fig_3_5")})
                    .out.contains("hidden_units"));
        const Outcome schema =
            runProgram({QStringLiteral("describe"), QStringLiteral("regularized_autoencoder"),
                        QStringLiteral("--schema")});
        QVERIFY(
            QJsonDocument::fromJson(schema.out).object().contains(QStringLiteral("properties")));
        QVERIFY(runProgram({QStringLiteral("doctor")}).out.contains("what would make it faster"));
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
                       smallRun);
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
                       smallRun);
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

    void aPictureWithoutASceneIsRefused() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("plain.png"));
        // The smallest PNG: one grey pixel.
        QVERIFY(
            write(path, QByteArray::fromBase64("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACkl"
                                               "EQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")));
        const Outcome outcome = runProgram({QStringLiteral("run"), path, QStringLiteral("--out"),
                                            folder.filePath(QStringLiteral("o"))});
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.err.contains("plain.png"), outcome.err.constData());
    }
};

QTEST_GUILESS_MAIN(CommandLineTest)
#include "tst_command_line.moc"
