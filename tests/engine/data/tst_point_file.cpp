// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/artifact_io.h"
#include "engine/core/error.h"
#include "engine/data/point_file.h"
#include "tests/support/test_folder.h"

#include <QFile>
#include <QFileInfo>
#include <QtTest>
#include <zip.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::data;

namespace {

template <class T> std::string bytesOf(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

/// A .npy file as NumPy writes it, with the dictionary given.
std::string npy(const std::string& dictionary, const std::string& numbers, int version = 1) {
    std::string text("\x93NUMPY", 6);
    text += static_cast<char>(version);
    text += '\0';
    const std::size_t length = dictionary.size();
    for (int i = 0; i < (version == 1 ? 2 : 4); ++i) {
        text += static_cast<char>(length >> (8 * i) & 0xffU);
    }
    return text + dictionary + numbers;
}

std::string dictionary(const std::string& type, const std::string& shape, bool fortran = false) {
    return "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") +
           ", 'shape': " + shape + ", }   \n";
}

template <class T> std::string table(const std::string& type, const std::vector<T>& values) {
    return npy(dictionary(type, "(" + std::to_string(values.size() / 2) + ", 2)"), bytesOf(values));
}

const std::vector<double> someNumbers = {0.5, -1.0, 2.0, 3.25, -4.0, 5.0};

} // namespace

class TestPointFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textForms_data();
    void textForms();
    void badText_data();
    void badText();
    void arrayTypes();
    void arrayForms();
    void badArrays_data();
    void badArrays();
    void archives();
    void badArchives();
    void places();
    void ownExportsReadBack();
    void limitsNameTheMemory();
    void linesMayCrossTheBuffer();
    void prefixesAreRefusedOrRead();
    void changedBytesAreRefusedOrRead();

private:
    std::string writeZip(const std::string& name,
                         const std::vector<std::pair<std::string, std::string>>& entries) {
        const std::string path = folder_.path(name);
        zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
        for (const auto& [entry, bytes] : entries) {
            zip_source_t* source = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
            zip_file_add(archive, entry.c_str(), source, ZIP_FL_OVERWRITE);
        }
        if (zip_close(archive) != 0) {
            qFatal("the test cannot write its archive");
        }
        return path;
    }
    static QString refusal(const std::string& path, const PointFileLimits& limits = {}) {
        try {
            static_cast<void>(readPoints(path, limits));
        } catch (const InputError& error) {
            return error.where() == path ? QString::fromStdString(error.message())
                                         : QStringLiteral("does not name the file");
        }
        return QStringLiteral("accepted");
    }

    test::TestFolder folder_;
};

void TestPointFile::textForms_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("commas") << QByteArray("0.5,-1\n2,3.25\n-4,5\n");
    QTest::newRow("blanks, no last line end") << QByteArray("0.5 -1\n 2   3.25 \n-4 +5.0");
    QTest::newRow("tabs and CR LF") << QByteArray("0.5\t-1\r\n2\t3.25\r\n-4\t5\r\n");
    QTest::newRow("semicolons") << QByteArray("0.5; -1\n2;3.25\n-4;5e0\n");
    QTest::newRow("header") << QByteArray("x0 [m],x1\n0.5,-1\n2,3.25\n-4,5\n");
    QTest::newRow("header with blanks and numbers")
        << QByteArray("x 0,y 1\n0.5,-1\n2,3.25\n-4,5\n");
    QTest::newRow("comments and empty lines")
        << QByteArray("# made by hand\n\n0.5,-1 # first\n\n2,3.25\n-4,5\n#end");
    QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBF"
                                                   "0.5,-1\n2,3.25\n-4,5\n");
}

void TestPointFile::textForms() {
    QFETCH(QByteArray, text);
    for (const char* name : {"points.csv", "points.TXT"}) {
        const PointSet points = readPoints(folder_.write(name, text.toStdString()));
        QCOMPARE(points.dimensions, std::size_t{2});
        QVERIFY(points.coordinates == someNumbers);
    }
}

