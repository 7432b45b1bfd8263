// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/npz.h"
#include "engine/data/grey_images.h"
#include "engine/data/pgm_file.h"
#include "engine/data/standardization.h"
#include "tests/support/messages_and_files.h"
#include "tests/support/near.h"
#include "tests/support/png_bytes.h"
#include "tests/support/test_folder.h"

#include <QFile>
#include <QTest>
#include <sys/stat.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::data;
using scorescope::test::messageOf;
using scorescope::test::near;

namespace {

const std::string sixBytes("\0\x33\x66\x99\xcc\xff", 6);
const std::string binary = "P5\n3 2\n255\n" + sixBytes;
const std::string text = "P2 # by hand\n3 2 # columns, rows\n10\n0 2 4\n6 8 10\n";
const std::vector<float> sixGreys{0.0F, 0.2F, 0.4F, 0.6F, 0.8F, 1.0F};

/// A .npy file of 1.0, of any dictionary.
std::string npy(const std::string& type, const std::string& shape, const std::string& numbers,
                bool fortran = false) {
    const std::string dictionary = "{'descr': '" + type +
                                   "', 'fortran_order': " + (fortran ? "True" : "False") +
                                   ", 'shape': " + shape + ", }\n";
    std::string bytes("\x93NUMPY\1\0", 8);
    bytes += static_cast<char>(dictionary.size() & 0xffU);
    bytes += static_cast<char>(dictionary.size() >> 8U);
    return bytes + dictionary + numbers;
}

std::vector<float> counted(std::size_t count) {
    std::vector<float> values(count);
    std::iota(values.begin(), values.end(), 0.0F);
    return values;
}

bool same(const std::vector<float>& a, const std::vector<float>& b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](float x, float y) {
               return std::abs(x - y) < 1e-6F;
           });
}

} // namespace

