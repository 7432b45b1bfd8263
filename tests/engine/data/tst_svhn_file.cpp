// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/svhn_file.h"
#include "tests/support/mat_bytes.h"
#include "tests/support/messages_and_files.h"
#include "tests/support/test_folder.h"

#include <QProcess>
#include <QTest>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::data;
using scorescope::test::messageOf;
namespace mat = scorescope::test::mat;

namespace {

constexpr std::size_t valuesOfImage = 32 * 32 * 3;

/// What a pixel of these tests' images is: another one for each row, column, channel and image.
std::uint8_t pixel(std::size_t image, std::size_t row, std::size_t column, std::size_t channel) {
    return static_cast<std::uint8_t>(7 * image + 31 * row + 5 * column + 85 * channel +
                                     row * column);
}

/// [32 × 32 × 3 × count], the first index fastest.
std::string columns(std::size_t count) {
    std::string bytes;
    for (std::size_t image = 0; image < count; ++image) {
        for (std::size_t channel = 0; channel < 3; ++channel) {
            for (std::size_t column = 0; column < 32; ++column) {
                for (std::size_t row = 0; row < 32; ++row) {
                    bytes.push_back(static_cast<char>(pixel(image, row, column, channel)));
                }
            }
        }
    }
    return bytes;
}

std::string imagesArray(std::size_t count) {
    return mat::array("X", mat::uint8Class, {32, 32, 3, count}, mat::uint8, columns(count));
}

std::string labelsArray(const std::string& labels) {
    return mat::array("y", mat::uint8Class, {labels.size(), 1}, mat::uint8, labels);
}

std::string doublesOf(const std::vector<double>& values) {
    std::string bytes(8 * values.size(), '\0');
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

bool isWhole(const LabelledImages& set) {
    return set.pixels.size() == set.size() * valuesOfImage &&
           std::all_of(set.labels.begin(), set.labels.end(),
                       [](std::uint8_t label) { return label < 10; });
}

const std::string threeLabels("\x0a\x03\x07", 3);

} // namespace

class TestSvhnFile : public QObject {
    Q_OBJECT

private:
    std::string write(const std::string& arrays) const {
        return folder_.write("file.mat", mat::header() + arrays);
    }

private Q_SLOTS:
    void readsImages_data() {
        QTest::addColumn<QByteArray>("file");
        const auto row = [](const char* name, const std::string& arrays) {
            QTest::newRow(name) << QByteArray::fromStdString(mat::header() + arrays);
        };
        const std::string x = imagesArray(3);
        const std::string y = labelsArray(threeLabels);
        const std::string other =
            mat::array("note", mat::charClass, {1, 12}, 4, std::string(24, 'a'));
        // Functions have a form of their own, which is not looked at.
        const std::string function =
            mat::littleEndian(mat::matrix) + mat::littleEndian(24) +
            mat::element(mat::uint32, std::string("\x10\0\0\0\0\0\0\0", 8)) + "whatever";
        row("compressed", mat::packed(x) + mat::packed(y));
        row("plain", x + y);
        row("labels first", mat::packed(y) + x);
        row("others beside", other + x + mat::packed(other) + function + y + mat::packed(function));
        row("whole numbers of type double",
            x + mat::array("y", mat::doubleClass, {3, 1}, mat::uint8, threeLabels));
        row("doubles", x + mat::packed(mat::array("y", mat::doubleClass, {3, 1}, mat::doubles,
                                                  doublesOf({10.0, 3.0, 7.0}))));
        row("a row of labels",
            x + mat::array("y", mat::uint8Class, {1, 3}, mat::uint8, threeLabels));
        row("16 bits",
            x + mat::array("y", mat::doubleClass, {3, 1}, 4, std::string("\x0a\0\x03\0\x07\0", 6)));
        row("floats", x + mat::array("y", mat::doubleClass, {3, 1}, 7,
                                     std::string("\0\0\x20\x41\0\0\x40\x40\0\0\xe0\x40", 12)));
    }
    void readsImages() {
        QFETCH(QByteArray, file);
        const LabelledImages set = readSvhn({folder_.write("file.mat", file.toStdString())}, 1000);
        QCOMPARE(set.width, std::size_t(32));
        QCOMPARE(set.height, std::size_t(32));
        QCOMPARE(set.channels, std::size_t(3));
        QCOMPARE(set.classes.size(), std::size_t(10));
        QCOMPARE(set.labels, (std::vector<std::uint8_t>{0, 3, 7}));
        QCOMPARE(set.pixels.size(), 3 * valuesOfImage);
        for (std::size_t image = 0; image < 3; ++image) {
            for (std::size_t at = 0; at < valuesOfImage; ++at) {
                QCOMPARE(set.image(image)[at], pixel(image, at / 96, at / 3 % 32, at % 3));
            }
        }
    }
    void readsOneImage() {
        for (const std::vector<std::size_t>& shape :
             {std::vector<std::size_t>{32, 32, 3}, std::vector<std::size_t>{32, 32, 3, 1}}) {
            const LabelledImages set =
                readSvhn({write(mat::packed(mat::array("X", mat::uint8Class, shape, mat::uint8,
                                                       columns(1))) +
                                labelsArray("\x01"))},
                         1000);
            QCOMPARE(set.labels, (std::vector<std::uint8_t>{1}));
            QVERIFY(isWhole(set));
        }
    }
    /// More images than are turned at once, of two files; no more than are wanted.
    void readsSomeOfSeveral() {
        const std::string first =
            folder_.write("first.mat", mat::header() + mat::packed(imagesArray(700)) +
                                           mat::packed(labelsArray(std::string(700, '\x02'))));
        const std::string second =
            folder_.write("second.mat", mat::header() + imagesArray(3) + labelsArray(threeLabels));
        std::vector<double> shares;
        const Progress progress = [&shares](double share) {
            shares.push_back(share);
            return true;
        };
        const LabelledImages all = readSvhn({first, second}, 1000, {}, progress);
        QCOMPARE(all.size(), std::size_t(703));
        QVERIFY(isWhole(all));
        QCOMPARE(all.labels[699], std::uint8_t(2));
        QCOMPARE(all.labels[700], std::uint8_t(0));
        QCOMPARE(all.image(699)[97], pixel(699, 1, 0, 1));
        QCOMPARE(all.image(702)[97], pixel(2, 1, 0, 1));
        QVERIFY(shares.size() > 3 && std::is_sorted(shares.begin(), shares.end()));
        QVERIFY(shares.front() > 0.0 && shares.back() == 1.0);

        for (const std::size_t most : {1, 256, 257, 699, 700, 701}) {
            const LabelledImages some = readSvhn({first, second}, most);
            QCOMPARE(some.size(), most);
            QVERIFY(isWhole(some));
            QVERIFY(std::equal(some.pixels.begin(), some.pixels.end(), all.pixels.begin()));
            QVERIFY(std::equal(some.labels.begin(), some.labels.end(), all.labels.begin()));
        }
        QVERIFY_EXCEPTION_THROWN(
            (void)readSvhn({first}, 1000, {}, [](double share) { return share < 0.5; }), Cancelled);
    }