void TestPointFile::badText_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* name, const QByteArray& text, const char* reason) {
        QTest::newRow(name) << text << QString::fromUtf8(reason);
    };
    row("nothing", "", "holds no points");
    row("only a header", "x,y\n", "holds no points");
    row("only comments", "# a\n\n# b\n", "holds no points");
    row("one column", "1\n2\n", "line 1: has 1 column; allowed are 2 to 64");
    row("many columns", QByteArray("1,").repeated(70) + "1\n",
        "line 1: has 71 columns; allowed are 2 to 64");
    row("NaN", "1,2\n3,nan\n", "line 2: field 2 is 'nan'; points must be finite");
    row("infinity", "x,y\n1,2\n-inf,4\n", "line 3: field 1 is '-inf'; points must be finite");
    row("text", "x,y\n1,2\n1,two\n", "line 3: field 2 is not a number: 'two'");
    row("text in the first row", "1,two\n", "line 1: field 2 is not a number: 'two'");
    row("two headers", "x,y\nm,m\n1,2\n", "line 2: field 1 is not a number: 'm'");
    row("too large", "1,2\n1e400,2\n",
        "line 2: field 1 is too large ('1e400'); allowed is ±3.4e38");
    row("ragged", "1,2\n3,4\n5\n", "line 3: has 1 number, the first point has 2");
    row("ragged, longer", "1,2\n3,4,5\n", "line 2: has 3 numbers, the first point has 2");
    row("empty field", "1,2\n3,\n", "line 2: field 2 is empty; a number is expected");
    row("empty field inside", "1,,2\n", "line 1: field 2 is empty; a number is expected");
    row("decimal commas", "1,5;2,5\n",
        "line 1: mixes commas and semicolons; numbers have a decimal point, and one kind of "
        "separator stands between them");
    row("glued", "1,2\n3,4abc\n", "line 2: field 2 is not a number: '4abc'");
    row("binary",
        QByteArray("\x7f"
                   "ELF\0\1\n\2\xff,1\n",
                   12),
        "line 2: field 1 is not a number: '?"
        "?'");
    row("endless line", QByteArray(3 << 20, 'x'),
        "line 1: is longer than a megabyte; one point a line is expected");
}

void TestPointFile::badText() {
    QFETCH(QByteArray, text);
    QFETCH(QString, reason);
    QCOMPARE(refusal(folder_.write("bad.csv", text.toStdString())), reason);
}

void TestPointFile::arrayTypes() {
    const auto check = [this](const std::string& bytes, const std::vector<double>& expected) {
        const PointSet points = readPoints(folder_.write("array.npy", bytes));
        QCOMPARE(points.dimensions, std::size_t{2});
        QVERIFY(points.coordinates == expected);
    };
    check(table<double>("<f8", someNumbers), someNumbers);
    check(table<float>("<f4", {0.5F, -1.0F, 2.0F, 3.25F, -4.0F, 5.0F}), someNumbers);
    const std::vector<double> whole = {1.0, 2.0, 120.0, 0.0};
    check(table<std::int8_t>("|i1", {1, 2, 120, 0}), whole);
    check(table<std::uint8_t>("|u1", {1, 2, 120, 0}), whole);
    check(table<std::int16_t>("<i2", {1, 2, 120, 0}), whole);
    check(table<std::uint16_t>("<u2", {1, 2, 120, 0}), whole);
    check(table<std::int32_t>("<i4", {1, 2, 120, 0}), whole);
    check(table<std::uint32_t>("<u4", {1, 2, 120, 0}), whole);
    check(table<std::int64_t>("<i8", {1, 2, 120, 0}), whole);
    check(table<std::uint64_t>("<u8", {1, 2, 120, 0}), whole);
    check(table<std::int64_t>("<i8", {-1, 2, -9000000000, 0}), {-1.0, 2.0, -9e9, 0.0});
    check(npy(dictionary(">i2", "(2, 2)"), std::string("\0\1\0\2\1\0\xff\xff", 8)),
          {1.0, 2.0, 256.0, -1.0});
    check(npy(dictionary(">f4", "(1, 2)"), std::string("\x3f\x80\0\0\xc0\0\0\0", 8)), {1.0, -2.0});
}

void TestPointFile::arrayForms() {
    const std::string numbers = bytesOf(someNumbers);
    for (const int version : {1, 2, 3}) {
        const std::string bytes = npy(dictionary("<f8", "(3, 2)"), numbers, version);
        QVERIFY(readPoints(folder_.write("v.npy", bytes)).coordinates == someNumbers);
    }
    // Column after column, as Fortran and transposed arrays have it.
    const std::string columns = bytesOf(std::vector<double>{0.5, 2.0, -4.0, -1.0, 3.25, 5.0});
    const PointSet transposed =
        readPoints(folder_.write("f.npy", npy(dictionary("<f8", "(3, 2)", true), columns)));
    QVERIFY(transposed.coordinates == someNumbers);
    const PointSet wide =
        readPoints(folder_.write("w.npy", npy(dictionary("<f8", "(2, 3)"), numbers)));
    QCOMPARE(wide.dimensions, std::size_t{3});
}

