// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/cifar_file.h"
#include "tests/support/messages_and_files.h"
#include "tests/support/test_folder.h"

#include <QTest>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::data;
using scorescope::test::messageOf;

namespace {

constexpr std::size_t recordBytes = 3073;

std::uint8_t pixel(std::size_t image, std::size_t row, std::size_t column, std::size_t channel) {
    return static_cast<std::uint8_t>(11 * image + 31 * row + 5 * column + 85 * channel +
                                     row * column);
}

/// Images from `first` on, with these labels.
std::string records(std::size_t first, const std::string& labels) {
    std::string bytes;
    for (const char label : labels) {
        bytes.push_back(label);
        for (std::size_t channel = 0; channel < 3; ++channel) {
            for (std::size_t at = 0; at < 1024; ++at) {
                bytes.push_back(static_cast<char>(pixel(first, at / 32, at % 32, channel)));
            }
        }
        ++first;
    }
    return bytes;
}

} // namespace

class TestCifarFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsBatches() {
        const std::string first = folder_.write("1.bin", records(0, std::string("\0\x09\x03", 3)));
        const std::string second = folder_.write("2.bin", records(3, "\x01\x02"));
        std::vector<double> shares;
        const LabelledImages set = readCifar({first, second}, 100, [&shares](double share) {
            shares.push_back(share);
            return true;
        });
        QCOMPARE(shares, (std::vector<double>{0.5, 1.0}));
        QCOMPARE(set.labels, (std::vector<std::uint8_t>{0, 9, 3, 1, 2}));
        QCOMPARE(set.classes.size(), std::size_t(10));
        QCOMPARE(set.classes[9], std::string("truck"));
        QCOMPARE(set.width, std::size_t(32));
        QCOMPARE(set.height, std::size_t(32));
        QCOMPARE(set.channels, std::size_t(3));
        QCOMPARE(set.pixels.size(), std::size_t(5 * 3072));
        for (std::size_t image = 0; image < 5; ++image) {
            for (std::size_t at = 0; at < 3072; ++at) {
                QCOMPARE(set.image(image)[at], pixel(image, at / 96, at / 3 % 32, at % 3));
            }
        }
        for (const std::size_t most : {1, 3, 4}) {
            const LabelledImages some = readCifar({first, second}, most);
            QCOMPARE(some.size(), most);
            QCOMPARE(some.pixels.size(), most * 3072);
            QVERIFY(std::equal(some.pixels.begin(), some.pixels.end(), set.pixels.begin()));
        }
        QVERIFY_EXCEPTION_THROWN(
            (void)readCifar({first, second}, 100, [](double) { return false; }), Cancelled);
    }
    void refusesWhatIsWrong() {
        const auto told = [&](const std::string& bytes) {
            return messageOf([&] { (void)readCifar({folder_.write("bad.bin", bytes)}, 100); });
        };
        QVERIFY(told("").contains("bad.bin: is empty"));
        const std::string three = records(0, std::string("\0\x09\x03", 3));
        const QString cut = told(three.substr(0, three.size() - 1));
        QVERIFY2(cut.contains("has 9218 bytes, which is no multiple of 3073"), qPrintable(cut));
        QVERIFY(told(three + "a").contains("has 9220 bytes"));
        QVERIFY(told(std::string(3074 * 2, '\1')).contains("no multiple of 3073")); // CIFAR-100
        QVERIFY(
            told(records(0, "\1\2\x0a")).contains("record 3 has the label 10; allowed are 0 to 9"));
        QVERIFY(told(records(0, "\1\xff")).contains("record 2 has the label 255"));
        QVERIFY(messageOf([&] {
                    (void)readCifar({folder_.path("none.bin")}, 1);
                }).contains("cannot be read: No such file"));
        QVERIFY(messageOf([&] {
                    (void)readCifar({folder_.makeFolder("folder.bin")}, 1);
                }).contains("is a folder"));
    }
    void changedBytesAreRefusedOrRead() {
        const std::string file = records(0, "\1\2");
        std::mt19937 random(3);
        std::size_t read = 0;
        std::size_t refused = 0;
        for (std::size_t k = 0; k < 2000; ++k) {
            std::string changed = file;
            const std::size_t at = random() % 3 == 0   ? random() % file.size()
                                   : random() % 2 == 0 ? 0
                                                       : recordBytes;
            changed[at] = static_cast<char>(random() % 256);
            if (random() % 4 == 0) {
                changed.resize(random() % (2 * file.size()));
            }
            try {
                const LabelledImages set = readCifar({folder_.write("fuzz.bin", changed)}, 100);
                QVERIFY(set.size() > 0 && set.pixels.size() == set.size() * 3072);
                QVERIFY(std::all_of(set.labels.begin(), set.labels.end(),
                                    [](std::uint8_t label) { return label < 10; }));
                ++read;
            } catch (const InputError& error) {
                QVERIFY(!error.message().empty());
                ++refused;
            }
        }
        QVERIFY(read > 300 && refused > 1000);
    }

private:
    test::TestFolder folder_;
};

QTEST_GUILESS_MAIN(TestCifarFile)
#include "tst_cifar_file.moc"