    void refusesArrays_data() {
        QTest::addColumn<QByteArray>("arrays");
        QTest::addColumn<QString>("told");
        const auto row = [](const char* name, const std::string& arrays, const char* told) {
            QTest::newRow(name) << QByteArray::fromStdString(arrays) << QString::fromUtf8(told);
        };
        const std::string x = imagesArray(3);
        const std::string y = labelsArray(threeLabels);
        const auto images = [&](unsigned type, const std::vector<std::size_t>& shape,
                                unsigned stored, const std::string& bytes, unsigned flags = 0) {
            return mat::packed(mat::array("X", type, shape, stored, bytes, flags)) + y;
        };
        const auto labels = [&](unsigned type, const std::vector<std::size_t>& shape,
                                unsigned stored, const std::string& bytes, unsigned flags = 0) {
            return x + mat::array("y", type, shape, stored, bytes, flags);
        };
        row("nothing", "", "holds no array X; needed are X, uint8 32 × 32 × 3 × n, and y");
        row("no images", y, "holds no array X");
        row("no labels", x, "holds no array y");
        row("images twice", x + y + x, "holds X twice");
        row("labels twice", y + x + y, "holds y twice");
        row("doubles", images(mat::doubleClass, {32, 32, 3, 1}, mat::uint8, columns(1)),
            "X must be uint8 32 × 32 × 3 × n, is double 32 × 32 × 3 × 1");
        row("signed", images(8, {32, 32, 3, 1}, mat::int8, columns(1)), "is int8 32 × 32 × 3 × 1");
        row("text", images(mat::charClass, {1, 3}, mat::uint8, "abc"), "is char 1 × 3");
        row("cells", images(1, {1, 1}, mat::matrix, ""), "is cell 1 × 1");
        row("complex", images(mat::uint8Class, {32, 32, 3, 1}, mat::uint8, columns(1), 8),
            "is complex uint8 32 × 32 × 3 × 1");
        row("grey", images(mat::uint8Class, {32, 32, 3}, mat::uint8, std::string(100, 'a')),
            "X promises 1 images, which are 3072 bytes, but holds 100 bytes of uint8");
        row("images first", images(mat::uint8Class, {1, 32, 32, 3}, mat::uint8, columns(1)),
            "is uint8 1 × 32 × 32 × 3");
        row("rows", images(mat::uint8Class, {1, 3072}, mat::uint8, columns(1)),
            "is uint8 1 × 3072");
        row("five sizes", images(mat::uint8Class, {32, 32, 3, 1, 1}, mat::uint8, columns(1)),
            "is uint8 32 × 32 × 3 × 1 × 1");
        row("no size", images(mat::uint8Class, {}, mat::uint8, columns(1)), "is uint8 ");
        row("none", images(mat::uint8Class, {32, 32, 3, 0}, mat::uint8, ""),
            "X holds 0 images; allowed are 1 to 1000000");
        row("too many", images(mat::uint8Class, {32, 32, 3, 1000001}, mat::uint8, columns(1)),
            "X holds 1000001 images; allowed are 1 to 1000000");
        row("negative", images(mat::uint8Class, {32, 32, 3, 0xffffffffU}, mat::uint8, columns(1)),
            "X holds 4294967295 images; allowed");
        row("too few bytes", images(mat::uint8Class, {32, 32, 3, 2}, mat::uint8, columns(1)),
            "X promises 2 images, which are 6144 bytes, but holds 3072 bytes of uint8");
        row("other bytes", images(mat::uint8Class, {32, 32, 3, 1}, 4, columns(1)),
            "but holds 3072 bytes of uint16");
        row("more labels", labels(mat::uint8Class, {4, 1}, mat::uint8, "\1\2\3\4"),
            "y holds 4 labels for the 3 images of X");
        row("labels of another type", labels(12, {3, 1}, mat::int32, std::string(12, '\1')),
            "y must be uint8 or double n × 1, is int32 3 × 1");
        row("complex labels", labels(mat::doubleClass, {3, 1}, mat::uint8, threeLabels, 8),
            "is complex double 3 × 1");
        row("a table of labels", labels(mat::uint8Class, {3, 2}, mat::uint8, "\1\2\3\1\2\3"),
            "is uint8 3 × 2");
        row("no label", labels(mat::uint8Class, {0, 1}, mat::uint8, ""),
            "y holds 0 labels; allowed are 1 to 1000000");
        row("too many labels", labels(mat::uint8Class, {0x7fffffffU, 1}, mat::uint8, "\1"),
            "y holds 2147483647 labels; allowed");
        row("label bytes", labels(mat::doubleClass, {3, 1}, mat::doubles, doublesOf({1.0, 2.0})),
            "y promises 3 labels, but holds 16 bytes of double");
        row("label 0", labels(mat::uint8Class, {3, 1}, mat::uint8, std::string("\1\0\3", 3)),
            "label 2 of y is 0; allowed are 1 to 10, where 10 is the digit 0");
        row("label 11", labels(mat::uint8Class, {3, 1}, mat::uint8, "\1\2\x0b"),
            "label 3 of y is 11; allowed");
        for (const double wrong : {2.5, -1.0, 1e300, -0.5, double(INFINITY), double(NAN)}) {
            row(qPrintable(QStringLiteral("label %1").arg(wrong)),
                labels(mat::doubleClass, {3, 1}, mat::doubles, doublesOf({1.0, wrong, 2.0})),
                "label 2 of y is no whole number from 0 to 255");
        }
        row("signed labels", labels(mat::doubleClass, {3, 1}, mat::int8, "\1\2\xff"),
            "label 3 of y is 255; allowed");
        const std::string size = mat::littleEndian(0xffffffffU);
        const std::string absurd = mat::littleEndian(mat::matrix) + size + x.substr(8);
        row("an absurd size", mat::packed(absurd), "array 1 promises more bytes than it can hold");
        row("another element", x + mat::element(mat::uint8, "abcdefgh"),
            "is damaged: an element of type 2 stands where array 2 should; allowed are 14 and 15");
        row("another element inside", mat::packed(mat::element(mat::uint8, "abcdefgh")),
            "array 1 is of type 2; allowed is 14");
        row("more than its numbers", mat::packed(x + "more") + y,
            "the compressed data of an array go on after its end");
    }
    void refusesArrays() {
        QFETCH(QByteArray, arrays);
        QFETCH(QString, told);
        const QString said = messageOf([&] { (void)readSvhn({write(arrays.toStdString())}, 10); });
        QVERIFY2(said.contains(told) && said.contains("file.mat: "), qPrintable(said));
    }
    void refusesFiles() {
        const auto told = [&](const std::string& bytes) {
            return messageOf([&] { (void)readSvhn({folder_.write("bad.mat", bytes)}, 10); });
        };
        const std::string arrays = mat::packed(imagesArray(3)) + labelsArray(threeLabels);
        QVERIFY(told("").contains("is no MATLAB file of level 5"));
        QVERIFY(told("PNG").contains("is no MATLAB file of level 5"));
        QVERIFY(told(std::string(1000, '\0')).contains("is no MATLAB file of level 5"));
        QVERIFY(told(mat::header().substr(0, 127)).contains("is no MATLAB file of level 5"));
        const char* hdf = "is a MATLAB file of version 7.3 (HDF5), which is not read; allowed are";
        QVERIFY(told("\x89HDF\r\n\x1a\n" + std::string(1000, '\0')).contains(hdf));
        QVERIFY(told(mat::header(std::string("\x00\x02IM", 4)) + std::string(384, '\0') +
                     "\x89HDF\r\n\x1a\n")
                    .contains(hdf));
        QVERIFY(told(mat::header(std::string("\x01\x00MI", 4)) + arrays)
                    .contains("with the largest byte of a number first"));
        const std::string file = mat::header() + arrays;
        QVERIFY(told(file.substr(0, 128 + 5)).contains("ends within the tag of array 1"));
        QVERIFY(told(file.substr(0, 2000)).contains("array 1 has only 1864 of its"));
        QVERIFY(told(file.substr(0, file.size() - 1)).contains("the file is truncated"));
        QVERIFY(told(file + "\1").contains("ends within the tag of array 3"));
        QVERIFY(messageOf([&] {
                    (void)readSvhn({folder_.path("none.mat")}, 1);
                }).contains("none.mat: cannot be read: No such file"));
        QVERIFY(messageOf([&] {
                    (void)readSvhn({folder_.makeFolder("folder.mat")}, 1);
                }).contains("is a folder, not a file"));
        const std::string pipe = folder_.path("pipe.mat");
        QCOMPARE(mkfifo(pipe.c_str(), 0600), 0);
        QVERIFY(messageOf([&] { (void)readSvhn({pipe}, 1); }).contains("is a pipe or a device"));
    }
    /// Damage that leaves the form of a file whole is told by its checksum.
    void refusesDamagedData() {
        const std::string x = mat::packed(imagesArray(3));
        const std::string y = mat::packed(labelsArray(threeLabels));
        std::size_t damaged = 0;
        for (std::size_t at = 300; at < x.size(); at += 50) {
            std::string other = x;
            other[at] = static_cast<char>(other[at] ^ 0x10);
            const QString said = messageOf([&] { (void)readSvhn({write(other + y)}, 10); });
            QVERIFY2(said.contains("is damaged"), qPrintable(said));
            ++damaged;
        }
        QVERIFY(damaged > 20);
        std::string other = x;
        other.back() = static_cast<char>(other.back() ^ 1); // the checksum itself
        QVERIFY(messageOf([&] {
                    (void)readSvhn({write(other + y)}, 10);
                }).contains("(incorrect data check)"));
        // Cut data behind a tag that says so.
        const std::string cut = x.substr(8, x.size() - 108);
        const std::string tag = mat::littleEndian(mat::compressed) + mat::littleEndian(cut.size());
        QVERIFY(messageOf([&] {
                    (void)readSvhn({write(tag + cut + y)}, 10);
                }).contains("the compressed data of an array end too early"));
    }

