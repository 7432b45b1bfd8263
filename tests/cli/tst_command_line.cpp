// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Runs as a shell starts them, without a display.
#include "tests/support/program.h"

#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QtTest>

#include <csignal>

using scorescope::test::Outcome;
using scorescope::test::readAll;
using scorescope::test::runProgram;
using scorescope::test::smallRun;
using scorescope::test::smallScene;
using scorescope::test::write;

class CommandLineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void runWritesEverything() {
        QTemporaryDir folder;
        const QString out = folder.filePath(QStringLiteral("run"));
        const Outcome run = runProgram(QStringList{QStringLiteral("run"), QStringLiteral("fig_3_5"),
                                                   QStringLiteral("--out"), out} +
                                       smallRun());
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
            smallRun();
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
        const QStringList set = smallScene();
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
                              smallScene() + more);
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
        QTest::newRow("one size") << QStringList{run, scene, out, x,
                                                 QStringLiteral("--thesis-size")}
                                  << "--thesis-size: the scene fig_3_5 has one size";
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
                           smallRun() + more);
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

    void aRefusedRunLeavesTheOldOneWhole() {
        QTemporaryDir folder;
        const QString out = folder.filePath(QStringLiteral("run"));
        const QStringList base{QStringLiteral("run"), QStringLiteral("fig_3_5"),
                               QStringLiteral("--out"), out};
        QCOMPARE(runProgram(base + smallRun()).code, 0);
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
        int files = 0;
        QDirIterator each(QStringLiteral(SCORESCOPE_SOURCE_DIR "/scenes"),
                          {QStringLiteral("*.json")}, QDir::Files, QDirIterator::Subdirectories);
        for (; each.hasNext(); each.next()) {
            ++files;
        }
        QCOMPARE(scenes.size(), files);
        QVERIFY(runProgram({QStringLiteral("describe"), QStringLiteral("fig_3_5")})
                    .out.contains("hidden_units"));
        const Outcome schema =
            runProgram({QStringLiteral("describe"), QStringLiteral("regularized_autoencoder"),
                        QStringLiteral("--schema")});
        QVERIFY(
            QJsonDocument::fromJson(schema.out).object().contains(QStringLiteral("properties")));
        QVERIFY(runProgram({QStringLiteral("doctor")}).out.contains("what would make it faster"));
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