void TestPointFile::badArrays_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* name, const std::string& bytes, const char* reason) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString::fromUtf8(reason);
    };
    const std::string numbers = bytesOf(someNumbers);
    const double nan = std::nan("");
    row("empty", "", "is empty");
    row("another format", "PK\3\4 and so on", "is not a NumPy array (.npy)");
    row("another version", npy(dictionary("<f8", "(3, 2)"), numbers, 9),
        "is of NumPy format 9; known are 1 to 3");
    row("objects", npy(dictionary("|O", "(3, 2)"), numbers),
        "holds Python objects; allowed are float32, float64 and integers");
    row("complex", npy(dictionary("<c8", "(3, 2)"), numbers),
        "has the type '<c8'; allowed are float32, float64 and integers");
    row("half precision", npy(dictionary("<f2", "(3, 2)"), numbers),
        "has the type '<f2'; allowed are float32, float64 and integers");
    row("text", npy(dictionary("<U7", "(3, 2)"), numbers),
        "has the type '<U7'; allowed are float32, float64 and integers");
    row("no type", npy(dictionary("", "(3, 2)"), numbers),
        "has the type ''; allowed are float32, float64 and integers");
    row("records", npy("{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (3,)}", numbers),
        "the header describes records; a plain type of numbers is expected");
    row("one column", npy(dictionary("<f8", "(6, 1)"), numbers),
        "has 1 column; allowed are 2 to 64");
    row("one dimension", npy(dictionary("<f8", "(6,)"), numbers),
        "has 1 dimension; a table [points × coordinates] is expected");
    row("three dimensions", npy(dictionary("<f8", "(1, 3, 2)"), numbers),
        "has 3 dimensions; a table [points × coordinates] is expected");
    row("zero rows", npy(dictionary("<f8", "(0, 2)"), ""), "holds no points");
    row("zero columns", npy(dictionary("<f8", "(3, 0)"), ""), "has 0 columns; allowed are 2 to 64");
    row("truncated", npy(dictionary("<f8", "(4, 2)"), numbers),
        "promises 4 points, but has only 48 of 64 bytes: the file is truncated");
    row("truncated header", npy(dictionary("<f8", "(3, 2)"), "").substr(0, 30),
        "ends in the middle of its header: the file is truncated");
    row("huge header", std::string("\x93NUMPY\2\0\xff\xff\xff\xff{", 13),
        "has a header of 4294967295 bytes; allowed are 65536");
    row("overflowing shape", npy(dictionary("<f8", "(9223372036854775809, 2)"), numbers),
        "holds 9223372036854775809 points of 2 numbers, which need 1.31e+05 PiB of memory; "
        "allowed is 2 GiB");
    row("shape beyond 64 bits", npy(dictionary("<f8", "(99999999999999999999, 2)"), numbers),
        "the header has a size beyond 64 bits");
    row("negative shape", npy(dictionary("<f8", "(-3, 2)"), numbers),
        "the header has a negative size");
    row("key missing", npy("{'descr': '<f8', 'shape': (3, 2)}", numbers),
        "the header lacks one of 'descr', 'fortran_order' and 'shape'");
    row("key twice", npy("{'descr': '<f8', 'descr': '<f8', 'shape': (3, 2)}", numbers),
        "the header has the key 'descr' twice");
    row("unknown key", npy("{'descr': '<f8', 'order': False, 'shape': (3, 2)}", numbers),
        "the header has the unknown key 'order'");
    row("no dictionary", npy("hello", numbers), "the header is not understood at 'hello'");
    row("NaN", table<double>("<f8", {1.0, 2.0, 3.0, nan}), "row 2, column 2 is not a number (NaN)");
    row("infinity", table<float>("<f4", {1.0F, -std::numeric_limits<float>::infinity()}),
        "row 1, column 2 is infinite");
    row("too large", table<double>("<f8", {1.0, 2.0, 1e300, 3.0}),
        "row 2, column 1 is too large; allowed is ±3.4e38");
}

void TestPointFile::badArrays() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, reason);
    QCOMPARE(refusal(folder_.write("bad.npy", bytes.toStdString())), reason);
    // The same inside an archive names the array.
    QCOMPARE(refusal(writeZip("bad.npz", {{"points.npy", bytes.toStdString()}})),
             QStringLiteral("array 'points': ") + reason);
}