    /// Whatever is changed in a file, or in what it compresses, and wherever it is cut.
    void changedBytesAreRefusedOrRead() {
        const std::string x = imagesArray(2);
        const std::string y =
            mat::array("y", mat::doubleClass, {2, 1}, mat::doubles, doublesOf({10.0, 3.0}));
        std::size_t read = 0;
        std::size_t refused = 0;
        SvhnLimits limits;
        limits.mostImages = 100;
        rusage before{};
        getrusage(RUSAGE_SELF, &before);
        const auto attempt = [&](const std::string& arrays) {
            try {
                const LabelledImages set = readSvhn({write(arrays)}, 50, limits);
                QVERIFY(set.size() > 0 && set.size() <= 50 && isWhole(set));
                ++read;
            } catch (const InputError& error) {
                QVERIFY(!error.message().empty());
                ++refused;
            }
        };
        std::mt19937 random(5);
        const auto changed = [&](std::string bytes) {
            constexpr std::size_t front = 96; // tags, flags, sizes and name
            const unsigned changes = 1 + static_cast<unsigned>(random() % 4);
            for (unsigned n = 0; n < changes; ++n) {
                const std::size_t part = random() % 4 == 0 ? bytes.size() : front;
                char& byte = bytes[random() % std::min(part, bytes.size())];
                const unsigned way = static_cast<unsigned>(random() % 3);
                const auto value = static_cast<unsigned char>(byte);
                byte = static_cast<char>(way == 0   ? value ^ 1U << random() % 8
                                         : way == 1 ? 0xffU
                                                    : random() % 20);
            }
            return random() % 6 == 0 ? bytes.substr(0, random() % bytes.size()) : bytes;
        };
        for (std::size_t k = 0; k < 1500; ++k) {
            attempt(changed(x) + y);
            attempt(x + changed(y));
            attempt(mat::packed(changed(x)) + mat::packed(y));
            attempt(mat::packed(x) + mat::packed(changed(y)));
            attempt(changed(mat::packed(x)) + changed(mat::packed(y)));
        }
        QVERIFY2(read > 300 && refused > 3000,
                 qPrintable(QStringLiteral("%1 read, %2 refused").arg(read).arg(refused)));
        rusage after{};
        getrusage(RUSAGE_SELF, &after);
        QVERIFY(after.ru_maxrss - before.ru_maxrss < 300 * 1024); // KiB
    }

