// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/npz.h"
#include "tests/support/messages_and_files.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::test;

class TestNpz : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void headersAreRead();
    void badHeadersAreNamed_data();
    void badHeadersAreNamed();
    void arraysAreWrittenAsTheyAreRead();
    void shapesMustFit();
    void numpyReadsTheArchives();
    void unwritableArchivesAreNamed();
};

void TestNpz::headersAreRead() {
    const NpyHeader header =
        parseNpyHeader("{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }   \n");
    QCOMPARE(header.type, std::string("<f8"));
    QVERIFY(!header.fortranOrder);
    QVERIFY(header.shape == (std::vector<std::size_t>{3, 2}));
    // As Python 2 and other writers have it.
    const NpyHeader other =
        parseNpyHeader("{\"shape\":(2L,3L,),'fortran_order':True,'descr':'|i1'}");
    QCOMPARE(other.type, std::string("|i1"));
    QVERIFY(other.fortranOrder);
    QVERIFY(other.shape == (std::vector<std::size_t>{2, 3}));
    QVERIFY(parseNpyHeader("{'descr': '<f8', 'fortran_order': False, 'shape': ()}").shape.empty());
}

void TestNpz::badHeadersAreNamed_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("reason");
    const auto row = [](const char* text, const char* reason) {
        QTest::newRow(reason) << QByteArray(text) << QByteArray(reason);
    };
    row("", "ends too early");
    row("{'descr': '<f8'}", "lacks one of");
    row("{'descr': '<f8', 'descr': '<f8'}", "twice");
    row("{'colour': 'red'}", "unknown key");
    row("{'shape': (3, -2)}", "negative size");
    row("{'shape': (99999999999999999999, 2)}", "beyond 64 bits");
    row("{'descr': [('x', '<f8')]}", "describes records");
    row("{'fortran_order': Maybe}", "is not understood at");
}

void TestNpz::badHeadersAreNamed() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, reason);
    try {
        static_cast<void>(parseNpyHeader(text.toStdString()));
    } catch (const std::invalid_argument& error) {
        QVERIFY2(QByteArray(error.what()).contains(reason), error.what());
        return;
    }
    QFAIL("nothing was thrown");
}

void TestNpz::arraysAreWrittenAsTheyAreRead() {
    const std::vector<float> values = {1.0F, -2.0F, 3.5F, 4.0F, 5.0F, 6.25F};
    const std::string file = npyFile(values, {2, 3});
    QCOMPARE(file.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
    const std::size_t length = static_cast<unsigned char>(file[8]) +
                               std::size_t{256} * static_cast<unsigned char>(file[9]);
    QCOMPARE((10 + length) % 64, std::size_t{0}); // aligned, as NumPy wants it
    const NpyHeader header = parseNpyHeader(file.substr(10, length));
    QCOMPARE(header.type, std::string("<f4"));
    QVERIFY(!header.fortranOrder);
    QVERIFY(header.shape == (std::vector<std::size_t>{2, 3}));
    std::vector<float> back(values.size());
    QCOMPARE(file.size(), 10 + length + back.size() * sizeof(float));
    std::memcpy(back.data(), file.data() + 10 + length, back.size() * sizeof(float));
    QVERIFY(back == values);
    const std::string none = npyFile(std::vector<double>());
    QVERIFY(parseNpyHeader(none.substr(10)).shape == std::vector<std::size_t>{0});
}

void TestNpz::shapesMustFit() {
    const std::vector<double> values(6);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(npyFile(values, {2, 2})), std::invalid_argument);
    QVERIFY(!npyFile(values, {1, 6, 1}).empty());
}

void TestNpz::numpyReadsTheArchives() {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a.npz"));
    writeArchive({arrayEntry("half", std::vector<float>{0.5F, 1.5F}),
                  arrayEntry("table", std::vector<double>{1, 2, 3, 4, 5, 6}, {2, 3}),
                  arrayEntry("count", std::vector<std::int64_t>{-7}),
                  arrayEntry("flag", std::vector<std::uint8_t>{0, 255}),
                  {"note.json", "{}\n"}},
                 path.toStdString());
    QProcess python;
    python.start(QStringLiteral("/usr/bin/python3"),
                 {QStringLiteral("-c"),
                  QStringLiteral("import numpy, sys; a = numpy.load(sys.argv[1]);"
                                 "assert a['half'].dtype == numpy.float32, a['half'].dtype;"
                                 "assert list(a['half']) == [0.5, 1.5], a['half'];"
                                 "assert a['table'].dtype == numpy.float64;"
                                 "assert a['table'].tolist() == [[1, 2, 3], [4, 5, 6]], a['table'];"
                                 "assert a['count'].dtype == numpy.int64 and a['count'][0] == -7;"
                                 "assert a['flag'].tolist() == [0, 255], a['flag'];"
                                 "assert a['note.json'] == b'{}\\n', a['note.json']"),
                  path});
    QVERIFY(python.waitForStarted());
    QVERIFY(python.waitForFinished());
    const QByteArray errors = python.readAllStandardError();
    if (errors.contains("No module named 'numpy'")) {
        QSKIP("python3-numpy is not installed");
    }
    QVERIFY2(python.exitCode() == 0, errors.constData());
}

void TestNpz::unwritableArchivesAreNamed() {
    const std::vector<ArchiveEntry> entries = {arrayEntry("x", std::vector<double>{1.0})};
    const QString message = messageOf([&] { writeArchive(entries, "/no/such/folder/a.npz"); });
    QVERIFY2(message.startsWith(QStringLiteral("/no/such/folder/a.npz: cannot be written: ")) &&
                 message.endsWith(QStringLiteral("No such file or directory")),
             qPrintable(message));
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a.npz"));
    writeText(path, "old");
    QVERIFY(QFile(path).setPermissions(QFile::ReadOwner)); // a file may be replaced all the same
    writeArchive(entries, path.toStdString());
    QVERIFY(readText(path).startsWith("PK"));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{QStringLiteral("a.npz")});
}

QTEST_APPLESS_MAIN(TestNpz)
#include "tst_npz.moc"
