// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/atomic_file.h"
#include "tests/support/messages_and_files.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <stdexcept>
#include <string>

using namespace scorescope;
using namespace scorescope::test;

class TestAtomicFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesThePlaceOfWhatWasThere();
    void aFullDiskLosesNothing_data();
    void aFullDiskLosesNothing();
    void unwritablePlacesAreNamed();
    void whatALibraryWritesIsRenamed();
    void afterAFailureNothingLiesAbout();
    void aLibraryThatWroteNothingIsNoticed();
};

namespace {

QStringList filesIn(const QTemporaryDir& folder) {
    return QDir(folder.path()).entryList(QDir::Files);
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

void TestAtomicFile::aFullDiskLosesNothing_data() {
    QTest::addColumn<QString>("how");
    QTest::newRow("bytes") << QStringLiteral("bytes");
    QTest::newRow("a library's file") << QStringLiteral("library");
}

/// A limit on the size of files makes the write fail half way, as a full disk does.
void TestAtomicFile::aFullDiskLosesNothing() {
    QFETCH(QString, how);
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("old.txt"));
    writeText(path, "precious");
    QProcess limited;
    limited.start(QStringLiteral("sh"),
                  {QStringLiteral("-c"),
                   QStringLiteral(
                       "trap '' XFSZ; ulimit -f 1; exec \"$0\" fillFileForLimitTest \"$1\" \"$2\""),
                   QCoreApplication::applicationFilePath(), path, how});
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

void TestAtomicFile::whatALibraryWritesIsRenamed() {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a.txt"));
    writeText(path, "old");
    replaceFileAtomically(path.toStdString(), [&](const std::string& temporary) {
        const QString beside = QString::fromStdString(temporary);
        QCOMPARE(QFileInfo(beside).path(), folder.path());
        QVERIFY(beside != path);
        writeText(beside, "new");
        QCOMPARE(readText(path), QByteArray("old")); // until it is whole
    });
    QCOMPARE(readText(path), QByteArray("new"));
    QCOMPARE(filesIn(folder), QStringList{QStringLiteral("a.txt")});
}

void TestAtomicFile::afterAFailureNothingLiesAbout() {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a.txt"));
    writeText(path, "old");
    QVERIFY_EXCEPTION_THROWN(replaceFileAtomically(path.toStdString(),
                                                   [](const std::string& temporary) {
                                                       writeText(QString::fromStdString(temporary),
                                                                 "half");
                                                       throw std::runtime_error("given up");
                                                   }),
                             std::runtime_error);
    QCOMPARE(readText(path), QByteArray("old"));
    QCOMPARE(filesIn(folder), QStringList{QStringLiteral("a.txt")});
}

void TestAtomicFile::aLibraryThatWroteNothingIsNoticed() {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a.txt"));
    writeText(path, "old");
    const QString message =
        messageOf([&] { replaceFileAtomically(path.toStdString(), [](const std::string&) {}); });
    QVERIFY2(message.contains(QStringLiteral("cannot be written")), qPrintable(message));
    QCOMPARE(readText(path), QByteArray("old"));
}

int main(int argc, char** argv) {
    if (argc == 4 && std::string(argv[1]) == "fillFileForLimitTest") {
        const std::string bytes(1 << 20, 'x');
        try {
            if (std::string(argv[3]) == "library") {
                replaceFileAtomically(argv[2], [&](const std::string& temporary) {
                    writeFileAtomically(temporary, bytes);
                });
            } else {
                writeFileAtomically(argv[2], bytes);
            }
        } catch (const InputError&) {
            return 42;
        }
        return 0;
    }
    QCoreApplication app(argc, argv);
    TestAtomicFile test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_atomic_file.moc"
