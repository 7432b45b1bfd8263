// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The program while it is killed, hung up, starved of disk, or asked for two things at once.
#include "tests/support/messages_and_files.h"
#include "tests/support/program.h"

#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>

using namespace scorescope::test;

namespace {

/// One that never ends by itself.
const QStringList longRun = {QStringLiteral("--set"),     QStringLiteral("points=200"),
                             QStringLiteral("--set"),     QStringLiteral("optimizer=adam"),
                             QStringLiteral("--threads"), QStringLiteral("1"),
                             QStringLiteral("--steps"),   QStringLiteral("100000000")};

QStringList runInto(const QString& out, const QStringList& options) {
    return QStringList{QStringLiteral("run"),   QStringLiteral("fig_3_5"),
                       QStringLiteral("-q"),    QStringLiteral("--overwrite"),
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
    explicit LongRun(const QString& out, const QStringList& options = longRun) {
        process_.setProcessEnvironment(withoutDisplay());
        process_.start(QStringLiteral(SCORESCOPE_PROGRAM), runInto(out, options));
        QTRY_VERIFY_WITH_TIMEOUT(statusIn(out) == QStringLiteral("unfinished"), 60000);
    }
    ~LongRun() {
        process_.kill();
        process_.waitForFinished();
    }
    LongRun(const LongRun&) = delete;
    LongRun& operator=(const LongRun&) = delete;

    void end(int signal) {
        const auto id = static_cast<pid_t>(process_.processId());
        QVERIFY2(id > 0, "the run has ended by itself"); // 0 would be this process and its friends
        ::kill(id, signal);
        QVERIFY(process_.waitForFinished(60000));
    }
    [[nodiscard]] const QProcess& process() const { return process_; }

private:
    QProcess process_;
};

/// From now on this process, and what it becomes by exec, ends at once when it opens a socket that
/// is not a local one, or makes another process. Threads are allowed. Between fork and exec, where
/// little may be called: system calls only.
void allowNeitherNetworkNorPrograms() {
#ifdef __NR_fork
    constexpr std::uint32_t forks = __NR_fork;
    constexpr std::uint32_t vforks = __NR_vfork;
#else // newer machines have clone() alone
    constexpr std::uint32_t forks = 0xFFFFFFFF;
    constexpr std::uint32_t vforks = 0xFFFFFFFF;
#endif
    constexpr auto number = offsetof(seccomp_data, nr);
    constexpr auto argument = offsetof(seccomp_data, args); // the first; its lower half
    // Jumps count the lines after their own.
    std::array<sock_filter, 13> filter{{
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, number),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_clone3, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS), // clone() stands in for it then
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, forks, 8, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, vforks, 7, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_clone, 0, 2),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, argument),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 3, 4),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_socket, 0, 2),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, argument),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    }};
    const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
        _exit(3);
    }
}

} // namespace