void TestPointFile::archives() {
    const std::string good = table<double>("<f8", someNumbers);
    const std::string other = table<double>("<f8", {9.0, 9.0});
    for (const char* name : {"points", "coordinates", "data", "anything"}) {
        std::vector<std::pair<std::string, std::string>> entries = {
            {std::string(name) + ".npy", good}};
        QVERIFY(readPoints(writeZip("one.npz", entries)).coordinates == someNumbers);
        entries.insert(entries.begin(), {"labels.npy", other});
        entries.emplace_back("readme.txt", "text");
        const std::string path = writeZip("several.npz", entries);
        if (std::string(name) == "anything") {
            QCOMPARE(refusal(path), QStringLiteral("holds the arrays labels, anything; one of them "
                                                   "must be named points, coordinates or data"));
        } else {
            QVERIFY(readPoints(path).coordinates == someNumbers);
        }
    }
}

void TestPointFile::badArchives() {
    QCOMPARE(refusal(folder_.write("text.npz", "0.5,1\n")),
             QStringLiteral("is not a NumPy archive (.npz), or is truncated"));
    QCOMPARE(refusal(writeZip("other.npz", {{"readme.txt", "text"}})),
             QStringLiteral("holds no array (.npy)"));
    std::vector<double> many(20000, 0.25);
    const std::string path = writeZip("cut.npz", {{"points.npy", table<double>("<f8", many)}});
    QFile file(QString::fromStdString(path));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const std::string whole = file.readAll().toStdString();
    QCOMPARE(refusal(folder_.write("half.npz", whole.substr(0, whole.size() / 2))),
             QStringLiteral("is not a NumPy archive (.npz), or is truncated"));
    // What unpacks to more than is allowed is not unpacked to say so.
    const std::string bomb =
        npy(dictionary("<f8", "(2097152, 2)"), std::string(std::size_t{32} << 20U, '\0'));
    const std::string packed = writeZip("bomb.npz", {{"points.npy", bomb}});
    QVERIFY(QFileInfo(QString::fromStdString(packed)).size() < 100'000);
    PointFileLimits limits;
    limits.maximumBytes = std::size_t{1} << 20U;
    QCOMPARE(refusal(packed, limits),
             QStringLiteral("array 'points': holds 2097152 points of 2 numbers, which need 32 MiB "
                            "of memory; allowed is 1 MiB"));
    // A wrong checksum is found although all numbers are there.
    std::string changed = whole;
    const std::size_t crc = changed.find("PK\1\2") + 16;
    changed[crc] = static_cast<char>(changed[crc] ^ 0x55);
    changed[14] = changed[crc];
    QVERIFY(refusal(folder_.write("crc.npz", changed)).contains("CRC", Qt::CaseInsensitive));
}

void TestPointFile::places() {
    QCOMPARE(refusal(folder_.path("none.csv")), QStringLiteral("there is no such file"));
    QVERIFY(refusal(folder_.path()).startsWith("is a folder"));
    QCOMPARE(refusal(folder_.write("points.xlsx", "1,2\n")),
             QStringLiteral("the ending '.xlsx' is not known; allowed are .csv, .txt, .npy and "
                            ".npz"));
    QCOMPARE(refusal("/dev/zero"), QStringLiteral("is not a file that can be read to its end"));
    for (const char* name : {"locked.csv", "locked.npy", "locked.npz"}) {
        const std::string path = folder_.write(name, "1,2\n");
        QFile::setPermissions(QString::fromStdString(path), QFileDevice::Permissions());
        if (QFile(QString::fromStdString(path)).open(QIODevice::ReadOnly)) {
            QSKIP("this user may read everything");
        }
        QVERIFY(refusal(path).startsWith("cannot be read: "));
    }
}

void TestPointFile::ownExportsReadBack() {
    PointCloud cloud;
    cloud.dimensions = 3;
    cloud.coordinates = {0.1F, -2.5F, 3e-7F, 4.0F, 5.0F, -6e8F};
    Artifact artifact;
    artifact.name = "samples";
    artifact.title = "Samples";
    artifact.data = cloud;
    const std::string csv = folder_.write("export.csv", toCsv(artifact));
    const std::string npz = folder_.path("export.npz");
    writeNpz(artifact, npz);
    for (const std::string& path : {csv, npz}) {
        const PointSet points = readPoints(path);
        QCOMPARE(points.dimensions, std::size_t{3});
        QCOMPARE(points.coordinates.size(), cloud.coordinates.size());
        for (std::size_t i = 0; i < cloud.coordinates.size(); ++i) {
            QVERIFY(static_cast<float>(points.coordinates[i]) == cloud.coordinates[i]);
        }
    }
}

void TestPointFile::limitsNameTheMemory() {
    PointFileLimits limits;
    limits.maximumBytes = 16000; // a thousand points in the plane
    const QByteArray rows = QByteArray("0.25,0.75\n").repeated(1000);
    const std::string csv = folder_.write("limit.csv", rows.toStdString());
    QCOMPARE(readPoints(csv, limits).size(), std::size_t{1000});
    limits.maximumBytes = 15000;
    QCOMPARE(refusal(csv, limits), QStringLiteral("holds about 1000 points of 2 numbers, which "
                                                  "need 15.6 KiB of memory; allowed is 14.6 KiB"));
    limits.maximumBytes = 1600;
    QCOMPARE(refusal(csv, limits), QStringLiteral("holds about 1000 points of 2 numbers, which "
                                                  "need 15.6 KiB of memory; allowed is 1.56 KiB"));
    // Ten million points need no file of that size to be refused.
    const std::string header = npy(dictionary("<f4", "(10000000, 2)"), "");
    limits.maximumBytes = 100'000'000;
    QCOMPARE(refusal(folder_.write("ten.npy", header), limits),
             QStringLiteral("holds 10000000 points of 2 numbers, which need 153 MiB of memory; "
                            "allowed is 95.4 MiB"));
    limits = {};
    limits.minimumDimensions = 3;
    QVERIFY(refusal(csv, limits).contains("has 2 columns; allowed are 3 to 64"));
}

void TestPointFile::linesMayCrossTheBuffer() {
    // Rows of 7, 8 and 9 characters against a buffer of a megabyte: line ends fall everywhere.
    std::string text;
    std::vector<double> expected;
    for (int i = 0; i < 400000; ++i) {
        const int a = i % 90 + 10;
        const int b = i % 1000;
        text += std::to_string(a) + ".5," + std::to_string(b) + "\n";
        expected.push_back(a + 0.5);
        expected.push_back(b);
    }
    QVERIFY(text.size() > (std::size_t{2} << 20U));
    QVERIFY(readPoints(folder_.write("long.csv", text)).coordinates == expected);
}

void TestPointFile::prefixesAreRefusedOrRead() {
    const std::string array = table<double>("<f8", someNumbers);
    const std::string zip = writeZip("whole.npz", {{"points.npy", array}});
    QFile file(QString::fromStdString(zip));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const std::vector<std::pair<std::string, std::string>> files = {
        {"p.csv", "x,y\n0.5,-1\n2,3.25\n-4,5\n"},
        {"p.npy", array},
        {"p.npz", file.readAll().toStdString()}};
    for (const auto& [name, bytes] : files) {
        for (std::size_t length = 0; length <= bytes.size(); ++length) {
            try {
                const PointSet points = readPoints(folder_.write(name, bytes.substr(0, length)));
                QVERIFY(points.size() >= 1 && points.size() <= 3);
                QVERIFY(name == "p.csv" || length == bytes.size());
            } catch (const InputError& error) {
                QVERIFY(!error.message().empty());
                QVERIFY(length < bytes.size());
            }
        }
    }
}

void TestPointFile::changedBytesAreRefusedOrRead() {
    const std::string array = table<float>("<f4", {0.5F, -1.0F, 2.0F, 3.25F});
    const std::string zip = writeZip("fuzz.npz", {{"points.npy", array}});
    QFile file(QString::fromStdString(zip));
    QVERIFY(file.open(QIODevice::ReadOnly));
    PointFileLimits limits;
    limits.maximumBytes = 1 << 20;
    for (const auto& [name, bytes] :
         std::vector<std::pair<std::string, std::string>>{{"c.npy", array},
                                                          {"c.npz", file.readAll().toStdString()},
                                                          {"c.csv", "1,2\n3,4e1\n"}}) {
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            for (const int change : {0x01, 0x80, 0xff}) {
                std::string changed = bytes;
                changed[i] = static_cast<char>(changed[i] ^ change);
                try {
                    const PointSet points = readPoints(folder_.write(name, changed), limits);
                    for (const double x : points.coordinates) {
                        QVERIFY(std::isfinite(x));
                    }
                } catch (const InputError& error) {
                    QVERIFY(!error.message().empty());
                }
            }
        }
    }
}

QTEST_GUILESS_MAIN(TestPointFile)
#include "tst_point_file.moc"