class TestGreyImages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsGreyMaps() {
        const std::string wide("P5 3 2 65535\n\0\0\x33\x33\x66\x66\x99\x99\xcc\xcc\xff\xff", 25);
        const std::string commented = "P5\n#wide\r3\t2\r\n255 " + sixBytes;
        for (const std::string& bytes : {binary, text, binary + "\n", wide, commented}) {
            const GreyImage image = readPgm(folder_.write("image.pgm", bytes), 8);
            QCOMPARE(image.width, std::size_t(3));
            QCOMPARE(image.height, std::size_t(2));
            QVERIFY(same(image.pixels, sixGreys));
        }
    }
    void refusesGreyMaps_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("told");
        const auto row = [](const char* name, const std::string& bytes, const char* told) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString::fromUtf8(told);
        };
        row("empty", "", "is empty");
        row("colours", "P6 1 1 255 abc", "does not begin with P5 or P2");
        row("PNG", "\x89PNG\r\n", "does not begin with P5 or P2");
        row("only magic", "P5", "does not begin with P5 or P2");
        row("no size", "P5\n# nothing", "ends before its width: the file is truncated");
        row("half a header", "P5 3 2", "ends before its largest value");
        row("a word", "P5 three 2 255 ", "no whole number of at most 9 digits for its width");
        row("negative", "P2 -3 2 255 1", "no whole number of at most 9 digits for its width");
        row("many digits", "P2 3000000000 2 255 1", "at most 9 digits for its width");
        row("no width", "P5 0 2 255 ", "has a width of 0 pixels; allowed are 1 to 8");
        row("absurd", "P5 3 999999999 255 ",
            "has a height of 999999999 pixels; allowed are 1 to 8");
        row("black", "P5 3 2 0 abcdef", "has 0 for its largest value; allowed are 1 to 65535");
        row("too white", "P5 3 2 65536 abcdef", "has 65536 for its largest value");
        row("no pixels", "P5 3 2 255", "ends within its header: the file is truncated");
        row("truncated", binary.substr(0, 14),
            "has only 3 of 6 bytes of its pixels: the file is truncated");
        row("truncated text", text.substr(0, text.size() - 3), "ends before its pixel 6");
        row("too long", binary + "!", "goes on after its 3 × 2 pixels");
        row("too long text", text + "7", "goes on after its 3 × 2 pixels");
        row("beyond white", "P5 2 1 100\n\x10\x65", "pixel 2 is 101, and its largest value is 100");
        row("beyond white in text", "P2 2 1 3 3 4", "pixel 2 is 4, and its largest value is 3");
        row("fraction", "P2 2 1 3 1.5 2", "digits for its pixel 1");
        row("large", "P2 2 1 3 1 " + std::string(100000, ' ') + "2", "is too large: allowed are");
    }
    void refusesGreyMaps() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, told);
        const std::string path = folder_.write("bad.pgm", bytes.toStdString());
        const QString said = messageOf([&] { (void)readPgm(path, 8); });
        QVERIFY2(said.contains(told), qPrintable(said));
    }

    void readsAFolderInOrder() {
        const std::string folder = folder_.makeFolder("faces");
        folder_.write("faces/b.png", test::png::greyFile(3, 2, sixBytes));
        folder_.write("faces/a.PGM", "P2 3 2 1  1 1 1 0 0 0");
        folder_.write("faces/notes.txt", "by hand");
        folder_.makeFolder("faces/c.png"); // a folder, whatever it is called
        double told = 0.0;
        const GreyImages set = readGreyImages(folder, {}, [&](double share) {
            told = share;
            return true;
        });
        QCOMPARE(set.size(), std::size_t(2));
        QCOMPARE(set.width, std::size_t(3));
        QCOMPARE(set.height, std::size_t(2));
        QVERIFY(same({set.image(0), set.image(0) + 6}, {1.0F, 1.0F, 1.0F, 0.0F, 0.0F, 0.0F}));
        QVERIFY(same({set.image(1), set.image(1) + 6}, sixGreys));
        QCOMPARE(set.source, std::string("faces"));
        QCOMPARE(readGreyImages(folder + "/").source, std::string("faces"));
        QVERIFY(near(set.white - set.black, 1.0, 0.0, 0.0));
        QCOMPARE(told, 1.0);
        QVERIFY_EXCEPTION_THROWN((void)readGreyImages(folder, {}, [](double) { return false; }),
                                 Cancelled);
    }
    void refusesFolders() {
        const auto told = [&](const std::string& path, const GreyImageLimits& limits = {}) {
            return messageOf([&] { (void)readGreyImages(path, limits); });
        };
        QVERIFY(told(folder_.path("nowhere")).contains("there is no such file or folder"));
        const std::string folder = folder_.makeFolder("bad");
        QVERIFY(told(folder).contains("holds no images; expected are .png and .pgm files"));
        folder_.write("bad/one.jpg", "x");
        QVERIFY(told(folder).contains(
            "holds no .png or .pgm files, and others are not read (there are 1)"));
        folder_.write("bad/a.pgm", text);
        folder_.write("bad/b.pgm", "P2 2 2 1 0 1 1 0");
        QVERIFY(told(folder).contains("is 2 × 2 pixels, but a.pgm is 3 × 2"));
        folder_.write("bad/b.pgm", binary);
        GreyImageLimits limits;
        QVERIFY(told(folder, limits) == "nothing was thrown");
        limits.mostImages = 1;
        QVERIFY(told(folder, limits).contains("holds more than 1 images"));
        limits = {};
        limits.largestSide = 2;
        QVERIFY(told(folder, limits).contains("has a width of 3 pixels; allowed are 1 to 2"));
        limits = {};
        limits.maximumBytes = 47;
        QVERIFY(
            told(folder, limits).contains("holds 2 images of 3 × 2 pixels, which need 48 bytes"));
        folder_.write("bad/b.pgm", binary.substr(0, 14));
        const QString truncated = told(folder);
        QVERIFY(truncated.contains("the file is truncated"));
        folder_.write("bad/b.PNG", "P5");
        folder_.write("bad/b.pgm", text);
        QVERIFY(told(folder).contains("b.PNG: is no PNG image"));
        folder_.write("bad/b.PNG", test::png::greyFile(2, 3, sixBytes));
        QVERIFY(told(folder).contains("b.PNG: is 2 × 3 pixels, but a.pgm is 3 × 2"));
        folder_.write("bad/a.pgm", "P2 1 2 1 0 1");
        QVERIFY(told(folder).contains("images of 1 × 2 pixels; allowed are sides of 2 to 128"));
        const std::string flat = folder_.makeFolder("flat");
        folder_.write("flat/a.pgm", "P2 2 2 3 1 1 1 1");
        QVERIFY(told(flat).contains("all of its pixels are equal"));
        const std::string pipes = folder_.makeFolder("pipes");
        QCOMPARE(mkfifo((pipes + "/a.pgm").c_str(), 0600), 0);
        QVERIFY(told(pipes) != "nothing was thrown"); // nor waited for
        QVERIFY(told(pipes + "/a.pgm").contains("is not a file that can be read to its end"));
        QVERIFY(told(folder_.write("image.jpg", "x")).contains("the ending '.jpg' is not known"));
    }

    void readsOneImage() {
        const std::string png = test::png::greyFile(3, 2, sixBytes);
        for (const std::string& path :
             {folder_.write("one.pgm", binary), folder_.write("one.PNG", png)}) {
            const GreyImages one = readGreyImage(path);
            QCOMPARE(one.size(), std::size_t(1));
            QCOMPARE(one.width, std::size_t(3));
            QCOMPARE(one.height, std::size_t(2));
            QVERIFY(same(one.pixels, sixGreys));
            QCOMPARE(one.black, 0.0F);
            QCOMPARE(one.white, 1.0F);
            QCOMPARE(folder_.path(one.source), path);
        }
        // It is looked at, not learned from: it may be large, and of one grey.
        const GreyImages flat = readGreyImage(
            folder_.write("flat.png", test::png::greyFile(300, 200, std::string(60000, '\0'))));
        QCOMPARE(flat.pixels, std::vector<float>(60000, 0.0F));
    }
    void refusesOneImage() {
        const auto told = [](const std::string& path,
                             const GreyImageLimits& limits = singleImageLimits()) {
            return messageOf([&] { (void)readGreyImage(path, limits); });
        };
        QVERIFY(told(folder_.write("one.jpg", "x"))
                    .contains("the ending '.jpg' is not known; allowed are .png and .pgm"));
        QVERIFY(told(folder_.path("none.png")).contains("cannot be read: No such file"));
        QVERIFY(told(folder_.makeFolder("folder.png")).contains("is a folder, not a file"));
        QVERIFY(told(folder_.write("no.png", binary)).contains("is no PNG image"));
        QVERIFY(told(folder_.write("no.pgm", "x")).contains("is no grey map"));
        QVERIFY(told(folder_.write("dot.png", test::png::greyFile(1, 1, "a")))
                    .contains("holds an image of 1 × 1 pixels; allowed are sides of 2 to 4096"));
        const std::string six = folder_.write("six.png", test::png::greyFile(3, 2, sixBytes));
        GreyImageLimits limits = singleImageLimits();
        limits.largestSide = 2;
        QVERIFY(told(six, limits).contains("has a width of 3 pixels; allowed are 1 to 2"));
        limits = singleImageLimits();
        limits.maximumBytes = 23;
        QVERIFY(told(six, limits)
                    .contains("holds an image of 3 × 2 pixels, which needs 24 bytes of memory"));
    }

    void readsArrays() {
        const std::string bytes("\0\x33\x66\x99\xcc\xff\xff\xcc\x99\x66\x33\0", 12);
        const std::vector<float> greys = [] {
            std::vector<float> all = sixGreys;
            all.insert(all.end(), sixGreys.rbegin(), sixGreys.rend());
            return all;
        }();
        GreyImages set = readGreyImages(folder_.write("a.npy", npy("|u1", "(2, 2, 3)", bytes)));
        QCOMPARE(set.width, std::size_t(3));
        QCOMPARE(set.height, std::size_t(2));
        QVERIFY(same(set.pixels, greys));
        QCOMPARE(set.source, std::string("a.npy"));

        // Square images as rows; other numbers than bytes stay.
        set = readGreyImages(folder_.write("b.npy", npyFile(counted(12), {3, 4})));
        QCOMPARE(set.width, std::size_t(2));
        QCOMPARE(set.height, std::size_t(2));
        QVERIFY(same(set.pixels, counted(12)));
        QCOMPARE(set.black, 0.0F);
        QCOMPARE(set.white, 11.0F);
        set = readGreyImages(
            folder_.write("c.npy", npyFile(std::vector<double>{0.25, 0.5, 0.75, 0.5}, {1, 4})));
        QCOMPARE(set.black, 0.0F);
        QCOMPARE(set.white, 1.0F);

        // Columns first: the first index moves fastest.
        std::vector<float> turned;
        for (std::size_t column = 0; column < 3; ++column) {
            for (std::size_t row = 0; row < 2; ++row) {
                for (std::size_t image = 0; image < 2; ++image) {
                    turned.push_back(static_cast<float>(6 * image + 3 * row + column));
                }
            }
        }
        const std::string numbers(reinterpret_cast<const char*>(turned.data()), 48);
        set = readGreyImages(folder_.write("d.npy", npy("<f4", "(2, 2, 3)", numbers, true)));
        QVERIFY(same(set.pixels, counted(12)));

        const std::string archive = folder_.path("e.npz");
        writeArchive(
            {arrayEntry("labels", counted(3)), arrayEntry("faces", counted(12), {3, 2, 2})},
            archive);
        QCOMPARE(readGreyImages(archive).size(), std::size_t(3));
    }
    void refusesArrays_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("told");
        const auto row = [](const char* name, const std::string& bytes, const char* told) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString::fromUtf8(told);
        };
        const auto numbers = [](std::vector<float> values, std::vector<std::size_t> shape) {
            return npyFile(values, std::move(shape));
        };
        row("empty", "", "is empty");
        row("another format", "P5 1 1", "is not a NumPy array");
        row("vector", numbers(counted(4), {4}), "has 1 dimension;");
        row("four dimensions", numbers(counted(8), {2, 1, 2, 2}), "has 4 dimensions;");
        row("no images", numbers({}, {0, 2, 2}), "holds no images");
        row("no pixels", numbers({}, {2, 0, 2}), "holds images of 2 × 0 pixels; allowed are sides");
        row("no square", numbers(counted(12), {2, 6}), "has rows of 6 numbers; that is no square");
        row("long rows", numbers(counted(20000), {1, 20000}),
            "has rows of 20000 numbers; allowed are at most 16384, 128 × 128 pixels");
        row("large", numbers(counted(400), {1, 200, 2}),
            "holds an image of 2 × 200 pixels; allowed are sides of 2 to 128");
        row("one pixel", numbers(counted(4), {4, 1}), "holds images of 1 × 1 pixels; allowed");
        row("absurd", npy("|u1", "(4294967295, 4294967295, 2)", "abc"),
            "pixels; allowed are sides");
        row("absurd count", npy("|u1", "(18446744073709551615, 2, 2)", "abc"),
            "holds 18446744073709551615 images; allowed are 200000");
        row("much", npy("<f8", "(200000, 128, 128)", "abc"), "of memory; allowed is 1 GiB");
        row("truncated", npy("|u1", "(3, 2, 2)", "abcdefgh"),
            "promises 3 images, but has only 8 of 12 bytes: the file is truncated");
        row("objects", npy("|O", "(2, 2, 2)", "abcdefgh"), "holds Python objects");
        row("half", npy("<f2", "(1, 2, 2)", "abcdefgh"), "has the type '<f2'");
        row("flat", numbers({3.0F, 3.0F, 3.0F, 3.0F}, {1, 4}), "all of its pixels are equal");
        row("NaN",
            numbers({1.0F, 2.0F, 3.0F, 4.0F, 5.0F, std::numeric_limits<float>::quiet_NaN()},
                    {1, 2, 3}),
            "image 1, row 2, column 3 is not a number (NaN)");
        row("infinite", numbers({0.0F, 1.0F, 2.0F, 3.0F, -INFINITY, 4.0F, 5.0F, 6.0F}, {2, 4}),
            "image 2, row 1, column 1 is infinite");
    }
    void refusesArrays() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, told);
        const std::string file = folder_.write("bad.npy", bytes.toStdString());
        const QString said = messageOf([&] { (void)readGreyImages(file); });
        QVERIFY2(said.contains(told), qPrintable(said));
    }
    void refusesArchives() {
        const auto told = [&](const std::string& path) {
            return messageOf([&] { (void)readGreyImages(path); });
        };
        QVERIFY(told(folder_.write("no.npz", "x")).contains("is not a NumPy archive"));
        const std::string file = folder_.path("two.npz");
        writeArchive({arrayEntry("a", counted(4), {1, 4}), arrayEntry("b", counted(4), {1, 4})},
                     file);
        QVERIFY(told(file).contains(
            "holds the arrays a, b; one of them must be named images, faces or data"));
        writeArchive({arrayEntry("faces", counted(3))}, file);
        QVERIFY(told(file).contains("array 'faces': has 1 dimension"));
        writeArchive({}, file);
        QVERIFY(told(file) != "nothing was thrown");
    }

    /// Whatever a byte is changed to, and wherever a file is cut.
    void changedBytesAreRefusedOrRead() {
        std::vector<std::pair<std::string, std::string>> files{
            {"fuzz/a.pgm", binary},
            {"fuzz/a.pgm", text},
            {"fuzz-png/a.png", test::png::greyFile(3, 2, sixBytes)},
            {"fuzz.npy", npyFile(counted(8), {2, 2, 2})},
            {"fuzz.npy", npy("|u1", "(2, 4)", "abcdefgh")},
        };
        const std::string packed = folder_.path("whole.npz");
        writeArchive({arrayEntry("images", counted(8), {2, 4})}, packed);
        QFile archive(QString::fromStdString(packed));
        QVERIFY(archive.open(QIODevice::ReadOnly));
        files.emplace_back("fuzz.npz", archive.readAll().toStdString());
        folder_.makeFolder("fuzz");
        folder_.makeFolder("fuzz-png");
        GreyImageLimits limits;
        limits.maximumBytes = std::size_t{1} << 20U;
        std::size_t read = 0;
        std::size_t refused = 0;
        const auto attempt = [&](const std::string& name, const std::string& bytes) {
            folder_.write(name, bytes);
            try {
                const std::size_t folder = name.find('/');
                const GreyImages set = readGreyImages(folder_.path(name.substr(0, folder)), limits);
                QVERIFY(set.size() > 0 && set.pixels.size() == set.size() * set.pixelsOfImage());
                QVERIFY(set.black < set.white);
                QVERIFY(std::all_of(set.pixels.begin(), set.pixels.end(),
                                    [](float each) { return std::isfinite(each); }));
                ++read;
            } catch (const InputError& error) {
                QVERIFY(!error.message().empty());
                ++refused;
            }
        };
        for (const auto& [name, bytes] : files) {
            for (std::size_t i = 0; i < bytes.size(); ++i) {
                for (const unsigned change : {0x01U, 0x10U, 0x80U, 0xffU}) {
                    std::string changed = bytes;
                    changed[i] = static_cast<char>(static_cast<unsigned char>(changed[i]) ^ change);
                    attempt(name, changed);
                }
                attempt(name, bytes.substr(0, i));
            }
        }
        QVERIFY(read > 100 && refused > 1000);
    }

    void splitsEveryFew() {
        GreyImages set;
        set.width = 2;
        set.height = 2;
        set.pixels = counted(40);
        set.white = 39.0F;
        const GreyParts parts = splitImages(set, 0.25);
        QCOMPARE(parts.training.size(), std::size_t(8));
        QCOMPARE(parts.test.size(), std::size_t(2));
        QCOMPARE(parts.test.image(0)[0], 12.0F); // the fourth
        QCOMPARE(parts.test.image(1)[0], 28.0F);
        QCOMPARE(parts.training.image(3)[0], 16.0F);
        QCOMPARE(parts.test.white, 39.0F);
        set.pixels.resize(8);
        QCOMPARE(splitImages(set, 0.01).test.size(), std::size_t(1));
        QVERIFY_EXCEPTION_THROWN((void)splitImages(set, 0.0), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN((void)splitImages(set, 0.6), std::invalid_argument);
        set.pixels.resize(4);
        QVERIFY(
            messageOf([&] { (void)splitImages(set, 0.5); }).contains("holds 1 image; needed are"));
    }

    void standardizesEachPixel() {
        GreyImages set;
        set.width = 3;
        set.height = 1;
        set.pixels = {0.2F, 0.5F, 0.70F, 0.4F, 0.5F, 0.71F, 0.9F, 0.5F, 0.69F};
        const Standardization by = standardizationOf(set);
        QVERIFY(near(by.mean[0], 0.5, 1e-6, 0.0));
        QVERIFY(near(by.deviation[0], std::sqrt((0.09 + 0.01 + 0.16) / 3.0), 1e-6, 0.0));
        QVERIFY(near(by.deviation[1], leastDeviation, 1e-6, 0.0)); // constant
        QVERIFY(near(by.deviation[2], leastDeviation, 1e-6, 0.0)); // nearly: 0.008
        QVERIFY(near(standardizationOf(set, 0.001).deviation[2], 0.01 * std::sqrt(2.0 / 3.0), 1e-4,
                     0.0));
        std::vector<float> z(9);
        standardize(by, set.pixels.data(), 3, z.data());
        double sum = 0.0;
        double squares = 0.0;
        for (std::size_t i = 0; i < 9; i += 3) {
            sum += static_cast<double>(z[i]);
            squares += static_cast<double>(z[i]) * static_cast<double>(z[i]);
        }
        QVERIFY(near(sum, 0.0, 0.0, 1e-6));
        QVERIFY(near(squares / 3.0, 1.0, 1e-6, 0.0));
        undoStandardization(by, z.data(), 3, z.data());
        QVERIFY(same(z, set.pixels));
        set.white = 11.0F; // the floor is a share of the range
        QVERIFY(near(standardizationOf(set).deviation[1], 11.0 * leastDeviation, 1e-6, 0.0));
        set.pixels.clear();
        QVERIFY_EXCEPTION_THROWN((void)standardizationOf(set), std::invalid_argument);
    }

private:
    test::TestFolder folder_;
};

QTEST_GUILESS_MAIN(TestGreyImages)
#include "tst_grey_images.moc"
