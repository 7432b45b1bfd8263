// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/data/digits.h"
#include "engine/data/idx_file.h"
#include "tests/support/messages_and_files.h"
#include "tests/support/test_folder.h"

#include <QTest>
#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::data;
using scorescope::test::messageOf;

namespace {

std::string bigEndian(std::uint32_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) {
        bytes.push_back(static_cast<char>(value >> shift & 0xffU));
    }
    return bytes;
}

std::string idx(const std::vector<std::uint32_t>& shape, const std::string& values,
                char type = 0x08) {
    std::string bytes{'\0', '\0', type, static_cast<char>(shape.size())};
    for (const std::uint32_t size : shape) {
        bytes += bigEndian(size);
    }
    return bytes + values;
}

std::string gzipped(const std::string& bytes) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY); // with gzip's header
    std::string out(deflateBound(&stream, bytes.size()) + 32, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

} // namespace

class TestDigits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsPlainAndCompressed() {
        const std::string images = idx({2, 1, 3}, "abcdef");
        for (const std::string& bytes : {images, gzipped(images)}) {
            const IdxArray array = readIdx(folder_.write("images", bytes));
            QCOMPARE(array.shape, (std::vector<std::size_t>{2, 1, 3}));
            QCOMPARE(std::string(array.values.begin(), array.values.end()), std::string("abcdef"));
        }
        const ImageSet set =
            readImages(folder_.write("i", images),
                       folder_.write("l", gzipped(idx({2}, std::string("\7\3", 2)))));
        QCOMPARE(set.size(), std::size_t(2));
        QCOMPARE(set.width, std::size_t(3));
        QCOMPARE(set.height, std::size_t(1));
        QCOMPARE(set.image(1)[0], std::uint8_t('d'));
        QCOMPARE(set.labels, (std::vector<std::uint8_t>{7, 3}));
        QVERIFY(readImages(folder_.write("i", images), "").labels.empty());
    }
    void refusesWhatIsWrong_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("told");
        const auto row = [](const char* name, const std::string& bytes, const char* told) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString::fromUtf8(told);
        };
        const std::string good = idx({2, 2, 2}, "abcdefgh");
        row("empty", "", "ends within its header");
        row("half a header", good.substr(0, 9), "ends within its header");
        row("magic", "PNG" + good.substr(3), "is no IDX file");
        row("type", idx({2}, "ab", 0x0D), "another type than unsigned bytes (type 13");
        row("dimensions", std::string("\0\0\10\11", 4), "number of dimensions from 1 to 4");
        row("truncated", good.substr(0, good.size() - 3),
            "is truncated: its header announces 8 bytes, and there are 5");
        row("too long", good + "!", "goes on after the 8 bytes");
        row("absurd", idx({0xffffffffU, 0xffffffffU, 2}, "abc"), "announces more than the");
        row("large", idx({1000, 1000, 1000}, "abc"), "is truncated");
        const std::string packed = gzipped(good);
        row("cut gzip", packed.substr(0, packed.size() - 12), "compressed data");
        std::string broken = packed;
        broken[packed.size() - 6] = static_cast<char>(broken[packed.size() - 6] ^ 0x55); // checksum
        row("damaged gzip", broken, "is damaged");
    }
    void refusesWhatIsWrong() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, told);
        const std::string path = folder_.write("bad", bytes.toStdString());
        const QString said = messageOf([&] { (void)readIdx(path); });
        QVERIFY2(said.contains(told), qPrintable(said));
    }
    void refusesWhatDoesNotBelongTogether() {
        const std::string images = folder_.write("i", idx({2, 1, 3}, "abcdef"));
        const auto told = [&](const std::string& what, const std::string& labels) {
            return messageOf([&] { (void)readImages(what, labels); });
        };
        QVERIFY(told(images, folder_.write("l", idx({3}, "abc")))
                    .contains("3 labels for the 2 images"));
        QVERIFY(told(images, images).contains("holds no labels: an array of 3 dimensions"));
        QVERIFY(told(folder_.write("l", idx({3}, "abc")), "").contains("holds no images"));
        QVERIFY(told(folder_.write("e", idx({3, 0, 5}, "")), "").contains("holds no pixels"));
        QVERIFY(told(folder_.path("nothing"), "").contains("cannot be read"));
    }
    void changedBytesAreRefusedOrRead() {
        const std::string plain = idx({2, 2, 2}, "abcdefgh");
        for (const std::string& bytes : {plain, gzipped(plain)}) {
            for (std::size_t i = 0; i < bytes.size(); ++i) {
                for (const int change : {0x01, 0x10, 0x80, 0xff}) {
                    std::string changed = bytes;
                    changed[i] = static_cast<char>(changed[i] ^ change);
                    try {
                        const IdxArray array = readIdx(folder_.write("fuzz", changed), 1U << 20U);
                        std::size_t product = 1;
                        for (const std::size_t size : array.shape) {
                            product *= size;
                        }
                        QCOMPARE(array.values.size(), product);
                    } catch (const InputError& error) {
                        QVERIFY(!error.message().empty());
                    }
                }
            }
        }
    }

    void findsAFolderAndRemembersIt() {
        qputenv("XDG_CONFIG_HOME", folder_.path("config").c_str());
        qputenv("XDG_DATA_HOME", folder_.path("home").c_str());
        qunsetenv("SCORESCOPE_MNIST");
        const std::string found = folder_.makeFolder("somewhere");
        folder_.write("somewhere/train-images.idx3-ubyte", "x");
        QCOMPARE(findDigits(found), std::string()); // without images to test it is not whole
        folder_.write("somewhere/t10k-images-idx3-ubyte.gz", "x");
        QCOMPARE(findDigits(found), found);
        const DigitFiles files = digitFiles(found, DigitPart::training);
        QCOMPARE(files.images, found + "/train-images.idx3-ubyte");
        QVERIFY(files.labels.empty());
        QCOMPARE(findDigits(""), std::string());
        rememberDigits(found);
        QCOMPARE(findDigits(""), found);
        qputenv("SCORESCOPE_MNIST", folder_.path().c_str()); // nothing is there
        QCOMPARE(findDigits(""), found);
    }

    void drawnDigitsAreTheSameForAnyThreads() {
        const ImageSet one = drawDigits(200, DigitPart::training, 5, 1);
        const ImageSet two = drawDigits(100, DigitPart::training, 5, 2);
        QVERIFY(std::equal(two.pixels.begin(), two.pixels.end(), one.pixels.begin()));
        QVERIFY(std::equal(two.labels.begin(), two.labels.end(), one.labels.begin()));
        QVERIFY(drawDigits(100, DigitPart::training, 6, 1).pixels != two.pixels);
        QVERIFY(drawDigits(100, DigitPart::test, 5, 1).pixels != two.pixels);
    }
    void drawnDigitsAreLikeDigits() {
        constexpr std::size_t count = 2000;
        const ImageSet set = drawDigits(count, DigitPart::training, 1);
        QCOMPARE(set.size(), count);
        std::vector<std::size_t> perLabel(10, 0);
        double inked = 0.0;
        for (std::size_t i = 0; i < count; ++i) {
            ++perLabel.at(set.labels[i]);
            double mass = 0.0;
            double x = 0.0;
            double y = 0.0;
            for (std::size_t p = 0; p < 784; ++p) {
                const double value = set.image(i)[p];
                mass += value;
                x += value * static_cast<double>(p % 28);
                y += value * static_cast<double>(p / 28);
            }
            inked += mass / (255.0 * 784.0 * count);
            QVERIFY(std::abs(x / mass - 13.5) < 1.0 && std::abs(y / mass - 13.5) < 1.0);
        }
        for (const std::size_t n : perLabel) { // 200 each, five deviations of 13
            QVERIFY(n > 135 && n < 265);
        }
        QVERIFY(inked > 0.08 && inked < 0.16); // MNIST: 0.13
    }
    /// A digit is told by its nearest neighbour among others: the classes are classes.
    void drawnDigitsCanBeTold() {
        const ImageSet known = drawDigits(2000, DigitPart::training, 1);
        const ImageSet asked = drawDigits(200, DigitPart::test, 1);
        std::size_t right = 0;
        for (std::size_t i = 0; i < asked.size(); ++i) {
            std::size_t best = 0;
            double least = INFINITY;
            for (std::size_t k = 0; k < known.size(); ++k) {
                double distance = 0.0;
                for (std::size_t p = 0; p < 784; ++p) {
                    const double difference = double(asked.image(i)[p]) - double(known.image(k)[p]);
                    distance += difference * difference;
                }
                if (distance < least) {
                    least = distance;
                    best = k;
                }
            }
            right += known.labels[best] == asked.labels[i] ? 1 : 0;
        }
        QVERIFY2(right >= 185, qPrintable(QString::number(right)));
    }

private:
    test::TestFolder folder_;
};

QTEST_GUILESS_MAIN(TestDigits)
#include "tst_digits.moc"