    /// What SciPy writes, and reads again.
    void readsWhatScipyWrites_data() {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("compressed");
        QTest::newRow("doubles") << "float64"
                                 << "True";
        QTest::newRow("bytes") << "uint8"
                               << "True";
        QTest::newRow("plain doubles") << "float64"
                                       << "False";
        QTest::newRow("plain bytes") << "uint8"
                                     << "False";
    }
    void readsWhatScipyWrites() {
        QFETCH(QString, type);
        QFETCH(QString, compressed);
        const std::string file = folder_.path("scipy.mat");
        QProcess python;
        python.start(
            QStringLiteral("/usr/bin/python3"),
            {QStringLiteral("-c"),
             QStringLiteral("import sys\n"
                            "try:\n"
                            "    import numpy, scipy.io\n"
                            "except ImportError:\n"
                            "    sys.exit(77)\n"
                            "r = numpy.random.RandomState(1)\n"
                            "X = r.randint(0, 256, (32, 32, 3, 5)).astype(numpy.uint8)\n"
                            "y = numpy.array([[10], [1], [9], [10], [4]], sys.argv[2])\n"
                            "scipy.io.savemat(sys.argv[1], {'X': X, 'y': y},\n"
                            "                 do_compression=sys.argv[3] == 'True')\n"
                            "X = scipy.io.loadmat(sys.argv[1])['X']\n"
                            "sys.stdout.buffer.write(X.transpose(3, 0, 1, 2).tobytes())\n"),
             QString::fromStdString(file), type, compressed});
        if (!python.waitForStarted()) {
            QSKIP("python3 is not installed");
        }
        QVERIFY(python.waitForFinished(120000));
        if (python.exitCode() == 77) {
            QSKIP("python3-scipy is not installed");
        }
        QCOMPARE(python.exitCode(), 0);
        const std::string pixels = python.readAllStandardOutput().toStdString();
        const LabelledImages set = readSvhn({file}, 10);
        QCOMPARE(set.labels, (std::vector<std::uint8_t>{0, 1, 9, 0, 4}));
        QVERIFY(std::string(set.pixels.begin(), set.pixels.end()) == pixels);
    }

private:
    test::TestFolder folder_;
};

QTEST_GUILESS_MAIN(TestSvhnFile)
#include "tst_svhn_file.moc"
