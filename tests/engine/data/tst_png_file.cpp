// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/png_file.h"
#include "tests/support/messages_and_files.h"
#include "tests/support/near.h"
#include "tests/support/png_bytes.h"
#include "tests/support/test_folder.h"

#include <QTest>
#include <png.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::data;
using scorescope::test::messageOf;
using scorescope::test::near;
namespace png = scorescope::test::png;

namespace {

std::string bytes(std::initializer_list<unsigned> values) {
    std::string all;
    for (const unsigned value : values) {
        all.push_back(static_cast<char>(value));
    }
    return all;
}

std::string form(unsigned bits, unsigned type, unsigned interlaced = 0) {
    return bytes({bits, type, 0, 0, interlaced});
}

const std::string six = bytes({0x00, 0x33, 0x66, 0x99, 0xcc, 0xff});

/// A file as libpng writes it.
std::string written(png_uint_32 width, png_uint_32 height, png_uint_32 format, const void* pixels) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = width;
    image.height = height;
    image.format = format;
    png_alloc_size_t size = 0;
    if (png_image_write_to_memory(&image, nullptr, &size, 0, pixels, 0, nullptr) == 0) {
        qFatal("libpng writes nothing: %s", image.message);
    }
    std::string file(size, '\0');
    if (png_image_write_to_memory(&image, file.data(), &size, 0, pixels, 0, nullptr) == 0) {
        qFatal("libpng writes nothing: %s", image.message);
    }
    return file;
}

/// The rows of an interlaced image of bytes: those of its seven passes, one after the other.
std::string interlacedRows(std::size_t width, std::size_t height, const std::string& greys) {
    struct Pass {
        std::size_t left, top, right, down; // the first pixel, and how far it is to the next
    };
    constexpr std::array<Pass, 7> passes{{{0, 0, 8, 8},
                                          {4, 0, 8, 8},
                                          {0, 4, 4, 8},
                                          {2, 0, 4, 4},
                                          {0, 2, 2, 4},
                                          {1, 0, 2, 2},
                                          {0, 1, 1, 2}}};
    std::string rows;
    for (const Pass& pass : passes) {
        for (std::size_t row = pass.top; row < height && pass.left < width; row += pass.down) {
            rows += '\0';
            for (std::size_t column = pass.left; column < width; column += pass.right) {
                rows += greys[row * width + column];
            }
        }
    }
    return rows;
}

/// The light that a value from 0 to 1 stands for, and back: by the power that libpng takes for
/// sRGB's curve.
double lightOf(double value) {
    return std::pow(value, 2.2);
}
double encoded(double light) {
    return std::pow(light, 1.0 / 2.2);
}

/// The same file with the checksums of its chunks put right, as far as its chunks can be told.
std::string mended(std::string file) {
    std::size_t at = png::signature.size();
    while (at + 12 <= file.size()) {
        std::size_t length = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            length = 256 * length + static_cast<unsigned char>(file[at + i]);
        }
        if (length > file.size() - at - 12) {
            return file;
        }
        file.replace(at + 8 + length, 4, png::checksum(file.substr(at + 4, 4 + length)));
        at += 12 + length;
    }
    return file;
}

} // namespace

class TestPngFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsGreys_data() {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<int>("width");
        QTest::addColumn<QList<int>>("greys"); // of 255
        const auto row = [](const char* name, const std::string& file, int width,
                            const QList<int>& greys) {
            QTest::newRow(name) << QByteArray::fromStdString(file) << width << greys;
        };
        const QList<int> sixGreys{0x00, 0x33, 0x66, 0x99, 0xcc, 0xff};
        row("by hand", png::greyFile(3, 2, six), 3, sixGreys);
        row("by libpng", written(3, 2, PNG_FORMAT_GRAY, six.data()), 3, sixGreys);
        row("one pixel", png::greyFile(1, 1, "\x33"), 1, {0x33});
        row("more after it", png::greyFile(3, 2, six) + "more", 3, sixGreys);
        row("words in it",
            png::file(2, 1, png::greys8, bytes({0, 7, 9}), png::chunk("tEXt", "Title\0x")), 2,
            {7, 9});
        row("1 bit", png::file(3, 1, form(1, 0), bytes({0, 0b10100000})), 3, {255, 0, 255});
        row("2 bits", png::file(4, 1, form(2, 0), bytes({0, 0b00011011})), 4, {0, 85, 170, 255});
        row("4 bits", png::file(3, 1, form(4, 0), bytes({0, 0x07, 0xf0})), 3, {0, 119, 255});
        // 128.499 and 128.502 of 255: rounded, not cut, and not taken for shares of light.
        row("16 bits",
            png::file(4, 1, form(16, 0), bytes({0, 0, 0, 0x81, 0x00, 0x81, 0x01, 0xff, 0xff})), 4,
            {0, 128, 129, 255});
        const std::string colours = bytes({0x40, 0x40, 0x40, 0xff, 0xff, 0xff});
        row("palette",
            png::file(3, 1, form(8, 3), bytes({0, 1, 0, 1}), png::chunk("PLTE", colours)), 3,
            {255, 64, 255});
        row("palette of 1 bit",
            png::file(3, 1, form(1, 3), bytes({0, 0b10100000}), png::chunk("PLTE", colours)), 3,
            {255, 64, 255});
        row("grey colours",
            png::file(2, 1, form(8, 2), bytes({0, 0x80, 0x80, 0x80, 0xff, 0xff, 0xff})), 2,
            {0x80, 0xff});
        row("transparent",
            png::file(3, 1, form(8, 4), bytes({0, 0x99, 0xff, 0x99, 0x00, 0xff, 0xff})), 3,
            {0x99, 0, 0xff});
        row("transparent colours",
            png::file(2, 1, form(8, 6), bytes({0, 0x99, 0x99, 0x99, 0xff, 0x99, 0x99, 0x99, 0x00})),
            2, {0x99, 0});
        row("transparent palette",
            png::file(2, 1, form(8, 3), bytes({0, 0, 1}),
                      png::chunk("PLTE", colours) + png::chunk("tRNS", bytes({0}))),
            2, {0, 255});
        row("a transparent grey",
            png::file(2, 1, png::greys8, bytes({0, 0x40, 0x41}),
                      png::chunk("tRNS", bytes({0, 0x40}))),
            2, {0, 0x41});
        row("sRGB's gamma",
            png::file(2, 1, png::greys8, bytes({0, 0x40, 0x80}),
                      png::chunk("gAMA", png::bigEndian(45455))),
            2, {0x40, 0x80});
        std::string many;
        QList<int> manyGreys;
        for (int i = 0; i < 13 * 11; ++i) {
            many.push_back(static_cast<char>(i));
            manyGreys.push_back(i);
        }
        row("interlaced", png::file(13, 11, form(8, 0, 1), interlacedRows(13, 11, many)), 13,
            manyGreys);
        row("interlaced narrowly", png::file(1, 3, form(8, 0, 1), interlacedRows(1, 3, "abc")), 1,
            {'a', 'b', 'c'});
    }
    void readsGreys() {
        QFETCH(QByteArray, file);
        QFETCH(int, width);
        QFETCH(QList<int>, greys);
        const GreyImage image = readPng(folder_.write("a.png", file.toStdString()), 16);
        QCOMPARE(image.width, static_cast<std::size_t>(width));
        QCOMPARE(image.width * image.height, static_cast<std::size_t>(greys.size()));
        QCOMPARE(image.pixels.size(), image.width * image.height);
        for (std::size_t i = 0; i < image.pixels.size(); ++i) {
            const double wanted = greys[static_cast<qsizetype>(i)] / 255.0;
            QVERIFY2(near(static_cast<double>(image.pixels[i]), wanted, 0.0, 1e-6),
                     qPrintable(QString::number(i)));
        }
    }
    /// Luminance as in ITU-R BT.709. libpng has 8 bits for light, few for the darks.
    void coloursBecomeTheirLuminance() {
        constexpr std::array<double, 3> parts{0.2126, 0.7152, 0.0722};
        std::string colours = bytes({255, 0, 0, 0, 255, 0, 0, 0, 255});
        std::mt19937 random(7);
        while (colours.size() < std::size_t{3} * 1000) {
            colours.push_back(static_cast<char>(random() % 256));
        }
        const std::string path =
            folder_.write("a.png", png::file(1000, 1, form(8, 2), '\0' + colours));
        const GreyImage image = readPng(path, 1000);
        for (std::size_t i = 0; i < 1000; ++i) {
            double light = 0.0;
            for (std::size_t k = 0; k < 3; ++k) {
                light += parts[k] * lightOf(static_cast<unsigned char>(colours[3 * i + k]) / 255.0);
            }
            const double wanted = 255.0 * encoded(light);
            std::string message;
            QVERIFY2(near(255.0 * static_cast<double>(image.pixels[i]), wanted, 0.0,
                          wanted < 64.0 ? 20.0 : 3.0, &message),
                     message.c_str());
        }
    }
    void transparencyIsMixedAsLight() {
        std::string rows(1, '\0');
        for (unsigned alpha = 0; alpha < 256; ++alpha) {
            rows += bytes({0xff, alpha});
        }
        const GreyImage image =
            readPng(folder_.write("a.png", png::file(256, 1, form(8, 4), rows)), 256);
        for (std::size_t alpha = 0; alpha < 256; ++alpha) {
            const double wanted = encoded(static_cast<double>(alpha) / 255.0);
            std::string message;
            QVERIFY2(
                near(static_cast<double>(image.pixels[alpha]), wanted, 0.0, 1.5 / 255.0, &message),
                message.c_str());
        }
    }
    void aGammaOfItsOwnIsObeyed() {
        std::string rows(1, '\0');
        for (unsigned grey = 0; grey < 256; ++grey) {
            rows += static_cast<char>(grey);
        }
        const std::string linear = png::chunk("gAMA", png::bigEndian(100000));
        const GreyImage image =
            readPng(folder_.write("a.png", png::file(256, 1, png::greys8, rows, linear)), 256);
        for (std::size_t grey = 0; grey < 256; ++grey) {
            const double wanted = encoded(static_cast<double>(grey) / 255.0);
            std::string message;
            QVERIFY2(
                near(static_cast<double>(image.pixels[grey]), wanted, 0.0, 1.5 / 255.0, &message),
                message.c_str());
        }
    }

    /// Half a MB of words that would unpack to half a GB.
    void wordsAreNotUnpacked() {
        const std::string words =
            png::chunk("zTXt", std::string("w\0\0", 3) + png::packed(std::string(7'900'000, 'a')));
        std::string many;
        for (std::size_t i = 0; i < 60; ++i) {
            many += words;
        }
        const std::string path =
            folder_.write("a.png", png::file(2, 1, png::greys8, bytes({0, 7, 9}), many));
        rusage before{};
        rusage after{};
        QCOMPARE(getrusage(RUSAGE_SELF, &before), 0);
        QCOMPARE(readPng(path, 8).pixels.size(), std::size_t(2));
        QCOMPARE(getrusage(RUSAGE_SELF, &after), 0);
        QVERIFY(after.ru_maxrss - before.ru_maxrss < 100 * 1024); // KiB; 470 MB would be there
    }

    void refusesFiles_data() {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("told");
        const auto row = [](const char* name, const std::string& file, const char* told) {
            QTest::newRow(name) << QByteArray::fromStdString(file) << QString::fromUtf8(told);
        };
        const std::string good = png::greyFile(3, 2, six);
        const std::size_t data = png::signature.size() + 25; // where IDAT begins
        const std::string rows = bytes({0, 1, 2, 3, 0, 4, 5, 6});
        row("empty", "", "is empty");
        row("another format", "P5 1 1 1 x",
            "is no PNG image: it does not begin with the signature");
        row("half a signature", good.substr(0, 5), "is no PNG image");
        row("line ends changed", "\x89PNG\n\x1a\n" + good.substr(8), "is no PNG image");
        row("only a signature", png::signature,
            "ends before its chunk IEND: the file is truncated");
        row("half a header", good.substr(0, 20),
            "ends within its chunk 1, IHDR: the file is truncated or damaged");
        row("no pixels", good.substr(0, data), "ends before its chunk IEND");
        row("half its pixels", good.substr(0, data + 15),
            "ends within its chunk 2, IDAT: the file is truncated or damaged");
        row("no end", good.substr(0, good.size() - 12), "ends before its chunk IEND");
        row("half an end", good.substr(0, good.size() - 7),
            "ends within its chunk 3: the file is truncated");
        std::string changed = good;
        changed[data + 10] = static_cast<char>(changed[data + 10] ^ 1);
        row("changed pixels", changed, "is damaged: chunk 2, IDAT, has a wrong checksum");
        changed = good;
        changed[png::signature.size() + 11] = 5;
        row("changed width", changed, "is damaged: chunk 1, IHDR, has a wrong checksum");
        changed = png::file(3, 2, png::greys8, rows, png::chunk("tEXt", "words"));
        changed[data + 10] = '?';
        row("changed words", changed, "is damaged: chunk 2, tEXt, has a wrong checksum");
        row("no header", png::signature + png::chunk("IDAT", "x"),
            "its first chunk is not IHDR of 13 bytes");
        row("short header", png::signature + png::chunk("IHDR", "x"),
            "its first chunk is not IHDR of 13 bytes");
        row("no width", png::file(0, 2, png::greys8, rows),
            "has a width of 0 pixels; allowed are 1 to 8");
        row("large", png::file(3, 9, png::greys8, rows),
            "has a height of 9 pixels; allowed are 1 to 8");
        row("absurd", png::file(0xffffffffU, 0xffffffffU, png::greys8, rows),
            "has a width of 4294967295 pixels; allowed are 1 to 8");
        row("absurd chunk", png::signature + bytes({0xff, 0xff, 0xff, 0xff}) + good.substr(12),
            "ends within its chunk 1, IHDR: the file is truncated or damaged");
        row("nine bits", png::file(3, 2, form(9, 0), rows), "cannot be decoded: ");
        row("no such type", png::file(3, 2, form(8, 5), rows), "cannot be decoded: ");
        row("no palette", png::file(3, 2, form(8, 3), rows), "cannot be decoded: ");
        row("no such filter", png::file(3, 1, png::greys8, bytes({7, 1, 2, 3})),
            "cannot be decoded: ");
        row("few pixels", png::file(3, 3, png::greys8, rows), "cannot be decoded: ");
        row("no pixels at all",
            png::signature + png::header(3, 2, png::greys8) + png::chunk("IEND", ""),
            "cannot be decoded: ");
        row("not compressed",
            png::signature + png::header(3, 2, png::greys8) + png::chunk("IDAT", rows) +
                png::chunk("IEND", ""),
            "cannot be decoded: ");
        row("two headers", png::file(3, 2, png::greys8, rows, png::header(8, 8, png::greys8)),
            "cannot be decoded: ");
        row("unknown and needed", png::file(3, 2, png::greys8, rows, png::chunk("ABCD", "x")),
            "cannot be decoded: ");
        row("many bytes", good + std::string(std::size_t{5} << 20U, 'x'),
            "is too large: allowed are 4 MiB");
    }
    void refusesFiles() {
        QFETCH(QByteArray, file);
        QFETCH(QString, told);
        const std::string path = folder_.write("bad.png", file.toStdString());
        const QString said = messageOf([&] { (void)readPng(path, 8); });
        QVERIFY2(said.startsWith(QString::fromStdString(path)) && said.contains(told),
                 qPrintable(said));
    }
    void refusesWhatIsNoFile() {
        const auto told = [](const std::string& path) {
            return messageOf([&] { (void)readPng(path, 8); });
        };
        QVERIFY(told(folder_.path("none.png")).contains("cannot be read"));
        QVERIFY(told(folder_.makeFolder("folder.png")).contains("is a folder"));
        const std::string pipe = folder_.path("pipe.png");
        QCOMPARE(mkfifo(pipe.c_str(), 0600), 0);
        QVERIFY(told(pipe).contains("is a pipe or a device")); // and is not waited for
    }

    /// Whatever is changed, and wherever a file is cut; with its checksums put right, too, so that
    /// changes reach the decoding.
    void changedBytesAreRefusedOrRead() {
        const std::string colours = bytes({0x40, 0x40, 0x40, 0xff, 0xff, 0xff, 0xff, 0, 0});
        std::string many;
        for (unsigned i = 0; i < 64; ++i) {
            many.push_back(static_cast<char>(i * i));
        }
        std::vector<std::string> files{
            png::greyFile(3, 2, six),
            png::file(5, 5, form(8, 0, 1), interlacedRows(5, 5, many)),
            png::file(3, 2, form(16, 6), '\0' + many.substr(0, 24) + '\1' + many.substr(24, 24),
                      png::chunk("gAMA", png::bigEndian(100000))),
            png::file(3, 2, form(2, 3), bytes({0, 0x18, 2, 0x24}),
                      png::chunk("PLTE", colours) + png::chunk("tRNS", bytes({0, 0x80}))),
            png::file(2, 2, form(16, 4, 1),
                      '\0' + many.substr(0, 4) + '\0' + many.substr(4, 4) + '\0' +
                          many.substr(8, 8)),
            written(4, 4, PNG_FORMAT_RGBA, many.data()),
        };
        constexpr std::size_t largestSide = 64;
        std::size_t read = 0;
        std::size_t refused = 0;
        const auto attempt = [&](const std::string& file) {
            const std::string path = folder_.write("fuzz.png", file);
            try {
                const GreyImage image = readPng(path, largestSide);
                QVERIFY(image.width > 0 && image.width <= largestSide && image.height > 0 &&
                        image.height <= largestSide);
                QCOMPARE(image.pixels.size(), image.width * image.height);
                QVERIFY(std::all_of(image.pixels.begin(), image.pixels.end(),
                                    [](float grey) { return grey >= 0.0F && grey <= 1.0F; }));
                ++read;
            } catch (const InputError& error) {
                QVERIFY(!error.message().empty());
                ++refused;
            }
        };
        std::mt19937 random(11);
        for (const std::string& file : files) {
            attempt(file);
            for (std::size_t i = 0; i < file.size(); ++i) {
                const auto changed = [&](unsigned change) {
                    std::string other = file;
                    other[i] = static_cast<char>(static_cast<unsigned char>(other[i]) ^ change);
                    return other;
                };
                attempt(changed(0x10));
                for (const unsigned change : {0x01U, 0x80U, 0xffU}) {
                    attempt(mended(changed(change)));
                }
                attempt(file.substr(0, i));
                attempt(mended(file.substr(0, i) + file.substr(file.size() - 12)));
            }
            for (std::size_t k = 0; k < 100; ++k) { // several at once
                std::string changed = file;
                for (std::size_t n = 0; n <= k % 8; ++n) {
                    changed[random() % changed.size()] ^= static_cast<char>(1U << random() % 8);
                }
                attempt(mended(changed));
            }
        }
        QVERIFY2(read > 300 && refused > 1500,
                 qPrintable(QStringLiteral("%1 read, %2 refused").arg(read).arg(refused)));
    }

private:
    test::TestFolder folder_;
};

QTEST_GUILESS_MAIN(TestPngFile)
#include "tst_png_file.moc"
