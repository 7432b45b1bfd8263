// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/atomic_file.h"
#include "engine/core/open_file.h"
#include "tests/support/messages_and_files.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <string>

using namespace scorescope;
using namespace scorescope::test;

class TestAtomicFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesThePlaceOfWhatWasThere();
    void aFullDiskLosesNothing();
    void unwritablePlacesAreNamed();
    void whatAKilledWriterLeftIsRemoved();
    void whatIsBeingWrittenStays();
    void otherFilesStay();
};

namespace {

QStringList filesIn(const QTemporaryDir& folder) {
    return QDir(folder.path()).entryList(QDir::Files, QDir::Name);
}

extern "C" void tellAndWait(int) {
    static_cast<void>(::write(STDOUT_FILENO, "p", 1) == 1);
    ::pause();
}

/// Writes a file, and waits for ever when 1 kB of it are on disk: the system sends a signal there.
int holdPart(const std::string& path) {
    std::signal(SIGXFSZ, tellAndWait);
    const rlimit limit{1024, 1024};
    if (::setrlimit(RLIMIT_FSIZE, &limit) == 0) {
        writeFileAtomically(path, std::string(1 << 20, 'x'));
    }
    return 1;
}

} // namespace

void TestAtomicFile::takesThePlaceOfWhatWasThere() {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a.txt"));
    const std::string bytes("zero \0 inside", 13);
    writeFileAtomically(path.toStdString(), "first");
    writeFileAtomically(path.toStdString(), bytes);
    QCOMPARE(readText(path).toStdString(), bytes);
    writeFileAtomically(path.toStdString(), "");
    QCOMPARE(readText(path), QByteArray());
    QCOMPARE(filesIn(folder), QStringList{QStringLiteral("a.txt")});
}

/// A limit on the size of files makes the write fail half way, as a full disk does.
void TestAtomicFile::aFullDiskLosesNothing() {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("old.txt"));
    writeText(path, "precious");
    QProcess limited;
    limited.start(
        QStringLiteral("sh"),
        {QStringLiteral("-c"),
         QStringLiteral("trap '' XFSZ; ulimit -f 1; exec \"$0\" fillFileForLimitTest \"$1\""),
         QCoreApplication::applicationFilePath(), path});
    QVERIFY(limited.waitForFinished());
    QCOMPARE(limited.exitCode(), 42);
    QCOMPARE(readText(path), QByteArray("precious"));
    QCOMPARE(filesIn(folder), QStringList{QStringLiteral("old.txt")});
}

void TestAtomicFile::unwritablePlacesAreNamed() {
    const QString reason =
        QStringLiteral("/no/such/folder/x: cannot be written: No such file or directory");
    QCOMPARE(messageOf([] { writeFileAtomically("/no/such/folder/x", "a"); }), reason);
    // A folder stands where the file should be.
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("taken"));
    QVERIFY(QDir().mkpath(path + QStringLiteral("/full")));
    const QString message = messageOf([&] { writeFileAtomically(path.toStdString(), "a"); });
    QVERIFY2(message.contains(QStringLiteral("taken: cannot be written: ")), qPrintable(message));
    QVERIFY(filesIn(folder).empty());
}

void TestAtomicFile::whatAKilledWriterLeftIsRemoved() {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a.txt"));
    writeText(path, "old");
    // The writer stops itself half way, so that it is killed there.
    QProcess writer;
    writer.start(QCoreApplication::applicationFilePath(),
                 {QStringLiteral("stopWithPartForKillTest"), path});
    QVERIFY(writer.waitForReadyRead(20'000)); // it has a part
    const QStringList parts = filesIn(folder);
    QCOMPARE(parts.size(), 2);
    const QString part = parts.at(1);
    QVERIFY2(part.startsWith(QStringLiteral("a.txt.scorescope-part-")), qPrintable(part));
    removeUnfinishedFiles(folder.path().toStdString());
    QCOMPARE(filesIn(folder), parts); // it is alive
    writer.kill();
    QVERIFY(writer.waitForFinished());
    QCOMPARE(filesIn(folder), parts);
    QCOMPARE(readText(path), QByteArray("old"));
    writeFileAtomically(folder.filePath(QStringLiteral("b.txt")).toStdString(), "new");
    QCOMPARE(filesIn(folder), (QStringList{QStringLiteral("a.txt"), QStringLiteral("b.txt")}));
}

void TestAtomicFile::whatIsBeingWrittenStays() {
    const QTemporaryDir folder;
    const QString part = folder.filePath(QStringLiteral("a.txt.scorescope-part-1"));
    const OpenFile writer(part.toStdString(), O_WRONLY | O_CREAT);
    QVERIFY(writer.lock() == OpenFile::Lock::mine);
    writeFileAtomically(folder.filePath(QStringLiteral("a.txt")).toStdString(), "new");
    QVERIFY(QFile::exists(part));
}

void TestAtomicFile::otherFilesStay() {
    const QTemporaryDir folder;
    const QStringList names{QStringLiteral("a.part12"), QStringLiteral("a.scorescope-part-"),
                            QStringLiteral("a.scorescope-part-x"),
                            QStringLiteral("scorescope-part-1")};
    for (const QString& name : names) {
        writeText(folder.filePath(name), "mine");
    }
    // A link of that name goes; what it points to stays.
    const QTemporaryDir elsewhere;
    writeText(elsewhere.filePath(QStringLiteral("far.txt")), "mine");
    QVERIFY(QFile::link(elsewhere.filePath(QStringLiteral("far.txt")),
                        folder.filePath(QStringLiteral("l.scorescope-part-1"))));
    removeUnfinishedFiles(folder.path().toStdString());
    for (const QString& name : names) {
        QVERIFY(QFile::exists(folder.filePath(name)));
    }
    QVERIFY(QFile::exists(elsewhere.filePath(QStringLiteral("far.txt"))));
    removeUnfinishedFiles("/no/such/folder");
}

int main(int argc, char** argv) {
    if (argc == 3 && std::string(argv[1]) == "fillFileForLimitTest") {
        try {
            writeFileAtomically(argv[2], std::string(1 << 20, 'x'));
        } catch (const InputError&) {
            return 42;
        }
        return 0;
    }
    if (argc == 3 && std::string(argv[1]) == "stopWithPartForKillTest") {
        return holdPart(argv[2]);
    }
    QCoreApplication app(argc, argv);
    TestAtomicFile test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_atomic_file.moc"
