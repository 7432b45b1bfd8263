// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The program while it is killed, hung up, starved of disk, or asked for two things at once.
#include "tests/support/messages_and_files.h"
#include "tests/support/program.h"

#include <QDirIterator>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

using namespace scorescope::test;

namespace {

/// A run that takes a moment: options after the scene.
const QStringList smallRun = {QStringLiteral("--set"),     QStringLiteral("points=200"),
                              QStringLiteral("--set"),     QStringLiteral("hidden_units=20"),
                              QStringLiteral("--threads"), QStringLiteral("1"),
                              QStringLiteral("--steps"),   QStringLiteral("10")};
/// One that never ends by itself.
const QStringList longRun = {QStringLiteral("--set"),     QStringLiteral("points=200"),
                             QStringLiteral("--set"),     QStringLiteral("optimizer=adam"),
                             QStringLiteral("--threads"), QStringLiteral("1"),
                             QStringLiteral("--steps"),   QStringLiteral("100000000")};

QStringList runInto(const QString& out, const QStringList& options) {
    return QStringList{QStringLiteral("run"), QStringLiteral("fig_3_5"), QStringLiteral("-q"),
                       QStringLiteral("--out"), out} +
           options;
}

QString statusIn(const QString& out) {
    return QJsonDocument::fromJson(readText(out + QStringLiteral("/run.json")))
        .object()[QStringLiteral("status")]
        .toString();
}

QStringList partsIn(const QString& folder) {
    QStringList parts;
    QDirIterator files(folder, {QStringLiteral("*.scorescope-part-*")}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        parts << files.next();
    }
    return parts;
}

/// The program at work on a long run, until it is ended.
class LongRun {
public:
    explicit LongRun(const QString& out) {
        process_.setProcessEnvironment(withoutDisplay());
        process_.start(QStringLiteral(SCORESCOPE_PROGRAM), runInto(out, longRun));
        QTRY_VERIFY_WITH_TIMEOUT(statusIn(out) == QStringLiteral("unfinished"), 60000);
    }
    ~LongRun() {
        process_.kill();
        process_.waitForFinished();
    }
    LongRun(const LongRun&) = delete;
    LongRun& operator=(const LongRun&) = delete;

    void end(int signal) {
        ::kill(static_cast<pid_t>(process_.processId()), signal);
        QVERIFY(process_.waitForFinished(60000));
    }
    [[nodiscard]] const QProcess& process() const { return process_; }

private:
    QProcess process_;
};

} // namespace

class TestFaults : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }

    void twoRunsDoNotMix() {
        const LongRun first(out());
        const Outcome second = runProgram(runInto(out(), smallRun));
        QCOMPARE(second.code, 2);
        QVERIFY2(second.err.contains("another run is writing into this folder"),
                 second.err.constData());
        QCOMPARE(statusIn(out()), QStringLiteral("unfinished"));
    }

    void aKilledRunIsNoRunAndMakesRoom() {
        QCOMPARE(runProgram(runInto(out(), smallRun)).code, 0);
        {
            LongRun killed(out());
            killed.end(SIGKILL);
        }
        QCOMPARE(statusIn(out()), QStringLiteral("unfinished"));
        // Nothing of the run before it stands in its place.
        QVERIFY(!QFile::exists(out() + QStringLiteral("/series.csv")));
        QVERIFY(!QFile::exists(out() + QStringLiteral("/checkpoint/state.json")));
        writeText(out() + QStringLiteral("/artifacts/field.npz.scorescope-part-4711"), "half");
        QCOMPARE(runProgram(runInto(out(), smallRun)).code, 0);
        QCOMPARE(statusIn(out()), QStringLiteral("finished"));
        QCOMPARE(partsIn(out()), QStringList());
    }

    void signalsEndARunInGoodOrder_data() {
        QTest::addColumn<int>("signal");
        QTest::newRow("interrupt") << SIGINT;
        QTest::newRow("terminate") << SIGTERM;
        QTest::newRow("hang up") << SIGHUP;
    }
    void signalsEndARunInGoodOrder() {
        QFETCH(int, signal);
        LongRun run(out());
        run.end(signal);
        QCOMPARE(run.process().exitStatus(), QProcess::NormalExit);
        QCOMPARE(run.process().exitCode(), 130);
        QCOMPARE(statusIn(out()), QStringLiteral("interrupted"));
        QVERIFY(QFile::exists(out() + QStringLiteral("/checkpoint/state.safetensors")));
    }

    /// A limit on the size of files, which stands for a full disk: run.json fits, the model does
    /// not.
    void aFullDiskFailsTheRun() {
        const Outcome run =
            shell(QStringLiteral("trap '' XFSZ; ulimit -f 64; exec \"$0\" \"$@\""),
                  runInto(out(), QStringList(smallRun) << QStringLiteral("--set")
                                                       << QStringLiteral("hidden_units=2000")));
        QCOMPARE(run.code, 1);
        QVERIFY2(run.err.contains("cannot be written: "), run.err.constData());
        QCOMPARE(statusIn(out()), QStringLiteral("failed"));
        QCOMPARE(partsIn(out()), QStringList());
    }

    void outputThatIsLostIsAnError_data() {
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("reason");
        QTest::newRow("full") << QStringLiteral(">/dev/full") << QStringLiteral("No space left");
        QTest::newRow("closed") << QStringLiteral(">&-") << QStringLiteral("Bad file descriptor");
    }
    void outputThatIsLostIsAnError() {
        QFETCH(QString, where);
        QFETCH(QString, reason);
        for (const QString& command : {QStringLiteral("scenes"), QStringLiteral("--version"),
                                       QStringLiteral("describe fig_3_5")}) {
            const Outcome outcome = shell(QStringLiteral("\"$0\" ") + command + where);
            QCOMPARE(outcome.code, 1);
            const QString err = QString::fromUtf8(outcome.err);
            QVERIFY2(err.contains(QStringLiteral("standard output: cannot be written")),
                     qPrintable(err));
            // Of an output longer than the stream's buffer the reason is gone by the end.
            QVERIFY2(err.contains(reason) || command.startsWith(QStringLiteral("describe")),
                     qPrintable(err));
        }
    }

    /// Nothing is printed into the files of a run that was started with all streams closed.
    void closedStreamsAreNotTakenForFiles() {
        const Outcome run =
            shell(QStringLiteral("exec \"$0\" \"$@\" <&- >&- 2>&-"), runInto(out(), smallRun));
        QCOMPARE(run.code, 1); // its last values are lost
        QCOMPARE(statusIn(out()), QStringLiteral("finished"));
        const QString second = folder_->filePath(QStringLiteral("second"));
        QCOMPARE(runProgram(runInto(second, smallRun)).code, 0);
        for (const char* name : {"/series.csv", "/artifacts/field.npz", "/artifacts/data.npz",
                                 "/checkpoint/state.safetensors"}) {
            const QByteArray bytes = readText(out() + QString::fromLatin1(name));
            QVERIFY(!bytes.isEmpty());
            QVERIFY2(bytes == readText(second + QString::fromLatin1(name)), name);
        }
    }

private:
    [[nodiscard]] QString out() const { return folder_->filePath(QStringLiteral("out")); }

    std::unique_ptr<QTemporaryDir> folder_;
};

QTEST_GUILESS_MAIN(TestFaults)
#include "tst_faults.moc"