class TestFaults : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }

    void twoRunsDoNotMix() {
        const LongRun first(out());
        const Outcome second = runProgram(runInto(out(), smallRun()));
        QCOMPARE(second.code, 2);
        QVERIFY2(second.err.contains("another run is writing into this folder"),
                 second.err.constData());
        QCOMPARE(statusIn(out()), QStringLiteral("unfinished"));
    }

    void aKilledRunIsNoRunAndMakesRoom() {
        QCOMPARE(runProgram(runInto(out(), smallRun())).code, 0);
        {
            LongRun killed(out());
            killed.end(SIGKILL);
        }
        QCOMPARE(statusIn(out()), QStringLiteral("unfinished"));
        // Nothing of the run before it stands in its place.
        QVERIFY(!QFile::exists(out() + QStringLiteral("/series.csv")));
        QVERIFY(!QFile::exists(out() + QStringLiteral("/checkpoint/state.json")));
        writeText(out() + QStringLiteral("/artifacts/field.npz.scorescope-part-4711"), "half");
        QCOMPARE(runProgram(runInto(out(), smallRun())).code, 0);
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
                  runInto(out(), smallRun() << QStringLiteral("--set")
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

    /// Killed at twelve moments of its life: what has a name is whole.
    void noKillTearsAFile() {
        for (int moment = 1; moment <= 12; ++moment) {
            QProcess process;
            process.setProcessEnvironment(withoutDisplay());
            process.start(QStringLiteral(SCORESCOPE_PROGRAM), runInto(out(), smallRun()));
            process.waitForFinished(25 * moment);
            process.kill();
            process.waitForFinished();
            QDirIterator files(out(), QDir::Files, QDirIterator::Subdirectories);
            while (files.hasNext()) {
                const QString name = files.next();
                const QByteArray bytes = readText(name);
                const bool whole =
                    name.contains(QStringLiteral(".scorescope-part-")) ||
                    (name.endsWith(QStringLiteral(".npz"))   ? bytes.lastIndexOf("PK\5\6") >= 0
                     : name.endsWith(QStringLiteral(".csv")) ? bytes.endsWith('\n')
                     : name.endsWith(QStringLiteral(".json"))
                         ? !QJsonDocument::fromJson(bytes).isNull()
                         : bytes.size() > 8);
                QVERIFY2(whole, qPrintable(name));
            }
        }
        QCOMPARE(runProgram(runInto(out(), smallRun())).code, 0);
        QCOMPARE(statusIn(out()), QStringLiteral("finished"));
        QCOMPARE(partsIn(out()), QStringList());
    }

    void interruptedAndContinuedIsTheSameRun() {
        {
            LongRun run(out(), smallRun(1000000));
            run.end(SIGINT);
            QCOMPARE(run.process().exitCode(), 130);
        }
        const QJsonObject report =
            QJsonDocument::fromJson(readText(out() + QStringLiteral("/run.json"))).object();
        const int done = report[QStringLiteral("steps")].toInt();
        QVERIFY2(done > 0, QJsonDocument(report).toJson().constData());
        const QString whole = folder_->filePath(QStringLiteral("whole"));
        const QString rest = folder_->filePath(QStringLiteral("rest"));
        QCOMPARE(runProgram(runInto(whole, smallRun(done + 5))).code, 0);
        QCOMPARE(
            runProgram(runInto(rest, smallRun(done + 5) << QStringLiteral("--continue")
                                                        << out() + QStringLiteral("/checkpoint")))
                .code,
            0);
        for (const char* name : {"/series.csv", "/artifacts/field.npz", "/artifacts/data.npz",
                                 "/checkpoint/state.safetensors"}) {
            const QByteArray bytes = readText(rest + QString::fromLatin1(name));
            QVERIFY(!bytes.isEmpty());
            QVERIFY2(bytes == readText(whole + QString::fromLatin1(name)), name);
        }
    }

    /// Under a filter of the system that kills who opens a socket to other machines or starts
    /// another program: with figures, and with names that lead out of the folder.
    void aRunKeepsToItsFolder() {
        auto scene =
            QJsonDocument::fromJson(
                readText(QStringLiteral(SCORESCOPE_SOURCE_DIR "/scenes/manifold/fig_3_5.json")))
                .object();
        scene[QStringLiteral("title")] = QStringLiteral("$(touch escaped) `touch escaped` ../..");
        const QString path = folder_->filePath(QStringLiteral("$(touch escaped).json"));
        writeText(path, QJsonDocument(scene).toJson());
        QProcess process;
        QProcessEnvironment environment = withoutDisplay();
        for (const char* name : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME",
                                 "XDG_STATE_HOME", "TMPDIR"}) {
            environment.insert(QString::fromLatin1(name), folder_->path());
        }
        // A sanitizer's search for leaks is made by a process of its own.
        const QString sanitizer = QStringLiteral("ASAN_OPTIONS");
        environment.insert(sanitizer,
                           environment.value(sanitizer) + QStringLiteral(":detect_leaks=0"));
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(folder_->path());
        process.setChildProcessModifier([] { allowNeitherNetworkNorPrograms(); });
        process.start(QStringLiteral(SCORESCOPE_PROGRAM),
                      QStringList{QStringLiteral("run"), path, QStringLiteral("-q"),
                                  QStringLiteral("--out"), out(), QStringLiteral("--figures"),
                                  QStringLiteral("svg,pdf,png")} +
                          smallRun());
        QVERIFY(process.waitForFinished(60000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        const QByteArray said = process.readAllStandardError();
        if (said.contains("this build has no figures")) {
            QSKIP("a build without figures");
        }
        QVERIFY2(process.exitCode() == 0, said.constData());
        // Fontconfig keeps a list of fonts where it is told to.
        QStringList beside =
            QDir(folder_->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
        beside.removeAll(QStringLiteral("fontconfig"));
        QCOMPARE(beside, (QStringList{QFileInfo(path).fileName(), QStringLiteral("out")}));

        QJsonArray views = scene[QStringLiteral("views")].toArray();
        QJsonObject view = views[0].toObject();
        view[QStringLiteral("name")] = QStringLiteral("../../escaped");
        views[0] = view;
        scene[QStringLiteral("views")] = views;
        writeText(path, QJsonDocument(scene).toJson());
        const Outcome refused =
            runProgram(QStringList{QStringLiteral("run"), path, QStringLiteral("--out"), out(),
                                   QStringLiteral("--figures"), QStringLiteral("png")} +
                       smallRun());
        QCOMPARE(refused.code, 2);
        QVERIFY2(refused.err.contains("/views/0/name"), refused.err.constData());
    }

    /// Nothing is printed into the files of a run that was started with all streams closed.
    void closedStreamsAreNotTakenForFiles() {
        const Outcome run =
            shell(QStringLiteral("exec \"$0\" \"$@\" <&- >&- 2>&-"), runInto(out(), smallRun()));
        QCOMPARE(run.code, 1); // its last values are lost
        QCOMPARE(statusIn(out()), QStringLiteral("finished"));
        const QString second = folder_->filePath(QStringLiteral("second"));
        QCOMPARE(runProgram(runInto(second, smallRun())).code, 0);
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
